"""Acts, editions and requirements as data."""

from kust.law.loader import Basis, Edition, Requirement, editions, editions_for, find_edition, parameters

__all__ = ["Basis", "Edition", "Requirement", "editions", "editions_for", "find_edition", "parameters"]
