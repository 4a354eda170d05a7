"""Versions: kept whole, once, and never over one another."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from docx import Document

from kust.errors import KustError, UsageError
from kust.programme.keeping import versions
from kust.programme.keeping.place import file_of
from kust.programme.keeping.versions import digest_of, find_unreasoned, publish, read_versions, seal_of
from kust.programme.programme import Goal, Indicator, Measure, Milestone, Problem, Programme
from kust.programme.read import read_programme

from .bare import change_rows, copy_machines, read

DOCS = Path(__file__).parents[2] / "docs"
DAY = date(2019, 3, 1)


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    return read(copy_machines(tmp_path_factory.mktemp("once") / "machines", bare=False))


@pytest.fixture
def data(once, tmp_path):
    (tmp_path / "set").mkdir()
    return replace(once, path=tmp_path / "set")


@pytest.fixture
def programme(once) -> Programme:
    return read_programme(once, "VB")


def titled(programme: Programme, title: str) -> Programme:
    return replace(programme, title=title)


def test_a_version_reads_back_as_the_programme_that_was_kept(data, programme) -> None:
    kept, path = publish(data, programme, on=DAY, reason=" Утверждена ")
    assert path == data.path / "programme" / "VB-1.json"
    (found,) = read_versions(data.path, "VB")
    assert found == kept
    assert found.programme == programme
    assert (found.number, found.reason, found.dataset_digest) == (1, "Утверждена", data.digest)


def test_a_second_version_takes_the_next_number_and_the_first_stays_as_it_was(data, programme) -> None:
    _, first = publish(data, programme, on=DAY, reason="a")
    before = first.read_bytes()
    kept, _ = publish(data, titled(programme, "Новая"), on=DAY, reason="b")
    assert kept.number == 2
    assert first.read_bytes() == before


def refused(code: str, *asked, **more) -> None:
    with pytest.raises(UsageError) as error:
        publish(*asked, **more)
    assert error.value.code == code


def test_what_is_no_new_version_is_refused(data, programme) -> None:
    publish(data, programme, on=DAY, reason="a")
    refused("version_same", data, programme, on=DAY, reason="b")
    refused("version_day", data, titled(programme, "N"), on=date(2019, 2, 28), reason="b")
    refused("version_reason", data, titled(programme, "N"), on=DAY, reason="  ")
    empty = Programme(cluster_id="VB", cluster="", title="P")
    refused("version_empty", data, empty, on=DAY, reason="b")
    assert [path.name for path in (data.path / "programme").iterdir()] == ["VB-1.json"]


def test_proposals_are_left_out_only_when_asked_and_nothing_points_at_them(data) -> None:
    some = Programme(
        cluster_id="VB",
        cluster="",
        title="P",
        goals=(Goal(goal_id="g", title=""), Goal(goal_id="h", title="", decision="proposed")),
        problems=(Problem(problem_id="p", title="", goal_id="h"),),
        measures=(
            Measure(
                measure_id="a",
                title="",
                goal_id="h",
                problem_id="p",
                depends_on=("b", "c"),
                indicators=("i",),
            ),
            Measure(measure_id="b", title="", decision="proposed"),
            Measure(measure_id="c", title="", decision="dropped", reason="Не нужно"),
        ),
        indicators=(Indicator(indicator="i", decision="proposed"),),
        milestones=(
            Milestone(milestone_id="k", title="", due_on=DAY, measure_id="b"),
            Milestone(milestone_id="l", title="", due_on=DAY, measure_id="a"),
        ),
    )
    refused("version_proposals", data, some, on=DAY, reason="a")
    kept, _ = publish(data, some, on=DAY, reason="a", with_proposals=True)
    found = kept.programme
    assert kept.left_out == 3
    assert [one.goal_id for one in found.goals] == ["g"]
    assert found.problems[0].goal_id is None
    assert [(one.measure_id, one.depends_on, one.indicators) for one in found.measures] == [
        ("a", ("c",), ()),
        ("c", (), ()),
    ]
    assert (found.measures[0].goal_id, found.measures[0].problem_id) == (None, "p")
    assert [one.milestone_id for one in found.milestones] == ["l"]
    assert found.measures[1].reason == "Не нужно"


def test_who_publish_at_once_never_overwrite_one_another(data, programme) -> None:
    start, kept = threading.Barrier(6), []

    def one(place: int) -> None:
        start.wait()
        kept.append(publish(data, titled(programme, f"Вариант {place}"), on=DAY, reason=str(place))[0])

    threads = [threading.Thread(target=one, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_versions(data.path, "VB")
    assert [one.number for one in found] == [1, 2, 3, 4, 5, 6]
    assert {one.programme.title for one in found} == {f"Вариант {place}" for place in range(6)}
    assert sorted(kept, key=lambda one: one.number) == list(found)
    assert len(list((data.path / "programme").iterdir())) == 6


def test_without_second_names_on_a_disk_nothing_is_overwritten_either(data, programme, monkeypatch) -> None:
    def no_link(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", no_link)
    publish(data, programme, on=DAY, reason="a")
    kept, _ = publish(data, titled(programme, "N"), on=DAY, reason="b")
    assert [one.number for one in read_versions(data.path, "VB")] == [1, 2]
    assert kept.number == 2


def test_half_a_file_does_not_stay_where_the_disk_is_full(data, programme, monkeypatch) -> None:
    publish(data, programme, on=DAY, reason="a")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    synced = []

    def fill_up(number: int) -> None:
        synced.append(number)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.link", refuse)
    monkeypatch.setattr("os.fsync", fill_up)
    with pytest.raises(KustError) as error:
        publish(data, titled(programme, "N"), on=DAY, reason="b")
    assert error.value.code == "not_writable"
    assert [path.name for path in (data.path / "programme").iterdir()] == ["VB-1.json"]
    assert len(read_versions(data.path, "VB")) == 1


def test_a_name_that_the_disk_gives_to_another_cluster_is_refused_and_not_tried_for_ever(
    data, programme, monkeypatch
) -> None:
    """On such a disk VB-1.json is there as soon as vb-1.json is: here both clusters are given the one name."""
    publish(data, replace(programme, cluster_id="vb"), on=DAY, reason="a")
    monkeypatch.setattr(versions, "file_of", lambda path, cluster, number: file_of(path, "vb", number))
    with pytest.raises(KustError) as error:
        publish(data, programme, on=DAY, reason="a")
    assert error.value.code == "version_name_taken"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace("«Верхний Брод»", "«Другой»"), "altered_version"),
        (lambda text: text.replace('"number": 1', '"number": 7'), "altered_version"),
        (lambda text: text[:200], "broken_version"),
        (lambda text: "{}", "broken_version"),
    ],
)
def test_a_version_that_was_altered_or_damaged_is_refused(data, programme, spoil, code) -> None:
    _, path = publish(data, programme, on=DAY, reason="a")
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    with pytest.raises(KustError) as error:
        read_versions(data.path, "VB")
    assert error.value.code == code


def test_a_version_without_a_seal_is_told_to_be_one(data, programme) -> None:
    _, path = publish(data, programme, on=DAY, reason="a")
    told = json.loads(path.read_text("utf-8"))
    del told["seal"]
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    with pytest.raises(KustError) as error:
        read_versions(data.path, "VB")
    assert error.value.code == "version_unsealed"


def test_a_version_of_a_form_that_this_kust_does_not_know_is_refused_and_not_read_in_part(
    data, programme
) -> None:
    _, path = publish(data, programme, on=DAY, reason="a")
    told = json.loads(path.read_text("utf-8"))
    told["programme"]["motto"] = "Вместе"
    text = json.dumps(told["programme"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    told["digest"] = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    told["seal"] = seal_of(told)
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    with pytest.raises(KustError) as error:
        read_versions(data.path, "VB")
    assert error.value.code == "version_form"


@pytest.mark.parametrize(("name", "value"), [("reason", "Иначе"), ("on", "2018-01-01"), ("left_out", 9)])
def test_a_version_whose_head_was_altered_is_refused(data, programme, name, value) -> None:
    _, path = publish(data, programme, on=DAY, reason="a")
    told = json.loads(path.read_text("utf-8")) | {name: value}
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    with pytest.raises(KustError) as error:
        read_versions(data.path, "VB")
    assert error.value.code == "altered_version"


@pytest.mark.parametrize("written_anew", [False, True])
def test_a_version_that_is_missing_or_was_written_anew_is_noticed(data, programme, written_anew) -> None:
    _, first = publish(data, programme, on=DAY, reason="a")
    publish(data, titled(programme, "N"), on=DAY, reason="b")
    told = json.loads(first.read_text("utf-8")) | {"reason": "Иначе"}
    first.unlink()
    if written_anew:
        first.write_text(json.dumps(told | {"seal": seal_of(told)}, ensure_ascii=False), "utf-8")
    with pytest.raises(KustError) as error:
        read_versions(data.path, "VB")
    assert error.value.code == "version_missing"
    assert str(first) in error.value.words("ru")


def test_clusters_whose_ids_look_like_numbers_or_paths_keep_their_versions_apart(data, programme) -> None:
    ids = ("A", "A-1", "../A", "А б")
    for place in ids:
        publish(data, replace(programme, cluster_id=place), on=DAY, reason="a")
        publish(data, replace(programme, cluster_id=place, title="N"), on=DAY, reason="b")
    assert len(list((data.path / "programme").iterdir())) == 2 * len(ids)
    for place in ids:
        found = read_versions(data.path, place)
        assert [(one.cluster_id, one.number) for one in found] == [(place, 1), (place, 2)]
        assert file_of(data.path, place, 1).parent == data.path / "programme"


def test_a_file_bears_the_letters_of_its_cluster_and_one_named_by_their_codes_is_read_too(
    data, programme
) -> None:
    own = replace(programme, cluster_id="Брод")
    _, path = publish(data, own, on=DAY, reason="a")
    assert path.name == "Брод-1.json"
    path.rename(path.with_name("%D0%91%D1%80%D0%BE%D0%B4-1.json"))
    kept, after = publish(data, titled(own, "N"), on=DAY, reason="b")
    assert (kept.number, after.name) == (2, "Брод-2.json")
    assert [one.number for one in read_versions(data.path, "Брод")] == [1, 2]


def test_what_was_changed_without_a_reason_is_kept_only_when_asked(data, programme) -> None:
    publish(data, programme, on=DAY, reason="a")
    first, *others = programme.measures
    moved = replace(programme, measures=(replace(first, owner_id="SB06"), *others))
    with pytest.raises(UsageError) as error:
        publish(data, moved, on=DAY, reason="b")
    assert error.value.code == "version_reasons"
    words = error.value.words("ru")
    for told in (first.title, "версии 1 от 01.03.2019", "--without-reasons", "«Обоснование»"):
        assert told in words
    with_reason = replace(moved, measures=(replace(moved.measures[0], reason="Иначе"), *others))
    assert publish(data, with_reason, on=DAY, reason="b")[0].number == 2
    again = replace(with_reason, measures=(replace(first, reason="Иначе"), *others))
    kept, _ = publish(data, again, on=DAY, reason="c", without_reasons=True)
    known = read_versions(data.path, "VB")
    assert [one.code for one in find_unreasoned(known[:2], kept.programme)] == ["old_reason"]


def test_beside_a_workbook_versions_lie_in_its_folder(tmp_path) -> None:
    assert file_of(tmp_path / "set.xlsx", "VB", 3) == tmp_path / "programme" / "VB-3.json"


def test_the_digest_is_of_the_content_and_not_of_what_stands_at_its_default() -> None:
    one = Programme(cluster_id="C", cluster="", title="P")
    assert digest_of(one) == digest_of(replace(one, goals=(), vision=None))
    assert digest_of(one) != digest_of(replace(one, vision="V"))


def test_from_the_first_version_to_the_table_of_changes_by_the_commands(kust, tmp_path) -> None:
    path = copy_machines(tmp_path / "machines", bare=False)
    asked = ("programme", "publish", path, "--on", "2018-09-20", "--format", "json")
    ran = kust(*asked, "--reason", "Утверждена советом")
    document = json.loads(ran.out)
    jsonschema.validate(document, json.loads((DOCS / "programme-version.schema.json").read_text("utf-8")))
    assert (ran.code, document["number"], Path(document["file"]).name) == (0, 1, "VB-1.json")
    new = {"ends_on": "2019-07-01", "reason": "Покупатель перенёс приёмку"}
    change_rows(path / "measures.csv", lambda row: row | new if row["measure_id"] == "VB-M03" else row)
    ran = kust("programme", "changes", path, "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, json.loads((DOCS / "programme-changes.schema.json").read_text("utf-8")))
    # From 1 December to 1 July before it: 30 + 31 + 30 + 31 + 31 days back.
    (change,) = document["changes"]
    assert (change["id"], change["what"], change["days"]) == ("VB-M03", "moved", -153)
    assert (change["reason"], document["findings"], document["to"]) == (new["reason"], [], None)
    page = tmp_path / "changes.docx"
    assert kust("programme", "changes", path, "--lang", "ru", "-o", page).code == 0
    (table, *_) = Document(str(page)).tables
    told = [[cell.text for cell in row.cells] for row in table.rows]
    assert [told[0][0], told[1][1:]] == [
        "Что",
        ["окончание: перенос на −153 дн.", "01.12.2019", "01.07.2019", "Покупатель перенёс приёмку"],
    ]
    text = kust("programme", "changes", path, "--lang", "en").out
    assert "Покупатель перенёс приёмку" in text
    assert "moved by −153 days" in text
    assert kust(*asked[:-1], "text", "--reason", "Приёмка").code == 0
    text = kust("programme", "changes", path, "--lang", "en").out
    assert "Nothing has changed" in text and "What version 2 itself changed is shown by --from 1" in text
    ran = kust("programme", "changes", path, "--to", "1", "--lang", "en")
    assert (ran.code, "Version 1 is the first" in ran.err) == (2, True)
