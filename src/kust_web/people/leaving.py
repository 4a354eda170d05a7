"""Who leaves: whatever keeps names of its own is told the name, so that it can forget it."""

from django.dispatch import Signal

# Sent with `name`, as the person was called up to now.
person_left = Signal()
