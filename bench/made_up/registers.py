"""The small tables: organisations, products, clusters with their regions, memberships."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from bench.made_up import identifiers
from bench.made_up.firms import MADE_UP, Nation

DAY = "datetime64[D]"
NEVER = np.datetime64("NaT", "D")
# All regions of 2018 as the tax service numbers them; the made-up firms have made-up places in real regions.
REGIONS = np.array([f"{code:02d}" for code in (*range(1, 80), 83, 86, 87, 89, 91, 92)])


def organisations(nation: Nation, rng: np.random.Generator) -> pa.Table:
    """Return every firm; foreign ones have neither ИНН nor region, one home firm of a hundred does not tell its own."""
    ids = nation.firm_ids.to_pylist()
    numbers = [
        int(code[3:] if foreign else code[5:12]) for code, foreign in zip(ids, nation.is_foreign, strict=True)
    ]
    home = ~nation.is_foreign
    sizes = np.array(["micro", "small", "medium", "large"])
    return pa.table(
        {
            "organisation_id": nation.firm_ids,
            "name": [f"Предприятие {number:07d} {MADE_UP}" for number in numbers],
            "inn": pa.array([identifiers.inn(number) for number in numbers], mask=~home),
            "ogrn": pa.array(ids, mask=~home),
            "country": ["RU" if at_home else code[:2] for code, at_home in zip(ids, home, strict=True)],
            "region": _regions(nation, rng.spawn(1)[0]),
            "size": pa.array(sizes[rng.choice(4, len(ids), p=(0.5, 0.3, 0.15, 0.05))]),
        }
    )


def _regions(nation: Nation, rng: np.random.Generator) -> pa.Array:
    """Zipf's law over the regions in an order of their own: the first holds about a sixteenth of the firms."""
    share = 1 / (np.arange(len(REGIONS)) + 6.0)
    order = np.random.default_rng(85).permutation(len(REGIONS))
    region = REGIONS[order][rng.choice(len(REGIONS), nation.size.firms, p=share / share.sum())]
    return pa.array(region, pa.string(), mask=nation.is_foreign | (rng.random(nation.size.firms) < 0.01))


def products(nation: Nation) -> pa.Table:
    """Return the products, some of them without the answer to whether they are final."""
    codes = nation.product_ids.to_pylist()
    return pa.table(
        {
            "product_id": nation.product_ids,
            "name": [f"Изделие {code} {MADE_UP}" for code in codes],
            "okpd2": nation.product_ids,
            "unit": pa.array(["796"] * len(codes)),
            "is_final": nation.product_is_final,
        }
    )


def clusters(nation: Nation, rng: np.random.Generator) -> pa.Table:
    """Return the clusters; a few are innovation clusters as well."""
    domestic = np.flatnonzero(~nation.is_foreign)
    both = rng.random(nation.size.clusters) < 0.03
    return pa.table(
        {
            "cluster_id": nation.cluster_ids,
            "name": [f"Кластер {number + 1} {MADE_UP}" for number in range(nation.size.clusters)],
            "kind": pa.array(np.where(both, "both", "industrial")),
            "registry_number": pa.array(np.arange(1, nation.size.clusters + 1, dtype=np.int32)),
            "specialised_organisation_id": nation.firm_ids.take(
                pa.array(rng.choice(domestic, nation.size.clusters))
            ),
        }
    )


def cluster_regions(nation: Nation, rng: np.random.Generator) -> pa.Table:
    """Return the region 00 for every cluster; nine of ten have signed their agreement."""
    count = nation.size.clusters
    signed = np.datetime64("2016-01-01", "D") + rng.integers(0, 900, count)
    return pa.table(
        {
            "cluster_id": nation.cluster_ids,
            "region": pa.array(["00"] * count),
            "agreement_on": pa.array(np.where(rng.random(count) < 0.9, signed, NEVER)),
        }
    )


def memberships(nation: Nation, rng: np.random.Generator) -> pa.Table:
    """Return enterprises first, then the other roles, then a few enterprises that left and came back."""
    enterprises = _enterprises(nation, rng)
    back = enterprises.filter(pa.array(rng.random(len(enterprises)) < 0.01))
    came_back = back.set_column(7, "joined_on", _days(len(back), np.datetime64("2019-01-01")))
    left = back.set_column(7, "joined_on", pa.nulls(len(back), pa.date32()))
    left = left.set_column(8, "left_on", _days(len(back), np.datetime64("2018-05-01")))
    came_back = came_back.set_column(8, "left_on", pa.nulls(len(back), pa.date32()))
    gone = pa.compute.is_in(_pair(enterprises), _pair(back))
    stayed = enterprises.filter(pa.compute.invert(gone))
    return pa.concat_tables([stayed, _other_roles(nation, rng), left, came_back])


def _pair(table: pa.Table) -> pa.ChunkedArray:
    return pa.compute.binary_join_element_wise(table["cluster_id"], table["organisation_id"], "/")


def _days(count: int, day: np.datetime64) -> pa.Array:
    return pa.array(np.full(count, day.astype(DAY)))


def _enterprises(nation: Nation, rng: np.random.Generator) -> pa.Table:
    count = len(nation.slot_firm)
    draw = rng.random(count)
    joined = np.where(draw < 0.3, np.datetime64("2014-01-01") + rng.integers(0, 1500, count), NEVER)
    joined = np.where(draw > 0.96, np.datetime64("2019-03-02") + rng.integers(0, 300, count), joined)
    left = np.where(
        (draw > 0.5) & (draw < 0.54), np.datetime64("2018-03-01") + rng.integers(0, 366, count), NEVER
    )
    left = np.where(
        (draw > 0.6) & (draw < 0.62), np.datetime64("2019-03-02") + rng.integers(0, 300, count), left
    )
    return _rows(
        nation,
        nation.slot_cluster,
        nation.slot_firm,
        "enterprise",
        makes_final_products=pa.array(nation.slot_is_final, mask=rng.random(count) < 0.12),
        in_governing_body=pa.array(rng.random(count) < rng.random(nation.size.clusters)[nation.slot_cluster]),
        joined_on=pa.array(joined.astype(DAY)),
        left_on=pa.array(left.astype(DAY)),
    )


def _other_roles(nation: Nation, rng: np.random.Generator) -> pa.Table:
    """Up to three places of learning, two of research and four objects of infrastructure a cluster."""
    domestic = np.flatnonzero(~nation.is_foreign)
    tables = []
    for role, most in (("education", 3), ("research", 2), ("infrastructure", 4)):
        cluster = np.repeat(np.arange(nation.size.clusters), rng.integers(0, most + 1, nation.size.clusters))
        firm = rng.choice(domestic, len(cluster))
        pairs = np.unique(cluster.astype(np.int64) * nation.size.firms + firm)
        tables.append(_rows(nation, pairs // nation.size.firms, pairs % nation.size.firms, role))
    return pa.concat_tables(tables)


def _rows(nation: Nation, cluster: np.ndarray, firm: np.ndarray, role: str, **known: pa.Array) -> pa.Table:
    count = len(firm)
    level = pa.array(["higher"] * count) if role == "education" else pa.nulls(count, pa.string())
    kind = pa.array(["technological"] * count) if role == "infrastructure" else pa.nulls(count, pa.string())
    return pa.table(
        {
            "cluster_id": nation.cluster_ids.take(pa.array(cluster)),
            "organisation_id": nation.firm_ids.take(pa.array(firm)),
            "role": pa.array([role] * count),
            "education_level": level,
            "infrastructure_kind": kind,
            "makes_final_products": known.get("makes_final_products", pa.nulls(count, pa.bool_())),
            "in_governing_body": known.get("in_governing_body", pa.nulls(count, pa.bool_())),
            "joined_on": known.get("joined_on", pa.nulls(count, pa.date32())),
            "left_on": known.get("left_on", pa.nulls(count, pa.date32())),
        }
    )
