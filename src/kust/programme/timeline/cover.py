"""What support measures could give the projects of a programme, by year: an estimate, never a decision."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from kust.data.dataset import Dataset
from kust.law.measures import Measure as SupportMeasure
from kust.programme.programme import Programme
from kust.settings.whole import Settings
from kust.support import calc_support
from kust.support.result import Combination, Offer


def calc_cover(
    dataset: Dataset,
    programme: Programme,
    *,
    on: date,
    settings: Settings,
    conforms: Mapping[str, str] | None = None,
    own: tuple[SupportMeasure, ...] = (),
) -> dict[str, dict[int, float]]:
    """Estimate by project and year what the best combination of support measures that nothing rules out would give.

    Parameters
    ----------
    conforms
        By cluster whether it conforms to the rules of clusters, from a check.
    own
        Support measures of the user's own.

    Returns
    -------
    dict
        Project → year → thousand roubles, for the projects that standing measures carry out and that the dataset has;
        what the costs of the years do not reach is in no year. A project is left out, not given nothing, where all
        that it could get is of amounts that are not known; amounts not known beside known ones are in no year.
    """
    known = set(dataset.rows("projects").select("project_id").collect().to_series())
    named = {one.project_id for one in programme.standing_measures if one.project_id}
    wanted = sorted(named & known)
    everybody = settings.readings.participants == "all"
    found: dict[str, dict[int, float]] = {}
    for project in wanted:
        support = calc_support(
            dataset,
            project,
            on=on,
            conforms=conforms,
            settings=settings.support,
            own=own,
            everybody=everybody,
        )
        if support.possible.shares or not any(map(_is_open, support.offers)):
            found[project] = spread(support.possible, support.offers)
    return found


def _is_open(offer: Offer) -> bool:
    """Tell whether a measure in force that nothing rules out would give an amount that is not known."""
    ruled_out = offer.scenario or offer.eligible == "not_met" or offer.status in ("not_yet", "ended")
    return not ruled_out and (offer.amount is None or offer.amount.value is None)


def spread(best: Combination, offers: tuple[Offer, ...]) -> dict[int, float]:
    """Spread what a combination gives over the years as the instalments of each offer lie; sorted by year."""
    of = {offer.measure.code: offer for offer in offers}
    by_year: defaultdict[int, float] = defaultdict(float)
    for share in best.shares:
        offer = of[share.measure]
        paid = sum(one.krub for one in offer.instalments)
        if share.per == "year":
            factor = 1.0
        else:
            # Part of the rows may go to another measure: then so does part of each instalment.
            whole = offer.amount.least if offer.amount else paid
            factor = share.krub / whole if whole else 0.0
        for one in offer.instalments:
            by_year[one.year] += one.krub * factor
    return dict(sorted(by_year.items()))
