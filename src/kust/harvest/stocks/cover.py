"""Bilberry cover of a stand by a published Finnish model; shown as it is, no stock rests on it."""

from math import exp

from kust.errors import UsageError
from kust.law.loader import parameters

_FILE = "harvest.cover"


def calc_cover_logit(
    *,
    site: str,
    altitude_m: float,
    age: float,
    basal_area: float,
    trees: str = "pine",
    planted: bool = False,
    former_field: bool = False,
) -> float:
    """Work out the logit of bilberry cover; parameters as those of ``calc_cover``.

    Examples
    --------
    >>> round(calc_cover_logit(site="III", altitude_m=150, age=80, basal_area=20), 4)
    -1.8344
    """
    figures = parameters(_FILE)
    for option, value, known in (
        ("site", site, tuple(figures["sites"])),
        ("trees", trees, ("pine", "spruce", "deciduous")),
    ):
        if value not in known:
            raise UsageError("choice", option=option, value=value, known=", ".join(known))
    logit = float(figures["constant"]) + float(figures["sites"][site])
    logit += figures["altitude_m"] * altitude_m
    logit += figures["age"] * age + figures["age_squared_per_100"] * age**2 / 100
    logit += figures["basal_area"] * basal_area + figures["basal_area_squared_per_100"] * basal_area**2 / 100
    logit += figures["planted"] * planted + figures["former_field"] * former_field
    if trees == "spruce":
        logit += figures["spruce"]
    elif trees == "deciduous" and site in ("I", "II"):
        logit += figures["deciduous_on_I_II"]
    return float(logit)


def calc_cover(
    *,
    site: str,
    altitude_m: float,
    age: float,
    basal_area: float,
    trees: str = "pine",
    planted: bool = False,
    former_field: bool = False,
) -> float:
    """Work out what share of the ground bilberry covers.

    logit p = c + site + 0.0040·altitude + 0.0094·age − 0.0027·age²/100 + 0.1071·G − 0.2050·G²/100 + planted …

    Parameters
    ----------
    site
        Class of the site: ``I`` … ``V``, ``VII``, ``VIII`` on mineral soil, ``spruce_mire_II``, ``pine_mire_III`` ….
    altitude_m
        Metres above the sea.
    age
        Years of the stand.
    basal_area
        G, m²/ha.
    trees
        ``pine``, ``spruce`` or ``deciduous``.
    planted, former_field
        How the stand came to be.

    Returns
    -------
    float
        Share 0..1.

    Raises
    ------
    UsageError
        The site or the trees are not those of the model.

    Notes
    -----
    Turtiainen et al. 2016, Silva Fennica 50(4):1573, Model 1.

    Examples
    --------
    >>> round(calc_cover(site="III", altitude_m=150, age=80, basal_area=20), 4)
    0.1377
    """
    logit = calc_cover_logit(
        site=site,
        altitude_m=altitude_m,
        age=age,
        basal_area=basal_area,
        trees=trees,
        planted=planted,
        former_field=former_field,
    )
    return 1 / (1 + exp(-logit))


def find_best_stand() -> tuple[float, float]:
    """Find the basal area (m²/ha) and the age (years) at which the model's cover is largest.

    >>> [round(value, 1) for value in find_best_stand()]
    [26.1, 174.1]
    """
    figures = parameters(_FILE)
    basal = -100 * figures["basal_area"] / (2 * figures["basal_area_squared_per_100"])
    age = -100 * figures["age"] / (2 * figures["age_squared_per_100"])
    return float(basal), float(age)
