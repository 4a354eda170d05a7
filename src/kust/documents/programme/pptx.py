"""A short deck for the meeting on a programme."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kust.documents.blocks import Amount
from kust.documents.figures import SYMBOLS, write
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.table_lines import RoadmapLine
from kust.errors import MissingEngineError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.documents.slides import Slides, Told

_MOST_ROWS = 30
_MOST_PRODUCTS = 9
# A longer list of requirements is written smaller.
_MOST_LARGE = 13


def check_pptx() -> None:
    """Refuse to go on where the optional package is not there.

    Raises
    ------
    MissingEngineError
        python-pptx is not installed.
    """
    try:
        import pptx  # noqa: F401
    except ImportError as error:
        raise MissingEngineError("engine_not_installed", engine="python-pptx", extra="documents") from error


def write_pptx(content: ProgrammeContent, path: Path) -> None:
    """Write the deck.

    Raises
    ------
    MissingEngineError
        python-pptx is not installed.
    """
    check_pptx()
    from kust.documents.slides import Slides

    deck = _Deck(content, Slides(content))
    deck.make()
    deck.slides.save(path)


class _Deck:
    """The deck in the making."""

    def __init__(self, content: ProgrammeContent, slides: "Slides") -> None:
        self.content, self.slides, self.lang = content, slides, content.lang

    def t(self, code: str, **values: object) -> str:
        return say(f"programme_document.{code}", self.lang, **values)

    def figure(self, amount: Amount | str | None) -> str:
        return "" if amount is None else write(amount, "amount", self.lang)

    def with_unit(self, amount: Amount | str | None) -> str:
        """Write a figure beside which no heading names its unit."""
        words = self.figure(amount)
        return (
            f"{words} {self.t('unit.krub')}"
            if isinstance(amount, Amount) and amount.kind == "krub"
            else words
        )

    def make(self) -> None:
        self._cover()
        self._requirements()
        self._chain()
        self._problems()
        self._niches()
        self._roadmap()
        self._indicators()
        self._budget()
        self._decisions()

    def _cover(self) -> None:
        from pptx.util import Inches, Pt

        from kust.documents.slides import ACCENT, HIGH, INK, SIDE, SOFT, WIDE

        content, slides = self.content, self.slides
        slide = slides.add(content.title)
        band = slides.shape(slide.shapes, (0, 0, 0.22, HIGH), ACCENT)
        slides.describe(band, "")
        title = slide.shapes.title
        title.top, title.height, title.left = Inches(2.1), Inches(1.7), Inches(SIDE + 0.3)
        for paragraph in title.text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(34)
        box = slides.box(slide, (SIDE + 0.3, 4.0, WIDE - 2 * SIDE - 0.3, 2.2))
        lines = [
            (content.cluster, INK),
            (content.period, SOFT),
            (content.adopted, SOFT),
            (content.subtitle, SOFT),
        ]
        told = [one for one in (*lines, (content.made_up, ACCENT)) if one[0]]
        slides.write(box.text_frame, told, 18)

    def _rows(
        self, title: str, lead: str, code: str, heads: str, rows: list[Any], widths: Any, **more: Any
    ) -> None:
        """Put a table on a slide and say how many rows found no room."""
        slide = self.slides.add(title, lead, code)
        names = [self.t(f"column.{one}") for one in heads.split()]
        shown = self.slides.table(slide, names, rows, widths, alt=title, **more)
        if shown < len(rows):
            self.slides.note(slide, self.t("deck.more", count=len(rows) - shown))

    def _requirements(self) -> None:
        content = self.content
        if not content.requirements:
            return
        rows = [
            [_plain(one.title), _judged(one.verdict), _plain(one.value), _plain(one.threshold)]
            for one in content.requirements
        ]
        from kust.documents.slides import below

        told = "\n".join(f"{SYMBOLS[one.code]} {one.words}" for one in content.glance)
        codes = [one.code for one in content.glance]
        self._rows(
            self.t("section.standing"),
            told,
            next((code for code in ("not_met", "unknown", "met") if code in codes), ""),
            "requirement verdict value threshold",
            rows,
            (5, 2.4, 1.6, 2),
            size=13 if len(rows) <= _MOST_LARGE else 11,
            top=below(told, bold=True),
            right=frozenset({2, 3}),
        )

    def _chain(self) -> None:
        from kust.documents.slides import COLOURS, INK, LINE, PANEL, SIDE, SOFT, WIDE, cut

        stages = self.content.stages
        if not stages:
            return
        slides = self.slides
        slide = slides.add(self.t("deck.chain"), self.t("deck.chain_about"))
        gap = 0.16
        wide = (WIDE - 2 * SIDE - gap * (len(stages) - 1)) / len(stages)
        for place, stage in enumerate(stages):
            x = SIDE + place * (wide + gap)
            shape = slides.shape(slide.shapes, (x, 1.5, wide, 5.2), PANEL, line=LINE)
            slides.describe(shape, f"{stage.title}: {'; '.join(stage.products)}")
            size = 12 if wide > 2 else 10.5
            lines: list[Told] = [(cut(stage.title, wide - 0.2, 14, 2), INK)]
            lines.append((self.t("deck.makers", count=stage.makers), SOFT))
            for name in stage.products[:_MOST_PRODUCTS]:
                lacks = name in stage.lacking
                mark = "! " if lacks else "• "
                lines.append((cut(mark + name, wide - 0.2, size, 2), COLOURS["not_met"] if lacks else INK))
            if len(stage.products) > _MOST_PRODUCTS:
                lines.append((self.t("and_more", count=len(stage.products) - _MOST_PRODUCTS), SOFT))
            slides.write(shape.text_frame, lines[:1], 14, bold=True)
            for words, colour in lines[1:]:
                self._line(shape.text_frame, words, colour, size)

    def _line(self, frame: Any, words: str, colour: str, size: float, *, bold: bool = False) -> None:
        from pptx.util import Pt

        from kust.documents.slides import ink_of

        paragraph = frame.add_paragraph()
        paragraph.space_before = Pt(12 if bold else 4)
        run = paragraph.add_run()
        run.text, run.font.size, run.font.name = words, Pt(size), "Arial"
        run.font.bold, run.font.color.rgb = bold, ink_of(colour)

    def _problems(self) -> None:
        rows = [
            [
                _plain(problem.number),
                _plain(problem.title),
                _plain(self.with_unit(problem.seen.found)),
                _plain(self.with_unit(problem.seen.now)),
                _plain(problem.seen.limit or ""),
                _judged(problem.seen.state),
            ]
            for goal in self.content.goals
            for problem in goal.problems
            if problem.seen.what
        ]
        if rows:
            self._rows(
                self.t("deck.problems"),
                self.t("deck.problems_about"),
                "",
                "number problem found now threshold state",
                rows,
                (0.6, 4.6, 1.3, 1.1, 2, 3),
                size=12,
                right=frozenset({2, 3}),
            )

    def _niches(self) -> None:
        rows = [
            [
                _plain(one.product),
                _plain(self.figure(one.import_share)),
                _plain(self.figure(one.demand)),
                _plain(str(one.buyers)),
                _plain(self.figure(one.investment)),
            ]
            for one in self.content.niches
        ]
        if rows:
            self._rows(
                self.t("deck.niches"),
                self.t("deck.niches_about"),
                "",
                "product import_share demand buyers investment",
                rows,
                (5, 1.6, 2.2, 1.5, 2.2),
                size=14,
                right=frozenset({1, 2, 3, 4}),
            )

    def _roadmap(self) -> None:
        from kust.documents.programme.gantt_slide import draw_roadmap

        lines = [one for one in self.content.roadmap if one.starts and one.ends]
        if lines:
            path = "; ".join(self.content.critical_path)
            slide = self.slides.add(self.t("section.roadmap"), self.content.roadmap_words)
            draw_roadmap(self.slides, slide, _fold(lines), self.content.day, alt=path)
            self.slides.note(slide, self.t("deck.legend"))

    def _indicators(self) -> None:
        rows = [
            [
                _plain(one.title),
                _plain(one.unit),
                _plain(self.figure(one.base)),
                _plain(self.figure(one.final_target)),
                _plain(self.figure(one.forecast)),
                _judged(one.state),
            ]
            for one in self.content.indicators
        ]
        if rows:
            self._rows(
                self.t("deck.effects"),
                self.t("deck.effects_about"),
                "",
                "indicator unit base target forecast state",
                rows,
                (4.6, 1.2, 1.6, 1.6, 1.6, 2.2),
                size=12,
                right=frozenset({2, 3, 4}),
            )

    def _budget(self) -> None:
        content = self.content
        if not content.budget:
            return
        slide = self.slides.add(self.t("section.budget"), content.budget_words)
        heads = [self.t("column.source"), *map(str, content.budget_years), self.t("column.total")]
        rows = [
            [_plain(one.source), *(_plain(year.words) for year in one.years), _plain(one.total.words)]
            for one in (*content.budget, content.budget_total)
        ]
        widths = (4, *([1.6] * len(content.budget_years)), 2)
        right = frozenset(range(1, len(heads)))
        self.slides.table(slide, heads, rows, widths, size=14, alt=self.t("table.budget"), right=right)

    def _decisions(self) -> None:
        from kust.documents.slides import HIGH, INK, SIDE, SOFT, TOP, WIDE

        slide = self.slides.add(self.t("section.decisions"))
        box = self.slides.box(slide, (SIDE, TOP - 0.2, WIDE - 2 * SIDE, HIGH - TOP - 0.4))
        self.slides.write(box.text_frame, [(self.content.title, SOFT)], 12)
        for one in self.content.decisions:
            self._line(box.text_frame, one.words, INK, 15, bold=True)
            for entry in one.entries[:3]:
                self._line(box.text_frame, f"• {entry}", INK, 13)
            if len(one.entries) > 3:
                self._line(box.text_frame, self.t("and_more", count=len(one.entries) - 3), SOFT, 13)
        if not self.content.decisions:
            self._line(box.text_frame, self.t("deck.no_decisions"), INK, 16)


def _plain(words: str) -> "Told":
    from kust.documents.slides import INK

    return words, INK


def _judged(one: Any) -> "Told":
    from kust.documents.slides import COLOURS

    words = f"{SYMBOLS[one.code]} {one.words}" if one.code else one.words
    return words, COLOURS[one.code]


def _fold(lines: list[RoadmapLine]) -> list[tuple[str, list[RoadmapLine]]]:
    """Group measures by goal; where there are too many only the critical and the late ones stay."""
    groups: dict[str, list[RoadmapLine]] = {}
    for one in lines:
        groups.setdefault(one.goal, []).append(one)
    if len(lines) + len(groups) <= _MOST_ROWS:
        return list(groups.items())
    room = max((_MOST_ROWS - len(groups)) // max(len(groups), 1), 0)
    return [(goal, _telling(found)[:room] or found[:1]) for goal, found in groups.items()][:_MOST_ROWS]


def _telling(lines: Iterable[RoadmapLine]) -> list[RoadmapLine]:
    return [one for one in lines if one.critical or one.state.code == "not_met"]
