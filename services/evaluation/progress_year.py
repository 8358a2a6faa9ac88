"""How far a person's year has come, and what would still change its result: as `progress.py` of a period. Pure."""

from collections.abc import Iterator
from uuid import UUID

from services.evaluation.annual_lines import years_of
from services.evaluation.nothing_due import nothing_due
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear
from services.evaluation.policies.year_v1 import Part
from services.evaluation.progress import Change, State, change_of, changes_by_others, state_from
from services.evaluation.time_left import TimeLeft

__all__ = ["changes_of_year", "state_of_year"]


def _parts(outcome: YearOutcome | NumericYear) -> Iterator[tuple[UUID, Part]]:
    """Every period looked at of what is due in the year, by indicator, in the order of the agreements."""
    for of in outcome.agreements:
        for year in years_of(of):
            for name, line in year.indicators.items():
                yield from ((UUID(name), part) for part in line.parts)


def _awaits(outcome: YearOutcome | NumericYear) -> bool:
    return isinstance(outcome, YearOutcome) and outcome.awaits_unit_achievement


def _begun(part: Part) -> bool:
    shown = part.counted.exclusion.items if part.counted.exclusion else ()
    return part.counted.last is not None or bool(shown)


def state_of_year(outcome: YearOutcome | NumericYear, left: TimeLeft) -> State:
    """How far a year that is not final has come."""
    if nothing_due(outcome):
        return "nothing_due"
    parts = [part for _, part in _parts(outcome)]
    return state_from(
        blocked=bool(outcome.blockers),
        due=bool(parts),
        begun=any(_begun(one) for one in parts),
        behaviour_missing=len(outcome.behaviour_missing),
        awaits_unit_achievement=_awaits(outcome),
        left=left,
    )


def changes_of_year(outcome: YearOutcome | NumericYear) -> tuple[Change, ...]:
    """All that would change the year's result while it is provisional, in the order of its agreements."""
    if nothing_due(outcome):
        return ()
    found = [
        change_of(indicator, part.counted.exclusion, part.counted.unproven)
        for indicator, part in _parts(outcome)
        if part.counted.exclusion is not None or part.counted.unproven
    ]
    missing = outcome.behaviour_missing
    return (*found, *changes_by_others(outcome.blockers, missing, awaits_unit_achievement=_awaits(outcome)))
