"""What comes in before it is in the registry: uploads, returns, papers, consents, confirmations asked for."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

_USER = settings.AUTH_USER_MODEL


class Story(models.Model):
    """Something that goes through hands: its state, and each step with who took it, when, and what was said."""

    state = models.CharField(max_length=12, db_index=True)
    steps = models.JSONField(default=list)

    class Meta:
        abstract = True

    def step(self, state: str, user: Any, comment: str = "") -> None:
        """Go on to a state; the caller saves."""
        self.state = state
        at = timezone.now().isoformat(timespec="seconds")
        who = str(user) if user else ""
        self.steps = [*self.steps, {"state": state, "by": who, "at": at, "comment": comment[:2000]}]

    @property
    def last_comment(self) -> dict[str, str] | None:
        """What was said when it was last sent back."""
        said = [step for step in self.steps if step["state"] == "returned"]
        return said[-1] if said else None


def _place(upload: "Upload", name: str) -> str:
    return str(Path("uploads") / f"{upload.sha256[:2]}" / upload.sha256 / name)


class Upload(Story):
    """A file that somebody brought, for one firm or for one cluster: kept as it came, read by a job."""

    READING, UNREADABLE, READ = "reading", "unreadable", "read"
    SUBMITTED, RETURNED, WRITING, ACCEPTED = "submitted", "returned", "writing", "accepted"
    UNDOING, UNDONE, WITHDRAWN = "undoing", "undone", "withdrawn"

    organisation_id = models.CharField(max_length=200, blank=True, db_index=True)
    cluster_id = models.CharField(max_length=200, blank=True, db_index=True)
    file = models.FileField(upload_to=_place, max_length=300)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    made_by = models.ForeignKey(_USER, models.PROTECT, related_name="uploads")
    made_at = models.DateTimeField(auto_now_add=True)
    round = models.PositiveIntegerField(default=0)  # counts how often it was read
    job = models.ForeignKey("workbench.Job", models.SET_NULL, null=True, related_name="+")
    problem = models.JSONField(default=dict)  # why it cannot be read at all: code, values
    findings = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    change = models.ForeignKey("registry.Change", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    @property
    def is_busy(self) -> bool:
        return self.state in (self.READING, self.WRITING, self.UNDOING)

    @property
    def is_open(self) -> bool:
        """Tell whether its rows can still be mended."""
        return self.state in (self.READ, self.RETURNED)

    @property
    def change_kind(self) -> str:
        """Name the kind of the change that writes it: brought by a program, or by somebody on a page."""
        return "api" if getattr(self, "brought", None) else "upload"

    @property
    def errors(self) -> int:
        return int(self.summary.get("error", 0))


class UploadRow(models.Model):
    """A row of an upload with something to say about it: its cells as text, as they came or as they were mended."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows")
    table = models.CharField(max_length=60)
    file = models.CharField(max_length=200)
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    is_mended = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["table", "file", "sheet", "row"]
        constraints = [
            models.UniqueConstraint("upload", "table", "file", "sheet", "row", name="one_upload_row")
        ]


class Return(Story):
    """What a firm tells of a year: a draft that is typed, handed in, sent back with a comment, accepted."""

    DRAFT, SUBMITTED, RETURNED, ACCEPTED = "draft", "submitted", "returned", "accepted"

    organisation_id = models.CharField(max_length=200, db_index=True)
    year = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    change = models.ForeignKey("registry.Change", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint("organisation_id", "year", name="one_return")]

    @property
    def is_open(self) -> bool:
        return self.state in (self.DRAFT, self.RETURNED)


class Entry(models.Model):
    """A row of a return: cells as text, and the row of the registry that it stands for, as it was seen.

    ``version`` grows with every saving; ``page`` tells which open page wrote last. ``rival`` keeps what somebody
    else typed into an older version, until one of the two is chosen.
    """

    of_return = models.ForeignKey(Return, models.CASCADE, related_name="entries")
    section = models.CharField(max_length=20)
    cells = models.JSONField(default=dict)
    row_id = models.PositiveBigIntegerField(null=True)
    seen = models.PositiveBigIntegerField(null=True)
    is_removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    page = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(_USER, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    rival = models.JSONField(null=True)
    is_contested = False  # of this request: what came in was put beside what is saved

    class Meta:
        ordering = ["id"]


class Joining(Story):
    """A cluster asks a firm that others know too to be its member: the firm, or a reviewer for it, answers."""

    ASKED, AGREED, DECLINED = "asked", "agreed", "declined"

    cluster_id = models.CharField(max_length=200, db_index=True)
    organisation_id = models.CharField(max_length=200, db_index=True)
    role = models.CharField(max_length=40)
    joined_on = models.DateField(null=True)
    asked_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)


class Confirmation(Story):
    """A cluster asks to be confirmed; a reviewer confirms with a day or sends it back with a comment."""

    ASKED, RETURNED, CONFIRMED = "asked", "returned", "confirmed"

    cluster_id = models.CharField(max_length=200, unique=True)
    asked_at = models.DateTimeField(auto_now=True)


def _paper_place(paper: "Paper", name: str) -> str:
    return str(Path("papers") / paper.sha256[:2] / f"{paper.sha256}{Path(name).suffix.lower()}")


class Paper(models.Model):
    """A file of a document of the cluster; ``documents.file`` names it."""

    cluster_id = models.CharField(max_length=200, db_index=True)
    document_id = models.CharField(max_length=200, db_index=True)
    file = models.FileField(upload_to=_paper_place, max_length=300)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)


from kust_web.moderation.duplicates.models import Merge, NotTheSame  # noqa: E402, F401
