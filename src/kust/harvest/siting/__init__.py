"""Where stations should stand: p-median, coverage, p-center, capacities, scenarios; every answer with its bound."""

from kust.harvest.siting.answer import Answer
from kust.harvest.siting.capacitated import solve_capacitated_median
from kust.harvest.siting.flows import FlowQuestion, solve_fixed_cost, solve_flows
from kust.harvest.siting.plain import solve_center, solve_coverage, solve_median

__all__ = [
    "Answer",
    "FlowQuestion",
    "solve_capacitated_median",
    "solve_center",
    "solve_coverage",
    "solve_fixed_cost",
    "solve_flows",
    "solve_median",
]
