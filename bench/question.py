"""What every contender is asked: one edition, one day, one year, all clusters."""

from datetime import date

EDITION = "779-2018"
ON = date(2019, 3, 1)
YEAR = 2018
