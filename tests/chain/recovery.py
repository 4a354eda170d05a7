"""Known chains with noise, and how often each way of laying them out finds the stage a product was made in.

A chain has 600 products in 4 stages of equal size. A product above the first stage has 2 to 5 inputs: the first of the
stage below, each other one with probability 0.2 of an earlier one. Values are Pareto with exponent 1.5. Noise adds
links between two random products, as many as ``noise`` × those that are true, with values of the same kind.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kust.chain.levels import calc_layers, calc_levels

NOISES = (0.0, 0.01, 0.05, 0.1)
SEEDS = (1, 2, 3, 4, 5)
PRODUCTS, STAGES = 600, 4


@dataclass(frozen=True)
class Chain:
    truth: list[int]
    sources: np.ndarray
    targets: np.ndarray
    weights: np.ndarray

    @property
    def levels(self) -> np.ndarray:
        return calc_levels(len(self.truth), self.sources, self.targets, self.weights)


def make_chain(noise: float, seed: int) -> Chain:
    draw = random.Random(f"{noise}-{seed}")
    truth = [1 + product * STAGES // PRODUCTS for product in range(PRODUCTS)]
    of_stage = {stage: [p for p in range(PRODUCTS) if truth[p] == stage] for stage in range(1, STAGES + 1)}
    links: dict[tuple[int, int], float] = {}
    for product in range(PRODUCTS):
        stage = truth[product]
        for number in range(draw.randint(2, 5) if stage > 1 else 0):
            skips = number and stage > 2 and draw.random() < 0.2
            below = draw.randint(1, stage - 2) if skips else stage - 1
            links[draw.choice(of_stage[below]), product] = draw.paretovariate(1.5)
    for _ in range(round(noise * len(links))):
        pair = draw.sample(range(PRODUCTS), 2)
        links.setdefault((pair[0], pair[1]), draw.paretovariate(1.5))
    sources, targets = (np.array(ends) for ends in zip(*links, strict=True))
    return Chain(truth, sources, targets, np.array(list(links.values())))


def by_quantile(chain: Chain, share: float) -> list[int]:
    count = len(chain.truth)
    layers = calc_layers(
        chain.levels,
        chain.sources,
        chain.targets,
        chain.weights,
        made=np.ones(count, dtype=bool),
        quantiles=np.full(count, share),
        declared={},
    )
    return [min(layers[product], STAGES) for product in range(count)]


def by_rounded_level(chain: Chain) -> list[int]:
    return [min(round(1 + level), STAGES) for level in chain.levels]


def by_longest_path(chain: Chain) -> list[int]:
    """Each cycle becomes one node; a node stands one above the highest of what goes into it."""
    following: list[list[int]] = [[] for _ in chain.truth]
    for source, target in zip(chain.sources.tolist(), chain.targets.tolist(), strict=True):
        following[source].append(target)
    of = _cycles(following)
    stage = dict.fromkeys(of, 1)
    # Cycles are numbered from what is made last: numbers fall along every link.
    for product in sorted(range(len(of)), key=lambda p: -of[p]):
        for after in following[product]:
            if of[after] != of[product]:
                stage[of[after]] = max(stage.get(of[after], 1), stage.get(of[product], 1) + 1)
    return [min(stage.get(number, 1), STAGES) for number in of]


def _cycles(following: list[list[int]]) -> list[int]:
    """Number the strongly connected parts in the order in which Tarjan's algorithm closes them."""
    found, low, of, stack = {}, {}, [-1] * len(following), []
    closed = 0
    for start in range(len(following)):
        if start in found:
            continue
        work = [(start, iter(following[start]))]
        found[start] = low[start] = len(found)
        stack.append(start)
        while work:
            node, rest = work[-1]
            after = next(rest, None)
            if after is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == found[node]:
                    while of[node] < 0:
                        of[stack.pop()] = closed
                    closed += 1
            elif after not in found:
                found[after] = low[after] = len(found)
                stack.append(after)
                work.append((after, iter(following[after])))
            elif of[after] < 0:
                low[node] = min(low[node], found[after])
    return of


WAYS: dict[str, Callable[[Chain], list[int]]] = {
    "cycles as one, longest path": by_longest_path,
    "level rounded": by_rounded_level,
    "quantile 1": lambda chain: by_quantile(chain, 1.0),
    "quantile 0.9": lambda chain: by_quantile(chain, 0.9),
    "quantile 0.75": lambda chain: by_quantile(chain, 0.75),
    "quantile 0.5": lambda chain: by_quantile(chain, 0.5),
}


def share_found(way: str, noise: float) -> float:
    """The share of products in their own stage, over all seeds."""
    right = 0
    for seed in SEEDS:
        chain = make_chain(noise, seed)
        right += sum(a == b for a, b in zip(WAYS[way](chain), chain.truth, strict=True))
    return right / (len(SEEDS) * PRODUCTS)
