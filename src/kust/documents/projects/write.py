"""Write a plan, the support of a project or the effects of projects as a document of its own."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kust.data.dataset import Dataset
from kust.data.own import is_own
from kust.documents.blocks import Document, Fact
from kust.documents.figures import write_day
from kust.documents.plans.section import make_plan_section
from kust.documents.projects.file import make_portfolio
from kust.documents.projects.section import make_effects_section, make_support_section
from kust.documents.verdicts import title_of_edition
from kust.documents.write import replace_whole
from kust.errors import UsageError
from kust.i18n import say
from kust.projects.result import Effects
from kust.remedies.plan import Remedy
from kust.settings import Settings
from kust.support import Support

# Each module has ``write_document(document, path)``.
_RENDERERS = {
    ".html": "html",
    ".htm": "html",
    ".pdf": "projects.pdf",
    ".docx": "projects.docx",
    ".xlsx": "xlsx",
}


def check_document_target(path: Path) -> None:
    """Refuse what cannot be written before anything is computed.

    Raises
    ------
    UsageError
        Another ending; the file is there and is not a document of kust.
    MissingEngineError
        A PDF is wanted and typst is not installed.
    """
    if path.suffix.lower() not in _RENDERERS:
        raise UsageError("document_suffix", path=path)
    if path.suffix.lower() == ".pdf":
        from kust.documents.niches.pdf import check_typst

        check_typst()
    if path.exists() and not is_own(path):
        raise UsageError("target_exists", path=path)


def write_document(document: Document, path: Path) -> None:
    """Write a document: the ending of the name chooses page, PDF, text document or workbook.

    The file appears whole or not at all, and replaces nothing but an older document of kust.

    Raises
    ------
    UsageError
        Another ending; the file is there and is not a document of kust.
    MissingEngineError
        A PDF is wanted and typst is not installed.
    UnreadableError
        Nothing can be written there.
    """
    path = Path(path)
    check_document_target(path)
    renderer = import_module(f"kust.documents.{_RENDERERS[path.suffix.lower()]}")
    write: Callable[[Document, Path], None] = renderer.write_document
    replace_whole(path, lambda beside: write(document, beside))


def make_plan_document(dataset: Dataset, remedy: Remedy, lang: str) -> Document:
    """Make the document on the cheapest way of a cluster to pass."""
    day = write_day(remedy.on, lang)
    edition = title_of_edition(remedy.edition, lang)
    sources = (
        Fact(say("plan.source.dataset", lang), dataset.path.name),
        Fact(say("plan.source.edition", lang), f"{remedy.edition.act} ({remedy.edition.code})"),
        Fact(say("plan.source.day", lang), day),
        Fact(say("plan.source.year", lang), str(remedy.year)),
        Fact(say("plan.source.digest", lang), dataset.digest),
    )
    return Document(
        lang=lang,
        kind=say("plan.kind_of_document", lang),
        title=remedy.name,
        subtitle=say("plan.subtitle", lang, edition=edition, on=day, year=remedy.year),
        day=remedy.on,
        sections=(make_plan_section([remedy], lang, own=True),),
        sources=sources,
    )


def make_support_document(dataset: Dataset, support: Support, lang: str) -> Document:
    """Make the document on what each measure could give to a project."""
    portfolio = make_portfolio(dataset, [support], None, on=support.on, lang=lang)
    day = write_day(support.on, lang)
    cluster = portfolio.clusters.get(support.cluster_id, support.cluster_id)
    return Document(
        lang=lang,
        kind=say("project.document.support", lang),
        title=support.title,
        subtitle=f"{cluster}, {say('project.document.on', lang, on=day)}",
        day=support.on,
        sections=(make_support_section(portfolio),),
        sources=_sources(dataset, day, lang),
    )


def make_effects_document(
    dataset: Dataset, effects: Effects, settings: Settings, lang: str, cluster: str | None = None
) -> Document:
    """Make the document on what projects promise and reach."""
    portfolio = make_portfolio(dataset, [], effects, on=effects.on, lang=lang)
    day = write_day(effects.on, lang)
    if len(effects.projects) == 1:
        title = effects.projects[0][1]
    else:
        only = cluster or (next(iter(portfolio.clusters)) if len(portfolio.clusters) == 1 else "")
        title = portfolio.clusters.get(only, say("project.document.all", lang))
    return Document(
        lang=lang,
        kind=say("project.document.effects", lang),
        title=title,
        subtitle=say("project.document.on", lang, on=day),
        day=effects.on,
        sections=(make_effects_section(portfolio, settings),),
        sources=_sources(dataset, day, lang),
    )


def _sources(dataset: Dataset, day: str, lang: str) -> tuple[Fact, ...]:
    return (
        Fact(say("report.dataset", lang), dataset.path.name),
        Fact(say("report.day", lang), day),
        Fact(say("report.digest", lang), dataset.digest),
    )
