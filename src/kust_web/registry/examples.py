"""The example clusters in the registry, and an account for each role."""

import polars as pl

from kust.data import Dataset, read_dataset
from kust.data.schema import tables
from kust.examples import list_examples
from kust.examples import load as example_folder
from kust_web.people.models import Duty, User
from kust_web.registry.load import load
from kust_web.registry.models import model_of

# Example datasets were made apart from one another: the codes of their firms and needs say the same of different ones.
_OWN_CODES = ("organisations", "needs")


def load_examples() -> None:
    """Load every example dataset; the firms and needs of each get its name before their codes."""
    for example in list_examples():
        dataset = read_dataset(example_folder(example.name)).dataset
        if example.name != "machine-building":
            dataset = _rename(dataset, f"{example.cluster or example.name}-")
        load(dataset, user=None, kind="load", reason=example.title_ru)


def _rename(dataset: Dataset, prefix: str) -> Dataset:
    from dataclasses import replace

    origins = {}
    for name, origin in dataset.origins.items():
        columns = [column.name for column in tables()[name].columns if _is_own(name, column.name)]
        frame = origin.frame
        if frame is None:
            raise TypeError(f"{name}: examples are read as text")
        origins[name] = replace(
            origin,
            frame=frame.with_columns((pl.lit(prefix) + pl.col(column)).alias(column) for column in columns),
        )
    return replace(dataset, origins=origins, worked_out={})


def _is_own(table: str, name: str) -> bool:
    """Tell whether a column holds a code of a firm or a need: its own, or one that it refers to."""
    refers = tables()[table].column(name).refers_to
    return refers in _OWN_CODES or (table in _OWN_CODES and tables()[table].identified_by == (name,))


def make_accounts(password: str, *, bare: bool = False) -> list[tuple[str, str]]:
    """Make one account for each role, or only an administrator; return their addresses with the role."""
    duties: list[tuple[str, str, dict[str, str]]] = [("admin@kust.example", Duty.ADMINISTRATOR, {})]
    if not bare:
        region = model_of("cluster_regions").objects.filter(cluster_id="VB").values_list("region", flat=True)
        duties += [
            ("manager@kust.example", Duty.MANAGER, {"cluster_id": "VB"}),
            ("firm@kust.example", Duty.PARTICIPANT, {"organisation_id": "M01"}),
            ("reviewer@kust.example", Duty.REVIEWER, {"region": region[0]}),
        ]
    for email, kind, reach in duties:
        user = User.objects.create_user(email, password)
        Duty.objects.create(user=user, kind=kind, **reach)
    return [(email, kind) for email, kind, _ in duties]
