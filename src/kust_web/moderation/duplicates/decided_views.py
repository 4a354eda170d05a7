"""What was decided of firms known twice: merges, which can be taken back, and pairs told apart."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kust.i18n import say
from kust_web.moderation.duplicates.decide import count_since, unmerge
from kust_web.moderation.duplicates.rights import apart_of, merges_of
from kust_web.moderation.duplicates.views import A_PAGE, title_of
from kust_web.people.access import allowed
from kust_web.people.audit import note
from kust_web.registry.changes import StaleError
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@require_GET
@allowed("registry.review")
def list_decided(request: HttpRequest) -> HttpResponse:
    """Show merges and pairs told apart, the newest first; each can be taken back."""
    merges = merges_of(request.user).select_related("change__user", "undone__user")
    page = Paginator(merges, A_PAGE).get_page(request.GET.get("page"))
    apart = list(apart_of(request.user).select_related("decided_by")[:200])
    ids = {code for one in page for code in (one.kept, one.gone)}
    ids |= {code for one in apart for code in (one.left, one.right)}
    rows = model_of("organisations").objects.filter(organisation_id__in=ids)
    names = dict(rows.values_list("organisation_id", "name"))
    context = {
        "page": page,
        "merges": [(one, names.get(one.kept, one.kept), names.get(one.gone, one.gone)) for one in page],
        "apart": [(one, names.get(one.left, one.left), names.get(one.right, one.right)) for one in apart],
    }
    return render(request, "duplicates/decided.html", context)


@require_POST
@allowed("registry.review")
def undo_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge back; where its rows were written since, say which and leave it."""
    done = merges_of(request.user).filter(pk=merge_id, undone=None).first()
    if done is None:
        raise Http404
    since = count_since(done)
    try:
        unmerge(done, user=request.user, reason=done.change.reason)
    except StaleError as error:
        words = ", ".join(sorted({title_of(conflict.edit.table) for conflict in error.conflicts}))
        told = say("duplicates.written_since", current(), count=len(error.conflicts), tables=words)
        messages.error(request, told)
        return redirect("duplicates-decided")
    note(request, "firms_unmerged", f"{done.gone} / {done.kept}")
    messages.success(request, say("duplicates.unmerged", current()))
    if since:
        words = ", ".join(f"{title_of(name)}: {count}" for name, count in since.items())
        messages.warning(request, say("duplicates.stayed", current(), tables=words))
    return redirect("duplicates-decided")


@require_POST
@allowed("registry.review")
def forget_two(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Ask about a pair again."""
    found = apart_of(request.user).filter(pk=pair_id).first()
    if found is None:
        raise Http404
    found.delete()
    return redirect("duplicates-decided")
