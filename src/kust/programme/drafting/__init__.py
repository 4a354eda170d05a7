"""Rows of a draft: what is done about a sign, by whom, when, for what money, under which id and in which words."""
