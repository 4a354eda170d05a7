"""Findings of one kind are one line for a reader, the gravest place first; each stands by itself in the workbook."""

from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.file import ProgrammeFile
from kust.documents.roadmap.findings import group_findings, shorten
from kust.documents.roadmap.words import Teller
from kust.programme.timeline.finding import MEASURE, MILESTONE, ProgrammeFinding, error, warning


def late(number: int, days: int) -> ProgrammeFinding:
    return warning("will_be_late", MEASURE, f"VB-M{number:02d}", days=days, ends=None, forecast=None, moves=0)


def test_findings_of_one_kind_are_one_line_with_the_largest_places_first(file: ProgrammeFile) -> None:
    tell = Teller(file.programme, "ru")
    found = [error("negative_days", MEASURE, "VB-M01", stated=-3), *(late(n, 10 * n) for n in range(1, 9))]
    alone, together = group_findings(found, tell)
    assert (alone.severity, alone.count) == ("ошибка", 1)
    assert alone.words == tell.finding(found[0]).words
    assert together.words.startswith(
        "Ожидается отставание от срока, мероприятий: 8 – «8. Корпус и станки для участка гидронасосов» – 80 дн.;"
    )
    # Six are named: 80, 70, 60, 50, 40 and 30 days; of the two others only their count is told.
    assert together.words.endswith("– 30 дн.; и ещё 2.")


def test_what_is_late_and_what_is_only_forecast_to_be_are_told_apart(file: ProgrammeFile) -> None:
    tell = Teller(file.programme, "ru")
    begun = [
        warning("late_to_finish", MEASURE, f"VB-M{n:02d}", days=5, ends=None, forecast=None, moves=0)
        for n in (1, 2)
    ]
    groups = group_findings([*begun, late(3, 7), late(4, 8), late(5, 9)], tell)
    assert [(one.count, one.words.partition(" – ")[0]) for one in groups] == [
        (2, "Отстают от срока, мероприятий: 2"),
        (3, "Ожидается отставание от срока, мероприятий: 3"),
    ]
    days = {"due": None, "forecast": None}
    due = [warning("milestone_late", MILESTONE, f"VB-K{n}", days=n, **days) for n in (1, 2)]
    ahead = [warning("milestone_at_risk", MILESTONE, f"VB-K{n}", days=n, **days) for n in (3, 4)]
    told = [one.words.partition(":")[0] for one in group_findings([*due, *ahead], tell)]
    assert told == ["Вехи просрочены, всего 2", "Вехи под угрозой, всего 2"]


def test_what_has_to_be_decided_does_not_stand_among_the_risks_as_well(content: ProgrammeContent) -> None:
    told = {one.words for one in content.risks}
    asked = {item for one in content.decisions for item in one.entries}
    assert asked
    assert not told & asked
    assert "перечислены в разделе «Что нужно решить»" in content.risks[-1].words


def test_a_kind_without_words_of_its_own_repeats_the_first_and_names_the_others(file: ProgrammeFile) -> None:
    tell = Teller(file.programme, "ru")
    (group,) = group_findings(
        [warning("done_without_day", MEASURE, "VB-M07"), warning("done_without_day", MEASURE, "VB-M21")], tell
    )
    assert group.words == (
        "Мероприятие «7. Конструкторская документация гидронасоса» выполнено, но дата завершения не указана."
        " Таких же замечаний ещё 1: «21. Чертежи и программы для ведущего моста»."
    )


def test_circles_are_told_each_with_its_chain(file: ProgrammeFile) -> None:
    tell = Teller(file.programme, "ru")
    circles = [("VB-M21", "VB-M22"), ("VB-M21", "VB-M22", "VB-M23")]
    (group,) = group_findings(
        [error("cycle", MEASURE, *ids, count=len(ids), chain="") for ids in circles], tell
    )
    assert "№ 21 → 22 → 21; № 21 → 22 → 23 → 21." in group.words


def test_a_page_holds_fourteen_kinds_and_counts_the_rest(file: ProgrammeFile) -> None:
    tell = Teller(file.programme, "ru")
    group = group_findings([late(1, 5), late(2, 6)], tell)[0]
    kept = shorten((group,) * 20, tell)
    assert len(kept) == 14
    assert kept[-1].words == "Ещё замечаний: 14."  # seven groups of two


def test_the_document_tells_kinds_and_keeps_every_finding(
    content: ProgrammeContent, file: ProgrammeFile
) -> None:
    assert len(content.every_risk) == len(file.roadmap.findings)
    assert len(content.risks) == len({one.words for one in content.risks}) < len(content.every_risk)
    assert not [one for one in content.risks if ".." in one.words]
