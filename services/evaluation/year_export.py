"""A unit's finals of a whole year: a recap of each period of the cycle that has begun, then of the year itself.

Without running any policy: only what is final is told.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.call import Call
from chassis.errors import TooLarge
from contracts.readings import cycle_dates
from services.evaluation.commands import today
from services.evaluation.cycles import cycle_of
from services.evaluation.finals import is_year
from services.evaluation.people_views import MOST_PEOPLE
from services.evaluation.population import people_of, people_of_year
from services.evaluation.recap import Recap, rows_of
from services.evaluation.seeing import check_sees_unit
from services.evaluation.units import units_of

__all__ = ["year_of"]


def year_of(call: Call, unit: UUID, year: int) -> Sequence[Recap]:
    """The recaps in the order of the periods, the year last. Raises `Forbidden`, `Unknown`, `TooLarge`."""
    runtime = call.runtime
    zone, _, periods = cycle_dates(kept.event for kept in cycle_of(runtime, year))
    here: date = today(runtime, zone)
    units = units_of(runtime.projection)
    check_sees_unit(call, units, unit, here)
    recaps = []
    in_order = sorted(periods.values(), key=lambda one: one.starts_on)
    begun = [(one.period, one.starts_on, one.ends_on) for one in in_order if one.starts_on <= here]
    for period, first, last in (*begun, (str(year), in_order[0].starts_on, in_order[-1].ends_on)):
        everyone = people_of_year if is_year(period) else people_of
        people = everyone(runtime.projection, units.below(unit), first, last)
        if len(people.members) > MOST_PEOPLE:
            raise TooLarge(
                detail=f"one sheet holds {MOST_PEOPLE} people at most, and these are {len(people.members)}",
                pesan=f"satu lembar paling banyak {MOST_PEOPLE} orang",
                mend="ask for a unit below", perbaikan="minta unit di bawahnya",
            )  # fmt: skip
        rows, beside = rows_of(call, people, units, unit, period, states=False)
        recaps.append(Recap(unit, period, units, rows, beside))
    return recaps
