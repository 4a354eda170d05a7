"""The ends between which what is missing may lie: x − t·y of each member, of which every share is judged.

Expressions over small tables in memory are made once, at import: making them costs as much as asking them.
"""

import polars as pl

from kust.quantities import TOLERANCE

_INFINITE = float("inf")
_X, _Y, _T = pl.col("x"), pl.col("y"), pl.col("_t")
_UNTOLD = _X.is_null() & _Y.is_null()
_KNOWN = _X - _T * _Y
_LARGEST = pl.when(_Y.is_null()).then(_X - _T * _X).when(_X.is_null()).then(_Y - _T * _Y).otherwise(_KNOWN)
_SCALE = pl.when(_UNTOLD).then(0.0).when(_Y.is_null()).then(_T * _X).otherwise(_T * _Y)
_ENDS = (
    pl.when(_Y.is_null()).then(-_INFINITE).when(_X.is_null()).then(-_T * _Y).otherwise(_KNOWN).alias("low"),
    pl.when(_UNTOLD).then(pl.when(_T < 1).then(_INFINITE).otherwise(0.0)).otherwise(_LARGEST).alias("high"),
    _SCALE.alias("low_scale"),
    _SCALE.alias("high_scale"),
    pl.col("group").is_not_null().alias("sure"),
)
_OPTIONAL = ~pl.col("sure")
_OUT = {"low": _OPTIONAL & (pl.col("low") > 0), "high": _OPTIONAL & (pl.col("high") < 0)}
_LEFT_OUT = tuple(
    pl.when(out).then(0.0).otherwise(pl.col(name)).alias(name)
    for end, out in _OUT.items()
    for name in (end, f"{end}_scale")
)

MAY_BELONG = pl.coalesce("group", pl.lit(True))
LEAST_IS_MET = pl.col("low") >= -TOLERANCE * pl.col("low_scale")
MOST_IS_MET = pl.col("high") >= -TOLERANCE * pl.col("high_scale")


def bound_shares(members: pl.DataFrame, threshold: float) -> pl.DataFrame:
    """Give the ends between which each member's x − t·y lies, with 0 ≤ x ≤ y.

    A missing x lies in [0, y], a missing y in [x or 0, ∞); a member whose group is unknown counts or not.

    Parameters
    ----------
    members
        ``x``, ``y`` (null where missing) and ``group`` (false, true or null); those of group false are left out.
    threshold
        t, a share.

    Returns
    -------
    pl.DataFrame
        With ``low``, ``high`` (x − t·y), ``low_scale``, ``high_scale`` (t·y, for the relative tolerance), ``sure``
        (it is in the group) and ``alone`` (a group of nobody else could meet the share).
    """
    among = members.filter(MAY_BELONG).with_columns(pl.lit(float(threshold)).alias("_t"))
    return among.with_columns(_ENDS).with_columns(MOST_IS_MET.alias("alone")).with_columns(_LEFT_OUT)
