"""Tables of the contract: read, check, write."""

from kust.data.dataset import Dataset
from kust.data.findings import Finding, has_errors
from kust.data.read import Reading, read_dataset

__all__ = ["Dataset", "Finding", "Reading", "has_errors", "read_dataset"]
