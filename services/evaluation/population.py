"""Who a unit's people are in a period or a year: each person once, by the agreement in force on its last day.

`domain.md` 7.6. Who has no agreement then is there by where they work on that day, so nobody goes missing; who had one
in the period and left or moved before its last day is told of beside. Agreed sets are large and are not read here: of
each event only the fields that say where and when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import msgspec

from chassis.projection import Projection
from contracts.acting_office import acting_among, is_acting
from contracts.events import Event
from contracts.planning import (
    AgreementClosed,
    AssignmentEnded,
    AssignmentStarted,
    EmployeeRegistered,
    EmploymentChanged,
    FunctionalLevelSet,
    RaterChanged,
    TargetAgreed,
)
from contracts.readings import Place, employment_on, functional_levels, latest_place, places

__all__ = [
    "Member",
    "Population",
    "Terms",
    "agreements_on",
    "people_of",
    "people_of_year",
    "read_part",
    "terms_of",
    "years_on",
]

_PLACING: tuple[type[Event], ...] = (
    EmployeeRegistered,
    EmploymentChanged,
    AssignmentStarted,
    RaterChanged,
    AssignmentEnded,
    FunctionalLevelSet,
)


class _Part(msgspec.Struct, frozen=True):
    """What the events of an agreement say of where and when it holds."""

    employee: UUID
    agreement: UUID
    agreement_version: int = 0
    assignment: UUID | None = None
    unit: UUID | None = None
    starts_on: date = date.min
    ends_on: date = date.max
    valid_from: date = date.max
    head_of_unit: bool = False
    closes_on: date | None = None


class _Recorded(msgspec.Struct, frozen=True):
    data: _Part


_RECORDED = msgspec.json.Decoder(_Recorded)


def read_part(value: bytes) -> _Part:
    """Where and when, of the recorded bytes of one event of an agreement."""
    return _RECORDED.decode(value).data


@dataclass(frozen=True)
class Terms:
    """One version of an agreement: whose, where, and on which days it stands."""

    employee: UUID
    agreement: UUID
    assignment: UUID
    unit: UUID
    head_of_unit: bool
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Member:
    """One person of a unit. `agreement`: in force on the last day; None where there is none."""

    employee: UUID
    unit: UUID
    head_of_unit: bool
    assignment: UUID | None
    agreement: UUID | None
    position: str = ""
    employment: str = ""
    #: An office held for a stated interval beside another one (*Plt*, *Plh*).
    acting: bool = False
    #: Holds a level of a functional position, on the last day looked at.
    functional: bool = False
    starts_on: date = date.min
    ends_on: date = date.max
    #: Of a year: the days of all its agreements, in order, each part inclusive.
    held: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Population:
    """A unit's people, in order of their ids; `gone`: agreements of the period that ended before its last day.

    `second`: agreements in force on the last day of people who are counted by another, in a second office they hold.
    """

    members: tuple[Member, ...] = ()
    gone: tuple[Member, ...] = ()
    second: tuple[Member, ...] = ()


@dataclass
class _Told:
    """What was told of one person."""

    placed: list[Event] = field(default_factory=list)
    agreements: dict[UUID, list[_Part]] = field(default_factory=dict)


def terms_of(parts: Sequence[_Part], day: date) -> Terms | None:
    """The version of one agreement in force on a day, as `contracts.readings` reads its events; None outside it."""
    closed = next((one.closes_on for one in reversed(parts) if one.closes_on is not None), None)
    versions = [one for one in parts if one.unit is not None and (closed is None or one.valid_from <= closed)]
    valid = [one for one in versions if one.valid_from <= day]
    last = max(valid, key=lambda one: one.agreement_version, default=None)
    if last is None or last.unit is None or last.assignment is None:
        return None
    ends_on = closed if closed is not None else last.ends_on
    if not last.starts_on <= day <= ends_on:
        return None
    return Terms(last.employee, last.agreement, last.assignment, last.unit, last.head_of_unit, last.starts_on, ends_on)


def people_of(projection: Projection, units: Iterable[UUID], starts_on: date, ends_on: date) -> Population:
    """The people of these units in a period from `starts_on` to `ends_on`."""
    wanted = set(units)
    employees = sorted({mark.stream for mark in projection.marked("in-unit", sorted(wanted))})
    members, gone, second = [], list[Member](), list[Member]()
    for employee, told in _told(projection, employees).items():
        held = places(told.placed)
        home = _home(employee, told, held, ends_on)
        if home is not None and home.unit in wanted:
            members.append(_described(home, told, ends_on))
        for one in _agreed_in(told, starts_on, ends_on):
            if one.unit in wanted and (home is None or one.agreement != home.agreement):
                beside = gone if one.ends_on < ends_on else second
                beside.append(_described(_member(one), told, min(one.ends_on, ends_on)))
    return Population(tuple(members), tuple(gone), tuple(second))


def agreements_on(projection: Projection, employees: Sequence[UUID], starts_on: date, ends_on: date) -> list[Member]:
    """Every agreement of these people that holds on a day of a period: after a move a person has two."""
    found = []
    for told in _told(projection, sorted(employees)).values():
        found += [_described(_member(one), told, ends_on) for one in _agreed_in(told, starts_on, ends_on)]
    return found


def _told(projection: Projection, employees: Sequence[UUID]) -> Mapping[UUID, _Told]:
    told = {employee: _Told() for employee in employees}
    for kept in projection.of_stream(*employees, types=_PLACING):
        told[kept.stream].placed.append(kept.event)
    for unread in projection.unread(employees, (TargetAgreed, AgreementClosed)):
        part = read_part(unread.value)
        told[part.employee].agreements.setdefault(part.agreement, []).append(part)
    return told


def _home(employee: UUID, told: _Told, held: Mapping[UUID, Place], day: date) -> Member | None:
    """Where a person is counted: by the agreement that began last of those in force, else by where they work."""
    found = [terms for parts in told.agreements.values() if (terms := terms_of(parts, day)) is not None]
    if found:
        return _member(max(found, key=lambda one: (one.starts_on, one.agreement)))
    place = latest_place(held.values(), day)
    if place is None:
        return None
    return Member(employee, place.unit, place.head_of_unit, place.assignment, None)


def people_of_year(projection: Projection, units: Iterable[UUID], starts_on: date, ends_on: date) -> Population:
    """The people of these units in a year, by where they are on its last day.

    Their agreement is the last of the year, whose rater finalizes; one that ended before the last day is the year's too
    (decision 0064), and none of an acting office (0072). `gone`: whoever left; who works in another unit on the last
    day is told of there.
    """
    wanted = set(units)
    employees = sorted({mark.stream for mark in projection.marked("in-unit", sorted(wanted))})
    members, gone = [], []
    for employee, everything in _told(projection, employees).items():
        told = _without_acting(everything, starts_on, ends_on)
        home = _home(employee, told, places(told.placed), ends_on)
        last = _of_year(told, starts_on, ends_on)
        if home is None and last is not None and last.unit in wanted:
            gone.append(last)
        elif home is not None and home.unit in wanted:
            moved = replace(last, unit=home.unit, head_of_unit=home.head_of_unit) if last else None
            members.append(moved or _described(home, told, ends_on))
    return Population(tuple(members), tuple(gone))


def years_on(projection: Projection, employees: Sequence[UUID], starts_on: date, ends_on: date) -> list[Member]:
    """These people's year, each once by the last agreement of it; who has none is not among them."""
    told = [_without_acting(each, starts_on, ends_on) for each in _told(projection, sorted(employees)).values()]
    return [one for each in told if (one := _of_year(each, starts_on, ends_on)) is not None]


def _without_acting(told: _Told, starts_on: date, ends_on: date) -> _Told:
    acting = acting_among(_agreed_in(told, starts_on, ends_on), places(told.placed))
    return _Told(told.placed, {one: parts for one, parts in told.agreements.items() if one not in acting})


def _agreed_in(told: _Told, starts_on: date, ends_on: date) -> list[Terms]:
    """A person's agreements that hold on a day of a period or year, in order of time."""
    on_last = [terms for parts in told.agreements.values() if (terms := terms_of(parts, ends_on)) is not None]
    return sorted([*_ended(told, starts_on, ends_on), *on_last], key=lambda one: (one.starts_on, one.agreement))


def _of_year(told: _Told, starts_on: date, ends_on: date) -> Member | None:
    """A person by the last of the agreements that hold on a day of a year, with the days of all of them."""
    agreed = _agreed_in(told, starts_on, ends_on)
    if not agreed:
        return None
    days = tuple((max(one.starts_on, starts_on), min(one.ends_on, ends_on)) for one in agreed)
    return replace(_described(_member(agreed[-1]), told, ends_on), held=days)


def _ended(told: _Told, starts_on: date, ends_on: date) -> list[Terms]:
    """The agreements that held on a day of the period and no longer on its last."""
    found = []
    for parts in told.agreements.values():
        if terms_of(parts, ends_on) is not None:
            continue
        last = [one for one in parts if one.closes_on is not None]
        closes_on = last[-1].closes_on if last else max((one.ends_on for one in parts), default=None)
        if closes_on is not None and starts_on <= closes_on < ends_on:
            terms = terms_of(parts, closes_on)
            if terms is not None:
                found.append(terms)
    return found


def _member(terms: Terms) -> Member:
    return Member(
        employee=terms.employee,
        unit=terms.unit,
        head_of_unit=terms.head_of_unit,
        assignment=terms.assignment,
        agreement=terms.agreement,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
    )


def _described(member: Member, told: _Told, day: date) -> Member:
    """With the position, level and kind of employment on a day, as the directory has them: not who it is."""
    held = [one for one in told.placed if isinstance(one, AssignmentStarted) and one.assignment == member.assignment]
    level = next((one.level for one in reversed(functional_levels(told.placed)) if one.starts_on <= day), None)
    return replace(
        member,
        position=held[-1].position if held else "",
        employment=employment_on(told.placed, day),
        acting=is_acting(member.assignment, places(told.placed)),
        functional=level is not None,
    )
