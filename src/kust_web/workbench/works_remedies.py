"""The work of seeking the cheapest way to pass, and of judging what a change would bring."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kust.checks import check
from kust.checks.as_json import as_json
from kust.checks.run import latest_year
from kust.documents.plans.section import make_plan_section
from kust.documents.plans.words import head_of, sources_of, words_of
from kust.documents.projects.write import make_plan_document
from kust.i18n import LANGUAGES
from kust.remedies.as_json import remedy_as_json
from kust.remedies.change import apply_change
from kust.remedies.change_file import read_change
from kust.remedies.find import find_remedies
from kust.remedies.linear_programme import Step
from kust.remedies.plan import Remedy
from kust.settings import Settings
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.packing import pack
from kust_web.workbench.saved import readings_of, settings_of
from kust_web.workbench.works_check import tidy


@work("remedy", long=True)
def work_remedy(job: Job, tell: Say) -> dict[str, Any]:
    """Seek the cheapest plan under the prices asked for, without forbidden steps and with forced ones."""
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    tell(0.2, "seeking")
    remedies = list(
        find_remedies(
            dataset,
            on=date.fromisoformat(asked["on"]),
            year=asked.get("year"),
            edition=asked.get("edition"),
            clusters=[job.cluster_id],
            settings=_settings(asked),
        )
    )
    tell(0.9, "writing")
    return {
        "remedies": [
            tidy(remedy_as_json(dataset, one, lambda step, of: words_of(step, of, "ru"))) for one in remedies
        ],
        "pages": {lang: pack(make_plan_section(remedies, lang, own=True)) for lang in LANGUAGES},
        "documents": {lang: pack(make_plan_document(dataset, remedies[0], lang)) for lang in LANGUAGES},
        "steps": {lang: [_steps(one, lang) for one in remedies] for lang in LANGUAGES},
    }


def _settings(asked: dict[str, Any]) -> Settings:
    """Take the cluster's settings, and over them the prices and wishes of the one who asks."""
    usual = settings_of(asked)
    wishes = {name: tuple(asked[name]) for name in ("forbidden", "forced") if name in asked}
    return usual.model_copy(
        update={
            "remedies": usual.remedies.model_copy(update=wishes),
            "remedy_prices": usual.remedy_prices.model_copy(update=asked.get("prices", {})),
        }
    )


def _steps(remedy: Remedy, lang: str) -> list[dict[str, Any]]:
    plan = remedy.plan
    return [
        {
            "words": head_of(step, remedy, lang),
            "sources": list(sources_of(step, remedy, lang)),
            "cost": step.cost,
            "name": name_step(step),
            "kind": step.kind,
        }
        for step in (plan.steps if plan else ())
    ]


def name_step(step: Step) -> str:
    """Name a step as the settings of remedies do, ``admit:C01``; one that is made up goes by its kind."""
    ids: tuple[str | None, ...] = ()
    if step.supplier_id is not None:
        ids = (step.supplier_id, step.buyer_id, step.product_id)
    elif step.kind == "document":
        ids = (step.requirement, step.region or step.organisation_id)
    elif not step.made_up:
        ids = (step.organisation_id or step.region,)
    return ":".join([step.kind, *(one for one in ids if one)])


@work("what_if")
def work_what_if(job: Job, tell: Say) -> dict[str, Any]:
    """Judge a cluster as it is and as it would be, as ``kust check --change`` does; nothing is stored."""
    asked = job.parameters
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    on = date.fromisoformat(asked["on"])
    year = asked.get("year") or latest_year(dataset, on)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "change.yaml"
        path.write_text(yaml.safe_dump(asked["change"], allow_unicode=True), encoding="utf-8")
        change = read_change(path, dataset, job.cluster_id, on, year)
    question: dict[str, Any] = {"on": on, "year": year, "edition": asked.get("edition")}
    question |= {"clusters": [job.cluster_id], "alternatives": False, "readings": readings_of(asked)}
    tell(0.3, "judging")
    before = check(dataset, **question)
    tell(0.6, "judging")
    after = check(apply_change(dataset, change), **question)
    return {"before": tidy(as_json(before)), "after": tidy(as_json(after)), "change": asked["change"]}
