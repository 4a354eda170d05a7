"""A change that a user writes down (YAML): who joins and leaves, what is supplied, «what if»."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust.errors import UsageError
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
            title = tables()[table].title("ru")
            raise UsageError("bad_change", path=path, reason=f"{title} ({table}): {', '.join(absent)}?")
    roles = {code.code for code in tables()["memberships"].column("role").codes}
    for row in change.joins:
        if row["role"] not in roles:
            raise UsageError("bad_change", path=path, reason=f"join.role: {row['role']}")
