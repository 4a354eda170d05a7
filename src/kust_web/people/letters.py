"""Messages to people: kept on a page of their own, and sent by mail to those who want that, in their language."""

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from kust.i18n import say
from kust_web.people.models import Message, User

_CONSOLE = "django.core.mail.backends.console.EmailBackend"
_log = logging.getLogger(__name__)


def is_mail_set_up() -> bool:
    """Tell whether mail goes out at all: without a server it is only printed."""
    return bool(settings.EMAIL_BACKEND != _CONSOLE)


def write_to(people: Iterable[User], code: str, address: str, **values: str | int) -> None:
    """Tell people something: ``letters.<code>`` words it; ``address`` is the path of the page where it is dealt with.

    Each has it on the page of messages; the mail is sent by the worker, so nobody waits for a mail server.
    """
    with transaction.atomic():
        for person in people:
            message = Message.objects.create(user=person, code=code, values=values, address=address)
            User.objects.filter(pk=person.pk).update(unread=F("unread") + 1)
            if person.wants_mail and is_mail_set_up():
                send_message.enqueue(message.pk)


def word(message: Message, part: str, lang: str) -> str:
    """Word the subject or the text of a message; names of firms and clusters do not break a line."""
    values = {key: " ".join(str(value).split()) for key, value in message.values.items()}
    return say(f"letters.{message.code}.{part}", lang, **values)


@task()
def send_message(message_id: int) -> None:
    """Send a message by mail, once; where the server does not take it, it still stands on the page."""
    message = Message.objects.select_related("user").filter(pk=message_id, sent_at=None).first()
    if message is None or not message.user.is_active:
        return
    lang = message.user.language
    link = f"{settings.ADDRESS}{message.address}"
    text = say("letters.frame", lang, text=word(message, "text", lang), link=link, account=settings.ADDRESS)
    try:
        send_mail(word(message, "subject", lang), text, None, [message.user.email])
    except (OSError, SMTPException) as error:
        _log.warning("a letter was not sent: %s", type(error).__name__)
        return
    Message.objects.filter(pk=message_id).update(sent_at=timezone.now())


def send_link(email: str, subject: str, text: str) -> bool:
    """Send a letter to somebody who is not here yet; tell whether it went out."""
    if not is_mail_set_up():
        return False
    try:
        send_mail(" ".join(subject.split()), text, None, [email])
    except (OSError, SMTPException) as error:
        _log.warning("a letter was not sent: %s", type(error).__name__)
        return False
    return True
