"""Where a place lies on a map of Russia: Albers' equal-area conic projection on a sphere.

Standard parallels 52° and 64° N, central meridian 100° E, origin at 56° N; kilometres, x to the right, y downwards.
Formulas: J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), (14-1) to (14-6).
"""

import math

RADIUS = 6371.0
_FIRST, _SECOND, _ORIGIN, _MERIDIAN = (math.radians(angle) for angle in (52.0, 64.0, 56.0, 100.0))
_CONE = (math.sin(_FIRST) + math.sin(_SECOND)) / 2
_CONSTANT = math.cos(_FIRST) ** 2 + 2 * _CONE * math.sin(_FIRST)


def _distance(latitude: float) -> float:
    return RADIUS * math.sqrt(_CONSTANT - 2 * _CONE * math.sin(latitude)) / _CONE


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Project a place.

    Parameters
    ----------
    latitude, longitude
        Degrees, WGS 84; longitudes west of Greenwich down to −168° (Chukotka) are taken as east of 180°.

    Returns
    -------
    tuple[float, float]
        Kilometres to the right of 100° E and below 56° N.

    Examples
    --------
    >>> project(56.0, 100.0)
    (0.0, 0.0)
    >>> tuple(round(value) for value in project(55.75, 37.62))
    (-3363, -1635)
    """
    around = longitude + 360.0 if longitude < -20.0 else longitude
    angle = _CONE * (math.radians(around) - _MERIDIAN)
    distance = _distance(math.radians(latitude))
    return distance * math.sin(angle), distance * math.cos(angle) - _distance(_ORIGIN)


def unproject(x: float, y: float) -> tuple[float, float]:
    """Bring a point of the map back to latitude and longitude, degrees: (14-8) to (14-11) of the same source.

    Examples
    --------
    >>> tuple(round(value, 6) for value in unproject(*project(58.0, 83.2)))
    (58.0, 83.2)
    """
    down = _distance(_ORIGIN) + y
    distance = math.hypot(x, down)
    longitude = math.degrees(_MERIDIAN + math.atan2(x, down) / _CONE)
    sine = (_CONSTANT - (distance * _CONE / RADIUS) ** 2) / (2 * _CONE)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine)))), (longitude + 180.0) % 360.0 - 180.0
