"""The pages of docs/ held against the program: worked tables, generated tables, commands, links."""
