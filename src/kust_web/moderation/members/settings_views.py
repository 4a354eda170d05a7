"""The page of a cluster's settings: what its computations begin with, saved with a reason and with its history."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kust.documents.verdicts import title_of_edition
from kust.i18n import say
from kust_web.moderation.scope import Scope, find_scope
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.ui.language import current
from kust_web.workbench.models import SavedSettings
from kust_web.workbench.question import list_editions
from kust_web.workbench.saved_form import Typed, make_sections, read_form, texts_of, typed_of
from kust_web.workbench.saved_words import compare_settings, write_toml
from kust_web.workbench.sending import send_text

SHOWN = 30


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def manage_settings(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show the settings; save them anew, or go back to earlier ones."""
    scope, last = find_scope(cluster_id=cluster_id), _last(cluster_id)
    if request.method == "POST":
        return _go_back(request, scope) if "back" in request.POST else _save(request, scope)
    if request.GET.get("as") == "toml":
        return send_text(write_toml(typed_of(last.content if last else {})), "kust.toml", "application/toml")
    texts = texts_of(last.content if last else {}, current())
    return _show(request, scope, texts | _place(last))


def _last(cluster_id: str) -> SavedSettings | None:
    return SavedSettings.objects.filter(cluster_id=cluster_id).first()


def _place(saved: SavedSettings | None) -> dict[str, str]:
    return {"edition": saved.edition if saved else "", "year": str(saved.year or "") if saved else ""}


def _reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]


def _save(request: HttpRequest, scope: Scope) -> HttpResponse:
    texts = {key: value.replace("\x00", "") for key, value in request.POST.items()}
    typed = read_form(texts, current())
    problem = typed.problem or ("" if _reason(request) else say("settings.reason_missing", current()))
    if problem:
        return _show(request, scope, texts, problem, typed.wrong, status=422)
    if not _write(request, scope, typed):
        return _show(request, scope, texts, say("settings.stale", current()), theirs=_last(scope.cluster_id),
                     status=409)  # fmt: skip
    return redirect("manage-settings", scope.cluster_id)


def _go_back(request: HttpRequest, scope: Scope) -> HttpResponse:
    number = request.POST["back"]
    known = SavedSettings.objects.filter(cluster_id=scope.cluster_id)
    old = known.filter(number=int(number[:9])).first() if number.isdecimal() else None
    if old is None:
        raise Http404
    reason = say("settings.back_to", current(), number=old.number)
    if not _write(request, scope, Typed(old.content, old.edition, old.year), reason):
        texts = texts_of(old.content, current()) | _place(old)
        words = say("settings.stale", current())
        return _show(request, scope, texts, words, theirs=_last(scope.cluster_id), status=409)
    return redirect("manage-settings", scope.cluster_id)


def _write(request: HttpRequest, scope: Scope, typed: Typed, reason: str = "") -> bool:
    """Save settings after those that their editor saw; False where somebody was faster."""
    seen, last = request.POST.get("seen", ""), _last(scope.cluster_id)
    before = last.number if last else 0
    if seen != str(before):
        return False
    told = {"content": typed.content, "edition": typed.edition, "year": typed.year}
    try:
        with transaction.atomic():
            SavedSettings.objects.create(
                cluster_id=scope.cluster_id,
                number=before + 1,
                made_by=request.user,
                reason=reason or _reason(request),
                **told,
            )
    except IntegrityError:
        return False
    note(request, "settings_saved", f"{scope.cluster_id} {before + 1}")
    return True


def _show(
    request: HttpRequest,
    scope: Scope,
    texts: dict[str, str],
    problem: str = "",
    wrong: str = "",
    *,
    theirs: SavedSettings | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = current()
    sections = make_sections(texts, lang, wrong)
    others = texts_of(theirs.content, lang) if theirs else {}
    for _, fields in sections:
        for one in fields:
            one.theirs = others.get(one.key, "") if theirs and others.get(one.key, "") != one.text else None
    saved = list(
        SavedSettings.objects.filter(cluster_id=scope.cluster_id).select_related("made_by")[: SHOWN + 1]
    )
    pairs = zip(saved, [*saved[1:], None], strict=False)
    kind = scope.cluster.kind
    context: dict[str, Any] = {
        "scope": scope,
        "sections": sections,
        "texts": texts,
        "problem": problem,
        "wrong": wrong,
        "is_stale": status == 409,
        "seen": saved[0].number if saved else 0,
        "history": [(one, compare_settings(before, one, lang)) for one, before in list(pairs)[:SHOWN]],
        "editions": [(one.code, title_of_edition(one, lang)) for one in list_editions(kind)],
        "theirs_rest": others.get("rest") if theirs and others.get("rest") != texts.get("rest", "") else None,
        "reason": _reason(request) if request.method == "POST" else "",
    }
    return render(request, "moderation/settings.html", context, status=status)
