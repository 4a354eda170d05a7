"""The document of a programme put together: content in the reader's language, apart from how it is drawn."""

from dataclasses import replace
from typing import Any

from kust.documents.blocks import Fact
from kust.documents.figures import write_day
from kust.documents.passport import list_remarks
from kust.documents.programme.chain import tell_niches, tell_stages
from kust.documents.programme.change_lines import tell_changes
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.evidence import Annex
from kust.documents.programme.file import ProgrammeFile
from kust.documents.programme.goals import list_dropped, list_proposed, tell_goals
from kust.documents.programme.indicators import tell_indicators
from kust.documents.programme.money import tell_budget, tell_cover, tell_money_words
from kust.documents.programme.pictures import draw_agreement, draw_indicators
from kust.documents.programme.standing import (
    list_risks,
    tell_agreement,
    tell_decisions,
    tell_glance,
    tell_requirements,
    tell_risks,
    tell_statements,
)
from kust.documents.programme.tell import ProgrammeTeller
from kust.documents.programme.time import (
    draw_page,
    draw_sheets,
    tell_end,
    tell_loads,
    tell_milestones,
    tell_path,
    tell_roadmap,
)
from kust.documents.programme.trace import Options, list_trace, name_editions, write_command
from kust.documents.verdicts import title_of_edition


def make_programme(file: ProgrammeFile, options: Options | None = None) -> ProgrammeContent:
    """Put the document together.

    Parameters
    ----------
    file
        A programme and what the analyses say of it (:func:`kust.documents.programme.file.gather_programme`).
    options
        With which options of ``kust programme document`` it is made, for the trace: ``settings`` and ``output`` as
        paths; by default its language only.

    Returns
    -------
    ProgrammeContent
        Words in the language of the file; what nobody has decided stands in ``proposals`` only.
    """
    tell = ProgrammeTeller(file)
    annex = Annex(tell)
    goals = tell_goals(tell, annex)
    proposals = list_proposed(tell, annex)
    dropped = list_dropped(tell, annex)
    years, indicators = tell_indicators(tell)
    budget_years, budget, total = tell_budget(tell)
    content = ProgrammeContent(
        **_head(tell),
        agreement=tell_agreement(tell),
        statements=tuple(tell_statements(tell)),
        agreement_drawing=draw_agreement(tell),
        editions="; ".join(title_of_edition(one.edition, file.lang) for one in file.entries if one.edition),
        glance=tuple(tell_glance(tell)),
        requirements=tuple(tell_requirements(tell, annex)),
        stages=tuple(tell_stages(tell)),
        niches=tuple(tell_niches(tell, annex)),
        goals=goals,
        years=years,
        indicators=indicators,
        indicator_drawings=draw_indicators(tell),
        roadmap_words=tell_end(tell),
        critical_path=tell_path(tell),
        roadmap_drawings=draw_sheets(tell),
        roadmap_page=draw_page(tell),
        roadmap=tuple(tell_roadmap(tell)),
        milestones=tuple(tell_milestones(tell)),
        loads=tuple(tell_loads(tell)),
        budget_words=tell_money_words(tell),
        budget_years=budget_years,
        budget=budget,
        budget_total=total,
        covered=tuple(tell_cover(tell)),
        risks=tuple(tell_risks(tell)),
        every_risk=tuple(list_risks(tell)),
        changes_words=_word_changes(tell),
        changes=tuple(tell_changes(tell)),
        evidence=annex.list_all(),
        proposals=proposals,
        dropped=dropped,
        decisions=(),
        sources=_sources(tell),
    )
    decisions = tuple(tell_decisions(content, tell))
    return replace(content, decisions=decisions, trace=_trace(content, tell, options))


def _head(tell: ProgrammeTeller) -> dict[str, Any]:
    programme, lang = tell.file.programme, tell.lang
    starts, ends = tell.day(programme.starts_on), tell.day(programme.ends_on)
    adopted = ""
    if programme.adopted_on:
        by = programme.adopted_by or tell.t("adopted_by_nobody")
        adopted = tell.t("adopted", day=tell.day(programme.adopted_on), by=by)
    made_up = any(
        one.label == tell.first(("report.about.made_up",)) for one in list_remarks(tell.file.dataset, lang)
    )
    return {
        "lang": lang,
        "kind": tell.t("kind_of_document"),
        "title": programme.title or tell.roadmap.t("untitled", cluster=programme.cluster),
        "cluster": programme.cluster,
        "subtitle": tell.t("subtitle", day=write_day(tell.file.on, lang), year=tell.file.year),
        "period": tell.t("period", starts=starts, ends=ends) if starts and ends else "",
        "adopted": adopted or tell.t("not_adopted"),
        "day": tell.file.on,
        "year": tell.file.year,
        "made_up": tell.t("made_up") if made_up else "",
        "vision": programme.vision or "",
    }


def _word_changes(tell: ProgrammeTeller) -> str:
    """Say between which versions the changes lie, and what has no reason."""
    found, versions = tell.file.changes, tell.file.versions
    if found is None or versions is None:
        return ""
    old, new = versions
    told = tell.t("version", number=new) if new is not None else tell.t("version_now")
    words = [tell.t("changes_between", old=tell.t("version", number=old), new=told)]
    if not found.changes:
        words.append(tell.t("changes_none"))
    for code in ("no_reason", "old_reason"):
        names = "; ".join(one.title for one in found.findings if one.code == code)
        if names:
            words.append(tell.t(f"changes_{code}", names=names))
    return " ".join(words)


def _sources(tell: ProgrammeTeller) -> tuple[Fact, ...]:
    file, lang = tell.file, tell.lang
    named = (
        ("report.day", write_day(file.on, lang)),
        ("report.year", str(file.year)),
        ("report.edition", "; ".join(tell.edition(one) for one in file.signs.editions)),
    )
    return (
        *(Fact(tell.first((code,)), words) for code, words in named if words),
        *list_remarks(file.dataset, lang),
        Fact(tell.t("legend.title"), tell.t("legend.words")),
    )


def _trace(content: ProgrammeContent, tell: ProgrammeTeller, options: Options | None) -> tuple[Fact, ...]:
    """Tell by what the document can be made anew, and every figure of the annex shown."""
    file = tell.file
    used = options or {"lang": file.lang, "output": "programme.docx"}
    cluster = file.programme.cluster_id
    facts = list_trace(
        file.dataset,
        on=file.on,
        year=file.year,
        editions=name_editions((one.edition for one in file.entries), file.lang),
        command=write_command("document", file.dataset, cluster, file.on, file.year, used),
        lang=file.lang,
        settings=used.get("settings"),
        own_files=file.own_files,
    )
    shown = (
        Fact(tell.t("trace.figure", number=one.number), one.command)
        for one in content.evidence
        if one.command
    )
    return (*facts, *shown)
