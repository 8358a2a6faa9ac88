"""Evaluation's decisions: behaviour, and the final.

The rater judges; the policy computes and advises; the final carries everything a stranger needs to recompute
it (`domain.md` 7 and 8). Pure: what is looked up elsewhere comes in with the case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.evaluation import (
    BehaviourAssessed,
    BehaviourValues,
    Concluded,
    CopiedFacts,
    Departure,
    EvaluationAmended,
    EvaluationFinalized,
    Innovation,
    LatenessAccepted,
    PolicyRef,
    Rating,
    Ratings,
    SelfAssessed,
)
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from contracts.values import StreamHead, TextRef
from services.evaluation.lines import exclusions, figures, result_lines, score, unproven_in
from services.evaluation.nothing_due import check_due
from services.evaluation.policies.inputs_v1 import Unverified
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.registry import POLICIES
from services.evaluation.time_left import TimeLeft, due_until, time_left

__all__ = [
    "AlreadyAccepted",
    "AlreadyFinal",
    "BehaviourMissing",
    "Case",
    "ClassIsComputed",
    "CodeSetByTheService",
    "DepartureNeedsReason",
    "Evaluation",
    "Given",
    "HeadsDoNotDepart",
    "NoAdvice",
    "NotYourSubordinate",
    "OwnEvaluation",
    "WaitsForUnitAchievement",
    "WaitsForVerdict",
    "behaviour_departures",
    "check_may_evaluate",
    "check_may_rate",
    "check_open",
    "conclude",
    "decide_assess",
    "decide_finalize",
    "departure_from",
    "evolve_evaluation",
    "result_departures",
    "time_left_of",
]


@dataclass(eq=False)
class OwnEvaluation(Refusal):
    """Nobody rates themself."""

    employee: UUID


@dataclass(eq=False)
class NotYourSubordinate(Refusal):
    """Only the rater in force evaluates, or whoever the rater has delegated to for now."""

    agreement: UUID


@dataclass(eq=False)
class AlreadyFinal(Refusal):
    """The evaluation of this period is final."""

    period: str
    predicate: str
    version: int


@dataclass(eq=False)
class AlreadyAccepted(Refusal):
    item: UUID


@dataclass(eq=False)
class BehaviourMissing(Refusal):
    """All seven values are required before finalization."""

    period: str


@dataclass(eq=False)
class WaitsForVerdict(Refusal):
    """Items uploaded in time, or accepted although late, have no verdict: silence must not cost the employee.

    rater: who must give it; of a year over several agreements there may be several.
    """

    items: str
    rater: str


@dataclass(eq=False)
class WaitsForUnitAchievement(Refusal):
    """A head's result rating is the unit's achievement, and none is set for the period."""

    unit: UUID
    period: str


@dataclass(eq=False)
class HeadsDoNotDepart(Refusal):
    """The rule for heads of units admits no departure from the unit's achievement."""

    advised: str


@dataclass(eq=False)
class NoAdvice(Refusal):
    """Nothing was due, so there is no advice to confirm: the rater gives the rating, with a reason."""

    period: str


@dataclass(eq=False)
class DepartureNeedsReason(Refusal):
    """Giving another rating than advised, or confirming one over a value below, needs a reason."""

    rating: str


@dataclass(eq=False)
class ClassIsComputed(Refusal):
    """A numeric policy computes the class from results and behaviour: it takes no ratings beside them."""

    policy: str


@dataclass(eq=False)
class CodeSetByTheService(Refusal):
    """A departure is the rater's own, with a reason of theirs: this code says what the service finds itself."""

    rating: str
    code: str


#: Why a reason was asked for although the rater departed from nothing: found here, never sent.
_NO_ADVICE, _BELOW_CONFIRMED = "no_advice", "value_below_confirmed"


@dataclass(frozen=True)
class Evaluation:
    """An evaluation's stream folded."""

    behaviour: BehaviourValues | None = None
    self_assessed: BehaviourValues | None = None
    accepted: Mapping[UUID, None] = field(default_factory=lambda: MappingProxyType({}))
    final: EvaluationFinalized | None = None
    final_version: int = 0
    #: What counts now, and its version: the final, or the last amendment of it.
    standing: EvaluationFinalized | EvaluationAmended | None = None
    standing_version: int = 0
    version: int = 0


def evolve_evaluation(state: Evaluation, event: Event) -> Evaluation:
    state = replace(state, version=state.version + 1)
    match event:
        case BehaviourAssessed():
            return replace(state, behaviour=event.values)
        case SelfAssessed():
            return replace(state, self_assessed=event.values)
        case LatenessAccepted():
            return replace(state, accepted=MappingProxyType({**state.accepted, event.item: None}))
        case EvaluationFinalized():
            at = state.version
            return replace(state, final=event, final_version=at, standing=event, standing_version=at)
        case EvaluationAmended():
            return replace(state, standing=event, standing_version=state.version)
    return state


@dataclass(frozen=True)
class Given:
    """The rater's answer to one advice: `rating` None confirms it; a reason where the rules ask for one.

    `reason_code` is for a departure; where the service finds the code itself it is not looked at.
    """

    rating: Rating | None = None
    reason_code: str | None = None
    reason: TextRef | None = None


@dataclass(frozen=True)
class Case:
    """Everything a final is decided on."""

    agreed: TargetAgreed
    period: str
    rater: UUID | None
    raters: frozenset[UUID]  # who may act as rater now: the rater in force, and delegates
    outcome: Outcome
    copied: CopiedFacts
    policy: PolicyRef
    unverified: Unverified
    heads: tuple[StreamHead, ...]
    innovations: tuple[Innovation, ...] = ()
    colleagues_heard: bool = False
    #: The last of the days judged; None of an amendment, which waits for no day.
    last_day: date | None = None
    #: By indicator: until when a rejection can still be answered in time (`time_left.to_answer`).
    answerable: Mapping[UUID, datetime] = field(default_factory=lambda: MappingProxyType({}))


def check_may_rate(actor: UUID, employee: UUID, raters: frozenset[UUID], agreement: UUID) -> None:
    """Refuse whoever may not act as the rater now."""
    if actor == employee:
        raise OwnEvaluation(employee)
    if actor not in raters:
        raise NotYourSubordinate(agreement)


def check_may_evaluate(
    state: Evaluation, actor: UUID, employee: UUID, raters: frozenset[UUID], agreement: UUID
) -> None:
    """Refuse whoever may not act as the rater now, and whatever comes after the final."""
    check_may_rate(actor, employee, raters, agreement)
    check_open(state)


def check_open(state: Evaluation) -> None:
    """Refuse whatever comes after the final."""
    if state.final is not None:
        raise AlreadyFinal(state.final.period, state.final.predicate, state.final_version)


def decide_assess(  # noqa: PLR0913  # what is said of behaviour, and by whom
    state: Evaluation,
    actor: UUID,
    agreed: TargetAgreed,
    period: str,
    raters: frozenset[UUID],
    values: BehaviourValues,
    *,
    colleagues_heard: bool = False,
) -> list[Event]:
    """Rate the seven values of behaviour; a later assessment replaces an earlier one until the final."""
    check_may_evaluate(state, actor, agreed.employee, raters, agreed.agreement)
    event = BehaviourAssessed(
        employee=agreed.employee,
        agreement=agreed.agreement,
        period=period,
        values=values,
        colleagues_heard=colleagues_heard,
    )
    return [event]


def decide_finalize(
    state: Evaluation, actor: UUID, case: Case, result: Given, behaviour: Given, now: datetime
) -> list[Event]:
    """Finalize a period: the rater confirms or departs from the advice; nothing is ever rated automatically."""
    agreed = case.agreed
    check_may_evaluate(state, actor, agreed.employee, case.raters, agreed.agreement)
    check_due(case.outcome, case.period)
    left = time_left_of(state, case, now)
    left.check_over(agreed.employee, case.period)
    concluded = conclude(state.behaviour, case, result, behaviour)
    left.check_shown(agreed.employee, case.period)
    return [EvaluationFinalized(employee=agreed.employee, finalized_at=now, **dict(concluded))]


def time_left_of(state: Evaluation, case: Case, now: datetime) -> TimeLeft:
    """What time has still to bring before a period can be finalized."""
    assert case.last_day is not None
    unproven = dict.fromkeys(unproven_in(case.outcome), case.copied.evidence_deadline)
    due = due_until(unproven, case.answerable, self_assessed=state.self_assessed is not None)
    return time_left(case.last_day, case.copied.time_zone, due, now)


def conclude(assessed: BehaviourValues | None, case: Case, result: Given, behaviour: Given) -> Concluded:
    """What a case comes to with the answers to its advice; who may answer, the caller has found out.

    Raises every refusal that says what is still missing, or that a reason is needed.
    """
    agreed, outcome = case.agreed, case.outcome
    assert case.rater is not None  # whoever acts is the rater, a delegate of theirs, or their superior
    if outcome.behaviour_missing or assessed is None:
        raise BehaviourMissing(case.period)
    if outcome.blockers:
        raise WaitsForVerdict(", ".join(sorted({one.item for one in outcome.blockers})), str(case.rater))
    if outcome.awaits_unit_achievement:
        raise WaitsForUnitAchievement(agreed.unit, case.period)
    policy = POLICIES[case.policy.id]
    if policy.predicate is None and (result.rating or behaviour.rating):
        raise ClassIsComputed(case.policy.id)
    advised = Ratings(result=outcome.advised_result, behaviour=outcome.advised_behaviour)
    departures: tuple[Departure, ...] = ()
    if policy.predicate is not None:
        departures = (
            *result_departures(advised.result, result, head=case.agreed.head_of_unit, of=case.period),
            *behaviour_departures(outcome.advised_behaviour, outcome.behaviour_below, behaviour),
        )
    given = Ratings(result=result.rating or advised.result, behaviour=behaviour.rating or advised.behaviour)
    predicate = policy.conclude(outcome, given.result, given.behaviour)
    assert predicate is not None  # a class is only missing where nothing was due, and then there is no final to amend
    return Concluded(
        agreement=agreed.agreement,
        agreement_version=agreed.agreement_version,
        assignment=agreed.assignment,
        unit=agreed.unit,
        period=case.period,
        head_of_unit=agreed.head_of_unit,
        rater=case.rater,
        policy=case.policy,
        unverified=case.unverified,
        heads=case.heads,
        copied=case.copied,
        results=result_lines(outcome, agreed),
        exclusions=exclusions(outcome),
        score=score(outcome.score, outcome.score_shown),
        score_with_excluded=score(outcome.score_with_excluded, outcome.score_with_excluded_shown),
        behaviour=assessed,
        behaviour_below=outcome.behaviour_below,
        colleagues_heard=case.colleagues_heard,
        innovations=case.innovations,
        advised=advised,
        given=given,
        departures=departures,
        numeric=figures(outcome),
        predicate=predicate,
    )


def result_departures(advised: Rating | None, given: Given, *, head: bool, of: str) -> tuple[Departure, ...]:
    """What must be given a reason of the rating of results: one without advice, or another than advised.

    `head`: whose unit's achievement is the rating, all the days that are judged; `of`: the period or the year.
    """
    if advised is None:
        if given.rating is None:
            raise NoAdvice(of)
        return (departure_from("result", given, _NO_ADVICE),)
    if given.rating is None or given.rating == advised:
        return ()
    if head:
        raise HeadsDoNotDepart(advised)
    return (departure_from("result", given, None),)


def behaviour_departures(advised: Rating | None, below: Sequence[str], given: Given) -> tuple[Departure, ...]:
    """What must be given a reason of the rating of behaviour: another one than advised, or confirmed over a value
    below.
    """
    if given.rating is not None and given.rating != advised:
        return (departure_from("behaviour", given, None),)
    if below:
        return (departure_from("behaviour", given, _BELOW_CONFIRMED),)
    return ()


def departure_from(rating: Literal["result", "behaviour"], given: Given, found: str | None) -> Departure:
    """A departure with its reason; `found`: the code where the service finds it. Raises where a reason is missing."""
    code = found or given.reason_code
    if given.reason is None or code is None:
        raise DepartureNeedsReason(rating)
    if found is None and code in (_NO_ADVICE, _BELOW_CONFIRMED):
        raise CodeSetByTheService(rating, code)
    return Departure.model_validate({"rating": rating, "reason_code": code, "reason": given.reason})
