"""What is known of products, and which ones are neighbours: one plant could make both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from kust.data.dataset import Dataset

# A shorter first word («для», «ось») says too little about what a product is.
_TELLING_WORD = 5


@dataclass(frozen=True)
class Product:
    """A product with its class and what it is made of."""

    product_id: str
    name: str
    unit: str | None = None
    okpd2: str | None = None
    inputs: frozenset[str] = frozenset()


def read_products(dataset: Dataset) -> dict[str, Product]:
    """Read the products with the inputs that recipes tell."""
    inputs: dict[str, set[str]] = {}
    for made, of in dataset.rows("recipes").select("product_id", "input_id").collect().iter_rows():
        inputs.setdefault(made, set()).add(of)
    rows = dataset.rows("products").select("product_id", "name", "unit", "okpd2").collect()
    return {
        row["product_id"]: Product(**row, inputs=frozenset(inputs.get(row["product_id"], ())))
        for row in rows.iter_rows(named=True)
    }


def are_neighbours(one: Product, other: Product, okpd2_length: int) -> bool:
    """Tell whether two products stand near each other.

    They do if their ОКПД2 codes begin alike for so many characters, if recipes make both of the same inputs, or, where
    neither has a code, if their names begin with the same word.

    >>> are_neighbours(Product("a", "ПАН-прекурсор 3,1 ГПа"), Product("b", "ПАН-прекурсор 5,5 ГПа"), 8)
    True
    """
    if one.product_id == other.product_id:
        return False
    if one.inputs and one.inputs == other.inputs:
        return True
    codes = (one.okpd2, other.okpd2)
    if codes[0] and codes[1]:
        return len(codes[0]) >= okpd2_length and codes[0][:okpd2_length] == codes[1][:okpd2_length]
    if codes[0] or codes[1]:
        return False
    words = [product.name.casefold().split()[:1] for product in (one, other)]
    return words[0] == words[1] and bool(words[0]) and len(words[0][0]) >= _TELLING_WORD


def find_neighbours(
    products: Mapping[str, Product], of: Iterable[str], okpd2_length: int
) -> dict[str, tuple[str, ...]]:
    """Find the neighbours of each of these products among them."""
    asked = sorted({product for product in of if product in products})
    return {
        one: tuple(other for other in asked if are_neighbours(products[one], products[other], okpd2_length))
        for one in asked
    }


def names_of(dataset: Dataset, ids: Iterable[str]) -> dict[str, str]:
    """Name organisations by their ids."""
    rows = dataset.rows("organisations").filter(pl.col("organisation_id").is_in(list(set(ids))))
    return dict(rows.select("organisation_id", "name").collect().iter_rows())
