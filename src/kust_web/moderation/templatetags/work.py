"""What waits for somebody, in templates: `{% work_of duty as tasks %}`."""

from django import template

from kust.i18n import say
from kust_web.moderation.work_list import Task, list_work
from kust_web.people.models import Duty
from kust_web.ui.language import current

register = template.Library()


@register.simple_tag(takes_context=True)
def work_of(context: template.Context, duty: Duty) -> list[Task]:
    """List what waits for the reader in one of its duties."""
    return list_work(context["user"], duty)


@register.filter
def worded(code: str) -> str:
    """Word a code that names its catalogue itself."""
    return say(code, current())
