"""What a requirement asks, as a formula: the one description that verdicts and remedies are both made of.

Each module of a requirement has ``form(rule, readings)`` beside its ``check``. ``check`` takes its figures, its group
and its thresholds from there; a remedy turns the same formula into the rows of a linear programme.
"""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.data.engines import Frame


@dataclass(frozen=True)
class Group:
    """Of whom: everyone, or those whose flag says so; where the flag is empty nobody knows."""

    flag: str | None = None
    says: bool = True

    def expression(self) -> nw.Expr:
        if self.flag is None:
            return nw.lit(True)
        return nw.col(self.flag) if self.says else ~nw.col(self.flag)


EVERYONE = Group()


@dataclass(frozen=True)
class Figures:
    """What of what: columns of the participants; without ``y`` each counts as one and ``x`` is a flag."""

    x: str
    y: str | None = None
    group: Group = EVERYONE

    def of(self, participants: Frame) -> Frame:
        """Return ``cluster_id``, ``organisation_id``, ``x``, ``y``, ``group`` as the judging functions take them."""
        x, y, flag = pl.col(self.x), pl.col(self.y or self.x), self.group.flag
        said = pl.lit(True) if flag is None else pl.col(flag) if self.group.says else ~pl.col(flag)
        native: pl.DataFrame = participants.to_native()
        figures = native.select(
            "cluster_id",
            "organisation_id",
            (x if self.y else x.cast(pl.Float64)).alias("x"),
            (y if self.y else pl.lit(1.0)).alias("y"),
            said.alias("group"),
        )
        return nw.from_native(figures, eager_only=True)


@dataclass(frozen=True)
class Share:
    """Σx/Σy ≥ ``at_least``."""

    figures: Figures
    at_least: float


@dataclass(frozen=True)
class EachShare:
    """x/y ≥ ``at_least`` of each."""

    figures: Figures
    at_least: float


@dataclass(frozen=True)
class Below:
    """Share of those whose x/y is under ``own``, at most ``at_most``."""

    figures: Figures
    own: float
    at_most: float


@dataclass(frozen=True)
class Count:
    """Participants of whom all ``flags`` are true, or what else ``of`` names, held against ``threshold``."""

    of: str
    comparison: str
    threshold: float
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class EachLinked:
    """Each of the group trades with at least so many others."""

    at_least: float
    group: Group = EVERYONE


@dataclass(frozen=True)
class JointProjects:
    """Projects of kind joint with at least so many participants each."""

    at_least: float
    participants: float


@dataclass(frozen=True)
class RegionsSigned:
    """Share of the regions with an agreement."""

    at_least: float


@dataclass(frozen=True)
class Documented:
    """A document confirms it, one of each region where ``each_region``."""

    each_region: bool = False


@dataclass(frozen=True)
class AllOf:
    """Every part is met."""

    parts: tuple["Form", ...]


@dataclass(frozen=True)
class AnyOf:
    """One of the parts is met."""

    parts: tuple["Form", ...]


Form = (
    Share
    | EachShare
    | Below
    | Count
    | EachLinked
    | JointProjects
    | RegionsSigned
    | Documented
    | AllOf
    | AnyOf
)
