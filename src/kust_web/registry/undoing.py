"""Taking a change back, and telling whatever brought it: a file or a return is then no longer an accepted one."""

from django.db import transaction
from django.dispatch import Signal

from kust_web.people.models import User
from kust_web.registry.changes import undo
from kust_web.registry.models import Change

# Both are sent with `change`, `user` and `reason`. What a transaction locks besides rows of the registry it locks
# before these (`changes.take_turn`), so whoever has something that stands for the change locks it at the first.
change_goes = Signal()
change_gone = Signal()


def take_back(change: Change, *, user: User, reason: str = "") -> Change:
    """Take a change back as ``changes.undo`` does, and have what brought it follow.

    Raises
    ------
    StaleError
        A row was written again after it; then nothing is taken back.
    DanglingError
        Rows refer to what would disappear.
    """
    with transaction.atomic():
        told = {"change": change, "user": user, "reason": reason}
        change_goes.send(Change, **told)
        undone = undo(change, user=user, reason=reason)
        change_gone.send(Change, **told)
        return undone
