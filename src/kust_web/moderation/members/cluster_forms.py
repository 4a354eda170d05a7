"""Forms of a cluster's management: a new cluster, its passport, a new firm, a membership, a document."""

from collections.abc import Iterable
from typing import Any

import polars as pl
from django import forms

from kust.data.identifiers import is_inn, is_ogrn
from kust.data.schema import countries, regions, tables
from kust.i18n import say
from kust.law import editions
from kust.law.loader import parameters
from kust_web.registry.models import TEXT_LENGTH, model_of
from kust_web.ui.language import current


def choices(place: str, *, blank: bool = False) -> list[tuple[str, str]]:
    """List the coded values of a column with their words."""
    table, _, column = place.partition(".")
    found = [(code.code, code.title(current())) for code in tables()[table].column(column).codes]
    return [("", say("entry.unknown", current())), *found] if blank else found


def region_choices() -> list[tuple[str, str]]:
    place = 0 if current() == "ru" else 1
    return [(code, f"{code} {names[place]}") for code, names in regions().items()]


class Words(forms.Form):
    """A form whose labels are the titles of the contract's columns, or words of the catalogue."""

    table = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self._label(name)
            kind = "form-check-input" if isinstance(field.widget, forms.CheckboxInput) else "form-control"
            if isinstance(field.widget, forms.Select):
                kind = "form-select"
            field.widget.attrs.setdefault("class", kind)

    def _label(self, name: str) -> str:
        columns = tables()[self.table].columns if self.table else ()
        title = next((column.title(current()) for column in columns if column.name == name), None)
        return title or say(f"entry.field.{name}", current())


def day_field(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


class ClusterForm(Words):
    """A cluster as its manager states it."""

    table = "clusters"
    name = forms.CharField(max_length=500)
    kind = forms.ChoiceField(choices=())
    regions = forms.MultipleChoiceField(choices=())
    specialised = forms.CharField(max_length=600, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices("clusters.kind")
        self.fields["regions"].choices = region_choices()
        self.fields["regions"].widget.attrs |= {"size": 8, "class": "form-select"}
        self.fields["regions"].help_text = say("entry.field.regions_help", current())
        self.fields["specialised"].help_text = say("entry.field.specialised_help", current())


class FirmForm(Words):
    """A firm that is not in the registry yet."""

    table = "organisations"
    name = forms.CharField(max_length=500)
    inn = forms.CharField(max_length=12, required=False)
    ogrn = forms.CharField(max_length=15, required=False)
    country = forms.CharField(max_length=2, initial="RU")
    region = forms.ChoiceField(choices=(), required=False)
    okved = forms.CharField(max_length=20, required=False)
    size = forms.ChoiceField(choices=(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", say("entry.unknown", current())), *region_choices()]
        self.fields["size"].choices = choices("organisations.size", blank=True)

    def clean_inn(self) -> str:
        return self._number("inn", is_inn)

    def clean_ogrn(self) -> str:
        return self._number("ogrn", is_ogrn)

    def _number(self, name: str, is_right: Any) -> str:
        """Refuse a number whose check digits are wrong, in the library's own words."""
        number = str(self.cleaned_data[name]).replace(" ", "")
        if number and not pl.select(is_right(pl.lit(number))).item():
            lang = current()
            words = [say(f"finding.id.{name}", part, value=number) for part in (lang, f"mend_{lang}")]
            raise forms.ValidationError(" ".join(words))
        return number

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if country not in countries():
            raise forms.ValidationError(say("finding.code.country", current(), value=country))
        return country

    def find_same(self) -> list[Any]:
        """Find firms that the registry holds with the same ИНН or ОГРН."""
        found: dict[str, Any] = {}
        for name in ("inn", "ogrn"):
            if number := self.cleaned_data.get(name):
                rows = model_of("organisations").objects.filter(is_removed=False, **{name: number})
                found |= {row.organisation_id: row for row in rows[:10]}
        return list(found.values())


class MembershipForm(Words):
    """A firm's place in a cluster."""

    table = "memberships"
    role = forms.ChoiceField(choices=())
    education_level = forms.ChoiceField(choices=(), required=False)
    infrastructure_kind = forms.ChoiceField(choices=(), required=False)
    joined_on = day_field(required=False)
    left_on = day_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices("memberships.role")
        for name in ("education_level", "infrastructure_kind"):
            self.fields[name].choices = choices(f"memberships.{name}", blank=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        joined, left = cleaned.get("joined_on"), cleaned.get("left_on")
        if joined and left and left <= joined:
            self.add_error("left_on", say("finding.membership.days", current(), value=left.isoformat()))
        return cleaned

    def values(self) -> dict[str, Any]:
        names = ("role", "education_level", "infrastructure_kind", "joined_on", "left_on")
        return {name: self.cleaned_data.get(name) or None for name in names}


class DocumentForm(Words):
    """A document that shows that the cluster meets a requirement, or that it does not."""

    table = "documents"
    requirement = forms.ChoiceField(choices=())
    title = forms.CharField(max_length=TEXT_LENGTH)
    dated_on = day_field(required=False)
    region = forms.ChoiceField(choices=(), required=False)
    confirms = forms.ChoiceField(choices=(), required=False)
    note = forms.CharField(max_length=TEXT_LENGTH, required=False)
    upload = forms.FileField(required=False)

    def __init__(self, kind: str, cluster_regions: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = requirement_choices(kind)
        wanted = set(cluster_regions)
        self.fields["region"].choices = [
            ("", say("entry.all_regions", current())),
            *(pair for pair in region_choices() if pair[0] in wanted),
        ]
        answers = [(code, say(f"entry.{code}", current())) for code in ("yes", "no")]
        self.fields["confirms"].choices = [("", "–"), *answers]


def requirement_choices(kind: str) -> list[tuple[str, str]]:
    """List the requirements of the editions for a kind of cluster, each once, by its name in words."""
    kinds = ("industrial", "innovation") if kind == "both" else (kind,)
    found = {
        requirement.code: _name(requirement.code)
        for edition in editions().values()
        if edition.kind in kinds
        for requirement in edition.requirements
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def _name(code: str) -> str:
    return str(parameters(code)["title"][current()])
