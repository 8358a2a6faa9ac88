"""What evaluation shows of a year: the final, or what it waits for; and what the policy advises now."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.call import MOST_HEADS, Call
from chassis.store import History
from contracts import people
from contracts.evaluation import AnnualEvaluationFinalized, ConsiderationLeft
from services.evaluation import commands
from services.evaluation.after import After, load_after, people_of
from services.evaluation.after_views import shown_after
from services.evaluation.annual import (
    Year,
    YearCase,
    advised_in,
    awaited_units,
    awaited_verdicts,
    behaviour_below,
    time_left_of_year,
)
from services.evaluation.annual_cases import load_year, year_case
from services.evaluation.annual_lines import agreements_of_year, exclusions_of_year, figures_of_year, shown_score
from services.evaluation.explanation_parts import innovations_shown
from services.evaluation.feedback_views import feedback_in_view
from services.evaluation.innovation_views import described
from services.evaluation.nothing_due import waited_for
from services.evaluation.seeing import check_sees_evaluation
from services.evaluation.time_left import TimeLeft

__all__ = ["advice_of_year", "awaited_in_year", "check_reads", "check_reads_final", "evaluation_of_year"]


@dataclass(frozen=True)
class _Readers:
    """Whose a year is, and who rates it now or did on its last day."""

    employee: UUID
    raters: frozenset[UUID]
    rater: UUID | None
    rater_on_last_day: UUID | None
    time_zone: str


def _may_read(call: Call, who: _Readers) -> None:
    day = commands.today(call.runtime, who.time_zone)
    check_sees_evaluation(call, (who.employee, *who.raters, who.rater_on_last_day), who.rater, day)


def _readers(case: YearCase) -> _Readers:
    return _Readers(case.employee, case.raters, case.rater, case.rater_on_last_day, case.copied.time_zone)


def _readers_of_final(call: Call, final: AnnualEvaluationFinalized) -> _Readers:
    """By the final alone: it is shown whatever has become of the agreements since."""
    projection = call.runtime.projection
    place = people.place_of(projection, final.employee, final.agreements[-1].assignment)
    raters = people.acting(projection, place, call.now)
    rater = place.rater if place else None
    return _Readers(final.employee, raters, rater, final.rater_on_last_day, final.copied.time_zone)


def check_reads(call: Call, case: YearCase) -> None:
    """Refuse whoever may not read a year that is open. Raises `Forbidden`."""
    _may_read(call, _readers(case))


def check_reads_final(call: Call, final: AnnualEvaluationFinalized, after: After) -> None:
    """Refuse whoever may not read a year's final. Raises `Forbidden`.

    Whoever decides on it reads it, also where that is not the superior because the superior rated.
    """
    if not call.is_one_of(*people_of(call.runtime, after, call.now).concerned):
        _may_read(call, _readers_of_final(call, final))


def awaited_in_year(case: YearCase, left: TimeLeft) -> dict[str, Any]:
    """What must be there before the year can be final, the time for it, and whose it is to make it so."""
    outcome = case.outcome
    return {
        "waits_for": waited_for(
            outcome,
            {
                "verdicts": [
                    {"item": one.item, "indicator": one.indicator, "rater": str(rater) if rater else None}
                    for one, rater in awaited_verdicts(case)
                ],
                "behaviour": list(outcome.behaviour_missing),
                "unit_achievements": [str(unit) for unit in awaited_units(case)],
                **left.told(),
            },
        ),
        "rater": str(case.rater) if case.rater else None,
    }


def _waits_for(case: YearCase, left: TimeLeft) -> dict[str, Any]:
    return {
        **awaited_in_year(case, left),
        "rater_on_last_day": str(case.rater_on_last_day) if case.rater_on_last_day else None,
        "beside": [one.model_dump(mode="json") for one in case.beside],
    }


def _own_head(history: History[Year]) -> list[dict[str, Any]]:
    return [{"stream": str(history.stream), "version": history.version}] if history.version else []


def evaluation_of_year(call: Call, employee: UUID, year: int) -> dict[str, Any]:
    history = load_year(call.runtime, employee, year)
    final = history.state.final
    if final is not None:
        after = load_after(call.runtime, history.stream)
        check_reads_final(call, final, after)
        shown = {"state": "final", **final.model_dump(mode="json", exclude_none=True)}
        shown |= shown_after(call.runtime, after, call.now)
    else:
        case, history = year_case(call.runtime, employee, year)
        check_reads(call, case)
        shown = {"state": "open", **_waits_for(case, time_left_of_year(history.state, case, call.now))}
    shown["self_assessment"] = _plain(history.state.self_assessed)
    return {**shown, "streams": _own_head(history), "own_version": history.version}


def _plain(one: Any) -> Any:  # Any: a record of the contracts
    return None if one is None else one.model_dump(mode="json", exclude_none=True)


def _consideration(call: Call, case: YearCase) -> dict[str, Any] | None:
    """What the rater on the last day left (`domain.md` 7.7): its event, and the id of its text."""
    if case.consideration is None:
        return None
    left = call.runtime.store.load(case.consideration.stream)[case.consideration.version - 1].event
    written = left.consideration if isinstance(left, ConsiderationLeft) else None
    return {**case.consideration.model_dump(mode="json"), "written": _plain(written)}


def advice_of_year(call: Call, employee: UUID, year: int) -> dict[str, Any]:
    case, history = year_case(call.runtime, employee, year)
    check_reads(call, case)
    outcome = case.outcome
    others = [head for head in case.heads if head.stream != history.stream]
    agreements, advised = agreements_of_year(case.inputs, outcome, case.held), advised_in(outcome)
    about = {(one.agreement, period) for one in agreements for period in one.periods}
    close = call.is_one_of(employee, *case.raters)
    return {
        "provisional": True,
        "employee": str(employee),
        "year": year,
        "policy": case.policy.model_dump(),
        "score": _plain(shown_score(outcome.score)),
        "score_with_excluded": _plain(shown_score(outcome.score_with_excluded)),
        "advised": {"result": advised.result, "behaviour": advised.behaviour},
        "behaviour_below": list(behaviour_below(case.inputs)),
        "self_assessment": _plain(history.state.self_assessed),
        "innovations": innovations_shown(case.innovations, described(call.runtime, case.innovations)),
        "feedback": feedback_in_view(call.runtime.projection, employee, about, close=close),
        "consideration": _consideration(call, case),
        "numeric": _plain(figures_of_year(outcome)),
        "exclusions": [_plain(one) for one in exclusions_of_year(outcome)],
        "agreements": [_plain(one) for one in agreements],
        "short_period": outcome.short_period,
        **_waits_for(case, time_left_of_year(history.state, case, call.now)),
        "streams": [*_own_head(history), *(head.model_dump(mode="json") for head in others)][:MOST_HEADS],
        "own_version": history.version,
    }
