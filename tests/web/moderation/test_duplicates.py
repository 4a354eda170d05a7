"""Firms known twice: found quickly, merged with nothing lost, taken back, or told apart for good."""

import random

import pytest
from django.test import Client

from kust_web.moderation.duplicates.decide import count_since, merge, unmerge
from kust_web.moderation.duplicates.find import Firm, compare_names, find_pairs, split_name
from kust_web.moderation.duplicates.merge import find_open, plan_merge
from kust_web.moderation.duplicates.models import Merge, NotTheSame
from kust_web.people.models import Duty
from kust_web.registry.changes import Edit, StaleError, write
from kust_web.registry.models import Change, model_of
from tests.web.conftest import make_user

database = pytest.mark.django_db
TWIN = {"organisation_id": "T1", "name": "Литейный завод Верхнебродский, АО", "country": "RU", "region": "00"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ООО «Бродская кузница»", ("бродская", "кузница")),
        ("Публичное акционерное общество «КАМАЗ»", ("камаз",)),
        ("Общество с ограниченной ответственностью «Ёлка-2» (вымышленные данные)", ("елка", "2")),
        ("Bearings GmbH & Co. KG", ("bearings",)),
        ("АО", ("ао",)),  # where nothing else is left, the form stays
    ],
)
def test_a_name_is_known_without_its_legal_form(name: str, words: tuple[str, ...]) -> None:
    assert split_name(name) == words


def ids(pairs):
    return [(pair.left, pair.right) for pair in pairs]


def test_equal_numbers_are_certain_whatever_the_names_and_regions() -> None:
    firms = [
        Firm("a", "Альфа", inn="0091000020", region="16"),
        Firm("b", "Бета", inn="0091000020", region="77"),
    ]
    (pair,) = find_pairs(firms)
    assert (pair.is_certain, pair.score, dict(pair.reasons)["inn"]) == (True, 1.0, "0091000020")


def test_similar_names_are_asked_about_in_one_region_only() -> None:
    here, there = "ООО «Бродская кузница»", "АО «Бродская кузнеца»"
    assert ids(find_pairs([Firm("a", here, region="16"), Firm("b", there, region="16")])) == [("a", "b")]
    assert find_pairs([Firm("a", here, region="16"), Firm("b", there, region="77")]) == []
    # Of 16 signs each, the space among them, 15 are the same in order: 2 · 15 / (16 + 16).
    assert compare_names(Firm("a", here), Firm("b", there)) == pytest.approx(30 / 32)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Firm("a", "Завод Вымпел", inn="0091000020"), Firm("b", "Завод Вымпел", inn="0091000037")),
        (Firm("a", "Хлебозавод № 1"), Firm("b", "Хлебозавод № 2")),
        (Firm("a", "Завод Вымпел"), Firm("b", "Завод Прогресс")),
    ],
)
def test_other_numbers_make_other_firms(left: Firm, right: Firm) -> None:
    assert find_pairs([left, right]) == []


def make_firms(count: int) -> list[Firm]:
    """Names that begin alike, as they do: a fifth of all firms share the word «завод»; one pair in 500 is a twin."""
    dice, firms = random.Random(7), []
    for number in range(count):
        own = "".join(dice.choice("абвгдежзиклмнопрстуф") for _ in range(9))
        kind = dice.choice(("завод", "комбинат", "фабрика", "агро", "центр"))
        firms.append(Firm(f"F{number:06}", f"ООО «{own.title()} {kind}»", region=f"{number % 20:02}"))
    twins = firms[:: count // 20]
    return firms + [
        Firm(f"{one.organisation_id}x", one.name.replace("ООО", "АО"), region=one.region) for one in twins
    ]


def test_the_work_grows_with_the_number_of_firms_and_not_with_its_square(monkeypatch) -> None:
    from kust_web.moderation.duplicates import find as duplicates_find

    looked: list[int] = []
    rough = duplicates_find._is_roughly_alike
    monkeypatch.setattr(duplicates_find, "_is_roughly_alike", lambda a, b: looked.append(1) or rough(a, b))
    counts, found = [], []
    for size in (1000, 4000):
        looked.clear()
        found.append(len(find_pairs(make_firms(size))))
        counts.append(len(looked))
    assert found == [20, 20]
    assert counts[1] < 6 * counts[0]  # four times the firms; the square would be sixteen times the work


def row_of(code: str):
    return model_of("organisations").objects.get(organisation_id=code)


def add_twin() -> Change:
    """T1 is M01 once more: with accounts of two years, one of which M01 has too, a membership and supplies."""
    account = {"organisation_id": "T1", "revenue_krub": 5.0}
    supply = {"product_id": "P101", "amount_krub": 9.0, "reported_by": "supplier"}
    edits = [
        Edit("organisations", {**TWIN, "municipality": "00000000"}),
        Edit("accounts", {**account, "year": 2018, "jobs": 3.0}),
        Edit("accounts", {**account, "year": 2031}),
        Edit("memberships", {"cluster_id": "VB", "organisation_id": "T1", "role": "enterprise"}),
        Edit("supplies", {**supply, "supplier_id": "T1", "buyer_id": "M04", "year": 2018}),
        Edit("supplies", {**supply, "supplier_id": "T1", "buyer_id": "M04", "year": 2031}),
        Edit("supplies", {**supply, "supplier_id": "M01", "buyer_id": "T1", "year": 2031}),
    ]
    return write(edits, user=None, kind="load")


def say(table: str, **which) -> list[tuple]:
    names = {
        "accounts": ("year", "revenue_krub", "jobs", "output_krub"),
        "supplies": ("buyer_id", "year", "amount_krub"),
    }
    rows = model_of(table).objects.filter(is_removed=False, **which)
    return sorted(rows.values_list(*names[table]), key=repr)


def choose(plan, **ways: str) -> dict[str, str]:
    return {one.name: ways.get(one.table, one.ways[0]) for one in plan.collisions}


def do_merge(**ways: str) -> Merge:
    add_twin()
    plan = plan_merge(row_of("M01"), row_of("T1"))
    return merge(
        plan.kept, plan.gone, plan.seen, choose(plan, **ways), user=make_user("reviewer", {}), reason=""
    )


@database
def test_a_plan_tells_what_moves_what_collides_and_what_would_be_sold_to_itself() -> None:
    add_twin()
    plan = plan_merge(row_of("M01"), row_of("T1"))
    assert plan.counts == {"supplies": 2, "accounts": 1}
    # The account of 2018, the same supply to M04 in 2018, and the membership; the firm itself.
    assert [one.table for one in plan.collisions] == ["organisations", "memberships", "supplies", "accounts"]
    assert plan.between == 1
    # A contradiction wants an answer: revenue and jobs of 2018 differ, and so does the supply.
    assert [one.table for one in find_open(plan, {})] == ["supplies", "accounts"]


@database
def test_every_reference_goes_over_and_no_row_is_deleted() -> None:
    before = {name: model_of(name).objects.count() for name in ("accounts", "supplies", "memberships")}
    add_twin()
    kept = say("accounts", organisation_id="M01", year=2018)
    plan = plan_merge(row_of("M01"), row_of("T1"))
    merge(
        plan.kept,
        plan.gone,
        plan.seen,
        choose(plan, supplies="both"),
        user=make_user("reviewer", {}),
        reason="",
    )
    assert row_of("T1").is_removed
    assert (
        say("accounts", organisation_id="M01", year=2018) == kept
    )  # nothing of it was empty but what T1 has not
    assert say("accounts", organisation_id="M01", year=2031) == [(2031, 5.0, None, None)]
    assert say("supplies", supplier_id="M01", buyer_id="M04", year=2031) == [("M04", 2031, 9.0)]
    assert ("M04", 2018, 9.0) in say("supplies", supplier_id="M01", year=2018)
    assert row_of("M01").municipality == "00000000"  # filled from the other
    for name, columns in {"accounts": ["organisation_id"], "supplies": ["supplier_id", "buyer_id"]}.items():
        for column in columns:
            assert not model_of(name).objects.filter(is_removed=False, **{column: "T1"}).exists()
    grown = {name: model_of(name).objects.count() - count for name, count in before.items()}
    assert grown == {"accounts": 2, "supplies": 3, "memberships": 1}


@database
@pytest.mark.parametrize(
    ("way", "told"),
    [("keep", (419200.0, 230.0)), ("fill", (419200.0, 230.0)), ("take", (5.0, 3.0))],
)
def test_of_two_rows_of_one_key_the_chosen_one_counts(way: str, told: tuple[float, float]) -> None:
    do_merge(accounts=way)
    row = model_of("accounts").objects.get(organisation_id="M01", year=2018, is_removed=False)
    assert (row.revenue_krub, row.jobs) == told


@database
def test_a_key_that_a_removed_row_holds_is_taken_over() -> None:
    account = {"organisation_id": "M01", "year": 2031, "revenue_krub": 1.0}
    write([Edit("accounts", account)], user=None, kind="load")
    row = model_of("accounts").objects.get(organisation_id="M01", year=2031)
    write([Edit("accounts", row_id=row.pk, remove=True)], user=None, kind="load")
    do_merge()
    assert say("accounts", organisation_id="M01", year=2031) == [(2031, 5.0, None, None)]


def state() -> dict[str, set]:
    return {
        name: {
            (
                row.pk,
                *(
                    getattr(row, field.attname)
                    for field in row._meta.concrete_fields
                    if field.name not in SKIP
                ),
            )
            for row in model_of(name).objects.filter(is_removed=False)
        }
        for name in ("organisations", "accounts", "supplies", "memberships", "outputs")
    }


SKIP = ("change", "id", "origin")


@database
def test_taking_a_merge_back_brings_back_every_row_and_every_duty() -> None:
    add_twin()
    editor = make_user("participant", {"organisation_id": "T1"})
    before = state()
    plan = plan_merge(row_of("M01"), row_of("T1"))
    user = make_user("reviewer", {})
    done = merge(plan.kept, plan.gone, plan.seen, choose(plan, accounts="take"), user=user, reason="")
    assert state() != before
    assert Duty.objects.get(user=editor).organisation_id == "M01"
    unmerge(done, user=user, reason="")
    assert state() == before
    assert Duty.objects.get(user=editor).organisation_id == "T1"
    assert done.undone.undoes == done.change


@database
def test_a_merge_whose_rows_were_written_since_stays_and_says_so(client_of) -> None:
    done = do_merge()
    assert count_since(done) == {}
    row = model_of("accounts").objects.get(organisation_id="M01", year=2031)
    write([Edit("accounts", {"jobs": 1.0}, row_id=row.pk)], user=None, kind="form")
    with pytest.raises(StaleError):
        unmerge(done, user=done.change.user, reason="")
    page = client_of("reviewer").post(f"/duplicates/merges/{done.pk}/undo/", follow=True).content.decode()
    assert "после объединения изменены строки (1): Показатели" in page
    assert row_of("T1").is_removed


@database
def test_new_rows_of_the_kept_firm_stay_with_it_when_the_merge_is_taken_back(client_of) -> None:
    done = do_merge()
    write([Edit("accounts", {"organisation_id": "M01", "year": 2032})], user=None, kind="form")
    assert count_since(done) == {"accounts": 1}
    page = client_of("reviewer").post(f"/duplicates/merges/{done.pk}/undo/", follow=True).content.decode()
    assert "Показатели: 1" in page
    assert not row_of("T1").is_removed


@database
def test_a_merge_waits_for_every_choice_and_for_figures_that_stand_still(client_of) -> None:
    add_twin()
    client, address = client_of("reviewer"), "/duplicates/pair/?left=M01&right=T1&keep=M01"
    plan = plan_merge(row_of("M01"), row_of("T1"))
    sent = {"keep": "M01", "seen": plan.seen}
    assert client.post(address, sent).status_code == 422
    row = model_of("accounts").objects.get(organisation_id="T1", year=2018)
    write([Edit("accounts", {"jobs": 4.0}, row_id=row.pk)], user=None, kind="form")
    assert client.post(address, {**sent, "rest": "keep"}).status_code == 409
    assert not Merge.objects.exists()
    fresh = {**sent, "seen": plan_merge(row_of("M01"), row_of("T1")).seen, "rest": "fill"}
    assert client.post(address, fresh).status_code == 302
    assert Merge.objects.get().change.kind == "merge"
    assert set(Merge.objects.get().change.touches.values_list("cluster_id", flat=True)) == {"VB"}


@database
def test_a_merge_is_taken_back_where_it_was_decided_and_not_in_a_cluster_s_history(client_of) -> None:
    add_twin()
    editor = make_user("participant", {"organisation_id": "T1"})
    plan = plan_merge(row_of("M01"), row_of("T1"))
    choices = {one.name: one.ways[0] for one in plan.collisions}
    done = merge(row_of("M01"), row_of("T1"), plan.seen, choices, user=editor, reason="двойник")
    manager, page = client_of("manager"), f"/clusters/VB/history/{done.change_id}/"
    assert manager.get(page).status_code == 200
    assert manager.post(f"{page}undo/").status_code == 404
    assert row_of("T1").is_removed
    unmerge(done, user=editor, reason="")
    assert list(editor.duties.values_list("organisation_id", flat=True)) == ["T1"]


@database
def test_the_queue_shows_the_twin_with_its_reasons_until_it_is_told_apart(client_of) -> None:
    add_twin()
    client = client_of("reviewer")
    page = client.get("/duplicates/").content.decode()
    assert "Литейный завод Верхнебродский, АО" in page
    assert "названия совпадают на 100\u00a0%" in page
    assert "Литейный" not in client.get("/duplicates/?sure=certain").content.decode()
    client.post("/duplicates/pair/two/?left=T1&right=M01", {"comment": "разные цеха"})
    client.get("/duplicates/")  # the message is shown once
    assert "Литейный" not in client.get("/duplicates/").content.decode()
    told = NotTheSame.objects.get()
    assert (told.left, told.right, told.comment) == ("M01", "T1", "разные цеха")
    client.post(f"/duplicates/decided/{told.pk}/forget/")
    assert "Литейный" in client.get("/duplicates/").content.decode()


@database
def test_pages_of_the_queue_ask_the_database_a_held_number_of_times(
    client_of, django_assert_max_num_queries
) -> None:
    add_twin()
    client = client_of("reviewer")
    client.get("/duplicates/")
    with django_assert_max_num_queries(14):
        client.get("/duplicates/")
    with django_assert_max_num_queries(70):  # every table that refers to firms is asked once or twice
        client.get("/duplicates/pair/?left=M01&right=T1")


@database
def test_a_reviewer_decides_about_the_firms_of_its_region_alone(client_of) -> None:
    """The twins are in region 00; the reviewer elsewhere is that of region 16."""
    done = do_merge()
    apart = NotTheSame.objects.create(left="M01", right="M02", decided_by=done.change.user)
    here, elsewhere = client_of("reviewer"), client_of("reviewer", elsewhere=True)
    undo, forget = f"/duplicates/merges/{done.pk}/undo/", f"/duplicates/decided/{apart.pk}/forget/"
    assert [elsewhere.post(address).status_code for address in (undo, forget)] == [404, 404]
    assert row_of("M01").name not in elsewhere.get("/duplicates/decided/").content.decode()
    assert row_of("M01").name in here.get("/duplicates/decided/").content.decode()
    assert [here.post(address).status_code for address in (undo, forget)] == [302, 302]
    assert not row_of("T1").is_removed
    assert not NotTheSame.objects.exists()


@database
def test_the_queue_of_a_region_holds_no_pair_of_another(client_of) -> None:
    add_twin()
    assert "Литейный" in client_of("reviewer").get("/duplicates/").content.decode()
    assert "Литейный" not in client_of("reviewer", elsewhere=True).get("/duplicates/").content.decode()


@database
def test_a_pair_over_two_regions_is_for_whoever_reviews_both(client_of) -> None:
    write([Edit("organisations", {**TWIN, "region": "16"})], user=None, kind="form")
    address = "/duplicates/pair/?left=M01&right=T1"
    both = make_user("reviewer", {"region": "00"})
    assert client_of("reviewer", elsewhere=True).get(address).status_code == 404
    assert client_of("administrator").get(address).status_code == 200
    client = Client()
    client.force_login(both, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404
    Duty.objects.create(user=both, kind="reviewer", region="16")
    assert client.get(address).status_code == 200
