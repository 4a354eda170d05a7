"""The programme of the machine-building example as content, made once."""

from dataclasses import replace
from datetime import date

import pytest

from kust.data import read_dataset
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.file import ProgrammeFile, gather_programme, with_changes
from kust.documents.programme.make import make_programme
from kust.examples import load
from kust.programme.keeping.changes import calc_changes
from kust.programme.programme import DROPPED, PROPOSED, Programme

ON, YEAR = date(2019, 3, 1), 2018


@pytest.fixture(scope="package")
def file() -> ProgrammeFile:
    dataset = read_dataset(load("machine-building")).dataset
    return gather_programme(dataset, cluster="VB", on=ON, year=YEAR, lang="ru")


@pytest.fixture(scope="package")
def content(file: ProgrammeFile) -> ProgrammeContent:
    return make_programme(file)


def before(programme: Programme) -> Programme:
    """An earlier version: measure 11 started a month earlier, measure 12 was not there, one target was lower."""
    measures = tuple(
        replace(one, starts_on=date(2019, 3, 1), reason=None) if one.measure_id == "VB-M11" else one
        for one in programme.measures
        if one.measure_id != "VB-M12"
    )
    return replace(programme, measures=measures)


@pytest.fixture(scope="package")
def changed(file: ProgrammeFile) -> ProgrammeContent:
    """The same with what changed since an earlier version, and with a proposal that nobody has decided."""
    measures = tuple(
        replace(one, decision=PROPOSED) if one.measure_id == "VB-M23" else one
        for one in file.programme.measures
    )
    assert any(one.decision == DROPPED for one in measures)
    programme = replace(file.programme, measures=measures)
    again = gather_programme(file.dataset, cluster="VB", on=ON, year=YEAR, programme=programme)
    changes = calc_changes(before(file.programme), programme)
    return make_programme(with_changes(again, changes, 1, None))
