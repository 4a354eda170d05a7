"""Read a dataset of the forest: free of errors, but it need not have clusters; with its settings."""

from pathlib import Path

from kust.cli.options import Question
from kust.cli.terminal import findings_as_json, line_of, note, read_whole, write_json
from kust.data.dataset import Dataset
from kust.data.findings import has_errors
from kust.errors import UsageError
from kust.harvest.land.plot_places import check_plots
from kust.settings import HarvestSettings, read_settings

_SHOWN = 20


def open_forest(
    path: Path, settings: Path | None, engine: str, question: Question
) -> tuple[Dataset, HarvestSettings]:
    """Read the settings of the forest, then its dataset; errors in it get printed, with exit code 3."""
    chosen = read_settings(path, settings).harvest
    return read_forest(path, engine, question.lang, as_json=question.as_json), chosen


def read_forest(path: Path, engine: str, lang: str, *, as_json: bool) -> Dataset:
    """Read a dataset free of errors, outlines of plots included; those there are get printed, with exit code 3."""
    reading, findings = read_whole(path, engine, lang)
    if not has_errors(findings):
        # Without its outline a plot would silently be on no map and in no cell.
        wrong = [one for one in check_plots(reading.dataset) if one.code.startswith("harvest_stock.geometry")]
        findings = (*findings, *wrong)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        if as_json:
            write_json(findings_as_json(str(path), reading.dataset.digest, findings, lang))
        for finding in errors[:_SHOWN]:
            note(line_of(finding, lang))
        note(UsageError("data_has_errors", count=len(errors)).words(lang))
        raise SystemExit(3)
    return reading.dataset
