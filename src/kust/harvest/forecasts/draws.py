"""Joint draws of a season's crops: what every later step, money or siting, is worked out from."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Draws:
    """Crops of one season, drawn jointly over plots and species: one draw is one possible season.

    ``kg_ha``: (draws, plots, species) kilograms a hectare of the plot's own area base; NaN where nothing is known of
    the species on the plot. Sums over plots or species are taken within a draw, never of quantiles.
    """

    year: int
    made_on: date
    species: tuple[str, ...]
    plots: tuple[str, ...]
    kg_ha: NDArray[np.float64]

    def of(self, species: str) -> NDArray[np.float64]:
        """Return the draws of a species, (draws, plots)."""
        return np.asarray(self.kg_ha[:, :, self.species.index(species)], dtype=np.float64)

    def total_kg(self, species: str, area_ha: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum up a species over the plots whose area and crop are known.

        Parameters
        ----------
        area_ha
            (plots,) hectares; NaN where not known.

        Returns
        -------
        array
            (draws,) kilograms; NaN where no plot is known.

        Examples
        --------
        >>> draws = Draws(2020, date(2020, 6, 1), ("cep",), ("a", "b"), np.array([[[2.0], [np.nan]]]))
        >>> draws.total_kg("cep", np.array([10.0, 5.0])).tolist()
        [20.0]
        """
        kilograms = self.of(species) * area_ha
        known = ~np.isnan(kilograms)
        total = np.where(known, kilograms, 0.0).sum(axis=1)
        return np.where(known.any(axis=1), total, np.nan)
