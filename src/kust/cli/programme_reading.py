"""What the commands about a programme have in common: the dataset, its one cluster, its settings."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kust.cli.options import Question
from kust.errors import UsageError

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.law.measures import Measure
    from kust.programme.programme import Programme
    from kust.settings import Settings


@dataclass(frozen=True)
class Opened:
    """A dataset free of errors, the cluster asked about, the settings, and the user's own support measures."""

    data: "Dataset"
    cluster: str
    settings: "Settings"
    own: "tuple[Measure, ...]"

    @cached_property
    def programme(self) -> "Programme":
        """Return the working programme of the cluster."""
        from kust.programme.read import read_programme

        return read_programme(self.data, self.cluster)

    def head(self, question: Question, edition: str | None) -> dict[str, Any]:
        """Return what everything that judges the cluster has to be told."""
        return {
            "cluster": self.cluster,
            "on": question.on,
            "edition": edition,
            "settings": self.settings,
            "own": self.own,
        }


def open_cluster(
    path: Path, cluster: str | None, engine: str, question: Question
) -> "tuple[Dataset, Programme]":
    """Read a dataset and the working programme of its cluster; errors in it get printed, with exit code 3."""
    from kust.cli.terminal import read_sound
    from kust.programme.read import read_programme

    data = read_sound(path, engine, question.lang, as_json=question.as_json)
    return data, read_programme(data, choose_cluster(data, cluster))


def open_programme(
    path: Path, cluster: str | None, settings: Path | None, engine: str, question: Question
) -> Opened:
    """Read the settings and a dataset; errors in it get printed, with exit code 3."""
    from kust.cli.support import read_own, with_answers
    from kust.cli.terminal import read_sound
    from kust.settings import read_settings

    chosen = read_settings(path, settings)
    own = read_own(path, settings, chosen)
    data = read_sound(path, engine, question.lang, as_json=question.as_json)
    one = choose_cluster(data, cluster)
    return Opened(data, one, with_answers(data, path, settings, chosen, own, question.lang), own)


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
