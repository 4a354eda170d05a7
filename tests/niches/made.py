"""Needs and candidates made up for tests, with only what a test speaks of."""

from dataclasses import replace
from typing import Any

from kust.niches.candidates import DeclaredNiche
from kust.niches.need import Buyer, Cause, DeclaredNeed, Need, Place
from kust.niches.niche import Consumer, Declared, Range

IMPORTS = Cause("import_dependence", 0.9, 0.9, "critical", "figures", "deck", "a slide")


def buyer(
    organisation: str, amount: float | None, quantity: float | None = None, imported: float | None = None
) -> Buyer:
    return Buyer(organisation, f"Firm {organisation}", None, amount, quantity, imported)


def need(product: str = "P1", cluster: str = "C1", **more: Any) -> Need:
    """Make a need of 100 pieces for 2,000 thousand roubles, 1,800 of it imported by one buyer, with changes."""
    made = Need(
        cluster_id=cluster,
        product_id=product,
        name=f"Product {product}",
        unit="796",
        year=2018,
        basis="supplies",
        quantity=100.0,
        amount_krub=2000.0,
        imported_krub=1800.0,
        import_share=0.9,
        import_share_max=None,
        concentration=1.0,
        foreign_concentration=1.0,
        price_krub=20.0,
        import_price_krub=20.0,
        domestic_price_krub=20.0,
        others_price_krub=None,
        makers=(),
        free_capacity=0.0,
        buyers=(buyer("A", 2000.0, 100.0, 1800.0),),
        sources=(),
        history=(),
        causes=(IMPORTS,),
        clusters=(cluster,),
    )
    return replace(made, **more)


def declared_need(product: str, cluster: str = "C1", **more: Any) -> Need:
    """Make a need that is declared alone: nothing is known of purchases."""
    row = DeclaredNeed(
        "need-1",
        None,
        None,
        None,
        None,
        0.6,
        0.7,
        ("import_dependence",),
        None,
        "high",
        "Far Ltd (Далеко), Farther",
        "a survey",
        "C",
        (),
        Place("needs", "needs.csv", None, 2),
    )
    figures = (
        "quantity amount_krub imported_krub concentration foreign_concentration price_krub import_price_krub"
    )
    nothing = dict.fromkeys((*figures.split(), "domestic_price_krub", "free_capacity"))
    return need(
        product,
        cluster,
        **(nothing | {"basis": "declared", "import_share": 0.6, "import_share_max": 0.7, "buyers": ()})
        | {"causes": (Cause("import_dependence", 0.6, 0.7, "between", "declared"),), "declared": (row,)}
        | more,
    )


def declared_niche(
    product: str, cluster: str = "C1", unpaired: str | None = None, **more: Any
) -> DeclaredNiche:
    """Make a niche that somebody declares, with one consumer."""
    told = Declared("niche-1", "A niche", 1, Range(), Range(), 1000.0, "00", (), "a slide", "D", unpaired)
    return DeclaredNiche(
        cluster, product, "harder", replace(told, **more), (Consumer("K", "Firm K", None, cluster),)
    )
