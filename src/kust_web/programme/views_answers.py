"""Stakeholders answer: an organisation as its editor, others by a link that the manager has sent."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kust.i18n import say
from kust_web.people.access import allowed
from kust_web.programme import answering
from kust_web.programme.fields import name_stakeholders
from kust_web.programme.models import AnswerLink, hash_token
from kust_web.programme.owners import stakeholders_of
from kust_web.registry.models import model_of
from kust_web.ui.language import current


@never_cache
@require_http_methods(["GET", "POST"])
@allowed("signed_in")
def answer(request: HttpRequest, cluster_id: str, stakeholder_id: str) -> HttpResponse:
    """Answer for one's own organisation; nobody else, not even the manager, sees what it has answered."""
    stakeholder = stakeholders_of(request.user, cluster_id).filter(stakeholder_id=stakeholder_id).first()
    if stakeholder is None:
        raise Http404
    return _answer(request, stakeholder, None)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed("public")
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by a link, without an account; what was answered before is not shown, for links are passed on."""
    link = AnswerLink.objects.filter(fingerprint=hash_token(token)).first()
    if link is None or not link.is_open:
        raise Http404
    stakeholder = (
        model_of("stakeholders").objects.filter(stakeholder_id=link.stakeholder_id, is_removed=False).first()
    )
    if stakeholder is None:
        raise Http404
    return _answer(request, stakeholder, link)


def _answer(request: HttpRequest, stakeholder: Any, link: AnswerLink | None) -> HttpResponse:
    statements = answering.find_statements(stakeholder.cluster_id)
    questions = answering.offer(statements, stakeholder.stakeholder_id, with_answers=link is None)
    problem = ""
    if request.method == "POST":
        questions = answering.read_answers(request.POST, statements)
        if any(one.agreement is not None for one in questions):
            named = request.POST.get("named") == "yes"
            user = request.user if link is None else None
            reason = say("programme.answers.reason", current())
            answering.save(stakeholder, questions, named=named, user=user, reason=reason)
            if link is not None:
                AnswerLink.objects.filter(pk=link.pk).update(answered_at=timezone.now())
            return redirect(f"{request.path}?thanks=1")
        problem = "nothing"
    cluster = model_of("clusters").objects.get(cluster_id=stakeholder.cluster_id)
    head = model_of("programmes").objects.filter(cluster_id=stakeholder.cluster_id, is_removed=False).first()
    context = {
        "cluster": cluster,
        "vision": head.vision if head else "",
        "stakeholder": stakeholder,
        "name": name_stakeholders([stakeholder])[stakeholder.stakeholder_id],
        "questions": questions,
        "agreements": answering.AGREEMENTS,
        "thanks": "thanks" in request.GET and not problem,
        "by_link": link is not None,
        "problem": problem,
        "named": request.POST.get("named") == "yes" if problem else bool(stakeholder.named),
    }
    return render(request, "programme/answer.html", context, status=422 if problem else 200)
