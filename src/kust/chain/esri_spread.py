"""How the stops of firms spread along supplies: one step down to the buyers, one up to the suppliers.

All is written in losses (1 − h): they are 0 almost everywhere, so a batch of scenarios is a sparse matrix with a row a
scenario and a column a firm. Where a shock reaches a large part of the firms, the same steps run on dense rows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SupplyLinks:
    """Supplies between firms that are numbered from 0, an entry a seller, buyer and product.

    ``supplier``, ``buyer``, ``product``: numbers; ``amount``: above 0; ``kind``: 2 where the product is essential to
    the buyer, 1 where it is not, 0 where its lack changes nothing; one buyer's entries of a product are of one kind.
    ``revenue`` and ``purchases`` of each firm, at least what its entries sum up to; what is above went elsewhere.
    """

    supplier: Ints
    buyer: Ints
    product: Ints
    amount: Floats
    kind: Ints
    revenue: Floats
    purchases: Floats

    @property
    def firms(self) -> int:
        """How many firms there are."""
        return len(self.revenue)


class Spread:
    """The matrices along which losses move, and the two steps.

    A *carrier* of a loss is a seller of a product where it can be replaced by the product's other sellers, else a firm.
    An *input* is an essential product of a buyer; inputs stand in the order of buyers, sources in that of products.
    """

    def __init__(self, links: SupplyLinks, *, replaceable: bool) -> None:
        self.firms, self.replaceable = links.firms, replaceable
        source, first = _number_pairs(links.product, links.supplier)
        self.seller, self.product = links.supplier[first], links.product[first]
        self.sold = np.bincount(source, links.amount, len(first))
        self.market = np.bincount(self.product, self.sold)
        carrier, carriers = (source, len(first)) if replaceable else (links.supplier, links.firms)
        amount, needed, other = links.amount, links.kind == 2, links.kind == 1
        input_, first_input = _number_pairs(links.buyer[needed], links.product[needed])
        self.input_buyer = links.buyer[needed][first_input]
        bought = np.bincount(input_, amount[needed], len(first_input))
        self.needed = _matrix(
            amount[needed] / bought[input_], carrier[needed], input_, (carriers, len(first_input))
        )
        share = amount[other] / links.purchases[links.buyer[other]]
        self.other = _matrix(share, carrier[other], links.buyer[other], (carriers, links.firms))
        share = amount / links.revenue[links.supplier]
        self.back = _matrix(share, links.buyer, links.supplier, (links.firms, links.firms))
        places = np.arange(len(first))
        self.carry = _matrix(np.ones(len(first)), self.seller, places, (links.firms, len(first)))

    @property
    def width(self) -> int:
        """How many figures a scenario takes when it is dense."""
        return max(self.firms, len(self.input_buyer), len(self.seller) if self.replaceable else 0)

    def down(self, losses: Any) -> Any:
        """Lose what the inputs lose: the worst of the essential ones, or all others by their shares."""
        carriers = self._left_over(losses) if self.replaceable else losses
        lost = _at_most_one(carriers @ self.other)
        if not self.needed.nnz:
            return lost
        worst = _largest_of_group(carriers @ self.needed, self.input_buyer, self.firms)
        return lost.maximum(_at_most_one(worst))

    def up(self, losses: Any) -> Any:
        """Lose what the buyers no longer take."""
        return _at_most_one(losses @ self.back)

    def _left_over(self, losses: Any) -> Any:
        """Scale each seller's loss by its share in what is left of the market of its product."""
        lost = losses @ self.carry
        lost.sort_indices()
        if not lost.nnz:
            return lost
        product = self.product[lost.indices]
        starts = _starts(_rows_of(lost), product)
        gone = np.add.reduceat(lost.data * self.sold[lost.indices], starts)
        gone = np.repeat(gone, np.diff(np.append(starts, lost.nnz)))
        lost.data *= _market_share(self.sold[lost.indices], self.market[product] - gone)
        return lost

    def down_dense(self, losses: Floats) -> Floats:
        """Take the step :meth:`down` on dense rows."""
        carriers = self._left_over_dense(losses) if self.replaceable else losses
        lost: Floats = carriers @ self.other
        if self.needed.nnz:
            starts = _starts(self.input_buyer)
            buyers = self.input_buyer[starts]
            worst = np.maximum.reduceat(carriers @ self.needed, starts, axis=1)
            lost[:, buyers] = np.maximum(lost[:, buyers], worst)
        return np.minimum(lost, 1)

    def up_dense(self, losses: Floats) -> Floats:
        """Take the step :meth:`up` on dense rows."""
        return np.asarray(np.minimum(losses @ self.back, 1), dtype=np.float64)

    def _left_over_dense(self, losses: Floats) -> Floats:
        lost: Floats = np.asarray(losses[:, self.seller], dtype=np.float64)
        starts = _starts(self.product)
        if not len(starts):
            return lost
        gone = np.zeros((len(losses), len(self.market)))
        gone[:, self.product[starts]] = np.add.reduceat(lost * self.sold, starts, axis=1)
        left = np.asarray((self.market - gone)[:, self.product], dtype=np.float64)
        return np.asarray(lost * _market_share(np.asarray(self.sold, dtype=np.float64), left))


def _number_pairs(major: Ints, minor: Ints) -> tuple[Ints, Ints]:
    """Number the different pairs in their order; return the number of each row, and the first row of each pair."""
    order = np.lexsort((minor, major))
    starts = _starts(major[order], minor[order])
    number = np.empty(len(major), np.int64)
    number[order] = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(major))))
    return number, order[starts]


def _starts(*columns: Ints) -> Ints:
    """Find where runs of equal values begin."""
    changes = np.zeros(len(columns[0]), np.bool_)
    for column in columns:
        changes |= np.diff(column, prepend=-1) != 0
    return np.flatnonzero(changes)


def _matrix(data: Floats, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    return sparse.csr_array((data, (rows, columns)), shape=shape)


def _rows_of(matrix: Any) -> Ints:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _market_share(sold: Floats, left: Floats) -> Floats:
    """Divide, at most 1; 1 where nothing is left, also where rounding leaves less than nothing."""
    shape = np.broadcast(sold, left).shape
    return np.divide(sold, left, out=np.ones(shape), where=left > sold)


def _largest_of_group(matrix: Any, group: Ints, width: int) -> Any:
    """Keep the largest of the columns of a group in every row; groups lie side by side."""
    matrix.sort_indices()
    rows, columns = _rows_of(matrix), group[matrix.indices]
    starts = _starts(rows, columns)
    data = np.maximum.reduceat(matrix.data, starts) if len(starts) else matrix.data
    ends = np.cumsum(np.bincount(rows[starts], minlength=matrix.shape[0]))
    pointers = np.concatenate([[0], ends])
    return sparse.csr_array((data, columns[starts], pointers), shape=(matrix.shape[0], width))


def _at_most_one(matrix: Any) -> Any:
    np.minimum(matrix.data, 1, out=matrix.data)
    return matrix
