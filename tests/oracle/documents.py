"""Rules answered by a document on file."""

from .question import Question
from .rows import Row, day, text, truth
from .verdicts import MET, NOT_MET, UNKNOWN, Judgement, all_of, judgement

PLANNING = "industrial.planning_documents"
COMMITMENT = "innovation.regional_commitment"


def planning_documents(question: Question, threshold: None) -> Judgement:
    return judgement(_on_file(_valid(question, PLANNING)), None, threshold)


def regional_commitment(question: Question, threshold: None) -> Judgement:
    """Every region by a document of its own or of all regions, or by its targets."""
    rows = _valid(question, COMMITMENT)
    with_targets = {text(row, "region") for row in question.of_cluster("indicator_targets")} - {None}
    regions = [row["region"] for row in question.of_cluster("cluster_regions")]
    if not regions:
        return judgement(_of_regions_unnamed(rows, bool(with_targets)), None, threshold)
    verdicts = []
    for region in regions:
        own = [row for row in rows if text(row, "region") in (None, region)]
        verdicts.append(MET if region in with_targets else _on_file(own))
    return judgement(all_of(verdicts), None, threshold)


def _of_regions_unnamed(rows: list[Row], any_targets: bool) -> str:
    """Only a document about all regions speaks of regions whose names are not known."""
    of_all = _on_file([row for row in rows if text(row, "region") is None])
    if of_all == NOT_MET and (any_targets or _on_file(rows) == MET):
        return UNKNOWN
    return of_all


def _valid(question: Question, requirement: str) -> list[Row]:
    found = []
    for row in question.of_cluster("documents"):
        dated_on = day(row, "dated_on")
        if row["requirement"] == requirement and (dated_on is None or dated_on <= question.on):
            found.append(row)
    return found


def _on_file(rows: list[Row]) -> str:
    if any(truth(row, "confirms") is not False for row in rows):
        return MET
    return NOT_MET if rows else UNKNOWN
