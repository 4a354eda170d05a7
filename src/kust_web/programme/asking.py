"""Asking stakeholders for their answers: by the registry's letters where they have an editor, else by a mailed link."""

from typing import Any

from django.db.models import Max
from django.urls import reverse

from kust.i18n import say
from kust_web.moderation.telling import editors_of
from kust_web.people.letters import send_link, write_to
from kust_web.people.models import User
from kust_web.programme.models import AnswerLink
from kust_web.registry.models import model_of


def answered_on(stakeholders: list[str]) -> dict[str, Any]:
    """Find the day of the last answer of each stakeholder."""
    rows = model_of("positions").objects.filter(stakeholder_id__in=stakeholders, is_removed=False)
    return dict(rows.values_list("stakeholder_id").annotate(last=Max("answered_on")))


def tell_editors(stakeholder: Any, cluster: Any) -> int:
    """Ask the editors of a stakeholder's organisation to answer; return how many there are."""
    if not stakeholder.organisation_id:
        return 0
    people = User.objects.filter(editors_of(stakeholder.organisation_id), is_active=True).distinct()
    address = reverse("programme-answer", args=[cluster.cluster_id, stakeholder.stakeholder_id])
    write_to(people, "vision_asked", address, cluster=cluster.name)
    return len(people)


def mail_link(email: str, link: str, *, cluster: Any, name: str, who: str, lang: str) -> bool:
    """Send somebody the link of a stakeholder; the address is kept nowhere. Tell whether the letter went out."""
    until = AnswerLink._meta.get_field("until").get_default()
    told = {"cluster": cluster.name, "name": name, "link": link, "who": who, "until": f"{until:%d.%m.%Y}"}
    text = say("programme.voices.mail.text", lang, **told)
    return send_link(email, say("programme.voices.mail.subject", lang, cluster=cluster.name), text)
