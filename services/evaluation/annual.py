"""The annual evaluation's decisions: behaviour of the year, a consideration, and the final (`domain.md` 7.7).

Made afresh over the year, by the rater in force of its last agreement; the rater on its last day may leave a
consideration before. Pure: what is looked up elsewhere comes in with the case.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from contracts.evaluation import (
    AnnualEvaluationFinalized,
    BehaviourAssessed,
    BehaviourValues,
    ConcludedYear,
    ConsiderationLeft,
    CopiedOfYear,
    Departure,
    Innovation,
    InnovationRecorded,
    PeriodBeside,
    PolicyRef,
    Ratings,
    SelfAssessed,
)
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation.annual_inputs import Stretch
from services.evaluation.annual_lines import (
    agreements_of_year,
    exclusions_of_year,
    figures_of_year,
    shown_score,
    unproven_in_year,
)
from services.evaluation.domain import (
    AlreadyFinal,
    BehaviourMissing,
    ClassIsComputed,
    Given,
    NotYourSubordinate,
    OwnEvaluation,
    WaitsForUnitAchievement,
    WaitsForVerdict,
    behaviour_departures,
    result_departures,
)
from services.evaluation.nothing_due import check_due_in_year
from services.evaluation.policies.inputs_v1 import Unverified
from services.evaluation.policies.outcome_v1 import Blocker
from services.evaluation.policies.ratings_6_2022_v1 import BEHAVIOUR_VALUES, BELOW
from services.evaluation.policies.registry import YearPolicy
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear
from services.evaluation.policies.year_v1 import YearInputs
from services.evaluation.time_left import TimeLeft, due_until, time_left

__all__ = [
    "NotTheLastDaysRater",
    "Year",
    "YearCase",
    "advised_in",
    "awaited_units",
    "awaited_verdicts",
    "behaviour_below",
    "check_may_evaluate_year",
    "conclude_year",
    "decide_assess_year",
    "decide_finalize_year",
    "decide_leave_consideration",
    "decide_record_innovation_of_year",
    "evolve_year",
    "time_left_of_year",
]


@dataclass(eq=False)
class NotTheLastDaysRater(Refusal):
    """A consideration is left by whoever was the rater on the year's last day, and nobody else."""

    employee: UUID
    year: int


@dataclass(frozen=True)
class Year:
    """The stream of an employee's annual evaluation, folded."""

    behaviour: BehaviourValues | None = None
    self_assessed: BehaviourValues | None = None
    consideration: int = 0
    final: AnnualEvaluationFinalized | None = None
    final_version: int = 0
    version: int = 0


def evolve_year(state: Year, event: Event) -> Year:
    state = replace(state, version=state.version + 1)
    match event:
        case BehaviourAssessed():
            return replace(state, behaviour=event.values)
        case SelfAssessed():
            return replace(state, self_assessed=event.values)
        case ConsiderationLeft():
            return replace(state, consideration=state.version)
        case AnnualEvaluationFinalized():
            return replace(state, final=event, final_version=state.version)
    return state


@dataclass(frozen=True)
class YearCase:
    """Everything an annual final is decided on. `held`: the year's agreements in order of time, at least one."""

    year: int
    held: tuple[Stretch, ...]
    rater: UUID | None
    raters: frozenset[UUID]  # who may act as rater of the last agreement now
    rater_on_last_day: UUID | None
    inputs: YearInputs
    outcome: YearOutcome | NumericYear
    judged_by: YearPolicy
    policy: PolicyRef
    unverified: Unverified
    copied: CopiedOfYear
    heads: tuple[StreamHead, ...]
    innovations: tuple[Innovation, ...] = ()
    beside: tuple[PeriodBeside, ...] = ()
    consideration: StreamHead | None = None
    #: The last of the days judged; None of an amendment, which waits for no day.
    judged_until: date | None = None
    #: By indicator: until when a rejection can still be answered in time (`time_left.to_answer`).
    answerable: Mapping[UUID, datetime] = field(default_factory=lambda: MappingProxyType({}))
    #: By agreement: the rater in force of each, whom what was shown in it waits for.
    raters_of: Mapping[UUID, UUID | None] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def last(self) -> TargetAgreed:
        """The last agreement of the year."""
        return self.held[-1].agreed

    @property
    def employee(self) -> UUID:
        return self.last.employee


def check_may_evaluate_year(
    state: Year, actor: UUID, agreed: TargetAgreed, raters: Collection[UUID], year: int
) -> None:
    """Refuse whoever may not act as the rater of the last agreement now, and whatever comes after the final."""
    if actor == agreed.employee:
        raise OwnEvaluation(agreed.employee)
    if actor not in raters:
        raise NotYourSubordinate(agreed.agreement)
    _check_open(state, year)


def _check_open(state: Year, year: int) -> None:
    if state.final is not None:
        raise AlreadyFinal(str(year), state.final.predicate, state.final_version)


def decide_assess_year(
    state: Year, actor: UUID, agreed: TargetAgreed, raters: Collection[UUID], assessed: BehaviourAssessed
) -> list[Event]:
    """Rate the seven values over the year; a later assessment replaces an earlier one until the final."""
    check_may_evaluate_year(state, actor, agreed, raters, int(assessed.period))
    return [assessed]


def decide_record_innovation_of_year(
    state: Year, actor: UUID, agreed: TargetAgreed, raters: Collection[UUID], recorded: InnovationRecorded
) -> list[Event]:
    """Record what is new about the year's work, until the final. The items were looked at by the caller."""
    check_may_evaluate_year(state, actor, agreed, raters, int(recorded.period))
    return [recorded]


def decide_leave_consideration(
    state: Year, actor: UUID, on_last_day: UUID | None, left: ConsiderationLeft
) -> list[Event]:
    """Leave a consideration, until the final; by the rater on the year's last day, who may rate here no longer."""
    if actor == left.employee:
        raise OwnEvaluation(left.employee)
    if actor != on_last_day:
        raise NotTheLastDaysRater(left.employee, int(left.period))
    _check_open(state, int(left.period))
    return [left]


def decide_finalize_year(
    state: Year, actor: UUID, case: YearCase, result: Given, behaviour: Given, now: datetime
) -> list[Event]:
    """Finalize the year: the rater confirms or departs from the advice; nothing is ever rated automatically."""
    check_may_evaluate_year(state, actor, case.last, case.raters, case.year)
    check_due_in_year(case.outcome, case.year)
    left = time_left_of_year(state, case, now)
    left.check_over(case.employee, str(case.year))
    concluded = conclude_year(state.behaviour, case, result, behaviour)
    left.check_shown(case.employee, str(case.year))
    return [AnnualEvaluationFinalized(employee=case.employee, finalized_at=now, **dict(concluded))]


def time_left_of_year(state: Year, case: YearCase, now: datetime) -> TimeLeft:
    """What time has still to bring before a year can be finalized."""
    assert case.judged_until is not None
    unproven = {
        indicator: one.evidence_deadline
        for one in case.held
        for indicator in unproven_in_year(case.outcome, {one.agreed.agreement})
    }
    due = due_until(unproven, case.answerable, self_assessed=state.self_assessed is not None)
    return time_left(case.judged_until, case.copied.time_zone, due, now)


def awaited_units(case: YearCase) -> dict[UUID, UUID | None]:
    """Units whose achievement of the year the policy waits for, each with the rater of whoever headed it."""
    if not isinstance(case.outcome, YearOutcome) or not case.outcome.awaits_unit_achievement:
        return {}
    headed = (one.agreed for one in case.held if one.agreed.head_of_unit and one.achieved is None)
    return {one.unit: _rater_of(case, one) for one in headed}


def awaited_verdicts(case: YearCase) -> list[tuple[Blocker, UUID | None]]:
    """What was shown and nobody has judged, each with the rater in force of its own agreement."""
    shown_in = {
        str(indicator.indicator): one.agreed
        for one in case.held
        for result in one.agreed.results
        for indicator in result.indicators
    }
    return [(one, _rater_of(case, shown_in[one.indicator])) for one in case.outcome.blockers]


def _rater_of(case: YearCase, agreed: TargetAgreed) -> UUID | None:
    return case.raters_of.get(agreed.agreement, case.rater)


def behaviour_below(inputs: YearInputs) -> tuple[str, ...]:
    """Values of behaviour below expectation, in their order."""
    values = inputs.behaviour or {}
    return tuple(name for name in BEHAVIOUR_VALUES if values.get(name) == BELOW)


def conclude_year(assessed: BehaviourValues | None, case: YearCase, result: Given, behaviour: Given) -> ConcludedYear:
    """What a year comes to with the answers to its advice; who may answer, the caller has found out.

    Raises every refusal that says what is still missing, or that a reason is needed.
    """
    outcome, period = case.outcome, str(case.year)
    assert case.rater is not None  # whoever acts is the rater, a delegate of theirs, or their superior
    if outcome.behaviour_missing or assessed is None:
        raise BehaviourMissing(period)
    if outcome.blockers:
        raters = {str(rater) for _, rater in awaited_verdicts(case)}
        raise WaitsForVerdict(", ".join(sorted({one.item for one in outcome.blockers})), ", ".join(sorted(raters)))
    if units := awaited_units(case):
        raise WaitsForUnitAchievement(next(iter(units)), period)
    advised = advised_in(outcome)
    departures = _departures(case, result, behaviour)
    given = Ratings(result=result.rating or advised.result, behaviour=behaviour.rating or advised.behaviour)
    predicate = case.judged_by.conclude(outcome, given.result, given.behaviour)
    assert predicate is not None  # as of a period
    return ConcludedYear(
        year=case.year,
        agreement=case.last.agreement,
        unit=case.last.unit,
        head_of_unit=case.last.head_of_unit,
        agreements=agreements_of_year(case.inputs, outcome, case.held),
        rater=case.rater,
        rater_on_last_day=case.rater_on_last_day,
        consideration=case.consideration,
        policy=case.policy,
        unverified=case.unverified,
        heads=case.heads,
        copied=case.copied,
        exclusions=exclusions_of_year(outcome),
        score=shown_score(outcome.score),
        score_with_excluded=shown_score(outcome.score_with_excluded),
        behaviour=assessed,
        behaviour_below=behaviour_below(case.inputs),
        colleagues_heard=case.inputs.colleagues_heard,
        innovations=case.innovations,
        advised=advised,
        given=given,
        departures=departures,
        numeric=figures_of_year(outcome),
        beside=case.beside,
        short_period=outcome.short_period,
        predicate=predicate,
    )


def advised_in(outcome: YearOutcome | NumericYear) -> Ratings:
    """The two ratings advised; none under a policy that computes the class."""
    if isinstance(outcome, NumericYear):
        return Ratings()
    return Ratings(result=outcome.advised_result, behaviour=outcome.advised_behaviour)


def _departures(case: YearCase, result: Given, behaviour: Given) -> tuple[Departure, ...]:
    if isinstance(case.outcome, NumericYear):
        if result.rating or behaviour.rating:
            raise ClassIsComputed(case.policy.id)
        return ()
    of_behaviour = behaviour_departures(case.outcome.advised_behaviour, case.outcome.behaviour_below, behaviour)
    # Who was head all year has the unit's achievement for a rating; for a part of it, the rest is the rater's to judge.
    head = all(one.agreed.head_of_unit for one in case.held)
    return (*result_departures(case.outcome.advised_result, result, head=head, of=str(case.year)), *of_behaviour)
