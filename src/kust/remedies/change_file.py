"""A change that a user writes down (YAML): who joins and leaves, what is supplied, «what if»."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kust.data.dataset import Dataset
from kust.data.schema import regions, tables
from kust.errors import UsageError
from kust.law import editions
from kust.remedies.change import Change, NewDocument
from kust.remedies.change_supplies import FlowChange

Amount = Annotated[float, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, coerce_numbers_to_str=True)


class _Joining(_Part):
    """A row of ``memberships`` without its days."""

    organisation_id: str
    role: str = "enterprise"
    education_level: str | None = None
    infrastructure_kind: str | None = None
    makes_final_products: bool | None = None
    uses_cluster_inputs: bool | None = None
    exports: bool | None = None
    is_founder: bool | None = None
    in_governing_body: bool | None = None
    cofinances: bool | None = None
    not_yet_producing: bool | None = None
    special_territory: bool | None = None


class _Supply(_Part):
    supplier_id: str
    buyer_id: str
    product_id: str
    amount_krub: Amount


class _Jobs(_Part):
    organisation_id: str
    high_productivity_jobs: Amount


class _Document(_Part):
    requirement: str
    region: str | None = None
    title: str = "–"


class _ChangeFile(_Part):
    join: tuple[_Joining, ...] = ()
    leave: tuple[str, ...] = ()
    supplies: tuple[_Supply, ...] = ()
    jobs: tuple[_Jobs, ...] = ()
    seats: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    documents: tuple[_Document, ...] = ()


def read_change(path: Path, dataset: Dataset, cluster: str, on: date, year: int) -> Change:
    """Read a file of changes.

    Parameters
    ----------
    path
        YAML with the keys ``join``, ``leave``, ``supplies``, ``jobs``, ``seats``, ``agreements``, ``documents``.
    dataset
        Every organisation, product and region named has to be in it.
    cluster, on, year
        Whom it concerns, from which day it holds, and whose figures it changes.

    Raises
    ------
    UsageError
        The file cannot be read, holds an unknown key or names what is not in the data.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        written = _ChangeFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError("bad_change", path=path, reason=f"{place}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError("bad_change", path=path, reason=error) from error
    change = Change(
        cluster,
        on,
        year,
        joins=tuple({"cluster_id": cluster, **row.model_dump()} for row in written.join),
        leaves=written.leave,
        flows=tuple(FlowChange(**row.model_dump()) for row in written.supplies),
        jobs={row.organisation_id: row.high_productivity_jobs for row in written.jobs},
        flags={(who, "in_governing_body"): True for who in written.seats},
        agreements=tuple(region.zfill(2) for region in written.agreements),
        documents=tuple(NewDocument(row.requirement, row.region, row.title) for row in written.documents),
    )
    _check_names(path, change, dataset)
    return change


def _check_names(path: Path, change: Change, dataset: Dataset) -> None:
    """Refuse what is not in the data: a change of nothing would look like one that helps nothing."""
    members = {
        *change.leaves,
        *(who for who, _ in change.flags if who not in {row["organisation_id"] for row in change.joins}),
    }
    wanted: list[tuple[str, str, set[Any]]] = [
        ("organisations", "organisation_id", {row["organisation_id"] for row in change.joins} | members),
        ("organisations", "organisation_id", {who for flow in change.flows for who in flow[:2]}),
        ("products", "product_id", {flow.product_id for flow in change.flows}),
        ("memberships", "organisation_id", members),
        ("accounts", "organisation_id", set(change.jobs)),
        ("cluster_regions", "region", set(change.agreements)),
    ]
    for table, column, names in wanted:
        if not names:
            continue
        rows = dataset.rows(table).collect()
        if "cluster_id" in rows.columns:
            rows = rows.filter(rows["cluster_id"] == change.cluster_id)
        if "year" in rows.columns:
            rows = rows.filter(rows["year"] == change.year)
        absent = sorted(names - set(rows[column].to_list()))
        if absent:
            raise UsageError("change_unknown", path=path, place=f"{table}.{column}", value=", ".join(absent))
    _check_codes(path, change)
    _check_sense(path, change, dataset)


def _check_codes(path: Path, change: Change) -> None:
    """Refuse a role, a level, a kind, a requirement or a region that does not exist."""
    for row in change.joins:
        for name in ("role", "education_level", "infrastructure_kind"):
            known = {code.code for code in tables()["memberships"].column(name).codes}
            if row[name] is not None and row[name] not in known:
                raise UsageError("bad_change", path=path, reason=f"join.{name}: {row[name]}")
    rules = {rule.code for edition in editions().values() for rule in edition.requirements}
    for document in change.documents:
        if document.requirement not in rules:
            raise UsageError("bad_change", path=path, reason=f"documents.requirement: {document.requirement}")
        if document.region is not None and document.region not in regions():
            raise UsageError("bad_change", path=path, reason=f"documents.region: {document.region}")


def _check_sense(path: Path, change: Change, dataset: Dataset) -> None:
    """Refuse to let in who is a member already or out who is none on the day, and two amounts for one supply."""
    keys = [flow[:3] for flow in change.flows]
    for key in keys:
        if keys.count(key) > 1:
            raise UsageError("change_twice", path=path, place=f"supplies: {' → '.join(key)}")
    rows = dataset.rows("memberships").filter(pl.col("cluster_id") == change.cluster_id).collect()
    here = rows.filter(
        pl.col("joined_on").is_null() | (pl.col("joined_on") <= change.on),
        pl.col("left_on").is_null() | (pl.col("left_on") > change.on),
    )
    members = set(here.select("organisation_id", "role").iter_rows())
    for row in change.joins:
        if (row["organisation_id"], row["role"]) in members and row["role"] != "infrastructure":
            raise UsageError("change_of_nothing", path=path, place=f"join: {row['organisation_id']}")
    for who in change.leaves:
        if who not in {member for member, _ in members}:
            raise UsageError("change_of_nothing", path=path, place=f"leave: {who}")
