"""One question, written by hand as an expert of each tool would write it.

Edition 779-2018, one day, one year, every cluster: `industrial.enterprises`, `industrial.final_maker`,
`industrial.supply_share_each` and `industrial.cooperation` with its four parts. Every program is one
self-contained `run(folder, on, year)` and returns cluster_id, requirement, part, verdict, value in no
particular order. None of them imports another or kust: they are opponents in a race, and a second opinion.
"""
