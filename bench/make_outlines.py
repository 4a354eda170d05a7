"""Make the outlines of Russia's regions that the package ships: `python -m bench.make_outlines world_map.gpkg`.

The file is that of Debian's package `qgis-common` (`/usr/share/qgis/resources/data/world_map.gpkg`): Natural Earth,
public domain. Only the geometry is taken; which polygon is which region is said here by its FIPS code or, where that
is missing or stands for two regions, by the name in the file. It needs `shapely`, which nothing else here does.
Regions that the source does not show under Russia have no outline; maps list them beside.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from itertools import pairwise
from pathlib import Path
from typing import Any

from kust.drawings.projection import project

OUT = Path(__file__).parents[1] / "src" / "kust" / "drawings" / "region_outlines.csv"
TOLERANCE = 11.0  # kilometres
SMALLEST = 900.0  # square kilometres: islands below it are left out, unless a region has nothing larger
FIPS = {
    "RS01": "01", "RS03": "04", "RS04": "22", "RS05": "28", "RS06": "29", "RS07": "30", "RS08": "02",
    "RS09": "31", "RS10": "32", "RS11": "03", "RS12": "20", "RS13": "74", "RS14": "75", "RS16": "21",
    "RS17": "05", "RS19": "06", "RS20": "38", "RS21": "37", "RS22": "07", "RS23": "39", "RS24": "08",
    "RS25": "40", "RS27": "09", "RS28": "10", "RS29": "42", "RS30": "27", "RS31": "19", "RS32": "86",
    "RS33": "43", "RS34": "11", "RS37": "44", "RS38": "23", "RS40": "45", "RS41": "46", "RS42": "47",
    "RS43": "48", "RS44": "49", "RS45": "12", "RS46": "13", "RS47": "77", "RS49": "51", "RS50": "83",
    "RS51": "52", "RS52": "53", "RS53": "54", "RS54": "55", "RS55": "56", "RS56": "57", "RS57": "58",
    "RS59": "25", "RS60": "60", "RS61": "61", "RS62": "62", "RS64": "65", "RS65": "63", "RS66": "78",
    "RS67": "64", "RS68": "15", "RS69": "67", "RS70": "26", "RS71": "66", "RS72": "68", "RS73": "16",
    "RS75": "70", "RS76": "71", "RS77": "69", "RS78": "72", "RS79": "17", "RS80": "18", "RS81": "73",
    "RS83": "33", "RS84": "34", "RS85": "35", "RS86": "36", "RS87": "89", "RS88": "76", "RS89": "79",
    "RS90": "59", "RS91": "24", "RS92": "41", "UP11": "91", "UP20": "92",
}  # fmt: skip
NAMES = {"Chukchi Autonomous Okrug": "87", "Sakha (Yakutia)": "14", "Moskovsskaya": "50"}


def read(path: Path) -> dict[str, Any]:
    """Read the polygons of each region, projected, with the cut at 180° healed."""
    import shapely
    from shapely import wkb

    def bend(points: Any) -> Any:
        return [project(latitude, longitude) for longitude, latitude in points]

    regions: dict[str, list[Any]] = {}
    with sqlite3.connect(path) as source:
        rows = source.execute(
            "SELECT name, fips, geom FROM states_provinces WHERE admin = 'Russia'"
        ).fetchall()
    for name, fips, blob in rows:
        region = NAMES.get(name) or FIPS.get(fips or "")
        if region:
            regions.setdefault(region, []).append(shapely.transform(wkb.loads(_plain(blob)), bend))
    return {
        # The two sides of the 180° meridian meet again within a few kilometres.
        region: shapely.make_valid(shapely.unary_union(parts).buffer(8.0).buffer(-8.0))
        if region == "87"
        else shapely.make_valid(shapely.unary_union(parts))
        for region, parts in regions.items()
    }


def _plain(blob: bytes) -> bytes:
    """Take the header of a GeoPackage geometry off."""
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
    return blob[8 + envelope :]


def simplify(shapes: dict[str, Any]) -> dict[str, list[Any]]:
    """Simplify with shared borders, leave out small islands, and give whole kilometres."""
    import shapely

    codes = sorted(shapes)
    simple = shapely.coverage_simplify([shapes[code] for code in codes], TOLERANCE)
    kept = {}
    for code, shape in zip(codes, simple, strict=True):
        parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
        parts = [part for part in parts if part.geom_type == "Polygon"]
        kept[code] = [part for place, part in enumerate(parts) if place == 0 or part.area > SMALLEST]
    return kept


def write_path(polygons: list[Any]) -> str:
    """Write polygons as an SVG path of whole kilometres with relative steps."""
    path = []
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round(x), round(y)) for x, y in ring.coords]
            points = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
            steps = [
                f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(points[:-1])
            ]
            if len(steps) > 1:
                path.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(path)


def main() -> None:
    """Read the source, write the file."""
    parser = argparse.ArgumentParser(prog="python -m bench.make_outlines", description=__doc__.split("\n")[0])
    parser.add_argument("source", type=Path)
    given = parser.parse_args()
    kept = simplify(read(given.source))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region", "x", "y", "path"])
        for region, polygons in sorted(kept.items()):
            middle = polygons[0].representative_point()
            writer.writerow([region, round(middle.x), round(middle.y), write_path(polygons)])
    print(f"{OUT.name}: {len(kept)} regions, {OUT.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
