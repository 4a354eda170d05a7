"""Settings saved with a cluster: every page of its computations begins with them, and each stays in the history."""

import pytest
from django.test import Client

from kust.checks import check
from kust.checks.rule import Readings
from kust.settings import Settings, read_settings
from kust_web.registry import snapshot
from kust_web.workbench.models import Job, SavedSettings
from kust_web.workbench.saved import ask_with, settings_of
from kust_web.workbench.saved_form import texts_of
from kust_web.workbench.saved_words import write_toml

pytestmark = pytest.mark.django_db
PAGE = "/clusters/VB/manage/settings/"
ALL = {"readings.participants": "all", "year": "2018", "edition": "779-2018", "reason": "так решил совет"}


@pytest.fixture
def manager(client_of) -> Client:
    return client_of("manager")


@pytest.fixture
def only_asked_of_state(db: None, only_asked: None) -> None:
    """Only asked, of a state that is taken: without one that is what is asked for first."""
    snapshot.current("VB")


def save(client: Client, seen: int = 0, **more: str):
    return client.post(PAGE, ALL | {"seen": str(seen)} | more)


def last() -> SavedSettings:
    return SavedSettings.objects.filter(cluster_id="VB").first()


def asked_of(kind: str) -> dict:
    return Job.objects.filter(kind=kind).latest("pk").parameters


def test_pages_begin_with_the_saved_year_edition_and_readings(manager) -> None:
    from datetime import date

    assert save(manager).status_code == 302
    document = manager.get("/clusters/VB/verdicts/?on=2019-03-01&as=json").json()
    assert asked_of("check") == {
        "on": "2019-03-01",
        "year": 2018,
        "edition": "779-2018",
        "settings": {"readings": {"participants": "all"}},
    }
    dataset = snapshot.open_snapshot(snapshot.current("VB").digest)
    told = check(
        dataset,
        on=date(2019, 3, 1),
        year=2018,
        edition="779-2018",
        clusters=["VB"],
        readings=Readings(participants="all"),
    )
    by_library = {one.requirement.code: one.value for one in told.clusters[0].verdicts}
    assert {one["requirement"]: one["value"] for one in document["clusters"][0]["verdicts"]} == by_library
    aside = manager.get("/clusters/VB/verdicts/?on=2019-03-01&settings=off&year=2018&as=json").json()
    assert aside["clusters"][0]["verdicts"] != document["clusters"][0]["verdicts"]


@pytest.mark.usefixtures("only_asked_of_state")
def test_what_the_address_says_goes_before_what_is_saved(manager) -> None:
    save(manager)
    manager.get("/clusters/VB/verdicts/?on=2019-03-01&year=2017&edition=779-2023")
    asked = asked_of("check")
    assert (asked["year"], asked["edition"]) == (2017, "779-2023")
    page = manager.get("/clusters/VB/verdicts/?on=2019-03-01&year=&edition=")
    asked = asked_of("check")
    assert (asked["year"], asked["edition"]) == (2018, None)
    assert page.context["page"].state == {"on": "2019-03-01", "year": "", "edition": ""}


@pytest.mark.usefixtures("only_asked_of_state")
def test_readers_are_told_which_settings_are_in_force_and_can_put_them_aside(manager, client_of) -> None:
    save(manager)
    visitor = client_of("visitor")
    page = visitor.get("/clusters/VB/verdicts/?on=2019-03-01").content.decode()
    assert "участниками считаются все организации кластера" in page
    assert "settings=off" in page
    bare = visitor.get("/clusters/VB/verdicts/?on=2019-03-01&settings=off").content.decode()
    assert "Показано без настроек кластера" in bare
    assert "settings" not in asked_of("check")


def test_a_job_is_asked_only_with_the_settings_that_its_answer_depends_on() -> None:
    content = {"readings": {"participants": "all"}, "remedy_prices": {"admit": 5.0}}
    assert ask_with("chain", {"on": "x"}, content) == {"on": "x"}
    assert ask_with("check", {}, content) == {"settings": {"readings": {"participants": "all"}}}
    assert ask_with("remedy", {}, content) == {"settings": content}
    assert ask_with("check", {}, {"remedy_prices": {"admit": 5.0}}) == {}


@pytest.mark.usefixtures("only_asked_of_state")
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("verdicts", "check"),
        ("why/industrial.cooperation", "explain"),
        ("niches", "niches"),
        ("remedies", "remedy"),
        ("projects", "projects"),
        ("what-if", "what_if"),
        ("report", "report"),
    ],
)
def test_every_page_of_computations_asks_with_the_settings(manager, address, kind) -> None:
    save(manager, **{"year": "1995"})
    more = {"what_if": "&from=M01&to=M04&what=P101&amount=1", "report": "&form=html"}.get(kind, "")
    manager.get(f"/clusters/VB/{address}/?on=1995-01-01{more}")
    assert asked_of(kind)["settings"]["readings"] == {"participants": "all"}
    assert asked_of(kind)["year"] == 1995


@pytest.mark.usefixtures("only_asked_of_state")
def test_sliders_begin_at_the_saved_prices_and_wishes_go_over_them(manager) -> None:
    save(manager, **{"remedy_prices.admit": "5,5", "rest": 'remedies.forbidden = ["leave"]', "year": "1995"})
    page = manager.get("/clusters/VB/remedies/?on=1995-01-01")
    assert {one["name"]: one["value"] for one in page.context["sliders"]}["admit"] == 5.5
    assert (asked_of("remedy").get("prices"), asked_of("remedy")["forbidden"]) == (None, ["leave"])
    manager.get("/clusters/VB/remedies/?on=1995-01-01&wished=1&p.admit=3")
    assert (asked_of("remedy")["prices"], asked_of("remedy")["forbidden"]) == ({"admit": 3.0}, [])
    assert asked_of("remedy")["settings"]["remedy_prices"] == {"admit": 5.5}


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("remedies.move_share", "1,5", "Должно быть не больше 1."),
        ("remedies.move_share", "150 %", "Должно быть не больше 1."),
        ("needs.import_high", "много", "Нужна доля: 0,5 или 50 %."),
        ("remedy_prices.admit", "5 %", "Нужно число, например 12,5."),
        ("needs.long_haul_km", "0", "Должно быть больше 0."),
        ("readings.participants", "some", "Выберите из списка."),
        ("rest", "[colours]\nred = 1", "Раздел colours: Такой настройки нет."),
        (
            "rest",
            "[economics]\nhorizon_years = 90",
            "Раздел economics, настройка horizon_years: Должно быть не больше 40.",
        ),
        ("rest", "[needs]\nimport_high 1", "Строка 2 не прочитана"),
        ("rest", '[support]\nmeasures = ["/etc/passwd"]', "свои меры"),
        ("year", "soon", "Год пишется четырьмя цифрами"),
        ("edition", "1-1900", "Такой редакции нет"),
        ("reason", " ", "Укажите причину"),
    ],
)
def test_what_is_wrong_with_a_setting_stands_beside_its_field(manager, field, typed, words) -> None:
    """The page has no file and no names with dots: what is wrong is said without them."""
    answer = save(manager, **{field: typed})
    page = answer.content.decode()
    place = field if field in ("rest", "year", "edition", "reason") else f"f-{field}"
    assert (answer.status_code, last()) == (422, None)
    beside = page.split(f'id="{place}-wrong">')[1].split("</div>")[0]
    assert beside.startswith(words)
    assert "kust.toml" not in beside and field not in beside.split()
    assert f'<a href="#{place}">' in page
    assert f'aria-describedby="{place}-wrong' in page


def test_every_wrong_field_is_told_at_once_and_what_was_typed_stays(manager) -> None:
    answer = save(
        manager, **{"needs.import_high": "x", "remedy_prices.admit": "-1", "remedies.move_share": "7 %"}
    )
    page = answer.content.decode()
    assert page.count('class="wrong"') == 2
    assert 'value="7 %"' in page


def test_shares_are_taken_as_people_write_them_and_saving_is_confirmed(manager) -> None:
    typed = {"needs.import_high": "55 %", "remedies.move_share": "0,5", "needs.long_haul_km": "1 200,5"}
    page = manager.post(PAGE, ALL | {"seen": "0"} | typed, follow=True).content.decode()
    content = last().content
    assert content["needs"] == {"import_high": 0.55, "long_haul_km": 1200.5}
    assert content["remedies"] == {"move_share": 0.5}
    assert "Настройки сохранены под № 1" in page


def test_an_empty_field_says_what_it_is_as_usual(manager) -> None:
    """Those of needs come from the method: a high import share is 0.7, a long haul 1000 km."""
    page = manager.get(PAGE).content.decode()
    assert "обычно: 0,7 (70\u00a0%)" in page
    assert "обычно: 1000<" in page
    assert "обычно: 0,00001<" in page


def test_the_second_of_two_who_save_sees_both_and_nothing_is_lost(manager) -> None:
    save(manager, **{"needs.import_high": "0,4"})
    answer = save(manager, **{"needs.import_high": "0,6"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="0,6"' in page
    assert "0,4" in page
    assert last().content["needs"] == {"import_high": 0.4}
    assert save(manager, seen=1, **{"needs.import_high": "0,6"}).status_code == 302
    assert last().content["needs"] == {"import_high": 0.6}


def test_earlier_settings_stay_in_the_history_and_are_brought_back_by_one_click(manager) -> None:
    save(manager, **{"needs.import_high": "0,4"})
    save(manager, seen=1, **{"readings.participants": "", "needs.import_high": ""})
    assert last().content == {}
    page = manager.get(PAGE).content.decode()
    assert "так решил совет" in page
    assert manager.post(PAGE, {"back": "1", "seen": "2"}).status_code == 302
    assert (last().number, last().content["needs"]) == (3, {"import_high": 0.4})
    assert manager.post(PAGE, {"back": "9", "seen": "3"}).status_code == 404


def test_the_file_of_settings_gives_the_same_settings_on_the_command_line(manager, tmp_path) -> None:
    rest = '[niches.minimum_scale]\n"П-1" = 5.0\n\n[economics]\nramp_up = [0.5, 1.0]\nhorizon_years = 12'
    save(manager, **{"remedy_prices.admit": "5", "rest": rest})
    file = tmp_path / "kust.toml"
    file.write_bytes(manager.get(f"{PAGE}?as=toml").content)
    read = read_settings(tmp_path)
    assert read == settings_of({"settings": last().content})
    assert (read.economics.ramp_up, read.niches.minimum_scale) == ((0.5, 1.0), {"П-1": 5.0})
    assert (read.remedy_prices.admit, read.readings.participants) == (5.0, "all")


def test_what_the_page_shows_and_sends_back_is_what_was_saved(manager) -> None:
    """Days too: what is written as text in JSON has to come back as a day."""
    rest = "[support.terms.axle.loan]\nstarts_on = 2025-01-01"
    save(
        manager,
        **{"rest": rest, "remedies.least_supply_krub": "12 345,5", "remedy_prices.supply_krub": "0,000025"},
    )
    saved = last().content
    assert saved["remedy_prices"] == {"supply_krub": 0.000025}
    assert settings_of({"settings": saved}).support.terms["axle"]["loan"].starts_on.year == 2025
    assert save(manager, seen=1, **texts_of(saved, "ru")).status_code == 302
    assert last().content == saved


def test_settings_as_usual_ask_the_same_question_as_none() -> None:
    assert settings_of({}) == Settings()
    assert write_toml({}) == ""


def test_the_interface_for_programs_begins_with_them_too(manager) -> None:
    save(manager)
    asked = "/api/clusters/VB/verdicts?on=2019-03-01"
    own = Client().get(asked).json()["answer"]["clusters"][0]
    assert (own["year"], own["edition"]) == (2018, "779-2018")
    Client().get(f"{asked}&own_settings=false")
    assert asked_of("check") == {"on": "2019-03-01", "year": 2018, "edition": None}, "the year of the pages"


def test_the_summary_of_a_cluster_follows_them_and_the_comparison_of_clusters_does_not(manager) -> None:
    save(manager)
    page = manager.get("/clusters/VB/summary/?on=2019-03-01").content.decode()
    assert "Посчитано с настройками кластера" in page
    assert asked_of("check")["settings"] == {"readings": {"participants": "all"}}
    manager.get("/compare/?cluster=VB&on=2019-03-01")
    assert "settings" not in asked_of("check")


def test_a_permanent_link_keeps_the_settings_that_its_answer_was_worked_out_with(manager) -> None:
    bare = manager.get("/clusters/VB/verdicts/?on=2019-03-01&year=2018").context["page"].permanent
    save(manager)
    page = manager.get("/clusters/VB/verdicts/?on=2019-03-01").context["page"]
    link, first = page.permanent, page.job.pk
    save(manager, seen=1, **{"readings.participants": "", "year": "2017"})
    assert manager.get(link).context["page"].job.pk == first
    assert manager.get("/clusters/VB/verdicts/?on=2019-03-01").context["page"].job.pk != first
    manager.get(bare)
    assert manager.get(bare).context["page"].job.parameters == {
        "on": "2019-03-01",
        "year": 2018,
        "edition": None,
    }
