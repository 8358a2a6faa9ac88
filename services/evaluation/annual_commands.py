"""The commands of the annual evaluation: fold the dossier over the year, run the year's policy, decide, append."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis.errors import Unknown
from chassis.projection import Kept
from chassis.runtime import Runtime
from chassis.store import Decision, History, Recorded
from chassis.texts import NewText, new_text
from contracts import people
from contracts.evaluation import (
    BehaviourAssessed,
    BehaviourValues,
    ConsiderationLeft,
    CopiedOfYear,
    EvaluationAmended,
    EvaluationFinalized,
    InnovationRecorded,
    PeriodBeside,
    UnitAchievementSet,
)
from contracts.readings import annual_deadline, cycle_dates, end_of_day
from contracts.values import StreamHead
from services.evaluation import policy_choice_commands, projections
from services.evaluation.annual import (
    Year,
    YearCase,
    check_may_evaluate_year,
    decide_assess_year,
    decide_finalize_year,
    decide_leave_consideration,
    decide_record_innovation_of_year,
    evolve_year,
)
from services.evaluation.annual_inputs import (
    Achieved,
    Stretch,
    heads_of_year,
    innovations_of_year,
    periods_of,
    rater_on,
    stretches,
    year_inputs,
)
from services.evaluation.clockwork import together
from services.evaluation.commands import Answered, given_answer
from services.evaluation.delivery import awaits_delivery
from services.evaluation.dossier import Dossier, Fact, fold
from services.evaluation.innovation import EvidenceNotUsable, not_usable
from services.evaluation.innovation_commands import Sent
from services.evaluation.policies.registry import YEARS

__all__ = [
    "assess_year",
    "finalize_year",
    "leave_consideration",
    "load_year",
    "record_innovation_of_year",
    "year_case",
    "year_stream",
]


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
class _Known:
    """What this service knows of an employee's year. `facts`: of the dossier; `own`: its own streams as recorded."""

    cycle: Sequence[Kept]
    time_zone: str
    facts: Sequence[Fact]
    dossier: Dossier
    held: tuple[Stretch, ...]
    own: dict[UUID, list[Recorded]]
    told: Sequence[Recorded]


def _known(runtime: Runtime, employee: UUID, year: int) -> _Known:
    """Others' events as projected; evaluation's own of the year as recorded. Raises `Unknown` without an agreement."""
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))
    periods = periods_of([kept.event for kept in cycle])
    if not periods:
        raise _unknown(f"there is no cycle {year}", f"siklus {year} tidak ditemukan")
    projected = projections.facts_of(runtime.projection, employee)
    agreements = [agreement for agreement, versions in fold(projected).agreed.items() if versions]
    streams = [runtime.stream(f"evaluation:{one}:{dates.period}") for one in agreements for dates in periods]
    own = runtime.store.load_many([*streams, year_stream(runtime, employee, year)])
    facts = [fact for fact in projected if fact.stream not in own]
    facts += [Fact(one.stream, one.version, one.time, one.event) for each in own.values() for one in each]
    told: list[Recorded] = []

    def achieved(unit: UUID) -> Achieved | None:
        found = None
        for one in runtime.store.load(runtime.stream(f"unit:{unit}:{year}")):
            if isinstance(one.event, UnitAchievementSet):
                told.append(one)
                head = StreamHead(stream=one.stream, version=one.version)
                found = Achieved(one.event.achievement, head)
        return found

    dossier = fold(facts)
    held = stretches(dossier, year, periods, achieved)
    if not held:
        raise _unknown(f"employee {employee} has no agreement in {year}", f"pegawai ini tidak memiliki SKP {year}")
    zone = cycle_dates(kept.event for kept in cycle)[0]
    return _Known(cycle, zone, facts, dossier, held, own, told)


def year_case(runtime: Runtime, employee: UUID, year: int) -> tuple[YearCase, History[Year]]:
    """Everything an annual final would rest on now, with the outcome; the history's last instant is theirs."""
    known, history = _known(runtime, employee, year), load_year(runtime, employee, year)
    chosen = policy_choice_commands.in_use(runtime, year)
    inputs = year_inputs(known.dossier, year, known.held, time_zone=known.time_zone, unverified=chosen.unverified)
    judged_by = YEARS[chosen.policy.id]
    place, raters = _raters(runtime, known)
    left = history.state.consideration
    case = YearCase(
        year=year,
        held=known.held,
        rater=place,
        raters=raters,
        rater_on_last_day=_on_last_day(runtime, known),
        inputs=inputs,
        outcome=judged_by.evaluate(inputs),
        judged_by=judged_by,
        policy=chosen.year_policy,
        unverified=chosen.unverified,
        copied=_copied(known, chosen.stream),
        heads=heads_of_year(known.dossier, year, known.held),
        innovations=innovations_of_year(known.dossier, year, known.held),
        beside=_beside(known),
        consideration=StreamHead(stream=history.stream, version=left) if left else None,
    )
    named = {head.stream for head in (*case.heads, *(one.final for one in case.beside))}
    recorded = [one.time for each in known.own.values() for one in each if one.stream in named]
    times = [fact.time for fact in known.facts if fact.stream in named] + [one.time for one in known.told]
    return case, replace(history, last=max(known.cycle[-1].time, *recorded, *times))


def _raters(runtime: Runtime, known: _Known) -> tuple[UUID | None, frozenset[UUID]]:
    last = known.held[-1].agreed
    place = people.place_of(runtime.projection, last.employee, last.assignment)
    return (place.rater if place else None), people.acting(runtime.projection, place, runtime.clock())


def _on_last_day(runtime: Runtime, known: _Known) -> UUID | None:
    last = known.held[-1].agreed
    told = [(kept.time, kept.event) for kept in runtime.projection.of_stream(last.employee)]
    return rater_on(told, last.assignment, end_of_day(last.ends_on, known.time_zone))


def _copied(known: _Known, chosen: StreamHead | None) -> CopiedOfYear:
    cycle = known.cycle[-1]
    deadline = annual_deadline(kept.event for kept in known.cycle)
    assert deadline is not None  # a cycle with periods was opened
    return CopiedOfYear(
        time_zone=known.time_zone,
        annual_evaluation_deadline=deadline,
        cycle=StreamHead(stream=cycle.stream, version=cycle.version),
        policy_stream=chosen,
    )


def _beside(known: _Known) -> tuple[PeriodBeside, ...]:
    """What the year's periods came to by themselves: of each the final, or the last amendment of it."""
    agreements = {one.agreed.agreement for one in known.held}
    found: dict[tuple[UUID, str], PeriodBeside] = {}
    for one in (one for each in known.own.values() for one in each):
        event = one.event
        if isinstance(event, EvaluationFinalized | EvaluationAmended) and event.agreement in agreements:
            found[event.agreement, event.period] = PeriodBeside(
                agreement=event.agreement,
                period=event.period,
                final=StreamHead(stream=one.stream, version=one.version),
                predicate=event.predicate,
            )
    return tuple(sorted(found.values(), key=lambda one: (one.period, one.agreement)))


def assess_year(  # noqa: PLR0913  # what is said of behaviour, and of whom
    runtime: Runtime,
    actor: UUID,
    employee: UUID,
    year: int,
    values: BehaviourValues,
    *,
    colleagues_heard: bool = False,
) -> Decision:
    """Rate behaviour over the year."""
    known, history = _known(runtime, employee, year), load_year(runtime, employee, year)
    last = known.held[-1].agreed
    assessed = BehaviourAssessed(
        employee=employee,
        agreement=last.agreement,
        period=str(year),
        values=values,
        colleagues_heard=colleagues_heard,
    )
    events = decide_assess_year(history.state, actor, last, _raters(runtime, known)[1], assessed)
    return Decision([history.then(*events)])


def record_innovation_of_year(runtime: Runtime, actor: UUID, employee: UUID, year: int, sent: Sent) -> Decision:
    """Record an innovation of the year, shown by evidence of any of its agreements."""
    known, history = _known(runtime, employee, year), load_year(runtime, employee, year)
    last, raters = known.held[-1].agreed, _raters(runtime, known)[1]
    check_may_evaluate_year(history.state, actor, last, raters, year)  # before anything of theirs is told
    agreements = {one.agreed.agreement for one in known.held}
    if missing := not_usable(known.dossier.items, sent.items, agreements):
        raise EvidenceNotUsable(", ".join(map(str, missing)))
    text = new_text(sent.description, employee)
    event = InnovationRecorded(
        employee=employee,
        agreement=last.agreement,
        period=str(year),
        kind=sent.kind,
        items=tuple(dict.fromkeys(sent.items)),
        description=text.ref,
    )
    events = decide_record_innovation_of_year(history.state, actor, last, raters, event)
    return Decision([history.then(*events, texts=[text])])


def leave_consideration(runtime: Runtime, actor: UUID, employee: UUID, year: int, written: str) -> Decision:
    """Leave a consideration for whoever finalizes the year."""
    known, history = _known(runtime, employee, year), load_year(runtime, employee, year)
    text = new_text(written, employee)
    left = ConsiderationLeft(
        employee=employee, agreement=known.held[-1].agreed.agreement, period=str(year), consideration=text.ref
    )
    events = decide_leave_consideration(history.state, actor, _on_last_day(runtime, known), left)
    return Decision([history.then(*events, texts=[text])])


def finalize_year(
    runtime: Runtime, actor: UUID, employee: UUID, year: int, result: Answered, behaviour: Answered
) -> Decision:
    """Finalize the year on the dossier as it stands; the event names every head that decided."""
    case, history = year_case(runtime, employee, year)
    texts: list[NewText] = []
    given = (given_answer(result, case.last, texts), given_answer(behaviour, case.last, texts))
    now = history.now(runtime.clock())
    (event,) = decide_finalize_year(history.state, actor, case, *given, now)
    named = event.model_dump(include={"departures"}, mode="json")["departures"]
    used = {departure["reason"]["text"] for departure in named}
    return Decision(
        [history.then(event, texts=[text for text in texts if str(text.id) in used])],
        body={
            "employee": str(employee),
            "year": year,
            "location": f"/v1/employees/{employee}/evaluations/{year}",
        },
        rows=together(
            policy_choice_commands.unless_taken_anew(runtime, year, case.copied.policy_stream),
            awaits_delivery(runtime, history.stream, now, year),
        ),
    )
