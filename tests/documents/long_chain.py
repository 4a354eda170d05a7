"""A made-up chain of many products in four stages, each made by a firm of its own; amounts grow with the number."""

from pathlib import Path

from kust.data.dataset import Dataset

from ..chain.small import write

COUNT = 200


def write_long_chain(folder: Path, count: int = COUNT, shuffle: int | None = None) -> Dataset:
    """Write products T000 … of which a quarter stands in each stage; each is made of two of the stage before.

    Product n is made for 1000 + 10 n thousand roubles; it takes the one of its own place in the stage before and the
    next one there, for 100 + n each.
    """
    quarter = count // 4
    made = {f"F{n:03}": {f"T{n:03}": 1000 + 10 * n} for n in range(count)}
    supplies = [
        (f"F{q:03}", f"F{n:03}", f"T{q:03}", 100 + n)
        for n in range(quarter, count)
        for q in {n - quarter, (n - quarter + 1) % quarter + (n // quarter - 1) * quarter}
    ]
    products = [f"T{n:03},{n // quarter + 1}," for n in range(count)]
    return write(folder, made, supplies, products=products, shuffle=shuffle)
