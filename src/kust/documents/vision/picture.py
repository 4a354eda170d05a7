"""The picture of the shared vision, for a desk, for a telephone, or as a file of its own."""

from kust.documents.vision.words import ORDER, VERDICTS, Teller
from kust.drawings.agreement import AgreementBar, AgreementPicture, draw_agreement
from kust.i18n import percent
from kust.programme.agreement.vision import Agreement, StatementAgreement


def order_statements(agreement: Agreement) -> list[StatementAgreement]:
    """Order statements: agreed first, in each verdict by median, then by the share that is for it."""
    return sorted(
        agreement.statements,
        key=lambda one: (
            ORDER.index(one.verdict),
            -(one.median or 0),
            -(one.for_share or 0),
            one.statement_id,
        ),
    )


def make_picture(agreement: Agreement, lang: str) -> AgreementPicture:
    """Bring an agreement into the form that is drawn."""
    tell = Teller(agreement, lang)
    return AgreementPicture(
        tuple(_bar(one, tell) for one in order_statements(agreement)),
        (tell.t("answer.1"), tell.t("answer.2"), tell.t("answer.3"), tell.t("answer.4"), tell.t("answer.5")),
        (tell.t("picture.shares"), tell.t("picture.scale")),
        tell.title(),
    )


def _bar(one: StatementAgreement, tell: Teller) -> AgreementBar:
    shares = tuple(share for share in one.shares if share is not None)
    low, high = one.lower_quartile, one.upper_quartile
    return AgreementBar(
        label=one.text,
        shares=shares if len(shares) == len(one.shares) else (),
        parts=tuple(percent(share, tell.lang, 0) for share in shares),
        median=one.median,
        quartiles=None if low is None or high is None else (low, high),
        verdict=VERDICTS[one.verdict],
        words=tell.verdict(one),
        figures=tell.figures(one),
    )


def describe(agreement: Agreement, lang: str) -> str:
    """Say what the picture shows, for whom cannot see it."""
    tell = Teller(agreement, lang)
    lines = (
        tell.t("picture.line", statement=one.text, verdict=tell.verdict(one), figures=tell.figures(one))
        for one in order_statements(agreement)
    )
    return " ".join((tell.counts(), *lines))


def draw_vision(agreement: Agreement, lang: str, *, narrow: bool = False, alone: bool = False) -> str:
    """Draw the shared vision."""
    tell = Teller(agreement, lang)
    key = "vision-narrow" if narrow else "vision"
    title, desc = tell.t("picture.title"), describe(agreement, lang)
    return draw_agreement(make_picture(agreement, lang), key, title, desc, narrow=narrow, alone=alone)
