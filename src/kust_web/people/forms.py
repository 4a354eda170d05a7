"""Forms about people; their widgets look like the rest of the pages."""

from typing import Any

import django_otp
from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)

from kust.i18n import say
from kust_web.people.letters import is_mail_set_up
from kust_web.people.models import Duty, User
from kust_web.registry.models import model_of
from kust_web.ui.language import current


def dress(form: forms.BaseForm) -> None:
    """Give the widgets of a form the classes of the style sheet, and let a faulty one say what is wrong with it."""
    for name, field in form.fields.items():
        kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
        kind = "form-check-input" if isinstance(field.widget, forms.CheckboxInput) else kind
        faulty = form.is_bound and name in form.errors
        field.widget.attrs.update({"class": f"{kind} is-invalid" if faulty else kind})
        if faulty:
            field.widget.attrs["aria-invalid"] = "true"


class Dressed:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)  # type: ignore[arg-type]


class _ByMail(AuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = say("people.field.email", current())

    def get_invalid_login_error(self) -> forms.ValidationError:
        return forms.ValidationError(say("people.log_in_wrong", current()), code="invalid_login")


class LogInForm(Dressed, _ByMail):
    pass


class NewPasswordForm(Dressed, SetPasswordForm):
    pass


class OtherPasswordForm(Dressed, PasswordChangeForm):
    pass


class ForgottenForm(Dressed, PasswordResetForm):
    pass


class CodeForm(forms.Form):
    """The second step of logging in: a code of the telephone, or one of the spare ones."""

    code = forms.CharField(max_length=16)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.device: Any = None
        self.fields["code"].label = say("people.code", current())
        self.fields["code"].widget.attrs.update(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        )
        dress(self)

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        self.device = django_otp.match_token(self.user, code)
        if self.device is None:
            raise forms.ValidationError(say("people.code_wrong", current()))
        return code


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language", "wants_mail"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = current()
        self.fields["name"].label = say("people.name", lang)
        self.fields["language"].label = say("letters.language", lang)
        self.fields["wants_mail"].label = say("letters.wants_mail", lang)
        if not is_mail_set_up():
            self.fields["wants_mail"].help_text = say("letters.no_mail_account", lang)
        dress(self)


class DutyForm(forms.Form):
    """Somebody by address, a duty, and where it holds."""

    email = forms.EmailField()
    kind = forms.ChoiceField()
    where = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = current()
        self.fields["kind"].choices = [(kind, say(f"people.duty.{kind}", lang)) for kind, _ in Duty.KINDS]
        for name in self.fields:
            self.fields[name].label = say(f"people.field.{name}", lang)
        self.fields["where"].help_text = say("people.field.where_help", lang)
        dress(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind, where = given.get("kind"), (given.get("where") or "").strip()
        table = {
            Duty.PARTICIPANT: ("organisations", "organisation_id"),
            Duty.MANAGER: ("clusters", "cluster_id"),
        }
        given["reach"] = {}
        if kind in table:
            name, column = table[kind]
            # Somebody has to be let in before there is a cluster: a manager without one may register it.
            is_first = kind == Duty.MANAGER and not where
            if (
                not is_first
                and not model_of(name).objects.filter(**{column: where}, is_removed=False).exists()
            ):
                self.add_error("where", say(f"people.no_such.{name}", current()))
            given["reach"] = {column: where}
        elif kind == Duty.REVIEWER:
            given["reach"] = {"region": where[:2]}
        return given
