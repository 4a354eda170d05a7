"""The page of a cluster's settings: what its computations begin with, saved with a reason and with its history."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kust.documents.verdicts import title_of_edition
from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.registry.models import model_of
from kust_web.ui.language import current
from kust_web.workbench.models import SavedSettings
from kust_web.workbench.question import list_editions
from kust_web.workbench.saved_form import REST, Typed, make_sections, read_form, texts_of, typed_of
from kust_web.workbench.saved_words import compare_settings, name_setting, write_toml
from kust_web.workbench.sending import send_text

SHOWN = 30
# Fields that are no setting, and the words that name them.
_NAMES = {
    "year": "workbench.year",
    "edition": "workbench.edition",
    REST: "settings.rest",
    "reason": "shared.reason",
}


@require_http_methods(["GET", "POST"])
@allowed("cluster.manage")
def manage_settings(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Show the settings; save them anew, or go back to earlier ones."""
    cluster = model_of("clusters").objects.filter(cluster_id=cluster_id, is_removed=False).first()
    if cluster is None:
        raise Http404
    if request.method == "POST":
        return _go_back(request, cluster) if "back" in request.POST else _save(request, cluster)
    last = _last(cluster_id)
    if request.GET.get("as") == "toml":
        return send_text(write_toml(typed_of(last.content if last else {})), "kust.toml", "application/toml")
    texts = texts_of(last.content if last else {}, current())
    return _show(request, cluster, texts | _place(last))


def _last(cluster_id: str) -> SavedSettings | None:
    return SavedSettings.objects.filter(cluster_id=cluster_id).first()


def _place(saved: SavedSettings | None) -> dict[str, str]:
    return {"edition": saved.edition if saved else "", "year": str(saved.year or "") if saved else ""}


def _reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:500]


def _save(request: HttpRequest, cluster: Any) -> HttpResponse:
    texts = {key: value.replace("\x00", "") for key, value in request.POST.items()}
    typed = read_form(texts, current())
    faults = (
        typed.faults
        if _reason(request)
        else typed.faults | {"reason": say("settings.reason_missing", current())}
    )
    if faults:
        return _show(request, cluster, texts, faults, status=422)
    if not _write(request, cluster.cluster_id, typed, _reason(request)):
        return _show(request, cluster, texts, theirs=_last(cluster.cluster_id), status=409)
    return redirect("manage-settings", cluster.cluster_id)


def _go_back(request: HttpRequest, cluster: Any) -> HttpResponse:
    number = request.POST["back"]
    known = SavedSettings.objects.filter(cluster_id=cluster.cluster_id)
    old = known.filter(number=int(number[:9])).first() if number.isdecimal() else None
    if old is None:
        raise Http404
    reason = say("settings.back_to", current(), number=old.number)
    if not _write(request, cluster.cluster_id, Typed(old.content, old.edition, old.year), reason):
        texts = texts_of(old.content, current()) | _place(old)
        return _show(request, cluster, texts, theirs=_last(cluster.cluster_id), status=409)
    return redirect("manage-settings", cluster.cluster_id)


def _write(request: HttpRequest, cluster_id: str, typed: Typed, reason: str) -> bool:
    """Save settings after those that their editor saw; False where somebody was faster."""
    seen, last = request.POST.get("seen", ""), _last(cluster_id)
    before = last.number if last else 0
    if seen != str(before):
        return False
    told = {"content": typed.content, "edition": typed.edition, "year": typed.year, "reason": reason}
    try:
        with transaction.atomic():
            SavedSettings.objects.create(
                cluster_id=cluster_id, number=before + 1, made_by=request.user, **told
            )
    except IntegrityError:
        return False
    note(request, "settings_saved", f"{cluster_id} {before + 1}")
    code = "saved" if typed.content or typed.edition or typed.year else "saved_usual"
    messages.success(request, say(f"settings.{code}", current(), number=before + 1))
    return True


def _show(
    request: HttpRequest,
    cluster: Any,
    texts: dict[str, str],
    faults: Mapping[str, str] | None = None,
    *,
    theirs: SavedSettings | None = None,
    status: int = 200,
) -> HttpResponse:
    lang = current()
    sections = make_sections(texts, lang, faults)
    others = texts_of(theirs.content, lang) if theirs else {}
    for _, fields in sections:
        for one in fields:
            one.theirs = others.get(one.key, "") if theirs and others.get(one.key, "") != one.text else None
    saved = list(
        SavedSettings.objects.filter(cluster_id=cluster.cluster_id).select_related("made_by")[: SHOWN + 1]
    )
    pairs = zip(saved, [*saved[1:], None], strict=False)
    context: dict[str, Any] = {
        "cluster": cluster,
        "scope": {"cluster": cluster, "name": cluster.name},  # for the frame of the pages of entry
        "sections": sections,
        "texts": texts,
        "faults": faults or {},
        "to_mend": [(_id(key), _title(key, lang), told) for key, told in (faults or {}).items()],
        "is_stale": status == 409,
        "seen": saved[0].number if saved else 0,
        "history": [(one, compare_settings(before, one, lang)) for one, before in list(pairs)[:SHOWN]],
        "editions": [(one.code, title_of_edition(one, lang)) for one in list_editions(cluster.kind)],
        "theirs_rest": others.get(REST) if theirs and others.get(REST) != texts.get(REST, "") else None,
        "reason": _reason(request) if request.method == "POST" else "",
    }
    return render(request, "workbench/saved.html", context, status=status)


def _id(key: str) -> str:
    return key if key in _NAMES else f"f-{key}"


def _title(key: str, lang: str) -> str:
    return say(_NAMES[key], lang) if key in _NAMES else name_setting(key, lang)
