"""What every contender is asked: one edition, one day, one year, all clusters; and the scan for niches of the year."""

from datetime import date

EDITION = "779-2018"
ON = date(2019, 3, 1)
YEAR = 2018
LEAST_KRUB = 1000.0
