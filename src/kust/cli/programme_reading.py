"""What the commands about a programme have in common: the dataset, its one cluster, its settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kust.cli.options import Question
from kust.errors import UsageError

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.law.measures import Measure
    from kust.settings import Settings


@dataclass(frozen=True)
class Opened:
    """A dataset free of errors, the cluster asked about, the settings, and the user's own support measures."""

    data: "Dataset"
    cluster: str
    settings: "Settings"
    own: "tuple[Measure, ...]"


def open_programme(
    path: Path, cluster: str | None, settings: Path | None, engine: str, question: Question
) -> Opened:
    """Read the settings and a dataset; errors in it get printed, with exit code 3."""
    from kust.cli.support import read_own
    from kust.cli.terminal import read_sound
    from kust.settings import read_settings

    chosen = read_settings(path, settings)
    own = read_own(path, settings, chosen)
    data = read_sound(path, engine, question.lang, as_json=question.as_json)
    return Opened(data, choose_cluster(data, cluster), chosen, own)


def choose_cluster(data: "Dataset", cluster: str | None) -> str:
    """Take the cluster asked for, else the only one there is."""
    known = sorted(data.rows("clusters").select("cluster_id").collect().to_series().drop_nulls().to_list())
    if cluster is None:
        if len(known) != 1:
            raise UsageError("one_cluster_needed", known=", ".join(known[:20]))
        return str(known[0])
    if cluster not in known:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(known[:20]))
    return cluster


def year_of(data: "Dataset", question: Question) -> int:
    """Take the year asked for, else the latest one not after the day that has figures."""
    from kust.checks.run import latest_year

    asked = question.year
    return latest_year(data, question.on) if asked is None else asked
