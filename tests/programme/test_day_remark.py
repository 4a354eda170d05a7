"""A day on which a programme should not be judged is told first, with one on which it can be."""

from dataclasses import replace
from datetime import date

import pytest

from kust.documents.roadmap.document import make_roadmap_document
from kust.documents.roadmap.words import Teller, tell_answer
from kust.i18n import LANGUAGES
from kust.programme.programme import Milestone, Programme
from kust.programme.timeline.roadmap import calc_roadmap
from kust.settings.programme import ProgrammeSettings

from .roadmaps import END, START, measure, programme

FACT = date(2025, 2, 20)


def reported(**told: object) -> Programme:
    one = measure("a", starts_on=START, duration_days=90, state="under_way", started_on=FACT, progress=0.5)
    return programme(replace(one, **told), measure("b", "a", duration_days=60))


# What is asked about, the code and the advised day.
CASES = [
    (reported(), date(2024, 12, 31), "before_start", START),
    (reported(), FACT, None, None),
    # 92 days, a quarter, after the last fact nothing is said yet.
    (reported(), date(2025, 5, 23), None, None),
    (reported(), date(2025, 5, 24), "after_last_fact", FACT),
    (reported(), END, "after_end", FACT),
    (programme(measure("a", duration_days=9)), date(2025, 12, 31), None, None),
    (programme(measure("a", duration_days=9)), END, "after_end", START),
    # A fact from before the programme is no day to look at it.
    (reported(started_on=date(2024, 11, 1)), END, "after_end", START),
    (
        replace(
            reported(),
            milestones=(
                Milestone(
                    milestone_id="v", title="V", due_on=END, measure_id="b", reached_on=date(2025, 12, 1)
                ),
            ),
        ),
        END,
        None,
        None,
    ),
    (programme(measure("a", state="done", finished_on=FACT, duration_days=9)), date(2030, 1, 1), None, None),
    (programme(), date(2030, 1, 1), None, None),
]


@pytest.mark.parametrize(("known", "on", "code", "advised"), CASES)
def test_a_day_outside_the_programme_or_far_from_its_facts_is_remarked_on(known, on, code, advised) -> None:
    roadmap = calc_roadmap(known, on=on)
    remark = roadmap.day_remark
    assert (remark and remark.code, remark and remark.advised_on) == (code, advised)
    for lang in LANGUAGES:
        tell = Teller(known, lang)
        verdict, words = tell_answer(roadmap, tell)
        if remark:
            assert verdict == "unknown"
            assert words.index(tell.day(advised)) < 250
            document = make_roadmap_document(known, roadmap, lang)
            assert words in str(document.sections[0])
    # On the advised day itself there is nothing to remark, so that nobody is sent in circles.
    if remark:
        assert calc_roadmap(known, on=remark.advised_on).day_remark is None


def test_how_long_a_programme_may_go_without_a_fact_is_a_setting() -> None:
    settings = ProgrammeSettings(facts_every_days=366)
    assert calc_roadmap(reported(), on=date(2025, 12, 31), settings=settings).day_remark is None


def test_a_programme_of_proposals_is_told_to_wait_for_decisions() -> None:
    proposed = programme(*(measure(name, decision="proposed") for name in "abc"))
    verdict, words = tell_answer(calc_roadmap(proposed, on=START), Teller(proposed, "ru"))
    assert verdict == "unknown"
    assert "3 мероприятия" in words
    assert "«Решение»" in words
