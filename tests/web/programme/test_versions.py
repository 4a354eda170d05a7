"""Versions of a programme: what is published, what everybody sees of it, what changed between two."""

import json
from collections.abc import Callable
from hashlib import sha256
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from kust_web.people.models import User
from kust_web.programme.models import PublishedVersion
from kust_web.programme.versions import find_version
from kust_web.registry.changes import Edit, write
from kust_web.registry.models import model_of
from kust_web.registry.snapshot import find_newest_change
from kust_web.workbench.models import Job, SavedSettings

from .made import propose, row_of

pytestmark = pytest.mark.django_db
VERSIONS = "/clusters/VB/programme/versions/"


@pytest.fixture
def manager(client_of: Callable[..., Client]) -> Client:
    return client_of("manager")


def publish(client: Client, reason: str = "Начало", **more: Any) -> int:
    """Publish and return the code of the answer."""
    return client.post(VERSIONS, {"reason": reason, "seen": find_newest_change("VB"), **more}).status_code


def test_visitors_see_nothing_before_the_first_version_and_only_the_last(
    manager: Client, client_of: Callable[..., Client]
) -> None:
    visitor = client_of("visitor")
    assert "Замкнуть цепочку" not in visitor.get("/clusters/VB/programme/").content.decode()
    propose()
    assert publish(manager) == 422
    assert publish(manager, with_proposals="yes") == 302
    page = visitor.get("/clusters/VB/programme/").content.decode()
    assert "Замкнуть цепочку поставок" in page and "Перевести закупку кабин" in page
    told = json.dumps(
        [job.answer for job in Job.objects.filter(kind="programme_version")], ensure_ascii=False
    )
    assert "Замкнуть цепочку поставок" in told
    # Neither what was only proposed, nor what blocks a measure, nor the figure of one firm, nor who disagrees.
    assert "Предложенн" not in told and "Цена панелей выше" not in told
    assert "0.036463" not in told and "3,6\u00a0%" not in told
    assert '"dissent": ""' in told.replace('"dissent":""', '"dissent": ""') and "SB04" not in page
    row = row_of("goals", goal_id="VB-G1")
    write([Edit("goals", {"title": "Иначе", "reason": "Так вернее"}, row_id=row.pk)], user=None, kind="form")
    assert "Замкнуть цепочку поставок" in visitor.get(f"{VERSIONS}1/").content.decode()
    publish(manager, "Новая цель", with_proposals="yes")
    assert [visitor.get(f"{VERSIONS}{number}/").status_code for number in (1, 3)] == [404, 404]
    assert find_version(AnonymousUser(), "VB", 2).reason == "Новая цель"
    assert manager.get(f"{VERSIONS}1/").status_code == 200


def test_a_version_needs_a_reason_and_a_change_and_what_was_looked_at(manager: Client) -> None:
    assert publish(manager, "  ") == 422
    seen = find_newest_change("VB")
    row = row_of("measures", measure_id="VB-M03")
    write([Edit("measures", {"title": "Иначе"}, row_id=row.pk)], user=None, kind="form")
    assert manager.post(VERSIONS, {"reason": "Начало", "seen": seen}).status_code == 422
    assert publish(manager) == 302
    assert publish(manager) == 422
    assert PublishedVersion.objects.filter(cluster_id="VB").count() == 1


def change_title(title: str, reason: str | None) -> None:
    row = row_of("measures", measure_id="VB-M03")
    write([Edit("measures", {"title": title, "reason": reason}, row_id=row.pk)], user=None, kind="form")


def test_what_has_no_reason_is_published_only_when_that_is_ticked(manager: Client) -> None:
    publish(manager)
    change_title("Иначе", None)
    page = manager.get(VERSIONS).content.decode()
    assert "without_reasons" in page
    assert publish(manager, "Ещё") == 422
    assert publish(manager, "Ещё", without_reasons="yes") == 302
    assert "without_reasons" not in manager.get(VERSIONS).content.decode()


def test_a_version_that_was_altered_in_the_database_is_told_and_nothing_follows_it(manager: Client) -> None:
    publish(manager)
    change_title("Иначе", "Так вернее")
    publish(manager, "Ещё")
    first, second = PublishedVersion.objects.filter(cluster_id="VB").order_by("number")
    assert (first.before, second.before) == (None, first.seal)
    content, reason = second.content, second.reason
    PublishedVersion.objects.filter(pk=second.pk).update(reason="Подправлено")
    page = manager.get(VERSIONS).content.decode()
    assert "изменено в базе" in page
    PublishedVersion.objects.filter(pk=second.pk).update(reason=reason, content=content | {"title": "Чужое"})
    assert "изменено в базе" in manager.get(f"{VERSIONS}changes/?from=1&to=2").content.decode()
    PublishedVersion.objects.filter(pk=second.pk).update(content=content, seal="")
    assert "нет печати" in manager.get(VERSIONS).content.decode()
    PublishedVersion.objects.filter(pk=second.pk).update(seal=second.seal)
    first.delete()
    change_title("По-новому", "И это вернее")
    assert publish(manager, "Третья") == 422
    assert "Версии 1 нет" in manager.get(VERSIONS).content.decode()


def test_versions_of_before_the_seals_are_sealed_as_they_stand(manager: Client) -> None:
    publish(manager)
    change_title("Иначе", "Так вернее")
    publish(manager, "Ещё")
    sealed = list(PublishedVersion.objects.order_by("number").values_list("before", "seal"))
    PublishedVersion.objects.update(before=None, seal="")
    import_module("kust_web.programme.migrations.0002_seals").seal_all(apps, None)
    assert list(PublishedVersion.objects.order_by("number").values_list("before", "seal")) == sealed


def test_what_changed_is_told_with_the_reason_of_the_row(
    manager: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    publish(manager)
    row = row_of("measures", measure_id="VB-M03")
    values = {"ends_on": "2020-02-01", "owner_id": "SB14", "decision": "changed", "reason": "Нет панелей"}
    write([Edit("measures", values, row_id=row.pk)], user=None, kind="form")
    manager.get(VERSIONS)
    with django_assert_max_num_queries(16):
        page = manager.get(f"{VERSIONS}changes/")
    # From 1 December 2019 to 1 February 2020 there are 31 + 31 days.
    told = [(one.what, one.before, one.after, one.reason) for one in page.context["changes"]]
    assert (
        "Окончание (+62\u00a0дн.)".replace("\u00a0", " "),
        "01.12.2019",
        "01.02.2020",
        "Нет панелей",
    ) in told
    owners = ("АО «Верхнебродский тракторный завод»", "ООО «Бродкоммаш»")
    assert any(before.startswith(owners[0]) and after.startswith(owners[1]) for _, before, after, _ in told)
    publish(manager, "Сдвиг")
    page = manager.get(f"{VERSIONS}changes/?from=1&to=2")
    assert len(page.context["changes"]) == len(told)


def test_a_document_of_the_published_version_is_there_for_everybody(
    manager: Client, client_of: Callable[..., Client]
) -> None:
    publish(manager)
    visitor = client_of("visitor")
    text = read_file(visitor, visitor.get(f"{VERSIONS}1/files/html/"), "html")
    assert "Замкнуть цепочку поставок" in text and "Цена панелей выше" not in text
    assert "kust explain" not in text and visitor.get(f"{VERSIONS}1/files/zip/").status_code == 404
    # Figures that are known and not told are not said to be missing, nor to be typed; the manager's page has them.
    assert "скрыто (не менее 20\u00a0%)" in text and "нет данных (не менее" not in text
    assert "факт скрыт" in text and "раскрыло бы показатели отдельных предприятий" in text


def test_an_owner_who_is_there_no_longer_is_named_on_the_page_and_in_the_document(
    manager: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    publish(manager)
    owner = row_of("stakeholders", stakeholder_id="SB13")
    name = owner.name or row_of("organisations", organisation_id=owner.organisation_id).name
    others = model_of("measures").objects.filter(owner_id="SB13")
    edits = [Edit("measures", {"owner_id": "SB14", "reason": "Ушёл"}, row_id=one.pk) for one in others]
    positions = model_of("positions").objects.filter(stakeholder_id="SB13")
    edits += [Edit("positions", row_id=one.pk, remove=True) for one in positions]
    write([*edits, Edit("stakeholders", row_id=owner.pk, remove=True)], user=None, kind="form")
    told = manager.get(f"{VERSIONS}changes/").context["changes"]
    assert any(one.before == name for one in told) and not any("SB13" in one.before for one in told)
    publish(manager, "Ушёл")
    content = {"readings": {"participants": "all"}}
    SavedSettings.objects.create(cluster_id="VB", number=1, content=content, made_by=User.objects.get())
    page = manager.get("/clusters/VB/programme/files/html/?on=2019-03-01&year=2018&edition=779-2018")
    content = read_file(manager, page, "html")
    assert name in content and "SB13" not in content
    # The programme is version 2 to the letter; the next version will be asked about anew.
    assert "Сравниваются версия № 1 и версия № 2" in content
    assert page.context["job"].parameters["newest"] == 2
    command = (
        "--edition 779-2018 --since 1 --lang ru -o kust-programme-VB-2019-03-01.html --settings kust.toml"
    )
    assert command in content
    # The file of settings that the registry hands out is the one whose digest the document tells.
    handed_out = manager.get("/clusters/VB/manage/settings/?as=toml").content
    assert f"sha256:{sha256(handed_out).hexdigest()}" in content


def read_file(client: Client, page: Any, form: str) -> str:
    """Read the file that the job of a page has written."""
    written = client.get(f"/jobs/{page.context['job'].pk}/files/{form}/")
    return b"".join(written.streaming_content).decode()
