"""Quantiles of answers that do not weigh alike.

Sort the answers, W = Σ w; the p-quantile is the first whose weights up to and with it come to more than p·W; where they
come to p·W exactly, it is the mean of that answer and the next. With equal weights this is definition 2 of Hyndman and
Fan (Sample quantiles in statistical packages, The American Statistician 50(4), 1996), so its median is the usual one.
"""

from collections.abc import Iterable

from kust.quantities import TOLERANCE


def calc_quantile(answers: Iterable[tuple[float, float]], share: float) -> float | None:
    """Work out a quantile of weighted answers.

    Parameters
    ----------
    answers
        Pairs of answer and weight; a weight of 0 or less does not count.
    share
        p, more than 0 and less than 1.

    Returns
    -------
    float or None
        In the unit of the answers; None where nothing has a weight.

    Examples
    --------
    >>> calc_quantile([(1, 1), (2, 1), (4, 1), (5, 1)], 0.5), calc_quantile([(1, 1), (5, 3)], 0.5)
    (3.0, 5.0)
    """
    counted = sorted((answer, weight) for answer, weight in answers if weight > 0)
    total = sum(weight for _, weight in counted)
    reached, edge = 0.0, TOLERANCE * total
    for place, (answer, weight) in enumerate(counted):
        reached += weight
        if reached > share * total + edge:
            return float(answer)
        if reached >= share * total - edge:
            return (answer + counted[place + 1][0]) / 2
    return None
