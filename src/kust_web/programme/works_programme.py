"""The work of telling a programme: goals, figures that show problems, roadmap, money, vision; and of proposing one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.documents.programme.content import Drawing, ProgrammeContent
from kust.documents.programme.evidence import Annex
from kust.documents.programme.file import ProgrammeFile, gather_programme
from kust.documents.programme.goals import tell_seen
from kust.documents.programme.make import make_programme
from kust.documents.programme.tell import ProgrammeTeller
from kust.i18n import LANGUAGES
from kust.programme.drafting.draft import Draft, make_draft
from kust.programme.drafting.proposals import count_proposals
from kust.programme.keeping.as_json import draft_as_json
from kust.programme.keeping.write import rows_of
from kust.programme.programme import Problem
from kust.programme.timeline.roadmap_json import roadmap_as_json
from kust_web.programme.drawings import for_image
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.packing import pack
from kust_web.workbench.saved import settings_of
from kust_web.workbench.works_check import tidy


def gather(job: Job, dataset: Dataset, **more: Any) -> ProgrammeFile:
    """Run the analyses that a job asks for."""
    asked = job.parameters
    return gather_programme(
        dataset,
        cluster=job.cluster_id,
        on=date.fromisoformat(asked["on"]),
        year=asked.get("year"),
        edition=asked.get("edition"),
        settings=settings_of(asked),
        **more,
    )


@work("programme")
def work_programme(job: Job, tell: Say) -> dict[str, Any]:
    """Tell the working programme on a day: proposals stand apart, each with its figure."""
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    tell(0.3, "judging")
    file = gather(job, dataset)
    pages, drawings = {}, {}
    for place, lang in enumerate(LANGUAGES):
        tell(0.7 + 0.1 * place, "drawing")
        told = replace(file, lang=lang)
        content = make_programme(told)
        drawings[lang] = dict(list_drawings(content))
        pages[lang] = {
            "content": pack(without_drawings(content)),
            "problems": {one["id"]: one for one in tell_problems(told)},
        }
    tell(0.9, "writing")
    return {
        "is_empty": not (file.programme.title or file.programme.goals or file.programme.measures),
        "proposals": count_proposals(file.programme),
        "roadmap": tidy(roadmap_as_json(file.roadmap, dataset)),
        "pages": pages,
        "drawings": drawings,
    }


def list_drawings(content: ProgrammeContent) -> Iterator[tuple[str, dict[str, str]]]:
    """List the drawings of a programme by the name of their file, each with its text alternative."""
    told: list[tuple[str, Drawing | None]] = [
        ("roadmap", content.roadmap_page),
        ("vision", content.agreement_drawing),
    ]
    told += [(f"indicator-{place}", one) for place, one in enumerate(content.indicator_drawings, 1)]
    for name, one in told:
        if one is not None:
            yield name, {"svg": for_image(one.svg), "title": one.title, "alt": one.alt}
            if one.narrow:
                yield f"{name}-narrow", {"svg": for_image(one.narrow), "title": one.title, "alt": one.alt}


def without_drawings(content: ProgrammeContent) -> ProgrammeContent:
    """Leave the drawings out, which are kept beside the content, each once."""
    return replace(
        content, roadmap_page=None, agreement_drawing=None, indicator_drawings=(), roadmap_drawings=()
    )


def tell_problems(file: ProgrammeFile) -> Iterator[dict[str, Any]]:
    """Tell the figure behind every problem, proposed and dropped ones too."""
    tell = ProgrammeTeller(file)
    annex = Annex(tell)
    numbers = number_problems(file)
    for one in file.programme.problems:
        seen = tell_seen(one, "", tell, annex)
        yield {
            "id": one.problem_id,
            "number": numbers.get(one.problem_id, ""),
            "seen": pack(replace(seen, command="")),
            "shown_by": one.shown_by,
            "reference": one.reference,
            "edition": one.edition,
        }


def number_problems(file: ProgrammeFile) -> dict[str, str]:
    """Number the standing problems as the document does: within their goals, those without one behind."""
    goals = [one.goal_id for one in file.programme.goals if one.stands]
    by_goal: dict[str | None, list[Problem]] = {}
    for one in file.programme.problems:
        if one.stands:
            by_goal.setdefault(one.goal_id if one.goal_id in goals else None, []).append(one)
    return {
        problem.problem_id: f"{number}.{place}"
        for number, goal in enumerate([*goals, None], 1)
        for place, problem in enumerate(by_goal.get(goal, ()), 1)
    }


@work("programme_draft")
def work_draft(job: Job, tell: Say) -> dict[str, Any]:
    """Propose goals, problems and measures from the figures; nothing is written by it."""
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    tell(0.3, "seeking")
    on = date.fromisoformat(asked["on"])
    draft = make_draft(
        dataset,
        cluster=job.cluster_id,
        on=on,
        year=asked.get("year") or latest_year(dataset, on),
        edition=asked.get("edition"),
        settings=settings_of(asked),
        lang=asked["lang"],
    )
    tell(0.9, "writing")
    return {"draft": tidy(draft_as_json(draft)), "rows": _plain(draft), "figures": _figures(dataset, draft)}


def _plain(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """Bring the rows of a draft into JSON; days as ISO 8601."""
    return {
        table: [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            for row in rows
        ]
        for table, rows in rows_of(draft).items()
    }


def _figures(dataset: Dataset, draft: Draft) -> dict[str, Any]:
    """Word the figure behind each proposed problem."""
    from kust.programme.asking.needed import calc_needed
    from kust.programme.asking.needed_words import now_in_words, why_in_words
    from kust.programme.asking.sign import Signs
    from kust.programme.programme import KEPT

    signs = Signs(
        path=draft.path,
        digest=draft.digest,
        cluster_id=draft.programme.cluster_id,
        cluster=draft.programme.cluster,
        on=draft.on,
        year=draft.year,
        editions=draft.editions,
        signs=draft.signs,
    )
    standing = replace(
        draft.programme, problems=tuple(replace(one, decision=KEPT) for one in draft.programme.problems)
    )
    found = calc_needed(standing, signs)
    return {
        one.problem_id: {"now": now_in_words(one, draft.lang), "why": why_in_words(one, draft.lang)}
        for one in found.problems
    }
