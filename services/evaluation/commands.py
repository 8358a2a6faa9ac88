"""Evaluation's commands: load the stream, fold the dossier, run the policy, decide, append."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.errors import Unknown
from chassis.projection import Kept
from chassis.runtime import Runtime
from chassis.store import Decision, History, Recorded
from chassis.texts import NewText, new_text
from contracts import people
from contracts.evaluation import (
    Achievement,
    BehaviourValues,
    CopiedFacts,
    Rating,
    UnitAchievementSet,
)
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.readings import Deadlines, annual_deadline, cycle_dates, deadlines_of, version_in_force
from contracts.values import StreamHead
from services.evaluation import policy_choice_commands, projections
from services.evaluation.annual_inputs import periods_of
from services.evaluation.clockwork import together
from services.evaluation.delivery import awaits_delivery
from services.evaluation.domain import (
    Case,
    Evaluation,
    Given,
    decide_assess,
    decide_finalize,
    evolve_evaluation,
)
from services.evaluation.dossier import Fact, fold, heads_of, innovations_in, scoring_inputs
from services.evaluation.finals import is_year
from services.evaluation.one_level_up import decide_set_achievement, head_on, headed_in, setters
from services.evaluation.policies.registry import POLICIES
from services.evaluation.policy_choice import Chosen
from services.evaluation.time_left import to_answer
from services.evaluation.units import units_of

__all__ = [
    "Answered",
    "Read",
    "achievement_stream",
    "agreed_among",
    "assess",
    "case_from",
    "case_of",
    "evaluation_stream",
    "finalize",
    "given_answer",
    "raters_of",
    "facts_of",
    "deadlines",
    "agreed_for",
    "load_evaluation",
    "own_streams",
    "set_achievement",
    "setters_of",
    "today",
    "unknown",
    "with_own",
]


def evaluation_stream(runtime: Runtime, agreement: UUID, period: str) -> UUID:
    return runtime.stream(f"evaluation:{agreement}:{period}")


def load_evaluation(runtime: Runtime, agreement: UUID, period: str) -> History[Evaluation]:
    return runtime.store.folded(evaluation_stream(runtime, agreement, period), Evaluation(), evolve_evaluation)


def unknown(what: str, which: object) -> Unknown:
    return Unknown(
        detail=f"there is no {what} {which}, as far as this service has seen",
        pesan=f"{what} {which} tidak ditemukan",
        mend="check the id; if it was made just now, send Ekinerja-Seen of that answer along",
        perbaikan="periksa kembali nomor pengenalnya",
    )


def deadlines(runtime: Runtime, period: str) -> tuple[Deadlines, Kept]:
    """The deadlines now in force of a period, or of a year, and the cycle's last event they came from.

    Of a year: from its first period's day to its last one's, evidence by the last, evaluated by the annual deadline.
    """
    kept = runtime.projection.of_stream(runtime.stream(f"cycle:{period[:4]}"))
    events = [one.event for one in kept]
    found = _deadlines_of_year(events, period) if is_year(period) else deadlines_of(events, period)
    if found is None:
        raise unknown("period", period)
    return found, kept[-1]


def _deadlines_of_year(cycle: Sequence[Event], year: str) -> Deadlines | None:
    periods, evaluation = periods_of(cycle), annual_deadline(cycle)
    if not periods or evaluation is None:
        return None
    return replace(periods[-1], period=year, starts_on=periods[0].starts_on, evaluation=evaluation)


def today(runtime: Runtime, time_zone: str) -> date:
    """The day it is now in this zone."""
    return runtime.clock().astimezone(ZoneInfo(time_zone)).date()


def agreed_among(versions: Sequence[TargetAgreed], dates: Deadlines) -> TargetAgreed | None:
    """The version in force at the end of the days evaluated (`domain.md` 7.1); None where none has a day of them."""
    last = versions[-1] if versions else None
    if last is None or last.starts_on > dates.ends_on or last.ends_on < dates.starts_on:
        return None
    return version_in_force(versions, min(dates.ends_on, last.ends_on)) or last


def agreed_for(runtime: Runtime, agreement: UUID, dates: Deadlines) -> TargetAgreed:
    """The agreement version in force at the end of the days evaluated."""
    versions = people.agreed_versions(runtime.projection, agreement)
    found = agreed_among(versions, dates)
    if found is None:
        raise unknown(*("period", f"{dates.period} of agreement {agreement}") if versions else ("agreement", agreement))
    return found


def raters_of(runtime: Runtime, agreed: TargetAgreed) -> tuple[UUID | None, frozenset[UUID]]:
    """The rater in force, and all who may act as rater now."""
    place = people.place_of(runtime.projection, agreed.employee, agreed.assignment)
    return (place.rater if place else None), people.acting(runtime.projection, place, runtime.clock())


def own_streams(runtime: Runtime, cycle: Sequence[Kept], agreement: UUID, period: str) -> list[UUID]:
    """Where the evaluations of an agreement are recorded, this period's and those of the year before it.

    cycle: the events of the year's cycle, which say what its periods are.
    """
    periods = {one for one in cycle_dates(kept.event for kept in cycle)[2] if one <= period}
    return [evaluation_stream(runtime, agreement, one) for one in sorted(periods | {period})]


def facts_of(runtime: Runtime, agreed: TargetAgreed, period: str) -> list[Fact]:
    """What the employee's dossier is folded from: others' events as projected, this agreement's evaluations so far as
    recorded."""
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{period[:4]}"))
    own = runtime.store.load_many(own_streams(runtime, cycle, agreed.agreement, period))
    return with_own(projections.facts_of(runtime.projection, agreed.employee), own)


def with_own(projected: Iterable[Fact], own: Mapping[UUID, Sequence[Recorded]]) -> list[Fact]:
    """Facts as projected, and of these streams as recorded: what was just decided need not have come back yet."""
    facts = [fact for fact in projected if fact.stream not in own]
    recorded = (one for history in own.values() for one in history)
    return facts + [Fact(one.stream, one.version, one.time, one.event) for one in recorded]


@dataclass(frozen=True)
class Read:
    """What was read of one agreement for one period: all that its case is made of."""

    agreed: TargetAgreed
    history: History[Evaluation]
    facts: Sequence[Fact]
    #: What was set of the achievement of the unit that the employee heads; nothing for anybody else.
    achieved: Sequence[Recorded]
    rater: UUID | None
    raters: frozenset[UUID]


def case_of(runtime: Runtime, agreement: UUID, period: str) -> tuple[Case, History[Evaluation]]:
    """Everything a final of this period would rest on now, with the policy's outcome."""
    dates, cycle = deadlines(runtime, period)
    agreed = agreed_for(runtime, agreement, dates)
    history = load_evaluation(runtime, agreement, period)
    facts, achieved = facts_of(runtime, agreed, period), _achieved(runtime, agreed, period)
    chosen = policy_choice_commands.in_use(runtime, agreed.year)
    read = Read(agreed, history, facts, achieved, *raters_of(runtime, agreed))
    return case_from(read, period, dates, cycle, chosen)


def case_from(
    read: Read, period: str, dates: Deadlines, cycle: Kept, chosen: Chosen
) -> tuple[Case, History[Evaluation]]:
    """The case, and the history it follows.

    The history's last instant is that of the last event among them: services on other machines have other clocks, and
    no final is earlier than what it rests on.
    """
    agreed, dossier = read.agreed, fold(read.facts)
    copied = _copied(dates, cycle, read.achieved, chosen)
    inputs = scoring_inputs(dossier, agreed, period, copied, chosen.unverified)
    case = Case(
        agreed=agreed,
        period=period,
        rater=read.rater,
        raters=read.raters,
        outcome=POLICIES[chosen.policy.id].evaluate(inputs),
        copied=copied,
        policy=chosen.policy,
        unverified=chosen.unverified,
        heads=heads_of(dossier, agreed.agreement, period),
        innovations=innovations_in(dossier, {agreed.agreement}, {period}),
        colleagues_heard=inputs.colleagues_heard,
        last_day=min(dates.ends_on, agreed.ends_on),
        answerable=to_answer(
            [inputs], [(one.time, one.event) for one in read.facts if one.stream == read.history.stream]
        ),
    )
    named = {head.stream for head in case.heads}
    times = [fact.time for fact in read.facts if fact.stream in named] + [one.time for one in read.achieved]
    return case, replace(read.history, last=max(cycle.time, *times))


def achievement_stream(runtime: Runtime, unit: UUID, period: str) -> UUID:
    return runtime.stream(f"unit:{unit}:{period}")


def _achieved(runtime: Runtime, agreed: TargetAgreed, period: str) -> Sequence[Recorded]:
    if not agreed.head_of_unit:
        return ()
    return runtime.store.load(achievement_stream(runtime, agreed.unit, period))


def _copied(dates: Deadlines, cycle: Kept, achieved: Sequence[Recorded], chosen: Chosen) -> CopiedFacts:
    achievement: Achievement | None = None
    unit_stream: StreamHead | None = None
    for one in achieved:
        if isinstance(one.event, UnitAchievementSet):
            achievement = one.event.achievement
            unit_stream = StreamHead(stream=one.stream, version=one.version)
    return CopiedFacts(
        time_zone=dates.time_zone,
        reporting_deadline=dates.reporting,
        evidence_deadline=dates.evidence,
        evaluation_deadline=dates.evaluation,
        cycle=StreamHead(stream=cycle.stream, version=cycle.version),
        unit_achievement=achievement,
        unit_stream=unit_stream,
        policy_stream=chosen.stream,
    )


def assess(  # noqa: PLR0913  # what is said of behaviour, and where
    runtime: Runtime,
    actor: UUID,
    agreement: UUID,
    period: str,
    values: BehaviourValues,
    *,
    colleagues_heard: bool = False,
) -> Decision:
    """Rate behaviour; `colleagues_heard`: colleagues and subordinates were asked."""
    dates, _ = deadlines(runtime, period)
    agreed = agreed_for(runtime, agreement, dates)
    history = load_evaluation(runtime, agreement, period)
    raters = raters_of(runtime, agreed)[1]
    events = decide_assess(history.state, actor, agreed, period, raters, values, colleagues_heard=colleagues_heard)
    return Decision([history.then(*events)])


@dataclass(frozen=True)
class Answered:
    """The rater's answer to one advice as sent: rating None confirms it."""

    rating: Rating | None
    reason_code: str | None
    reason: str | None


def given_answer(answered: Answered, employee: UUID, texts: list[NewText]) -> Given:
    """The answer as the domain takes it; its reason, a text about `employee`, is added to `texts`."""
    if answered.reason is None:
        return Given(answered.rating)
    text = new_text(answered.reason, employee)
    texts.append(text)
    return Given(answered.rating, answered.reason_code, text.ref)


def finalize(
    runtime: Runtime, actor: UUID, agreement: UUID, period: str, result: Answered, behaviour: Answered
) -> Decision:
    """Finalize a period on the dossier as it stands; the event names every head that decided."""
    case, history = case_of(runtime, agreement, period)
    texts: list[NewText] = []
    given = (given_answer(result, case.agreed.employee, texts), given_answer(behaviour, case.agreed.employee, texts))
    now = history.now(runtime.clock())
    (event,) = decide_finalize(history.state, actor, case, *given, now)
    named = event.model_dump(include={"departures"}, mode="json")["departures"]
    used = {departure["reason"]["text"] for departure in named}
    return Decision(
        [history.then(event, texts=[text for text in texts if str(text.id) in used])],
        body={
            "agreement": str(agreement),
            "period": period,
            "location": f"/v1/agreements/{agreement}/evaluations/{period}",
        },
        rows=together(
            policy_choice_commands.unless_taken_anew(runtime, case.agreed.year, case.copied.policy_stream),
            awaits_delivery(runtime, history.stream, now, int(period[:4])),
        ),
    )


def set_achievement(runtime: Runtime, actor: UUID, unit: UUID, period: str, achievement: Achievement) -> Decision:
    """Set a unit's achievement of a period, or of the year; by the head one level up. Raises `Unknown`."""
    units_of(runtime.projection).below(unit)
    may, rated = setters_of(runtime, unit, period)
    stream = achievement_stream(runtime, unit, period)
    version = runtime.store.versions([stream]).get(stream, 0)
    event = UnitAchievementSet(unit=unit, period=period, achievement=achievement)
    events = decide_set_achievement(actor, event, may, rated)
    return Decision(
        [History(stream, version, None).then(*events)], body={"location": f"/v1/units/{unit}/achievements/{period}"}
    )


def setters_of(runtime: Runtime, unit: UUID, period: str) -> tuple[tuple[UUID, ...], frozenset[UUID]]:
    """Who may set a unit's achievement of a period, or of the year, the rater first; and whose own rating it is."""
    dates, _ = deadlines(runtime, period)
    day, projection = today(runtime, dates.time_zone), runtime.projection
    head = head_on(projections.heads_of_unit(projection, unit), day)
    as_head = {
        one.agreement for one in projections.agreements_of_unit(projection, unit, int(period[:4])) if one.head_of_unit
    }
    versions = [people.agreed_versions(projection, one) for one in as_head]
    rated = headed_in(versions, unit, dates.starts_on, dates.ends_on)

    def events_of(stream: UUID) -> list[Event]:
        return [kept.event for kept in projection.of_stream(stream)]

    return setters(head, rated, events_of, day, runtime.clock()), rated
