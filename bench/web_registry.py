"""A made-up registry to be measured: two thousand small clusters and a large one, told over five years.

The large one, `BIG`, has 200 participants and 20,000 supplies; of two flows in three the buyer tells the same or
another amount. Everything is written through the registry's own changes, so that histories and touched clusters are
there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench.made_up import identifiers

BIG, PARTICIPANTS, SUPPLIES, PRODUCTS, FIRMS = "BIG", 200, 20_000, 100, 5
LAST = date.today().year - 1
YEARS = range(LAST - 4, LAST + 1)
AT_A_TIME = 200  # small clusters written as one change
_KINDS = (
    "Завод",
    "Фабрика",
    "Комбинат",
    "Предприятие",
    "Компания",
    "Мастерская",
    "Производство",
    "Объединение",
)
_STEMS = (
    "Север",
    "Волж",
    "Урал",
    "Камск",
    "Донск",
    "Сибир",
    "Невск",
    "Ладож",
    "Тверск",
    "Окск",
    "Байкал",
    "Кубан",
)
_ENDS = (
    "маш",
    "деталь",
    "литьё",
    "прибор",
    "хим",
    "пласт",
    "металл",
    "сервис",
    "проект",
    "упаковка",
    "кабель",
)
_ROLES = ("education", "education", "infrastructure", "infrastructure", "research", "finance")
MANAGER, EDITOR, REVIEWER = "manager@kust.example", "firm@kust.example", "reviewer@kust.example"


@dataclass(frozen=True)
class People:
    """Sessions of somebody for each role, and a key of the manager for the programming interface."""

    manager: str
    editor: str
    reviewer: str
    key: str


def fill(clusters: int, supplies: int = SUPPLIES) -> People:
    """Write the registry and those who look at it."""
    from kust_web.registry.changes import write

    rng = random.Random(1)

    def put(edits: list[Any], reason: str) -> None:
        write(edits, user=None, kind="load", reason=reason)

    put(_shared(), "products")
    for start in range(0, clusters, AT_A_TIME):
        put([one for n in range(start, min(start + AT_A_TIME, clusters)) for one in _small(n, rng)], "small")
    put(_large(rng), "large")
    for year in YEARS:
        put(_year(year, supplies // len(YEARS), rng), f"figures of {year}")
    _age(timedelta(days=30))
    return _people()


def _age(by: timedelta) -> None:
    """Let everything have been written so much earlier, so that there is a past to ask about."""
    from django.db.models import F

    from kust.data.schema import tables
    from kust_web.registry.models import Change, model_of

    Change.objects.update(made_at=F("made_at") - by)
    for name in tables():
        model_of(name).history.update(history_date=F("history_date") - by)


def _edit(table: str, **values: Any) -> Any:
    from kust_web.registry.changes import Edit

    return Edit(table, values, origin="made-up.xlsx · 1")


def _shared() -> list[Any]:
    """Products in five stages, each made of two of the stage before."""
    made = [
        _edit("products", product_id=f"W{n}", name=f"Изделие {n} (вымышленные данные)")
        for n in range(PRODUCTS)
    ]
    stage = PRODUCTS // 5
    for number in range(stage, PRODUCTS):
        for step in (0, 1):
            of = (number // stage - 1) * stage + (number + step) % stage
            made.append(
                _edit("recipes", product_id=f"W{number}", input_id=f"W{of}", quantity_per_unit=1.0 + step)
            )
    return made


def _firm(number: int, code: str, region: str, rng: random.Random) -> Any:
    name = f"{_KINDS[number % 8]} «{rng.choice(_STEMS)}{rng.choice(_ENDS)}-{number}» (вымышленные данные)"
    place = {"latitude": rng.uniform(44, 62), "longitude": rng.uniform(31, 130)}
    told = {
        "inn": identifiers.inn(number),
        "ogrn": identifiers.ogrn(number),
        "okved": "25.62",
        "size": "medium",
    }
    return _edit(
        "organisations", organisation_id=code, name=name, country="RU", region=region, **place, **told
    )


def _cluster(code: str, name: str, region: str) -> list[Any]:
    return [
        _edit("clusters", cluster_id=code, name=f"{name} (вымышленные данные)", kind="industrial"),
        _edit("cluster_regions", cluster_id=code, region=region),
    ]


def _accounts(firm: str, year: int, rng: random.Random) -> Any:
    output = rng.uniform(1e5, 2e6)
    told = {"revenue_krub": output * 1.1, "output_krub": output, "purchases_krub": output / 2, "jobs": 200}
    told |= {"exports_krub": output / 20, "high_productivity_jobs": 120, "average_wage_rub": 60_000}
    return _edit("accounts", organisation_id=firm, year=year, **told)


def _supply(supplier: str, buyer: str, product: int, year: int, amount: float, by: str = "supplier") -> Any:
    sides = {"supplier_id": supplier, "buyer_id": buyer, "product_id": f"W{product}"}
    return _edit("supplies", **sides, year=year, amount_krub=amount, reported_by=by)


def _small(number: int, rng: random.Random) -> list[Any]:
    code, region = f"W{number:04}", f"{rng.randrange(1, 80):02}"
    made = _cluster(code, f"Кластер {rng.choice(_STEMS)}{rng.choice(_ENDS)} {number}", region)
    firms = [f"{code}-{n}" for n in range(FIRMS)]
    for place, firm in enumerate(firms):
        made.append(_firm(PARTICIPANTS + number * FIRMS + place, firm, region, rng))
        made.append(_edit("memberships", cluster_id=code, organisation_id=firm, role="enterprise"))
        made += [_accounts(firm, year, rng) for year in YEARS[-2:]]
        other = firms[(place + 1) % FIRMS]
        made.append(_supply(firm, other, rng.randrange(PRODUCTS), LAST, rng.uniform(10, 5000)))
    return made


def _large(rng: random.Random) -> list[Any]:
    made = _cluster(BIG, "Большой кластер", "16")
    for number in range(PARTICIPANTS):
        firm = f"W{number:04}"
        role = _ROLES[number] if number < len(_ROLES) else "enterprise"
        made.append(_firm(number, firm, "16", rng))
        final = {
            "makes_final_products": number % 5 == 4,
            "uses_cluster_inputs": True,
            "exports": number % 3 == 0,
        }
        made.append(_edit("memberships", cluster_id=BIG, organisation_id=firm, role=role, **final))
    for number in range(20):
        firm = f"C{number:04}"
        made.append(_firm(9_000_000 + number, firm, "16", rng))
        made.append(_edit("candidates", cluster_id=BIG, organisation_id=firm, role="enterprise", price=1.0))
    for number in range(40):
        need = {"need_id": f"B{number}", "cluster_id": BIG, "organisation_id": f"W{number + 50:04}"}
        made.append(_edit("needs", **need, product_id=f"W{number}", year=LAST, amount_krub=5000.0))
    for number in range(10):
        project = {"project_id": f"B{number}", "cluster_id": BIG, "kind": "joint", "region": "16"}
        made.append(_edit("projects", **project, title=f"Проект {number} (вымышленные данные)"))
    return made


def _year(year: int, supplies: int, rng: random.Random) -> list[Any]:
    """Figures of the large cluster: rows of supplies are told by the supplier, and two in five by the buyer anew."""
    made = []
    for number in range(PARTICIPANTS):
        firm = f"W{number:04}"
        made.append(_accounts(firm, year, rng))
        output = {
            "product_id": f"W{number % PRODUCTS}",
            "amount_krub": rng.uniform(1e4, 1e6),
            "capacity": 100.0,
        }
        made.append(_edit("outputs", organisation_id=firm, year=year, quantity=60.0, **output))
    for _ in range(supplies * 3 // 5):
        supplier, buyer = rng.sample(range(PARTICIPANTS), 2)
        flow = (f"W{supplier:04}", f"W{buyer:04}", supplier % PRODUCTS, year)
        amount = rng.uniform(10, 5000)
        made.append(_supply(*flow, amount))
        if rng.random() < 2 / 3:
            made.append(_supply(*flow, amount * rng.choice((1.0, 1.0, 1.0, 0.8)), "buyer"))
    return made


def _people() -> People:
    from kust_web.api.models import Token
    from kust_web.people.models import Duty, User

    duties = {
        MANAGER: {"kind": Duty.MANAGER, "cluster_id": BIG},
        EDITOR: {"kind": Duty.PARTICIPANT, "organisation_id": "W0010"},
        REVIEWER: {"kind": Duty.REVIEWER},
    }
    users = {}
    for email, duty in duties.items():
        users[email] = User.objects.create_user(email, None)
        Duty.objects.create(user=users[email], **duty)
    _, key = Token.make(users[MANAGER], "bench")
    return People(*(_open_session(users[email]) for email in duties), key)


def _open_session(user: Any) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_hash"] = str(user.pk), user.get_session_auth_hash()
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return str(session.session_key)
