"""The shapes of the sample world: frozen records that name everything by stable keys, never by UUID.

A key says where a thing belongs ("p-017", "p-017/r1/i2", "e-0231"); whoever plays the world over HTTP
keeps the map from key to the id the service answered. Numbers are decimal text, as on the wire. Every
act carries `at`, the instant (UTC) of its phase. Nothing here knows a service or a file.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Rating = Literal["above_expectation", "meets_expectation", "below_expectation"]
Given = Literal["advised", "above_expectation", "meets_expectation", "below_expectation"]
Case = Literal[
    "ok",
    "late_accepted",
    "late_not_accepted",
    "late_verified_not_accepted",
    "rejected",
    "rejected_and_answered",
    "missing",
    "not_reported",
]

VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")


@dataclass(frozen=True)
class Phase:
    """A stretch of the story; acts of one phase may run in any order, phases only in theirs."""

    key: str
    at: datetime
    title: str


@dataclass(frozen=True)
class Holiday:
    date: date
    name: str


@dataclass(frozen=True)
class Period:
    """One period and its last days, inclusive, in the cycle's zone."""

    key: str
    starts_on: date
    ends_on: date
    reporting_deadline: date
    evidence_deadline: date
    evaluation_deadline: date


@dataclass(frozen=True)
class Cycle:
    year: int
    time_zone: str
    agreement_deadline: date
    annual_evaluation_deadline: date
    periods: tuple[Period, ...]
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class Unit:
    """A unit; `achievement` is what the head one level up sets for the period (None: the Kanwil itself)."""

    key: str
    name: str
    parent: str | None
    head: str
    achievement: str | None
    territory: str
    scale: str


@dataclass(frozen=True)
class Person:
    """A made-up person. Name, NIP and e-mail go to planning's directory only. `evaluated`: not the Kanwil's head."""

    key: str
    name: str
    nip: str
    employment: Literal["pns", "pppk"]
    email: str
    unit: str
    role: str
    position: str
    head_of_unit: bool
    rater: str | None
    evaluated: bool
    starts_on: date


@dataclass(frozen=True)
class Outsider:
    """Somebody who acts without a place in the directory: the performance officer, the auditor."""

    key: str
    role: Literal["officer", "auditor"]


@dataclass(frozen=True)
class Goal:
    """A goal of the strategic plan, set for the unit at the top."""

    key: str
    unit: str
    title: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class ObjectiveIndicator:
    title: str
    unit_of_measure: str
    low: str
    high: str


@dataclass(frozen=True)
class Objective:
    """What a unit must reach; `supports`: the key of a goal (of the top unit's) or of an objective of the parent."""

    key: str
    unit: str
    title: str
    supports: str
    indicator: ObjectiveIndicator | None = None


@dataclass(frozen=True)
class Target:
    """A value (`low` = `high`) or a range, in the indicator's unit of measure."""

    low: str
    high: str


@dataclass(frozen=True)
class PeriodTarget:
    """A target given for one period; a period of an indicator with given targets that has none is not due."""

    period: str
    low: str
    high: str


@dataclass(frozen=True)
class Indicator:
    """`targets` None: derived from the year's target; `maximum`: highest attainable value C, None: there is none."""

    key: str
    title: str
    aspect: Literal["quantity", "quality", "time", "cost"]
    unit_of_measure: str
    whole: bool
    direction: Literal["higher_is_better", "lower_is_better"]
    accumulation: Literal["sum", "latest", "average"]
    target: Target
    maximum: str | None
    weight: str | None
    targets: tuple[PeriodTarget, ...] | None


@dataclass(frozen=True)
class Support:
    """`key` names a unit objective or a work result of the unit's head."""

    kind: Literal["unit_objective", "work_result"]
    key: str
    taken_over: Literal["directly", "in_part"]


@dataclass(frozen=True)
class WorkResult:
    key: str
    kind: Literal["main", "additional"]
    title: str
    supports: Support | None
    weight: str | None
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Agreement:
    """One person's SKP; `proposed_by` proposes, the other side accepts."""

    key: str
    person: str
    unit: str
    rater: str
    starts_on: date
    ends_on: date
    proposed_by: Literal["employee", "rater"]
    results: tuple[WorkResult, ...]
    at: datetime


@dataclass(frozen=True)
class Report:
    """The value reached on an indicator; a later one of the same indicator replaces it."""

    key: str
    person: str
    indicator: str
    period: str
    value: str
    note: str | None
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """A file to upload; its bytes are `evidence_file(world, item)`. `answers`: the rejected item it replaces;
    `same_as`: the earlier item of a colleague whose file it is once more."""

    key: str
    person: str
    indicators: tuple[str, ...]
    period: str
    name: str
    media_type: str
    answers: str | None
    damaged: bool
    same_as: str | None
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """The rater's word on one item for one indicator's report; a rejection has a code and a written reason."""

    evidence: str
    indicator: str
    person: str
    by: str
    verdict: Literal["verified", "rejected"]
    reason_code: str | None
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class LatenessAcceptance:
    evidence: str
    person: str
    by: str
    reason_code: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Behaviour:
    """The seven values, in the order of `VALUES`."""

    person: str
    by: str
    period: str
    values: tuple[tuple[str, Rating], ...]
    at: datetime


@dataclass(frozen=True)
class Achievement:
    unit: str
    by: str
    period: str
    achievement: str
    at: datetime


@dataclass(frozen=True)
class Reason:
    """Why a rating was given: a departure with its code, or an advice confirmed over a value below (code None)."""

    code: str | None
    text: str


@dataclass(frozen=True)
class Finalization:
    """The rater's final word. "advised": confirm the advice; for a unit's head the result is the unit's achievement."""

    person: str
    by: str
    period: str
    given_result: Given
    given_behaviour: Given
    result_reason: Reason | None
    behaviour_reason: Reason | None
    at: datetime


@dataclass(frozen=True)
class World:
    """The whole sample world; every tuple is in the order of its keys, acts in the order of their phases."""

    period: str
    phases: tuple[Phase, ...]
    cycle: Cycle
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    officer: Outsider
    auditor: Outsider
    goals: tuple[Goal, ...]
    objectives: tuple[Objective, ...]
    agreements: tuple[Agreement, ...]
    reports: tuple[Report, ...]
    evidence: tuple[Evidence, ...]
    verdicts: tuple[Verdict, ...]
    lateness: tuple[LatenessAcceptance, ...]
    behaviours: tuple[Behaviour, ...]
    achievements: tuple[Achievement, ...]
    finalizations: tuple[Finalization, ...]
    cases: tuple[tuple[str, Case], ...]
    by_hand: tuple[str, ...]
