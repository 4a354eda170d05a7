"""The work of finding needs and investment niches, and of writing their cards."""

from datetime import date
from pathlib import Path
from typing import Any

from kust.checks.run import latest_year
from kust.data.dataset import Dataset
from kust.documents.niches.card import make_booklet
from kust.documents.niches.model import write_niche_model
from kust.documents.niches.write import write_niches
from kust.errors import UsageError
from kust.i18n import LANGUAGES
from kust.niches.as_json import niches_as_json
from kust.niches.find import find_niches
from kust.niches.need import as_json as needs_as_json
from kust.niches.needs import calc_needs
from kust.niches.niche import Niches
from kust_web.registry.snapshot import open_snapshot
from kust_web.workbench.jobs import Say, work
from kust_web.workbench.models import Job
from kust_web.workbench.needs import tabulate_needs
from kust_web.workbench.packing import pack
from kust_web.workbench.saved import settings_of
from kust_web.workbench.works_check import tidy
from kust_web.workbench.works_documents import keep_file

FORMS = ("pdf", "docx", "xlsx", "html")


@work("niches", long=True)
def work_niches(job: Job, tell: Say) -> dict[str, Any]:
    """Find what participants need and which niches that opens."""
    dataset, on, year = _open(job, tell)
    settings = settings_of(job.parameters)
    needs = calc_needs(
        dataset,
        on=on,
        year=year,
        cluster=job.cluster_id,
        settings=settings.needs,
        everybody=settings.readings.participants == "all",
    )
    tell(0.3, "niches")
    found = _find(dataset, on, year, job)
    tell(0.8, "writing")
    return {
        "needs": tidy(needs_as_json(needs)),
        "niches": tidy(niches_as_json(found)),
        "pages": {lang: _tell(needs, found, dataset, lang) for lang in LANGUAGES},
    }


def _open(job: Job, tell: Say) -> tuple[Dataset, date, int]:
    tell(0.1, "reading")
    dataset = open_snapshot(job.digest)
    on = date.fromisoformat(job.parameters["on"])
    return dataset, on, job.parameters.get("year") or latest_year(dataset, on)


def _find(dataset: Dataset, on: date, year: int, job: Job) -> Niches:
    settings = settings_of(job.parameters)
    return find_niches(dataset, on=on, year=year, cluster=job.cluster_id, settings=settings)


def _tell(needs: Any, found: Niches, dataset: Dataset, lang: str) -> dict[str, Any]:
    booklet = make_booklet(found, lang=lang, cluster_names=_names(dataset))
    products = [niche.product_id for niche in booklet.niches]
    return {
        "needs": pack(tabulate_needs(needs, lang)),
        "cards": [[product, pack(card)] for product, card in zip(products, booklet.cards, strict=True)],
        "subtitle": booklet.subtitle,
    }


def _names(dataset: Dataset) -> dict[str, str]:
    return dict(dataset.rows("clusters").select("cluster_id", "name").collect().iter_rows())


@work("niche_cards", long=True)
def work_cards(job: Job, tell: Say) -> dict[str, Any]:
    """Write the cards of niches, or of one, as a file; ``model`` writes the financial model of one."""
    dataset, on, year = _open(job, tell)
    found = _find(dataset, on, year, job)
    asked = job.parameters
    form, product, lang = asked["form"], asked.get("niche"), asked["lang"]
    tell(0.7, "writing")

    def write(path: Path) -> None:
        if form == "model":
            one = next((niche for niche in found.niches if niche.product_id == product), None)
            if one is None:
                known = ", ".join(niche.product_id for niche in found.niches) or "–"
                raise UsageError("no_such_niche", product=product, known=known)
            write_niche_model(one, path, lang, on)
        else:
            write_niches(found, path, lang=lang, only=product, cluster_names=_names(dataset))

    suffix = "xlsx" if form == "model" else form
    name = f"kust-{job.cluster_id}-{'model' if form == 'model' else 'niches'}-{product or 'all'}.{suffix}"
    return {"files": {form: keep_file(job, name, write)}}
