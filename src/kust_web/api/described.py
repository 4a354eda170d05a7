"""The description of the interface as a page shows it: operations with parameters, answers and an example, in words."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kust.i18n import has_words, say

GROUPS = ("public", "own", "imports")
_PARTS = "#/components/schemas/"
# What stands in an example for a part of an address.
_EXAMPLES = {"table": "clusters", "cluster_id": "VB", "job_id": "1", "import_id": "1"}
_DEEPEST = 3
_MODULE = re.compile(r"^kust_web_api_(routes|imports|computations)_")


@dataclass(frozen=True)
class Field:
    """A parameter, a field of a body or of an answer."""

    name: str
    kind: str
    told: str
    is_required: bool = False
    where: str = ""


@dataclass(frozen=True)
class Answer:
    """What an operation may answer with; ``shape`` names its fields where they are ours."""

    code: str
    told: str
    media: str
    shape: str


@dataclass(frozen=True)
class Operation:
    """An operation: how it is asked, what it answers."""

    name: str
    method: str
    path: str
    group: str
    needs_key: bool
    title: str
    told: str
    fields: tuple[Field, ...]
    answers: tuple[Answer, ...]
    example: str

    @property
    def words(self) -> str:
        """All that a search looks through."""
        parts = [self.method, self.path, self.title, self.told, *(field.name for field in self.fields)]
        return " ".join(parts).casefold()


class Description:
    """An OpenAPI document in the words of a language."""

    def __init__(self, document: Mapping[str, Any], lang: str, home: str) -> None:
        self.document, self.lang, self.home = document, lang, home

    @cached_property
    def operations(self) -> list[Operation]:
        """List the operations in the order of the document."""
        return [
            self._operation(method, path, told)
            for path, methods in self.document["paths"].items()
            for method, told in methods.items()
        ]

    @cached_property
    def shapes(self) -> list[tuple[str, str, list[Field]]]:
        """List the shapes of bodies and answers: name, what it is, fields."""
        parts = self.document["components"]["schemas"]
        return [
            (name, self._told(f"shape.{name}"), list(self._fields(part)))
            for name, part in sorted(parts.items())
            if "properties" in part
        ]

    def _say(self, code: str, **values: object) -> str:
        return say(f"api.{code}", self.lang, **values)

    def _told(self, code: str) -> str:
        return self._say(code) if has_words(f"api.{code}") else ""

    def _operation(self, method: str, path: str, told: Mapping[str, Any]) -> Operation:
        name = _MODULE.sub("", told["operationId"])
        security, tags = told.get("security", []), told.get("tags", [])
        fields = [
            self._field(one["name"], one["schema"], one.get("required", False), one["in"])
            for one in told.get("parameters", ())
        ]
        content = told.get("requestBody", {}).get("content", {})
        for media, body in content.items():
            where = "form" if media.startswith("multipart") else "body"
            fields += self._fields(self._resolve(body["schema"]), where)
        return Operation(
            name=name,
            method=method.upper(),
            path=path,
            group=next((tag for tag in tags if tag in GROUPS), "own"),
            needs_key={} not in security,
            title=self._say(f"op.{name}"),
            told=self._told(f"op.{name}.more"),
            fields=tuple(fields),
            answers=tuple(self._answer(code, one) for code, one in told["responses"].items()),
            example=self._example(method, path, told, content, {} not in security),
        )

    def _resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        name = schema.get("$ref", "").removeprefix(_PARTS)
        found: Mapping[str, Any] = self.document["components"]["schemas"][name] if name else schema
        return found

    def _fields(self, schema: Mapping[str, Any], where: str = "") -> Iterator[Field]:
        required = schema.get("required", ())
        for name, one in schema.get("properties", {}).items():
            yield self._field(name, one, name in required, where)

    def _field(self, name: str, schema: Mapping[str, Any], is_required: bool, where: str) -> Field:
        return Field(name, self._kind(schema), self._told(f"told.{name}"), is_required, where)

    def _kind(self, schema: Mapping[str, Any]) -> str:
        """Word the kind of a value with its limits."""
        if "anyOf" in schema:
            return self._say("kind.or").join(self._kind(one) for one in schema["anyOf"])
        if "$ref" in schema:
            return str(schema["$ref"]).removeprefix(_PARTS)
        if "enum" in schema:
            return ", ".join(str(one) for one in schema["enum"])
        kind = str(schema.get("format") or schema.get("type") or "any")
        if kind == "array":
            return self._say("kind.array", of=self._kind(schema.get("items", {})))
        told = self._say(f"kind.{kind}")
        if "maximum" in schema or "minimum" in schema:
            told += f" {schema.get('minimum', '')}…{schema.get('maximum', '')}"
        return (
            f"{told}, {self._say('kind.longest', count=schema['maxLength'])}"
            if "maxLength" in schema
            else told
        )

    def _answer(self, code: str, told: Mapping[str, Any]) -> Answer:
        media, body = next(iter(told.get("content", {}).items()), ("", {}))
        schema = body.get("schema", {})
        inner = schema.get("items", schema).get("$ref", "").removeprefix(_PARTS)
        return Answer(str(code), self._say(f"answer.{code}"), media, inner)

    def _example(
        self, method: str, path: str, told: Mapping[str, Any], content: Mapping[str, Any], needs_key: bool
    ) -> str:
        """Write how the operation is asked with curl."""
        address = self.home + path.format(**_EXAMPLES)
        query = [one for one in told.get("parameters", ()) if one["in"] == "query" and one["name"] == "size"]
        lines = ["curl" + ("" if method == "get" else f" -X {method.upper()}")]
        lines += ["-H 'Authorization: Bearer '$KUST_KEY"] if needs_key else []
        for media, body in content.items():
            if media.startswith("multipart"):
                lines += ["-F file=@kust.xlsx", f"-F cluster_id={_EXAMPLES['cluster_id']}"]
            else:
                sample = json.dumps(self._sample(body["schema"]), ensure_ascii=False)
                lines += [f"-H 'Content-Type: {media}'", f"-d '{sample}'"]
        lines += ["-o kust.zip"] if path.endswith("/package") else []
        lines.append(f"'{address}{'?size=20' if query else ''}'")
        return " ".join(lines) if len(lines) < 3 else " \\\n  ".join(lines)

    def _sample(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Make a value of a kind: what has to be there, and what is shown for the sake of the example."""
        part = self._resolve(schema)
        if "enum" in part:
            return part["enum"][0]
        kind = part.get("type")
        if kind == "array":
            return [self._sample(part["items"], depth + 1)]
        if kind == "object" and "properties" in part and depth < _DEEPEST:
            wanted = {*part.get("required", ()), "cells"} & part["properties"].keys()
            return {
                name: self._sample(one, depth + 1)
                for name, one in part["properties"].items()
                if name in wanted
            }
        if kind == "object":
            return {"amount_krub": "1250,5"}
        return 1 if kind == "integer" else ""
