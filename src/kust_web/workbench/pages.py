"""A page of a cluster: its question, the state of the figures, the job that answers, what is sent back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from kust.documents.verdicts import title_of_edition
from kust_web.people.access import may
from kust_web.registry.models import model_of
from kust_web.registry.snapshot import find_newest_change
from kust_web.registry.years import Choice, with_year
from kust_web.ui.language import current as language
from kust_web.workbench import jobs
from kust_web.workbench.models import Job
from kust_web.workbench.question import Question, list_editions, read_question
from kust_web.workbench.saved import OFF, ask_with, find_saved
from kust_web.workbench.saved_words import tell_settings
from kust_web.workbench.seeing import is_crowded, may_cancel
from kust_web.workbench.works_snapshot import find_current


@dataclass
class Page:
    """What the views of a cluster share."""

    request: HttpRequest
    cluster: Any
    question: Question
    job: Job | None = None
    crowded: bool = False
    chosen: Choice | None = None  # the year, where the question names none
    _wanted: str = field(default="", repr=False)

    @property
    def lang(self) -> str:
        return language()

    @cached_property
    def sees(self) -> bool:
        """Tell whether the reader may see figures of single firms."""
        return may(self.request.user, "cluster.see", cluster=self.cluster.cluster_id)

    @property
    def answer(self) -> Any:
        """Return the answer of the job asked for, or None before it is there."""
        if self.job is None or self.job.kind != self._wanted or self.job.state != Job.DONE:
            return None
        return self.job.answer

    def ask(self, kind: str, parameters: Mapping[str, Any]) -> None:
        """Find or start the job that answers; where no snapshot is ready, first the job that takes it."""
        self._wanted = kind
        parameters = ask_with(kind, parameters, self.question.content)
        cluster = self.cluster.cluster_id
        digest = self.question.digest
        if not digest:
            newest = find_newest_change(cluster)
            snapshot = find_current(cluster, newest)
            if snapshot is None:
                self._find_or_start("snapshot", "", {"change": newest})
                digest = self._taken()
            else:
                digest = snapshot.digest
        if digest:
            parameters, self.chosen = with_year(parameters, digest, cluster, self.question.on)
            self._find_or_start(kind, digest, parameters)

    def ask_of_past(self, kind: str, parameters: Mapping[str, Any]) -> None:
        """Find or start a job that takes a snapshot of the past itself: the past does not change."""
        self._wanted = kind
        self._find_or_start(kind, "", parameters)

    def _taken(self) -> str:
        done = self.job is not None and self.job.state == Job.DONE
        return str(self.job.answer["digest"]) if self.job and done else ""

    def _find_or_start(self, kind: str, digest: str, parameters: Mapping[str, Any]) -> None:
        asked: dict[str, Any] = {
            "cluster": self.cluster.cluster_id,
            "digest": digest,
            "parameters": parameters,
        }
        # One that failed is shown as such: it would fail again, and a page read anew must not start it anew.
        self.job = jobs.find(kind, **asked)
        if self.job is None:
            self.crowded = is_crowded(self.request.user)
            self.job = None if self.crowded else jobs.ask(kind, **asked, user=self.request.user)

    def show(self, job: Job) -> None:
        """Show a job that was asked for elsewhere."""
        self.job, self._wanted = job, job.kind

    def wants(self, form: str) -> bool:
        """Tell whether a download in a form is asked for and there is an answer to give."""
        return self.request.GET.get("as") == form and self.answer is not None

    def address(self, name: str = "", *more: str, **changed: Any) -> str:
        """Write the address of a page with the same question; ``name`` is that of another page of the cluster."""
        asked = {key: value for key, value in self.state.items() if key not in changed}
        asked |= {key: value for key, value in changed.items() if value not in (None, "")}
        path = reverse(name, args=[self.cluster.cluster_id, *more]) if name else self.request.path
        return f"{path}?{urlencode(asked)}" if asked else path

    @cached_property
    def state(self) -> dict[str, Any]:
        """Return the question as it stands in the address; what is left out of it is left out."""
        question = self.question
        told = {"on": question.on.isoformat() if self.request.GET.get("on") else None}
        told |= {"year": question.year, "edition": question.edition, "digest": question.digest}
        kept = {key: value for key, value in told.items() if value}
        if saved := question.saved:
            # What the cluster's settings name and this question leaves empty says so.
            kept |= {key: "" for key in ("year", "edition") if getattr(saved, key) and key not in kept}
        if question.pinned:
            kept["settings"] = question.pinned
        return kept

    @cached_property
    def own_settings(self) -> list[tuple[str, str]]:
        """List the settings of the cluster that its pages begin with, in words."""
        return tell_settings(self.question.saved, self.lang) if self.question.saved else []

    @cached_property
    def has_put_aside(self) -> bool:
        """Tell whether the cluster has settings that the address puts aside."""
        return self.question.pinned == OFF and find_saved(self.cluster.cluster_id) is not None

    @property
    def without_settings(self) -> str:
        """Return the address of this page with the usual settings."""
        told = {key: self.request.GET[key] for key in ("on", "digest") if self.request.GET.get(key)}
        return f"{self.request.path}?{urlencode(told | {'settings': OFF})}"

    @property
    def bare(self) -> str:
        """Return the address with the question alone, without prices, wishes and views."""
        return self.address()

    @property
    def permanent(self) -> str:
        """Return an address that gives the same answer for ever: day, year, digest and settings stand in it."""
        digest = self.job.digest if self.job else ""
        pinned = str(self.question.saved.number) if self.question.saved else OFF
        year = self.question.year or (self.chosen.year if self.chosen else None)
        return self.address(on=self.question.on.isoformat(), year=year, digest=digest, settings=pinned)

    def render(self, template: str, **context: Any) -> HttpResponse:
        back = self.request.get_full_path()
        told = {
            "page": self,
            "cluster": self.cluster,
            "question": self.question,
            "job": self.job,
            "answer": self.answer,
            "crowded": self.crowded,
            "sees": self.sees,
            "may_cancel": self.job is not None and may_cancel(self.request.user, self.job),
            "back": back,
            "editions": self.editions,
        }
        response = render(self.request, template, told | context, status=503 if self.crowded else 200)
        if self.crowded:
            response.headers["Retry-After"] = "30"
        return response

    @cached_property
    def editions(self) -> list[tuple[str, str]]:
        return [(one.code, title_of_edition(one, self.lang)) for one in list_editions(self.cluster.kind)]


def open_page(request: HttpRequest, cluster_id: str) -> Page:
    """Find the cluster and read the question.

    Raises
    ------
    Http404
        There is no such cluster or state.
    """
    cluster = model_of("clusters").objects.filter(cluster_id=cluster_id, is_removed=False).first()
    if cluster is None:
        raise Http404
    return Page(request, cluster, read_question(request.GET, cluster_id))


def send_json(document: Any, name: str) -> HttpResponse:
    """Send a document as a file."""
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1}, safe=False)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def word_failure(job: Job, lang: str) -> str:
    """Say why a job failed, in the words of the library where it knew what was wrong."""
    from kust.i18n import has_words, say

    told = json.loads(job.failure) if job.failure.startswith("{") else {"code": "unexpected"}
    code, values = told["code"], told.get("values", {})
    for catalogue in ("error", "workbench.failure"):
        if has_words(f"{catalogue}.{code}"):
            try:
                return say(f"{catalogue}.{code}", lang, **values)
            except (KeyError, ValueError, IndexError):
                break
    return say("workbench.failure.unexpected", lang)
