"""The Economic Systemic Risk Index by plain loops over firms, as the paper's formulas stand, for tests to compare."""

from collections.abc import Sequence

Matrix = Sequence[Sequence[float]]


def plain_esri(
    supplies: Matrix,
    sectors: Sequence[int],
    essential: Sequence[Sequence[int]],
    revenue: Sequence[float],
    purchases: Sequence[float],
    stopped: Sequence[int],
    *,
    replaceable: bool,
    eps: float,
    most: int = 1000,
) -> float:
    """Share of all revenue that is lost when these firms stop; h is written as in the paper, not as losses."""
    firms = range(len(sectors))
    size = [sum(supplies[i]) for i in firms]
    shock = [0.0 if i in stopped else 1.0 for i in firms]
    down, up = list(shock), list(shock)
    for _ in range(most):
        sigma = []
        for i in firms:
            left = sum(size[m] * down[m] for m in firms if sectors[m] == sectors[i])
            sigma.append(min(1.0, size[i] / left) if replaceable and left > 0 else 1.0)
        new_down, new_up = [], []
        for j in firms:
            bounds, lack = [], 0.0
            for k in sorted(set(sectors)):
                makers = [i for i in firms if sectors[i] == k and supplies[i][j] > 0]
                if not makers:
                    continue
                kind = essential[k][sectors[j]]
                if kind == 2:
                    whole = sum(supplies[i][j] for i in makers)
                    bounds.append(1 - sum(sigma[i] * supplies[i][j] / whole * (1 - down[i]) for i in makers))
                elif kind == 1:
                    lack += sum(sigma[i] * supplies[i][j] / purchases[j] * (1 - down[i]) for i in makers)
            new_down.append(max(0.0, min([*bounds, 1 - lack, shock[j]])))
            lost = sum(supplies[j][m] / revenue[j] * (1 - up[m]) for m in firms if supplies[j][m] > 0)
            new_up.append(max(0.0, min(shock[j], 1 - lost)))
        fall = max(a - b for a, b in zip([*down, *up], [*new_down, *new_up], strict=True))
        down, up = new_down, new_up
        if fall <= eps:
            break
    return sum(revenue[j] * (1 - min(down[j], up[j])) for j in firms) / sum(revenue)
