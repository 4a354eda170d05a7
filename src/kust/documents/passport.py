"""Passport of a cluster and the sources of a report."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date

from kust.checks import Readings
from kust.checks.result import CheckResult, ClusterVerdicts
from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust.documents.blocks import Column, Fact, Table
from kust.documents.cluster import Cluster, label, region_name
from kust.documents.content import Passport, Sources
from kust.documents.figures import write_day
from kust.i18n import say
from kust.law.loader import EVIDENCE


def describe_cluster(cluster: Cluster) -> Passport:
    """Write the passport: kind, number in the registry, regions, members by role."""
    row, lang = cluster.row, cluster.lang
    facts = [
        ("kind", label("clusters", "kind", row["kind"], lang)),
        ("registry_number", str(row["registry_number"] or "")),
        ("confirmed_on", _day(row["confirmed_on"], lang)),
        ("regions", "; ".join(_region(region, lang) for region in cluster.regions)),
        ("specialised_organisation", cluster.names.of(row["specialised_organisation_id"])),
        ("participants", str(len(cluster.participants)) if cluster.dataset.has("memberships") else ""),
    ]
    unknown = say("report.not_stated", lang)
    listed = tuple(Fact(say(f"report.passport.{code}", lang), value or unknown) for code, value in facts)
    return Passport(cluster.name, listed, _count_roles(cluster))


def _day(day: date | None, lang: str) -> str:
    return write_day(day, lang) if day else ""


def _region(region: dict[str, object], lang: str) -> str:
    name, agreed = region_name(str(region["region"]), lang), region["agreement_on"]
    if not isinstance(agreed, date):
        return name
    return f"{name} ({say('report.passport.agreement', lang, day=write_day(agreed, lang))})"


def _count_roles(cluster: Cluster) -> Table:
    """Count the organisations of each role, and the objects of infrastructure, one a row."""
    lang = cluster.lang
    organisations = Counter(role for role, _ in {(m["role"], m["organisation_id"]) for m in cluster.members})
    objects = sum(member["role"] == "infrastructure" for member in cluster.members)
    note = say("report.roles.objects", lang, count=objects) if objects else ""
    return Table(
        "roles",
        say("report.roles.title", lang),
        (
            Column(say("report.column.role", lang), width=22),
            Column(say("report.column.organisations_count", lang), "count", 14),
        ),
        tuple(
            (label("memberships", "role", role, lang), organisations[role])
            for role in sorted(organisations, key=lambda role: (-organisations[role], role))
        ),
        note,
    )


def describe_sources(
    dataset: Dataset, result: CheckResult, entries: Iterable[ClusterVerdicts], lang: str
) -> Sources:
    """Say what the report was made from: data with its digest, readings, classes of evidence."""
    editions = dict.fromkeys(entry.edition.code for entry in entries if entry.edition)
    return Sources(
        digest=dataset.digest,
        day=result.on,
        year=result.years[-1],
        edition=", ".join(editions),
        dataset=dataset.path.name,
        readings=_readings(result.readings, lang),
        evidence=_evidence(entries, lang),
        tables=_tables(dataset, lang),
        remarks=list_remarks(dataset, lang),
    )


def _readings(readings: Readings, lang: str) -> tuple[Fact, ...]:
    found = []
    for one in fields(readings):
        setting = str(getattr(readings, one.name)).lower()
        words = say(f"report.reading.{one.name}.{setting}", lang)
        found.append(Fact(say(f"report.reading.{one.name}", lang), words))
    return tuple(found)


def _evidence(entries: Iterable[ClusterVerdicts], lang: str) -> tuple[Fact, ...]:
    """Explain each class of evidence and count the requirements that rest on it."""
    counted = Counter(verdict.requirement.basis.evidence for entry in entries for verdict in entry.verdicts)
    return tuple(
        Fact(
            say(f"report.evidence.{name}", lang),
            say(f"report.evidence_about.{name}", lang)
            + (" " + say("report.evidence_count", lang, count=counted[name]) if counted[name] else ""),
        )
        for name in EVIDENCE
    )


def _tables(dataset: Dataset, lang: str) -> Table:
    filled = [name for name in tables() if dataset.has(name)]
    return Table(
        "tables",
        say("report.tables.title", lang),
        (
            Column(say("report.column.table", lang), width=30),
            Column(say("report.column.table_rows", lang), "count", 10),
            Column(say("report.column.file", lang), "long", 40),
        ),
        tuple(
            (
                tables()[name].title(lang),
                dataset.origins[name].rows,
                ", ".join(dict.fromkeys(path.name for path in dataset.origins[name].paths)),
            )
            for name in filled
        ),
    )


def list_remarks(dataset: Dataset, lang: str) -> tuple[Fact, ...]:
    """Pass on what the dataset says about itself in an ``about.toml`` beside its tables."""
    path = dataset.path / "about.toml"
    if not path.is_file():
        return ()
    try:
        about = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        # The user's own file of that name, of another form.
        return ()
    named: Sequence[tuple[str, str]] = (("source", f"source_{lang}"), ("certainty", f"certainty_{lang}"))
    facts = [
        Fact(say(f"report.about.{code}", lang), str(about[key]).strip())
        for code, key in named
        if about.get(key)
    ]
    if about.get("made_up"):
        facts.insert(0, Fact(say("report.about.made_up", lang), say("report.about.made_up_words", lang)))
    return tuple(facts)
