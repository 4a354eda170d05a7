"""Made-up matrices of who makes what, and the same mathematics written a second time, dense and by the definitions."""

import numpy as np
from scipy.sparse.csgraph import connected_components


def make_amounts(entities: int, products: int, seed: int) -> np.ndarray:
    """Make amounts in one block: each makes what is near to its place, some of it elsewhere, nobody nothing."""
    rng = np.random.default_rng(seed)
    place = rng.random(entities)[:, None] - np.linspace(0, 1, products)[None, :]
    chance = np.exp(-((place / 0.25) ** 2)) + 0.1
    amounts = np.where(
        rng.random((entities, products)) < chance, rng.pareto(1.5, (entities, products)) + 0.1, 0
    )
    amounts[np.arange(entities), np.arange(entities) % products] += 1.0
    amounts[np.arange(products) % entities, np.arange(products)] += 1.0
    return amounts


def is_one_block(made: np.ndarray) -> bool:
    both = np.block([[np.zeros((len(made),) * 2), made], [made.T, np.zeros((made.shape[1],) * 2)]])
    return connected_components(both, directed=False)[0] == 1


def dense_rca(amounts: np.ndarray) -> np.ndarray:
    share = amounts / amounts.sum(axis=1, keepdims=True)
    return share / (amounts.sum(axis=0) / amounts.sum())


def dense_eci_pci(made: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the second right eigenvectors of both reflection matrices, not symmetrised, as the Atlas writes them."""
    of_entity, of_product = made.sum(axis=1), made.sum(axis=0)
    entities = (made / of_entity[:, None]) @ (made / of_product).T
    values, vectors = np.linalg.eig(entities)
    second = np.argsort(-values.real)[1]
    vector = vectors[:, second].real
    vector = vector * np.sign(np.corrcoef(vector, of_entity)[0, 1])
    # An entity's figure is the mean of its products', so a product's is the mean of its entities' by the eigenvalue.
    of = (made / of_product).T @ vector / values[second].real
    return (vector - vector.mean()) / vector.std(), (of - vector.mean()) / vector.std()


def dense_proximity(made: np.ndarray) -> np.ndarray:
    products = made.shape[1]
    found = np.zeros((products, products))
    for p in range(products):
        for q in range(products):
            both = float((made[:, p] * made[:, q]).sum())
            if p != q and both:
                found[p, q] = min(both / made[:, p].sum(), both / made[:, q].sum())
    return found


def dense_density(made: np.ndarray, proximity: np.ndarray) -> np.ndarray:
    return np.array(
        [
            [
                (made[c] * proximity[:, p]).sum() / proximity[:, p].sum() if proximity[:, p].sum() else np.nan
                for p in range(made.shape[1])
            ]
            for c in range(len(made))
        ]
    )
