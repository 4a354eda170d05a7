"""Files: looked at, read, mended, written, taken back."""
