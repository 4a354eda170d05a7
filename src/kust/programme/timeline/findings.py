"""All findings of a programme: errors first, then by what they are about."""

from typing import TYPE_CHECKING

from kust.programme.programme import Programme
from kust.programme.timeline.finding import ProgrammeFinding
from kust.programme.timeline.finding_days import find_days
from kust.programme.timeline.finding_figures import find_figures
from kust.programme.timeline.finding_gaps import find_gaps

if TYPE_CHECKING:
    from kust.programme.timeline.roadmap import Roadmap

# In the order in which a manager would mend: what cannot be, what is late, what is missing.
CODES: dict[str, str] = {
    "cycle": "error",
    "more_cycles": "error",
    "unknown_dependency": "error",
    "unknown_owner": "error",
    "unknown_indicator": "error",
    "milestone_of_unknown_measure": "error",
    "same_id": "error",
    "programme_ends_not_after_start": "error",
    "ends_not_after_start": "error",
    "negative_days": "error",
    "finished_before_started": "error",
    "late_to_finish": "warning",
    "late_to_start": "warning",
    "will_be_late": "warning",
    "milestone_late": "warning",
    "milestone_at_risk": "warning",
    "blocked": "warning",
    "measure_moved_out": "warning",
    "measure_before_programme": "warning",
    "measure_after_programme": "warning",
    "milestone_outside_programme": "warning",
    "milestone_before_measure": "warning",
    "milestone_after_measure": "warning",
    "milestone_of_measure_out": "warning",
    "dependency_ends_late": "warning",
    "dependency_out": "warning",
    "indicator_out": "warning",
    "begun_before_dependency": "warning",
    "days_differ": "warning",
    "measure_without_days": "warning",
    "done_without_day": "warning",
    "done_but_progress": "warning",
    "finished_but_state": "warning",
    "whole_but_not_done": "warning",
    "begun_but_planned": "warning",
    "under_way_without_day": "warning",
    "under_way_without_progress": "warning",
    "fact_ahead": "warning",
    "owner_overloaded": "warning",
    "owner_with_too_many": "warning",
    "cost_without_source": "warning",
    "cost_without_amount": "warning",
    "cost_outside_years": "warning",
    "fact_untold": "warning",
    "measure_without_owner": "warning",
    "measure_without_money": "warning",
    "measure_without_problem": "warning",
    "measure_without_goal": "warning",
    "measure_without_indicator": "warning",
    "problem_without_measure": "warning",
    "goal_without_measure": "warning",
    "goal_without_indicator": "warning",
    "indicator_without_base": "warning",
    "indicator_without_targets": "warning",
    "ratio_without_part": "warning",
    "target_against_direction": "warning",
    "same_title": "warning",
}


def find_findings(programme: Programme, roadmap: "Roadmap") -> tuple[ProgrammeFinding, ...]:
    """Find what is wrong with a programme on the day of its roadmap.

    Only what stands in the programme is looked at; a measure of the roadmap that is late is a finding too. Sorted by
    code as in ``CODES``, then in the order of the programme.
    """
    found = [*find_days(programme, roadmap), *find_gaps(programme), *find_figures(programme, roadmap)]
    place = {code: number for number, code in enumerate(CODES)}
    return tuple(sorted(found, key=lambda one: place[one.code]))
