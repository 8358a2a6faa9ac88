"""The years of many people, read together; one person's year is read the same way.

As `cases.py` for periods: a list of a hundred asks as many questions as one case does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from chassis.errors import Unknown
from chassis.projection import Kept
from chassis.runtime import Runtime
from chassis.store import History, Recorded
from chassis.store import fold as folded
from contracts.evaluation import (
    CopiedOfYear,
    EvaluationAmended,
    EvaluationFinalized,
    PeriodBeside,
    UnitAchievementSet,
)
from contracts.events import Event
from contracts.readings import annual_deadline, cycle_dates, end_of_day, places
from contracts.values import StreamHead
from services.evaluation import policy_choice_commands
from services.evaluation.annual import Year, YearCase, evolve_year
from services.evaluation.annual_inputs import (
    Achieved,
    AgreementsOverlap,
    Stretch,
    heads_of_year,
    innovations_of_year,
    judged_until,
    periods_of,
    rater_on,
    stretches,
    year_inputs,
)
from services.evaluation.cases import AT_ONCE, raters_of_each
from services.evaluation.cycles import cycle_of
from services.evaluation.dossier import FOLDED, Dossier, Fact, fold
from services.evaluation.policies.registry import YEARS
from services.evaluation.policy_choice import Chosen
from services.evaluation.time_left import to_answer

__all__ = [
    "Known",
    "YearCases",
    "known_year",
    "load_year",
    "raters_of_year",
    "year_case",
    "year_cases_of",
    "year_stream",
]


@dataclass(frozen=True)
class YearCases:
    """By employee: the case, and the history a command on it would follow; and of whom two agreements overlap."""

    found: Mapping[UUID, tuple[YearCase, History[Year]]]
    overlapping: frozenset[UUID] = frozenset()


def year_stream(runtime: Runtime, employee: UUID, year: int) -> UUID:
    return runtime.stream(f"evaluation:{employee}:{year}")


def load_year(runtime: Runtime, employee: UUID, year: int) -> History[Year]:
    return runtime.store.folded(year_stream(runtime, employee, year), Year(), evolve_year)


def _unknown(detail: str, pesan: str) -> Unknown:
    return Unknown(
        detail=f"{detail}, as far as this service has seen",
        pesan=pesan,
        mend="check the id and the year; if it was made just now, send Ekinerja-Seen of that answer along",
        perbaikan="periksa kembali nomor pengenal dan tahunnya",
    )


@dataclass(frozen=True)
class _Read:
    """What was read of an employee's year. `facts`: of the dossier; `own`: its own streams as recorded; `units`: what
    was set, for the year, of units they headed; `placed`: their own stream in planning.
    """

    cycle: Sequence[Kept]
    facts: Sequence[Fact]
    own: Mapping[UUID, Sequence[Recorded]]
    units: Mapping[UUID, Sequence[Recorded]]
    placed: Sequence[tuple[datetime, Event]]


@dataclass(frozen=True)
class Known:
    """What is known of an employee's year. `held`: its agreements in order of time, at least one, without those of an
    acting office (`contracts.acting_office`). `judged_until`: the last of the days judged."""

    read: _Read
    time_zone: str
    dossier: Dossier
    held: tuple[Stretch, ...]
    rater_on_last_day: UUID | None
    judged_until: date


def _read_together(
    runtime: Runtime, cycle: Sequence[Kept], employees: Sequence[UUID], year: int
) -> Mapping[UUID, _Read]:
    """Others' events as projected; evaluation's own of the year as recorded."""
    periods = periods_of([kept.event for kept in cycle])
    projected: dict[UUID, list[Fact]] = {employee: [] for employee in employees}
    of_key = {str(employee): facts for employee, facts in projected.items()}
    for kept in runtime.projection.of_key(*employees, types=FOLDED):
        of_key[kept.key].append(Fact(kept.stream, kept.version, kept.time, kept.event))
    streams: dict[UUID, list[UUID]] = {}
    units: dict[UUID, dict[UUID, UUID]] = {}
    for employee, facts in projected.items():
        agreed = {agreement: versions for agreement, versions in fold(facts).agreed.items() if versions}
        streams[employee] = [runtime.stream(f"evaluation:{one}:{dates.period}") for one in agreed for dates in periods]
        streams[employee].append(year_stream(runtime, employee, year))
        headed = {one.unit for versions in agreed.values() for one in versions if one.head_of_unit}
        units[employee] = {unit: runtime.stream(f"unit:{unit}:{year}") for unit in headed}
    named = {stream for each in streams.values() for stream in each}
    recorded = runtime.store.load_many([*named, *{stream for each in units.values() for stream in each.values()}])
    placed: defaultdict[UUID, list[tuple[datetime, Event]]] = defaultdict(list)
    for kept in runtime.projection.of_stream(*employees):
        placed[kept.stream].append((kept.time, kept.event))
    found = {}
    for employee, facts in projected.items():
        own = {stream: recorded[stream] for stream in streams[employee]}
        facts = [fact for fact in facts if fact.stream not in own]
        facts += [Fact(one.stream, one.version, one.time, one.event) for each in own.values() for one in each]
        headed_units = {unit: recorded[stream] for unit, stream in units[employee].items()}
        found[employee] = _Read(cycle, facts, own, headed_units, placed[employee])
    return found


def _known(read: _Read, year: int) -> Known | None:
    """None without an agreement in the year. Raises `AgreementsOverlap`."""
    events = [kept.event for kept in read.cycle]
    dossier, zone = fold(read.facts), cycle_dates(events)[0]
    placed = places(event for _, event in read.placed)
    held = stretches(dossier, year, periods_of(events), lambda unit: _achieved(read.units.get(unit, ())), placed)
    if not held:
        return None
    last = held[-1].agreed
    on_last_day = rater_on(read.placed, last.assignment, end_of_day(last.ends_on, zone))
    return Known(read, zone, dossier, held, on_last_day, judged_until(held, placed.values(), year))


def _achieved(told: Sequence[Recorded]) -> Achieved | None:
    found = None
    for one in told:
        if isinstance(one.event, UnitAchievementSet):
            found = Achieved(one.event.achievement, StreamHead(stream=one.stream, version=one.version))
    return found


def known_year(runtime: Runtime, employee: UUID, year: int) -> Known:
    """Raises `Unknown` without a cycle or without an agreement in it, `AgreementsOverlap`."""
    read = _read_together(runtime, cycle_of(runtime, year), [employee], year)
    known = _known(read[employee], year)
    if known is None:
        raise _unknown(f"employee {employee} has no agreement in {year}", f"pegawai ini tidak memiliki SKP {year}")
    return known


def raters_of_year(runtime: Runtime, known: Known) -> tuple[UUID | None, frozenset[UUID]]:
    """The rater in force of the last agreement, and all who may act as rater now."""
    last = known.held[-1].agreed
    return raters_of_each(runtime, [last])[last.agreement]


def year_case(runtime: Runtime, employee: UUID, year: int) -> tuple[YearCase, History[Year]]:
    """Everything an annual final would rest on now, with the outcome; the history's last instant is theirs.

    Raises as `known_year`, and `ChosenPolicyMissing`.
    """
    known, chosen = known_year(runtime, employee, year), policy_choice_commands.in_use(runtime, year)
    stream = year_stream(runtime, employee, year)
    return _case(known, year, stream, chosen, raters_of_each(runtime, [one.agreed for one in known.held]))


def year_cases_of(runtime: Runtime, employees: Iterable[UUID], year: int) -> YearCases:
    """The same of many, by employee; who has no agreement in the year is not among them.

    Raises `Unknown` for a year without a cycle, and `ChosenPolicyMissing`.
    """
    cycle, chosen = cycle_of(runtime, year), policy_choice_commands.in_use(runtime, year)
    found: dict[UUID, tuple[YearCase, History[Year]]] = {}
    overlapping: set[UUID] = set()
    named = list(dict.fromkeys(employees))
    for first in range(0, len(named), AT_ONCE):
        known: dict[UUID, Known] = {}
        for employee, read in _read_together(runtime, cycle, named[first : first + AT_ONCE], year).items():
            try:
                if (each := _known(read, year)) is not None:
                    known[employee] = each
            except AgreementsOverlap:  # the officer settles that first; nobody else's year waits for it
                overlapping.add(employee)
        raters = raters_of_each(runtime, [one.agreed for each in known.values() for one in each.held])
        for employee, one in known.items():
            found[employee] = _case(one, year, year_stream(runtime, employee, year), chosen, raters)
    return YearCases(found, frozenset(overlapping))


def _case(
    known: Known, year: int, stream: UUID, chosen: Chosen, raters: Mapping[UUID, tuple[UUID | None, frozenset[UUID]]]
) -> tuple[YearCase, History[Year]]:
    """raters: as `raters_of_each` finds them of the year's agreements."""
    read, recorded = known.read, known.read.own[stream]
    state = folded(recorded, Year(), evolve_year)
    inputs = year_inputs(known.dossier, year, known.held, time_zone=known.time_zone, unverified=chosen.unverified)
    judged_by = YEARS[chosen.policy.id]
    rater, may_rate = raters[known.held[-1].agreed.agreement]
    case = YearCase(
        year=year,
        held=known.held,
        rater=rater,
        raters=may_rate,
        rater_on_last_day=known.rater_on_last_day,
        inputs=inputs,
        outcome=judged_by.evaluate(inputs),
        judged_by=judged_by,
        policy=chosen.year_policy,
        unverified=chosen.unverified,
        copied=_copied(known, chosen.stream),
        heads=heads_of_year(known.dossier, year, known.held),
        innovations=innovations_of_year(known.dossier, year, known.held),
        beside=_beside(known),
        consideration=StreamHead(stream=stream, version=state.consideration) if state.consideration else None,
        judged_until=known.judged_until,
        answerable=to_answer(
            [one.periods[-1] for one in inputs.agreements], [(one.time, one.event) for one in recorded]
        ),
        raters_of={one.agreed.agreement: raters[one.agreed.agreement][0] for one in known.held},
    )
    named = {head.stream for head in (*case.heads, *(one.final for one in case.beside))}
    times = [fact.time for fact in read.facts if fact.stream in named]
    headed = {one.agreed.unit for one in known.held if one.agreed.head_of_unit}
    times += [one.time for unit in headed for one in read.units[unit] if isinstance(one.event, UnitAchievementSet)]
    last = max(read.cycle[-1].time, *times)
    return case, replace(History(stream, len(recorded), state, None), last=last)


def _copied(known: Known, chosen: StreamHead | None) -> CopiedOfYear:
    cycle = known.read.cycle
    deadline = annual_deadline(kept.event for kept in cycle)
    assert deadline is not None  # a cycle with periods was opened
    return CopiedOfYear(
        time_zone=known.time_zone,
        annual_evaluation_deadline=deadline,
        cycle=StreamHead(stream=cycle[-1].stream, version=cycle[-1].version),
        policy_stream=chosen,
    )


def _beside(known: Known) -> tuple[PeriodBeside, ...]:
    """What the year's periods came to by themselves, in an acting office too: of each the final, or the last amendment
    of it."""
    found: dict[tuple[UUID, str], PeriodBeside] = {}
    for one in (one for each in known.read.own.values() for one in each):
        event = one.event
        if isinstance(event, EvaluationFinalized | EvaluationAmended):
            found[event.agreement, event.period] = PeriodBeside(
                agreement=event.agreement,
                period=event.period,
                final=StreamHead(stream=one.stream, version=one.version),
                predicate=event.predicate,
            )
    return tuple(sorted(found.values(), key=lambda one: (one.period, one.agreement)))
