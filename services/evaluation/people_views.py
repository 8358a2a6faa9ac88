"""Scores and progress of many people: provisional ones of a person, a team and a unit, and how far each is.

Everybody is in a list, whatever their state. A provisional score says so, with what would still change it; nothing is
ever rated automatically.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.errors import TooLarge, Unknown
from chassis.runtime import Runtime
from contracts import people
from contracts.readings import Deadlines, Place
from services.evaluation import commands, projections
from services.evaluation.annual import YearCase, advised_in
from services.evaluation.annual_lines import shown_score
from services.evaluation.domain import Case
from services.evaluation.finals import is_year
from services.evaluation.lines import score
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.population import (
    Member,
    Population,
    agreements_on,
    people_of,
    people_of_year,
    years_on,
)
from services.evaluation.progress import Change, changes_of, self_assessment_awaited
from services.evaluation.progress_year import changes_of_year
from services.evaluation.seeing import anothers_evaluation, check_sees_unit
from services.evaluation.standing import Opened, Stands, opened_of, standings, would_be
from services.evaluation.units import Units, units_of

__all__ = [
    "MOST_PEOPLE",
    "may_see_person",
    "of_person",
    "of_team",
    "of_unit",
    "progress",
    "rated_members",
    "unit_people",
]

#: A list that is made whole holds so many at most; a larger unit is asked for unit by unit.
MOST_PEOPLE = 2_000


def unit_people(call: Call, unit: UUID, period: str) -> tuple[Population, Units, Deadlines]:
    """A unit's people of a period or a year, for whoever may see them. Raises `Forbidden`, `Unknown`, `TooLarge`."""
    runtime = call.runtime
    dates, _ = commands.deadlines(runtime, period)
    units = units_of(runtime.projection)
    check_sees_unit(call, units, unit, commands.today(runtime, dates.time_zone))
    everyone = people_of_year if is_year(period) else people_of
    people = everyone(runtime.projection, units.below(unit), dates.starts_on, dates.ends_on)
    if len(people.members) > MOST_PEOPLE:
        raise TooLarge(
            detail=f"one list holds {MOST_PEOPLE} people at most, and these are {len(people.members)}",
            pesan=f"satu daftar paling banyak {MOST_PEOPLE} orang",
            mend="ask for a unit below", perbaikan="minta unit di bawahnya",
        )  # fmt: skip
    return people, units, dates


def _exact(value: Any) -> Any:  # Any: an Exact or None
    return None if value is None else value.model_dump(mode="json")


def _who(member: Member) -> dict[str, Any]:
    return {
        "employee": str(member.employee),
        "agreement": str(member.agreement) if member.agreement else None,
        "unit": str(member.unit),
        "head_of_unit": member.head_of_unit,
    }


def _waits(found: Opened) -> dict[str, Any]:
    waits = found.waits_for
    told = {"actor": waits.actor, "person": str(waits.person) if waits.person else None} if waits else None
    goes_from = found.goes_from.isoformat() if found.goes_from else None
    return {"state": found.state, "waits_for": told, "goes_from": goes_from, "overdue": found.overdue}


def _final(stands: Stands) -> dict[str, Any]:
    return {
        "provisional": False,
        "state": "final",
        "score": _exact(stands.score),
        "score_with_excluded": _exact(stands.score_with_excluded),
        "advised": stands.advised.model_dump(mode="json"),
        "given": stands.given.model_dump(mode="json"),
        "predicate": stands.predicate,
        "policy": stands.policy.model_dump(),
    }


def _provisional(found: Opened) -> dict[str, Any]:
    if found.case is None:
        return {"provisional": True, **_waits(found)}
    case = found.case
    shown = _of_year(case) if isinstance(case, YearCase) else _of_period(case)
    changes = changes_of_year(case.outcome) if isinstance(case, YearCase) else changes_of(case.outcome)
    if found.left is not None:
        changes = (*changes, *self_assessment_awaited(found.left))
    return {
        "provisional": True,
        **_waits(found),
        **shown,
        "self_assessed": found.self_assessed,
        "would_change": _would_change(changes),
        "would_be": would_be(case),
        "policy": case.policy.model_dump(),
        "own_version": found.own_version,
    }


def _of_period(case: Case) -> dict[str, Any]:
    outcome = case.outcome
    return {
        "score": _exact(score(outcome.score, outcome.score_shown)),
        "score_with_excluded": _exact(score(outcome.score_with_excluded, outcome.score_with_excluded_shown)),
        "score_rating": outcome.score_rating,
        "counting_rating": outcome.counting_rating,
        "advised": {"result": outcome.advised_result, "behaviour": outcome.advised_behaviour},
    }


def _of_year(case: YearCase) -> dict[str, Any]:
    outcome, advised = case.outcome, advised_in(case.outcome)
    rated = outcome if isinstance(outcome, YearOutcome) else None
    return {
        "score": _exact(shown_score(outcome.score)),
        "score_with_excluded": _exact(shown_score(outcome.score_with_excluded)),
        "score_rating": rated.score_rating if rated else None,
        "counting_rating": rated.counting_rating if rated else None,
        "advised": {"result": advised.result, "behaviour": advised.behaviour},
    }


def _would_change(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "code": one.code,
            "actor": one.actor,
            "indicator": str(one.indicator) if one.indicator else None,
            "items": [str(item) for item in one.items],
            **one.said.plain(),
        }
        for one in changes
    ]


def _scores(call: Call, members: Sequence[Member], period: str) -> list[dict[str, Any]]:
    final = standings(call.runtime, members, period)
    opened = opened_of(call.runtime, [one for one in members if one not in final], period, call.now)
    return [{**_who(one), **(_final(final[one]) if one in final else _provisional(opened[one]))} for one in members]


def of_person(call: Call, employee: UUID, period: str) -> dict[str, Any]:
    """Every agreement of a person in a period (after a move two, each over its own days), or their one year."""
    runtime = call.runtime
    dates, _ = commands.deadlines(runtime, period)
    may_see_person(call, employee, commands.today(runtime, dates.time_zone))
    held_in = years_on if is_year(period) else agreements_on
    members = held_in(runtime.projection, [employee], dates.starts_on, dates.ends_on)
    return {"employee": str(employee), "period": period, "people": _scores(call, members, period)}


def may_see_person(call: Call, employee: UUID, today: date) -> None:
    """Of one person: themself, who rates them today and whoever rates those, officer and auditor. Raises `Forbidden`,
    `Unknown`."""
    projection = call.runtime.projection
    if not projection.of_stream(employee):
        raise Unknown(
            detail=f"there is no employee {employee}, as far as this service has seen",
            pesan="pegawai tidak ditemukan", mend="check the id", perbaikan="periksa kembali nomor pengenalnya",
        )  # fmt: skip
    if call.has("auditor") or call.has("officer") or call.is_one_of(employee):
        return
    raters = projections.raters_of(projection, employee, today, call.now)
    above = [who for rater in sorted(raters) for who in projections.raters_of(projection, rater, today, call.now)]
    if not call.is_one_of(*raters, *above):
        raise anothers_evaluation(call)


def _page(members: Sequence[Member], after: UUID | None, limit: int) -> tuple[list[Member], str | None]:
    left = [one for one in members if after is None or one.employee > after]
    page = left[:limit]
    return page, str(page[-1].employee) if len(left) > limit else None


def of_team(call: Call, period: str, after: UUID | None, limit: int) -> dict[str, Any]:
    """Whom the caller may rate now, a page of people; who has no agreement in the period is there too."""
    runtime = call.runtime
    dates, _ = commands.deadlines(runtime, period)
    rated = people.rated_by(runtime.projection, call.employee, call.now)
    named = sorted({one.employee for one in rated if after is None or one.employee > after})
    page = named[:limit]
    return {
        "period": period,
        "people": _scores(call, rated_members(runtime, rated, page, dates), period),
        "next": str(page[-1]) if len(named) > limit else None,
    }


def rated_members(runtime: Runtime, rated: Sequence[Place], page: Sequence[UUID], dates: Deadlines) -> list[Member]:
    """Of what somebody rates, these people in a period or year, each agreement once; and who has none in it.

    rated: assignments, as `contracts.people.rated_by` finds them.
    """
    period = dates.period
    mine = {one.assignment for one in rated}
    held_in = years_on if is_year(period) else agreements_on
    held = held_in(runtime.projection, page, dates.starts_on, dates.ends_on)
    members = [one for one in held if one.assignment in mine]
    # A year is of the rater of its last agreement: whoever has one is nobody else's to rate, nor without.
    has_one = {one.employee for one in held} if is_year(period) else set()
    with_one = {one.assignment for one in members}
    members += [
        Member(one.employee, one.unit, one.head_of_unit, one.assignment, None)
        for one in rated
        if one.employee in page
        and one.employee not in has_one
        and one.assignment not in with_one
        and one.has_a_day_in(dates.starts_on, dates.ends_on)
    ]
    return sorted(members, key=lambda one: (one.employee, str(one.agreement or "")))


def of_unit(call: Call, unit: UUID, period: str, after: UUID | None, limit: int) -> dict[str, Any]:
    """A unit and those below it, a page of people."""
    people, _, _ = unit_people(call, unit, period)
    page, more = _page(people.members, after, limit)
    return {"unit": str(unit), "period": period, "people": _scores(call, page, period), "next": more}


def progress(call: Call, unit: UUID, period: str, after: UUID | None, limit: int) -> dict[str, Any]:
    """How far each person of a unit and those below it is, and how many are where; a page of people, counts of all.

    Beside it, and outside the counts: agreements that ended within the period, and those of second offices.
    """
    people, _, _ = unit_people(call, unit, period)
    runtime = call.runtime
    outside = sorted((*people.gone, *people.second), key=lambda one: (one.employee, str(one.agreement)))
    everyone = [*people.members, *outside]
    final = standings(runtime, everyone, period)
    opened = opened_of(runtime, [one for one in everyone if one not in final], period, call.now, cases=False)

    def row(one: Member) -> dict[str, Any]:
        if one not in final:
            return {**_who(one), **_waits(opened[one])}
        told = {"state": "final", "waits_for": None, "overdue": False, "predicate": final[one].predicate}
        return {**_who(one), **told}

    rows = [row(one) for one in people.members]
    page, more = _page(people.members, after, limit)
    shown_people = {str(one.employee) for one in page}
    left = [one for one in outside if after is None or one.employee > after]
    return {
        "unit": str(unit),
        "period": period,
        "people": len(rows),
        "counts": dict(Counter(row["state"] for row in rows)),
        "overdue": sum(row["overdue"] for row in rows),
        "rows": [row for row in rows if row["employee"] in shown_people],
        "beside": [row(one) for one in left if more is None or str(one.employee) <= more],
        "next": more,
    }
