"""All cases of the corpus, from every module that adds some."""

from importlib import import_module

from .case import CASES

for _subject in ("files", "texts", "rows", "numbers", "cells", "keys", "workbooks", "parquet_files"):
    import_module(f".{_subject}", __package__)

__all__ = ["CASES"]
