"""What evaluation shows of a year: the final, or what it waits for; and what the policy advises now."""

from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.store import History
from services.evaluation import commands, projections
from services.evaluation.annual import Year, YearCase, advised_in, awaited_units, behaviour_below
from services.evaluation.annual_commands import year_case
from services.evaluation.annual_lines import agreements_of_year, exclusions_of_year, figures_of_year, shown_score

__all__ = ["advice_of_year", "evaluation_of_year"]

#: What a caller may send back in one `Ekinerja-Seen`.
MOST_HEADS = 100


def _may_read(call: Call, case: YearCase) -> None:
    if call.has("auditor") or call.has("officer"):
        return
    if call.is_one_of(case.employee, *case.raters, case.rater_on_last_day):
        return
    day = commands.today(call.runtime, case.copied.time_zone)
    above = projections.raters_of(call.runtime.projection, case.rater, day, call.now) if case.rater else frozenset()
    if not call.is_one_of(*above):
        raise call.forbid(
            "this evaluation is another person's", "evaluasi ini milik orang lain",
            "the employee, the rater in force or the rater's superior",
            "pegawai, pejabat penilainya, atau atasan pejabat penilai",
        )  # fmt: skip


def _waits_for(case: YearCase) -> dict[str, Any]:
    outcome = case.outcome
    return {
        "waits_for": {
            "verdicts": [{"item": one.item, "indicator": one.indicator} for one in outcome.blockers],
            "behaviour": list(outcome.behaviour_missing),
            "unit_achievements": [str(unit) for unit in awaited_units(case)],
        },
        "rater": str(case.rater) if case.rater else None,
        "rater_on_last_day": str(case.rater_on_last_day) if case.rater_on_last_day else None,
        "beside": [one.model_dump(mode="json") for one in case.beside],
    }


def _own_head(history: History[Year]) -> list[dict[str, Any]]:
    return [{"stream": str(history.stream), "version": history.version}] if history.version else []


def evaluation_of_year(call: Call, employee: UUID, year: int) -> dict[str, Any]:
    case, history = year_case(call.runtime, employee, year)
    _may_read(call, case)
    final = history.state.final
    shown = {"state": "open", **_waits_for(case)}
    if final is not None:
        shown = {"state": "final", **final.model_dump(mode="json", exclude_none=True)}
    return {**shown, "streams": _own_head(history), "own_version": history.version}


def advice_of_year(call: Call, employee: UUID, year: int) -> dict[str, Any]:
    case, history = year_case(call.runtime, employee, year)
    _may_read(call, case)
    outcome = case.outcome
    others = [head for head in case.heads if head.stream != history.stream]

    def plain(one: Any) -> Any:  # Any: a record of the contracts
        return None if one is None else one.model_dump(mode="json", exclude_none=True)

    advised = advised_in(outcome)
    return {
        "provisional": True,
        "employee": str(employee),
        "year": year,
        "policy": case.policy.model_dump(),
        "score": plain(shown_score(outcome.score)),
        "score_with_excluded": plain(shown_score(outcome.score_with_excluded)),
        "advised": {"result": advised.result, "behaviour": advised.behaviour},
        "behaviour_below": list(behaviour_below(case.inputs)),
        "numeric": plain(figures_of_year(outcome)),
        "exclusions": [plain(one) for one in exclusions_of_year(outcome)],
        "agreements": [plain(one) for one in agreements_of_year(case.inputs, outcome, case.held)],
        "short_period": outcome.short_period,
        **_waits_for(case),
        "streams": [*_own_head(history), *(head.model_dump(mode="json") for head in others)][:MOST_HEADS],
        "own_version": history.version,
    }
