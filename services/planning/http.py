"""Planning's routes, and who may call them."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from contracts.planning import PeriodDates
from contracts.values import Period, Year
from services.planning import (
    answers,
    commands,
    cycle_views,
    http_agreements,
    http_cascade,
    http_colleagues,
    http_directory,
    http_document,
    http_employment,
    http_import,
    http_objectives,
    http_people,
    http_starting,
    http_team,
)
from services.planning.extension import Extension
from services.planning.inputs import YearPath
from services.planning.opening import quarters

__all__ = ["ACCESS", "router"]

router = APIRouter()

OFFICER = frozenset({"officer"})
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
READERS = INSIDE | {"subscriber"}

ACCESS = {
    **http_directory.ACCESS,
    **http_people.ACCESS,
    **http_import.ACCESS,
    ("POST", "/v1/cycles"): OFFICER,
    ("GET", "/v1/cycles/{year}"): READERS,
    ("GET", "/v1/cycles/{year}/history"): READERS,
    ("POST", "/v1/cycles/{year}/extensions"): OFFICER,
    ("POST", "/v1/cycles/{year}/holidays"): OFFICER,
    ("POST", "/v1/cycles/{year}/closing"): OFFICER,
    **http_agreements.ACCESS,
    **http_document.ACCESS,
    **http_objectives.ACCESS,
    **http_cascade.ACCESS,
    **http_colleagues.ACCESS,
    **http_employment.ACCESS,
    **http_starting.ACCESS,
    **http_team.ACCESS,
}

#: A later day is a slip of the pen; every deadline is reckoned with in instants, which end with the year 9999.
LATEST_DAY = date(3000, 12, 31)
LastDay = Annotated[date, Field(le=LATEST_DAY)]


class SentDates(PeriodDates, extra="forbid"):
    pass


class OpenCycle(Body):
    year: Year
    time_zone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
    periods: Annotated[tuple[SentDates, ...], Field(min_length=1, max_length=12)] | None = Field(
        default=None,
        description="each day of the year in one; left out: the four quarters, to be reported, shown and evaluated"
        " until 7, 10 and 17 days after their last day",
    )
    agreement_deadline: LastDay
    annual_evaluation_deadline: LastDay
    holidays: Annotated[tuple[date, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "OpenCycle":
        periods = self.periods or ()
        for dates in periods:
            if dates.starts_on.year != self.year or dates.ends_on.year != self.year or dates.ends_on < dates.starts_on:
                raise ValueError(f"period {dates.period} does not lie in {self.year}")
            if not dates.period.startswith(str(self.year)):
                raise ValueError(f"period {dates.period} is not named after {self.year}")
            deadlines = (dates.reporting_deadline, dates.evidence_deadline, dates.evaluation_deadline)
            if min(deadlines) < dates.ends_on or max(deadlines) > LATEST_DAY:
                raise ValueError(f"a deadline of {dates.period} lies before its last day, or after {LATEST_DAY}")
        if len({dates.period for dates in periods}) != len(periods):
            raise ValueError("a period is named twice")
        return self


#: Deadlines of the year; the others are of a period.
OF_THE_YEAR = ("agreement", "annual_evaluation")


class ExtendDeadline(Body):
    period: Period | None = Field(default=None, description="left out for a deadline of the year")
    deadline: Literal["reporting", "evidence", "evaluation", "agreement", "annual_evaluation"]
    extended_to: LastDay
    reason_code: Literal["system_outage", "late_guidance", "force_majeure", "other"]
    reason: WrittenText

    @model_validator(mode="after")
    def _of_a_period_or_of_the_year(self) -> "ExtendDeadline":
        if (self.period is None) != (self.deadline in OF_THE_YEAR):
            raise ValueError("reporting, evidence and evaluation are of a period; agreement, annual_evaluation of none")
        return self


class AddHolidays(Body):
    days: Annotated[tuple[LastDay, ...], Field(min_length=1, max_length=100)]
    reason: WrittenText


class CloseCycle(Body):
    reason: WrittenText


@router.post("/v1/cycles", status_code=201, responses=records(answers.CycleChanged, made=True))
def open_cycle(body: OpenCycle, call: Commander) -> JSONResponse:
    """Open a year's cycle with its periods and deadlines (last days, inclusive, in the agency's zone)."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}
    sent = sorted(body.periods or (), key=lambda dates: dates.starts_on)
    wanted["periods"] = tuple(as_record(PeriodDates, dates) for dates in sent) or quarters(body.year)
    return call.record(body, lambda: commands.open_cycle(call.runtime, wanted))


@router.get("/v1/cycles/{year}", responses=reads(answers.Cycle, one=True))
def get_cycle(year: YearPath, call: Caller) -> JSONResponse:
    """The cycle with the deadlines in force."""
    call.wait_until_seen()
    return call.answer(cycle_views.cycle(call.runtime, year))


@router.get("/v1/cycles/{year}/history", responses=reads(answers.CycleHistory, one=True))
def get_cycle_history(year: YearPath, call: Caller) -> JSONResponse:
    """What happened to the cycle, event by event: which deadline was in force when, who moved it and why."""
    call.wait_until_seen()
    return call.answer(cycle_views.cycle_history(call.runtime, year))


@router.post("/v1/cycles/{year}/extensions", status_code=201, responses=records(answers.CycleChanged, made=True))
def extend_deadline(year: YearPath, body: ExtendDeadline, call: Commander) -> JSONResponse:
    """Move a deadline of a period or of the year to a later day, with a reason; it also clears acts already made."""
    wanted = Extension(body.period, body.deadline, body.extended_to, body.reason_code)
    return call.record(body, lambda: commands.extend_deadline(call.runtime, year, wanted, body.reason))


@router.post("/v1/cycles/{year}/holidays", status_code=201, responses=records(answers.CycleChanged, made=True))
def add_holidays(year: YearPath, body: AddHolidays, call: Commander) -> JSONResponse:
    """Add days on which nobody works, today or to come; a last day that was named to somebody before stays."""
    return call.record(body, lambda: commands.add_holidays(call.runtime, year, body.days, body.reason))


@router.post("/v1/cycles/{year}/closing", status_code=201, responses=records(answers.CycleChanged, made=True))
def close_cycle(year: YearPath, body: CloseCycle, call: Commander) -> JSONResponse:
    """Close a year whose deadlines have all passed: nothing more is proposed, agreed, revised or extended for it."""
    return call.record(body, lambda: commands.close_cycle(call.runtime, year, body.reason))


# Not included but taken in: every route stands in this table by itself (`chassis.process`).
for feature in (
    http_directory, http_people, http_import, http_agreements, http_document,
    http_objectives, http_cascade, http_starting, http_team, http_colleagues, http_employment,
):  # fmt: skip
    router.routes.extend(feature.router.routes)
