"""The page that describes the interface: every operation, its parameters and answers, in the reader's language."""

import re
import shlex

import pytest
from django.test import Client

from kust.i18n import has_words
from kust_web.api.described import Description
from kust_web.api.service import service

pytestmark = pytest.mark.django_db


def read(lang: str, address: str = "/api/docs") -> str:
    answer = Client(headers={"accept-language": lang}).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_operation_parameter_and_answer_of_the_document_is_on_the_page() -> None:
    page = read("ru")
    articles = dict(
        re.findall(r'<article class="api-operation" aria-labelledby="(\w+)"(.*?)</article>', page, re.S)
    )
    document = service.get_openapi_schema()
    wanted = 0
    for path, methods in document["paths"].items():
        for told in methods.values():
            wanted += 1
            article = next(text for name, text in articles.items() if told["operationId"].endswith(name))
            assert f"<code>{path}</code>" in article
            for one in told.get("parameters", ()):
                assert f"<code>{one['name']}</code>" in article
            for code in told["responses"]:
                assert f"<b>{code}</b>" in article
    assert len(articles) == wanted


def test_what_the_document_explains_in_english_has_words_in_both_languages() -> None:
    """Operations and fields that the OpenAPI document describes are told on the page by words of our own."""
    document = service.get_openapi_schema()
    parts = [
        one
        for told in document["paths"].values()
        for method in told.values()
        for one in method.get("parameters", ())
    ]
    names = {one["name"] for one in parts if one["schema"].get("description")}
    for shape in document["components"]["schemas"].values():
        fields = shape.get("properties", {}).items()
        names |= {
            name
            for name, one in fields
            if one.get("description") and one["description"] != shape.get("title")
        }
    assert {name for name in names if not has_words(f"api.told.{name}")} == set()


@pytest.mark.parametrize(
    ("lang", "words"), [("ru", "Выводы о кластере"), ("en", "What the rules say of a cluster")]
)
def test_the_page_is_in_the_language_of_its_reader(lang: str, words: str) -> None:
    assert words in read(lang)


def test_an_example_is_a_command_that_asks_the_address() -> None:
    """A shell splits it into words; those of GET give an answer here."""
    described = Description(service.get_openapi_schema(), "en", "http://testserver")
    for one in described.operations:
        words = [word for word in shlex.split(one.example) if word != "\n"]
        assert words[0] == "curl"
        if one.method == "GET" and not one.needs_key and one.name not in ("show_job", "show_verdicts"):
            assert Client().get(words[-1].removeprefix("http://testserver")).status_code == 200, one.name


def test_a_search_works_without_scripts() -> None:
    page = read("ru", "/api/docs?q=imports+patch")
    assert page.count('class="api-operation"') == 1


@pytest.mark.parametrize(("lang", "title"), [("ru", "Нужен действующий ключ"), ("en", "Unauthorized")])
def test_the_title_of_a_problem_is_in_the_language_of_the_request(lang: str, title: str) -> None:
    client = Client(headers={"accept-language": lang})
    answer = client.get("/api/me")
    assert (answer.status_code, answer.json()["title"]) == (401, title)
    assert answer.headers["Content-Language"] == lang
    unfit = {"ru": "Параметры не подходят", "en": "Unprocessable Content"}[lang]
    answer = client.get("/api/tables/clusters?size=0")
    assert (answer.status_code, answer.json()["title"]) == (422, unfit)
