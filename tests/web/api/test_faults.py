"""What does not fit in a request is told in the language of whoever asks, by whichever field it is."""

import pytest
from django.core.cache import cache
from django.test import Client

from kust_web.api.faults import word_fault
from kust_web.api.models import Token
from tests.web.conftest import make_user

IDS = "/api/imports/1/rows"


@pytest.mark.parametrize(
    ("address", "field", "words"),
    [
        ("/api/tables/clusters?size=many", "size", "size: ожидается целое число."),
        ("/api/tables/clusters?size=0", "size", "size: не меньше 1."),
        ("/api/tables/clusters?page=1000001", "page", "page: не больше 1000000."),
        ("/api/clusters?on=yesterday", "on", "on: ожидается дата ГГГГ-ММ-ДД."),
        ("/api/clusters?region=Крым", "region", r"region: значение не вида ^(\d\d)?$."),
        (f"/api/clusters?search={'я' * 201}", "search", "search: знаков не больше 200."),
        ("/api/tables?lang=de", "lang", "lang: одно из значений: ru, en."),
        ("/api/clusters/VB/verdicts?own_settings=maybe", "own_settings", "own_settings: ожидается true или false."),
        ("/api/jobs/first", "job_id", "job_id: ожидается целое число."),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_value_that_does_not_fit_is_told_in_russian_by_its_field(
    address: str, field: str, words: str
) -> None:
    cache.clear()
    answer = Client(headers={"accept-language": "ru"}).get(address)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["where"][-1], fault["what"]) == (field, words)


@pytest.mark.django_db
def test_a_body_that_does_not_fit_is_told_field_by_field_or_refused_as_no_json() -> None:
    cache.clear()
    _, key = Token.make(make_user("participant", {"organisation_id": "M01"}), "test", may_write=True)
    client = Client(headers={"authorization": f"Bearer {key}", "accept-language": "ru"})
    body = {"rows": [{"id": 0, "cells": {"year": 5}}]}
    faults = client.patch(IDS, body, content_type="application/json").json()["errors"]
    assert [(one["where"][-3:], one["what"]) for one in faults] == [
        (["rows", "0", "id"], "id: не меньше 1."),
        (["rows", "0", "version"], "version: нужно указать."),
        (["0", "cells", "year"], "year: ожидается строка."),
    ]
    broken = client.patch(IDS, "{", content_type="application/json")
    assert (broken.status_code, broken.json()["detail"]) == (400, "Тело запроса — не JSON.")
    assert client.patch(IDS, {"rows": []}, content_type="application/json").json()["errors"][0]["what"] == (
        "rows: элементов не меньше 1."
    )


def test_a_kind_that_no_table_names_is_told_with_its_field_and_without_english() -> None:
    fault = {"type": "recursion_loop", "loc": ("body", "rows", 3), "msg": "Recursion error"}
    assert word_fault(fault, "ru")["what"] == "rows: такое значение не подходит."
