"""What is known of an agreement from elsewhere, looked up once for a command or a page: its versions, its periods with
the dates now in force, what is final, and who may act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.call import Call
from chassis.errors import Unknown
from chassis.runtime import Runtime
from contracts import people
from contracts.planning import PeriodDates, TargetAgreed
from contracts.readings import Deadlines, Place, cycle_dates, deadlines_of, version_at_end, version_in_force
from services.realization import projections

__all__ = ["Known", "agreement_of", "close_to", "known_of", "may_read", "today"]


@dataclass(frozen=True)
class Known:
    """An agreement as it is known here. `periods`: those it covers, in order."""

    runtime: Runtime
    agreed: tuple[TargetAgreed, ...]
    periods: Mapping[str, PeriodDates]
    zone: ZoneInfo
    final: frozenset[str]
    deadlines: Mapping[str, Deadlines]

    @property
    def last(self) -> TargetAgreed:
        return self.agreed[-1]

    def here(self, now: datetime) -> datetime:
        """An instant in the agency's zone."""
        return now.astimezone(self.zone)

    def in_force(self, period: str) -> TargetAgreed:
        """The version in force at the end of a period, or of the agreement if that is earlier."""
        dates = self.periods.get(period)
        return version_at_end(self.agreed, dates.ends_on if dates else self.last.ends_on)

    def in_force_on(self, day: date) -> TargetAgreed:
        """The version in force on a day; before the agreement begins its first."""
        return version_in_force(self.agreed, day) or self.agreed[0]

    def results_in(self, period: str) -> frozenset[UUID]:
        """The work results that hold on a day of a period: a revision may begin within it."""
        last = self.in_force(period).agreement_version
        first = self.in_force_on(self.periods[period].starts_on).agreement_version if period in self.periods else last
        held = (one.results for one in self.agreed if first <= one.agreement_version <= last)
        return frozenset(one.result for results in held for one in results)

    def is_late(self, period: str, at: datetime) -> bool:
        """Whether a report of `period` made at `at` came after the deadline now in force; shown, it costs nothing."""
        found = self.deadlines.get(period)
        return found is not None and at > found.reporting

    @property
    def place(self) -> Place | None:
        return people.place_of(self.runtime.projection, self.last.employee, self.last.assignment)

    def raters(self, at: datetime) -> frozenset[UUID]:
        """Who may act as rater now: the rater in force, or a delegate of theirs."""
        return people.acting(self.runtime.projection, self.place, at)


def agreement_of(runtime: Runtime, agreement: UUID) -> list[TargetAgreed]:
    """The agreed versions. Raises `Unknown` while none has arrived here."""
    agreed = people.agreed_versions(runtime.projection, agreement)
    if not agreed:
        raise Unknown(
            detail=f"there is no agreed target under {agreement}, as far as this service has seen",
            pesan="belum ada target yang disepakati untuk SKP ini",
            mend="agree the targets first; if that was just now, send Ekinerja-Seen of that answer along",
            perbaikan="sepakati target terlebih dahulu",
        )
    return agreed


def known_of(runtime: Runtime, agreement: UUID) -> Known:
    """What is known of an agreement. Raises `Unknown` while none of it has arrived here."""
    agreed = agreement_of(runtime, agreement)
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{agreed[-1].year}"))
    events = [kept.event for kept in cycle]
    periods = projections.covered(agreed[-1], cycle)
    return Known(
        runtime,
        tuple(agreed),
        periods,
        ZoneInfo(cycle_dates(events)[0] or "UTC"),
        projections.final_periods(runtime.projection, agreement),
        {period: found for period in periods if (found := deadlines_of(events, period))},
    )


def today(runtime: Runtime) -> date:
    """The day in the agency's zone, as this year's cycle names it."""
    now = runtime.clock()
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{now.year}"))
    return now.astimezone(ZoneInfo(cycle_dates(kept.event for kept in cycle)[0] or "UTC")).date()


def close_to(call: Call, employee: UUID, assignment: UUID) -> bool:
    """Whether what is written about an agreement is for the caller: its employee, and who acts as rater."""
    projection = call.runtime.projection
    place = people.place_of(projection, employee, assignment)
    return call.is_one_of(employee, *people.acting(projection, place, call.now))


def may_read(call: Call, agreed: TargetAgreed) -> bool:
    """Let in whom an agreement's record is open to; returns whether its texts are too. Raises `Forbidden`.

    Who acts as the rater's own rater, the officer and the auditor see what was done and when, not what people wrote.
    """
    close = close_to(call, agreed.employee, agreed.assignment)
    if close or call.has("auditor") or call.has("officer") or _is_superior(call, agreed):
        return close
    raise call.forbid(
        "these reports are another person's", "laporan ini milik orang lain",
        "the employee, the rater in force or the rater's superior",
        "pegawai, pejabat penilainya, atau atasan pejabat penilai",
    )  # fmt: skip


def _is_superior(call: Call, agreed: TargetAgreed) -> bool:
    projection = call.runtime.projection
    place = people.place_of(projection, agreed.employee, agreed.assignment)
    rater = place.rater if place else None
    return call.is_one_of(*people.superiors_of(projection, rater, today(call.runtime), call.now))
