"""Indicators that a draft proposes: what is measured, where its values come from, and the target that a sign names."""

from collections.abc import Iterator
from dataclasses import dataclass

from kust.i18n import say
from kust.programme.asking.sign import ASKS, NEED, NICHE, REQUIREMENT, Sign, Signs
from kust.programme.programme import Indicator, Programme, Target

# By code: unit, and for a ratio what is above and below the line. An additive one is filled from what bears its code.
_RATIOS = {
    "cooperation_share": ("supplies_inside", "output"),
    "high_productivity_share": ("high_productivity_jobs", "jobs"),
}
_JOBS = ("jobs", "high_productivity_jobs", "project_jobs", "project_high_productivity_jobs")
_TARGETS = {
    "cooperation_share": ("industrial.cooperation", "supply_side"),
    "high_productivity_share": ("industrial.high_productivity_jobs", "value"),
    "participants": ("industrial.enterprises", "value"),
}


@dataclass
class Indicators:
    """Names indicators by their codes: those that the programme has, or new ones, which it keeps for the draft."""

    programme: Programme
    signs: Signs
    last_year: int
    lang: str

    def __post_init__(self) -> None:
        self.new: dict[str, Indicator] = {}
        self.codes: dict[str, str] = {}

    def name(self, code: str, goal_id: str | None) -> str:
        """Return the name of an indicator; one that the programme does not have is proposed."""
        if code not in self.codes:
            self.codes[code] = self._known(code) or self._propose(code, goal_id)
        return self.codes[code]

    def _known(self, code: str) -> str | None:
        """Find an indicator that is filled alike, or bears the name; a dropped one stays dropped."""
        parts = tuple(self._known(part) for part in _RATIOS.get(code, ()))
        for one in self.programme.indicators:
            alike = one.filled_from == code if not parts else (one.numerator, one.denominator) == parts
            if alike or one.indicator == self._title(code):
                return one.indicator
        return None

    def _title(self, code: str) -> str:
        name, _, product = code.partition(":")
        title = self._title_of(product, self._sign_of(code).title or "") if product else ""
        return say(f"programme_draft.indicator.{name}", self.lang, title=title)

    def _title_of(self, product: str, title: str) -> str:
        """Name a product; of several that are called alike each with its id, since a name is what tells them apart."""
        alike = any(
            one.title == title and one.reference != product
            for one in self.signs.signs
            if one.kind in (NICHE, NEED)
        )
        return f"{title} ({product})" if alike else title

    def _sign_of(self, code: str) -> Sign:
        product = code.partition(":")[2]
        for kind in (NICHE, NEED):
            sign = self.signs.find(kind, product)
            if sign.state == ASKS:
                return sign
        return sign

    def _propose(self, code: str, goal_id: str | None) -> str:
        above, below = (
            (self.name(part, goal_id) for part in _RATIOS[code]) if code in _RATIOS else (None, None)
        )
        imports = code.startswith("import_share:")
        typed = code in _RATIOS or imports
        one = Indicator(
            decision="proposed",
            indicator=self._title(code),
            goal_id=goal_id,
            unit=say(f"programme_draft.unit.{_unit_of(code)}", self.lang),
            base_year=self.signs.year,
            base=self._sign_of(code).value if imports else None,
            direction="down" if imports else "up",
            numerator=above,
            denominator=below,
            filled_from=None if typed else code,
            targets=tuple(self._targets(code)),
        )
        self.new[code] = one
        return one.indicator

    def _targets(self, code: str) -> Iterator[Target]:
        """Take the figure at which a sign is settled for the target of the last year; otherwise none is known."""
        if code.startswith("import_share:"):
            sign = self._sign_of(code)
            threshold = sign.figure("settled_at") if sign.threshold is not None else None
        else:
            requirement, what = _TARGETS.get(code, ("", ""))
            sign = self.signs.find(REQUIREMENT, requirement)
            threshold = sign.threshold if sign.state != "settled" and sign.what == what else None
        if threshold is not None:
            yield Target(year=self.last_year, target=threshold)


def _unit_of(code: str) -> str:
    if code in _RATIOS or code.startswith("import_share:"):
        return "share"
    return "jobs" if code in _JOBS else "organisations" if code == "participants" else "krub"
