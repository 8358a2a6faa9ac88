"""What every reader of planning's events reads the same way: places, deadlines, versions, working days."""

from datetime import UTC, date, datetime

import pytest

from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    CycleOpened,
    DeadlineExtended,
    DelegationEnded,
    DelegationGiven,
    RaterChanged,
)
from contracts.readings import (
    acting_raters,
    cycle_dates,
    deadlines_of,
    end_of_day,
    latest_place,
    places,
    superiors_of,
    version_at_end,
    version_in_force,
    working_day_after,
    years_around,
)
from tests.domain.given import uid
from tests.domain.histories import OPENED, TEXT
from tests.domain.plans import EMPLOYEE, FIRST_DAY, RATER, SUPERIOR, UNIT, YEAR, agreed


def assigned(name, rater=RATER, starts_on=FIRST_DAY):
    return AssignmentStarted(
        employee=EMPLOYEE,
        assignment=uid(name),
        unit=UNIT,
        position="Arsiparis",
        head_of_unit=False,
        starts_on=starts_on,
        rater=rater,
    )


def rater_changed(name, to):
    return RaterChanged(employee=EMPLOYEE, assignment=uid(name), rater=to, reason_code="vacant")


def extended(to, deadline="evidence", period="2026Q2"):
    said = {"previous": date(2026, 7, 10), "extended_to": to, "reason_code": "other", "reason": TEXT}
    return DeadlineExtended(cycle=OPENED.cycle, year=2026, period=period, deadline=deadline, **said)


def test_the_rater_in_force_is_the_last_one_named_for_the_assignment():
    found = places([assigned("first"), assigned("second"), rater_changed("first", SUPERIOR)])

    assert {place.assignment: place.rater for place in found.values()} == {uid("first"): SUPERIOR, uid("second"): RATER}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2025, 12, 31), None, id="before the first"),
        pytest.param(date(2026, 1, 1), "first", id="on the first day"),
        pytest.param(date(2026, 9, 30), "first", id="the day before the second, which is entered already"),
        pytest.param(date(2026, 10, 1), "second", id="on the day the second begins"),
        pytest.param(date(2027, 1, 1), "second", id="after it"),
    ],
)
def test_an_assignment_entered_ahead_of_time_is_not_the_latest_before_it_begins(day, expected):
    held = places([assigned("second", SUPERIOR, date(2026, 10, 1)), assigned("first")]).values()

    found = latest_place(held, day)

    assert (found and found.assignment) == (expected and uid(expected))


def ended(name, on):
    return AssignmentEnded(employee=EMPLOYEE, assignment=uid(name), ends_on=on, reason_code="moved")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 9, 30), "second", id="on its last day"),
        pytest.param(date(2026, 10, 1), "first", id="the day after, the one that goes on"),
    ],
)
def test_an_ended_assignment_is_not_the_latest_after_its_last_day(day, expected):
    history = [assigned("first"), assigned("second", SUPERIOR, date(2026, 7, 1)), ended("second", date(2026, 9, 30))]

    found = latest_place(places(history).values(), day)

    assert found.assignment == uid(expected)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (date(2025, 10, 1), date(2025, 12, 31), False),
        (date(2025, 10, 1), FIRST_DAY, True),
        (date(2026, 3, 31), date(2026, 6, 30), True),
        (date(2026, 4, 1), date(2026, 6, 30), False),
    ],
)
def test_an_assignment_has_a_day_in_what_it_only_touches(first, last, holds):
    (place,) = places([assigned("first"), ended("first", date(2026, 3, 31))]).values()
    (unended,) = places([assigned("first")]).values()

    assert place.has_a_day_in(first, last) is holds
    assert unended.has_a_day_in(date(2026, 4, 1), date(2026, 6, 30))


def test_an_assignment_that_never_began_has_no_day_in_anything():
    (place,) = places([assigned("first"), ended("first", date(2025, 12, 31))]).values()

    assert not place.has_a_day_in(date(2025, 10, 1), date(2026, 3, 31))
    assert latest_place([place], FIRST_DAY) is None


def test_an_ended_assignment_keeps_its_rater_and_another_may_still_be_named():
    history = [assigned("first"), ended("first", date(2026, 9, 30)), rater_changed("first", SUPERIOR)]

    (place,) = places(history).values()

    assert (place.rater, place.ends_on) == (SUPERIOR, date(2026, 9, 30))


def at(day, hour=0, minute=0):
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


def delegated(to, starts=None, ends=None, of=RATER):
    return DelegationGiven(
        employee=of,
        delegation=uid("delegation"),
        delegate=to,
        kind="plh",
        starts_at=starts or at(6),
        ends_at=ends or at(20),
    )


def acting_at(instant, *of_rater, rater=RATER):
    (place,) = places([assigned("first", rater)]).values()
    return acting_raters(place, of_rater, instant)


@pytest.mark.parametrize(
    ("instant", "may"),
    [
        pytest.param(at(5, 23, 59), False, id="before"),
        pytest.param(at(6), True, id="from the first instant"),
        pytest.param(at(19, 23, 59), True, id="until the end"),
        pytest.param(at(20), False, id="not at the end"),
    ],
)
def test_a_delegate_acts_beside_the_rater_from_the_first_instant_and_not_at_the_last(instant, may):
    expected = {RATER, SUPERIOR} if may else {RATER}

    assert acting_at(instant, delegated(SUPERIOR)) == expected


def test_a_delegation_that_was_ended_is_over_from_that_instant():
    over = DelegationEnded(employee=RATER, delegation=uid("delegation"), ended_at=at(10))

    assert acting_at(at(9), delegated(SUPERIOR), over) == {RATER, SUPERIOR}
    assert acting_at(at(10), delegated(SUPERIOR), over) == {RATER}


def test_nobody_acts_as_their_own_rater_by_delegation():
    assert acting_at(at(10), delegated(EMPLOYEE)) == {RATER}


def test_what_another_than_the_rater_in_force_delegated_counts_for_nothing():
    assert acting_at(at(10), delegated(SUPERIOR, of=uid("former rater"))) == {RATER}


def test_where_nobody_rates_nobody_acts():
    assert acting_at(at(10), delegated(SUPERIOR), rater=None) == frozenset()
    assert acting_raters(None, [delegated(SUPERIOR)], at(10)) == frozenset()


def superiors(instant, streams, day=date(2026, 7, 1)):
    return superiors_of(lambda stream: streams.get(stream, ()), RATER, day, instant)


def test_the_superior_is_who_rates_the_rater_in_their_latest_assignment_or_a_delegate():
    streams = {
        RATER: [held_by_rater("first", uid("former")), held_by_rater("second", SUPERIOR, date(2026, 3, 1))],
        SUPERIOR: [delegated(uid("acting"), of=SUPERIOR)],
    }

    assert superiors(at(10), streams) == {SUPERIOR, uid("acting")}
    assert superiors(at(20), streams) == {SUPERIOR}
    assert superiors(at(10), streams, day=date(2026, 2, 1)) == {uid("former")}


def test_where_the_rater_has_no_rater_there_is_no_superior():
    assert superiors(at(1), {RATER: [held_by_rater("first", None)]}) == frozenset()
    assert superiors(at(1), {}) == frozenset()
    assert superiors_of(lambda _: (), None, date(2026, 7, 1), at(1)) == frozenset()


def held_by_rater(name, rater, starts_on=FIRST_DAY):
    return assigned(name, rater, starts_on).model_copy(update={"employee": RATER})


def test_a_change_for_an_assignment_not_seen_makes_none():
    assert places([rater_changed("first", SUPERIOR)]) == {}


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", datetime(2026, 7, 10, 16, 59, 59, 999999, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 7, 10, 15, 59, 59, 999999, tzinfo=UTC)),
        ("Asia/Jayapura", datetime(2026, 7, 10, 14, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_of_the_agencys_zone(zone, expected):
    assert end_of_day(date(2026, 7, 10), zone) == expected


def test_the_leap_day_and_the_last_of_the_year_end_too():
    assert end_of_day(date(2028, 2, 29), "Asia/Jakarta") == datetime(2028, 2, 29, 16, 59, 59, 999999, tzinfo=UTC)
    assert end_of_day(date(2026, 12, 31), "Asia/Jayapura") == datetime(2026, 12, 31, 14, 59, 59, 999999, tzinfo=UTC)


def test_deadlines_are_those_in_force_after_every_extension():
    found = deadlines_of([OPENED, extended(date(2026, 7, 20)), extended(date(2026, 7, 31))], "2026Q2")

    assert found.evidence == end_of_day(date(2026, 7, 31), "Asia/Makassar")
    assert found.reporting == end_of_day(YEAR[1].reporting_deadline, "Asia/Makassar")
    assert found.evaluation == end_of_day(YEAR[1].evaluation_deadline, "Asia/Makassar")
    assert (found.starts_on, found.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))


def test_a_period_the_cycle_does_not_have_has_no_deadlines():
    assert deadlines_of([OPENED], "2027Q2") is None
    assert deadlines_of([], "2026Q2") is None
    assert deadlines_of([OPENED, extended(date(2026, 8, 1), period="2026M09")], "2026M09") is None


def test_a_cycle_tells_its_zone_and_holidays():
    zone, holidays, periods = cycle_dates([CycleOpened(**{**dict(OPENED), "holidays": (date(2026, 8, 17),)})])

    assert (zone, holidays, list(periods)) == ("Asia/Makassar", {date(2026, 8, 17)}, [one.period for one in YEAR])


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), 1),
        (date(2026, 6, 30), 1),
        (date(2026, 7, 1), 3),
        (date(2026, 12, 31), 3),
    ],
)
def test_the_version_in_force_is_the_last_one_valid_by_that_day(day, version):
    versions = [
        agreed(agreement_version=2, valid_from=date(2026, 7, 1)),
        agreed(agreement_version=1),
        agreed(agreement_version=3, valid_from=date(2026, 7, 1)),
    ]

    found = version_in_force(versions, day)

    assert (found.agreement_version if found else None) == version


def test_working_days_are_counted_after_the_day():
    friday, holidays = date(2026, 8, 14), frozenset({date(2026, 8, 17)})

    assert working_day_after(friday, 0, holidays) == friday
    assert working_day_after(friday, 1, holidays) == date(2026, 8, 18)
    assert working_day_after(friday, 1, frozenset()) == date(2026, 8, 17)


@pytest.mark.parametrize(
    ("now", "years"),
    [
        (datetime(2026, 10, 1, tzinfo=UTC), [2026, 2025, 2027]),
        (datetime(2027, 1, 20, tzinfo=UTC), [2026, 2025, 2027, 2028]),
        (datetime(2029, 6, 1, tzinfo=UTC), [2026, 2025, 2027, 2028, 2029, 2030]),
    ],
)
def test_a_clock_meets_holidays_of_its_year_the_ones_beside_it_and_those_around_now(now, years):
    assert years_around(2026, now) == years


@pytest.mark.parametrize(
    ("ends_on", "valid_from", "last_day", "version"),
    [
        (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), 1),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 12, 31), 2),
        (date(2026, 9, 30), date(2026, 8, 10), date(2026, 12, 31), 2),
        (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), 1),
        (date(2026, 9, 30), date(2026, 8, 10), date(2026, 7, 31), 1),
    ],
    ids=["before it", "from its first day", "within it", "not begun yet", "ended before it would begin"],
)
def test_a_period_has_the_version_in_force_at_its_end_or_the_agreements(ends_on, valid_from, last_day, version):
    first, second = agreed(ends_on=last_day), agreed(agreement_version=2, valid_from=valid_from, ends_on=last_day)

    assert version_at_end([first, second], ends_on).agreement_version == version
