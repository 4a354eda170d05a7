"""The look of the pages: frame, words, style."""
