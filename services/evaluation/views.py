"""What evaluation shows: finals, advice, teams, achievements, each to those who may see it."""

from datetime import datetime
from functools import cache, partial
from itertools import groupby
from typing import Any
from uuid import UUID

from chassis.call import MOST_HEADS, Call
from chassis.errors import Unknown
from chassis.store import History
from chassis.texts import StoredText
from contracts import people
from contracts.evaluation import (
    AnnualEvaluationFinalized,
    BehaviourAssessed,
    ConsiderationLeft,
    EvaluationFinalized,
    InnovationRecorded,
    LatenessAccepted,
    SelfAssessed,
    UnitAchievementSet,
)
from services.evaluation import after_commands, commands, projections
from services.evaluation.after import After, after_of, load_after, people_of
from services.evaluation.after_views import shown_after, what_counts
from services.evaluation.cases import Cases, cases_of
from services.evaluation.domain import Case, Evaluation, time_left_of
from services.evaluation.dossier import FOLDED, Fact, digest_of, fold
from services.evaluation.explanation_parts import innovations_shown
from services.evaluation.feedback_views import feedback_in_view
from services.evaluation.finals import Final
from services.evaluation.innovation_views import described
from services.evaluation.lines import exclusions, figures, result_lines, score
from services.evaluation.nothing_due import nothing_due, waited_for
from services.evaluation.seeing import check_sees_evaluation, sees_unit
from services.evaluation.time_left import TimeLeft
from services.evaluation.units import units_of

__all__ = [
    "achievement",
    "advice",
    "dossiers_digest",
    "evaluation",
    "finals",
    "may_read",
    "may_read_final",
    "may_read_text",
    "team",
]

PAGE = 200
#: What the streams begin with whose texts are of one employee, and of an agreement that somebody rates.
_OF_AN_EMPLOYEE = (
    BehaviourAssessed,
    SelfAssessed,
    LatenessAccepted,
    InnovationRecorded,
    ConsiderationLeft,
    EvaluationFinalized,
    AnnualEvaluationFinalized,
)


def may_read(call: Call, case: Case) -> None:
    day = commands.today(call.runtime, case.copied.time_zone)
    check_sees_evaluation(call, (case.agreed.employee, *case.raters), case.rater, day)


def may_read_final(call: Call, final: EvaluationFinalized, after: After) -> None:
    """The same by the final alone, which is shown whatever has become of the agreement or of the year's policy since.

    Whoever decides on it reads it, also where the superior rated and somebody above decides.
    """
    if call.is_one_of(*people_of(call.runtime, after, call.now).concerned):
        return
    place = people.place_of(call.runtime.projection, final.employee, final.assignment)
    raters = people.acting(call.runtime.projection, place, call.now)
    day = commands.today(call.runtime, final.copied.time_zone)
    check_sees_evaluation(call, (final.employee, *raters), place.rater if place else None, day)


def may_read_text(call: Call, text: StoredText) -> bool:
    """What was written with an evaluation is for the employee and who acts as rater, once there is an objection, or
    something to review, also for whoever decides on it; why a distribution was settled so, for who sees the unit."""
    recorded = call.runtime.store.load(text.stream)
    first = recorded[0] if recorded else None
    if first is not None and isinstance(first.event, UnitAchievementSet):
        dates, _ = commands.deadlines(call.runtime, first.event.period)
        units, day = units_of(call.runtime.projection), commands.today(call.runtime, dates.time_zone)
        return sees_unit(call, units, first.event.unit, day)
    if first is None or not isinstance(first.event, _OF_AN_EMPLOYEE):
        return False
    # A year's final names its last agreement, which may be younger than the first event of its stream.
    final = next((one.event for one in recorded if isinstance(one.event, Final)), None)
    employee, agreement = first.event.employee, (final or first.event).agreement
    agreed = people.agreed_versions(call.runtime.projection, agreement)
    place = people.place_of(call.runtime.projection, employee, agreed[-1].assignment) if agreed else None
    if call.is_one_of(employee, *people.acting(call.runtime.projection, place, call.now)):
        return True
    if final is None:
        return False
    after = after_of(call.runtime, recorded)
    concerned = bool(after.state.lodged or after.follow_ups.planned or after_commands.found_false(call.runtime, after))
    return concerned and call.is_one_of(*people_of(call.runtime, after, call.now).concerned)


def evaluation(call: Call, agreement: UUID, period: str) -> dict[str, Any]:
    history = commands.load_evaluation(call.runtime, agreement, period)
    final = history.state.final
    if final is None:
        case, history = commands.case_of(call.runtime, agreement, period)
        may_read(call, case)
        shown = {"state": "open", **_waits_for(case, time_left_of(history.state, case, call.now))}
    else:
        after = load_after(call.runtime, history.stream)
        may_read_final(call, final, after)
        shown = {"state": "final", **final.model_dump(mode="json", exclude_none=True)}
        shown |= shown_after(call.runtime, after, call.now)
    shown["self_assessment"] = _plain(history.state.self_assessed)
    return {**shown, "streams": _own_head(history), "own_version": history.version}


def _plain(one: Any) -> Any:  # Any: a record of the contracts
    return None if one is None else one.model_dump(mode="json", exclude_none=True)


def _own_head(history: History[Evaluation]) -> list[dict[str, Any]]:
    return [{"stream": str(history.stream), "version": history.version}] if history.version else []


def _waits_for(case: Case, left: TimeLeft) -> dict[str, Any]:
    outcome = case.outcome
    return {
        "waits_for": waited_for(
            outcome,
            {
                "verdicts": [{"item": one.item, "indicator": one.indicator} for one in outcome.blockers],
                "behaviour": list(outcome.behaviour_missing),
                "unit_achievement": outcome.awaits_unit_achievement,
                **left.told(),
            },
        ),
        "rater": str(case.rater) if case.rater else None,
    }


def advice(call: Call, agreement: UUID, period: str) -> dict[str, Any]:
    case, history = commands.case_of(call.runtime, agreement, period)
    may_read(call, case)
    outcome = case.outcome
    others = [head for head in case.heads if head.stream != history.stream]
    close = call.is_one_of(case.agreed.employee, *case.raters)
    about = {(agreement, period)}
    return {
        "provisional": True,
        "agreement": str(agreement),
        "period": period,
        "policy": case.policy.model_dump(),
        "score": _plain(score(outcome.score, outcome.score_shown)),
        "score_with_excluded": _plain(score(outcome.score_with_excluded, outcome.score_with_excluded_shown)),
        "advised": {"result": outcome.advised_result, "behaviour": outcome.advised_behaviour},
        "behaviour_below": list(outcome.behaviour_below),
        "self_assessment": _plain(history.state.self_assessed),
        "numeric": _plain(figures(outcome)),
        "innovations": innovations_shown(case.innovations, described(call.runtime, case.innovations)),
        "feedback": feedback_in_view(call.runtime.projection, case.agreed.employee, about, close=close),
        "exclusions": [_plain(one) for one in exclusions(outcome)],
        "results": [_plain(one) for one in result_lines(outcome, case.agreed)],
        **_waits_for(case, time_left_of(history.state, case, call.now)),
        "streams": [*_own_head(history), *(head.model_dump(mode="json") for head in others)][:MOST_HEADS],
        "own_version": history.version,
    }


def finals(call: Call, period: str, after: UUID | None) -> dict[str, Any]:
    """Every final of a period or year, with what counts of it now, by agreement; a year's by its last."""
    found = sorted(projections.finals(call.runtime.projection, period), key=lambda one: one.final.agreement)
    page = [one for one in found if after is None or one.final.agreement > after][:PAGE]
    return {
        "period": period,
        "finals": [
            {
                **one.final.model_dump(mode="json", exclude_none=True),
                "standing": what_counts(one.stream, one.version, one.standing),
            }
            for one in page
        ],
        "next": str(page[-1].final.agreement) if len(page) == PAGE else None,
    }


def team(call: Call, period: str) -> dict[str, Any]:
    """Every person the caller rates is in the list, whatever their state: nobody goes missing in a recap."""
    projection = call.runtime.projection
    of_unit = cache(partial(projections.agreements_of_unit, projection, year=int(period[:4])))  # large: read once
    held: list[tuple[UUID, UUID | None]] = []
    for place in people.rated_by(projection, call.employee, call.now):
        agreed = {one.agreement for one in of_unit(place.unit) if one.assignment == place.assignment}
        found: list[UUID | None] = [*sorted(agreed)]
        held += [(place.employee, agreement) for agreement in found or [None]]
    cases = cases_of(call.runtime, [agreement for _, agreement in held if agreement], period)
    rows = [
        {
            "employee": str(employee),
            "agreement": str(agreement) if agreement else None,
            **_team_state(cases, agreement, call.now),
        }
        for employee, agreement in held
    ]
    return {"period": period, "team": rows}


def _team_state(cases: Cases, agreement: UUID | None, now: datetime) -> dict[str, Any]:
    if agreement is None:
        return {"state": "no_agreement"}
    if agreement not in cases:
        return {"state": "not_in_period"}
    case, history = cases[agreement]
    state = history.state
    if state.final is not None and state.standing is not None:
        standing = what_counts(history.stream, state.standing_version, state.standing)
        return {"state": "final", "predicate": state.final.predicate, "standing": standing}
    if nothing_due(case.outcome):
        return {"state": "nothing_due"}
    waits = _waits_for(case, time_left_of(state, case, now))
    return {"state": "open", **waits, "self_assessed": state.self_assessed is not None}


def achievement(call: Call, unit: UUID, period: str) -> dict[str, Any]:
    stream = call.runtime.stream(f"unit:{unit}:{period}")
    recorded = call.runtime.store.load(stream)
    last = next((one.event for one in reversed(recorded) if isinstance(one.event, UnitAchievementSet)), None)
    if last is None:
        raise Unknown(
            detail=f"no achievement of unit {unit} is set for {period}",
            pesan="capaian unit belum ditetapkan",
            mend="the head one level up sets it",
            perbaikan="ditetapkan oleh pimpinan satu tingkat di atasnya",
        )
    return {**last.model_dump(mode="json"), "streams": [{"stream": str(stream), "version": len(recorded)}]}


def dossiers_digest(call: Call) -> dict[str, Any]:
    """How many dossiers the projection holds, and their digest: folded one after the other, however many there are."""
    by_employee = groupby(call.runtime.projection.by_key(FOLDED), key=lambda one: one.key)
    dossiers, digest = digest_of(
        (key, fold(Fact(one.stream, one.version, one.time, one.event) for one in kept)) for key, kept in by_employee
    )
    return {"dossiers": dossiers, "digest": digest}
