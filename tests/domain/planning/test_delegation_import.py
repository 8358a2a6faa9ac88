"""A delegation in a sheet against those its person gave: the same is left as it is, one of the same days is told of."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from contracts.planning import DelegationEnded, DelegationGiven
from services.planning.delegation_import import delegation_trouble, interval
from services.planning.directory_rules import Employee, evolve_employee
from services.planning.directory_sheet import Row
from tests.domain.given import given, uid

ZONE = ZoneInfo("Asia/Makassar")
DAYS = date(2026, 3, 2), date(2026, 3, 6)
STARTS_AT, ENDS_AT = interval(ZONE, *DAYS)
GIVEN = DelegationGiven(
    employee=uid("head"), delegation=uid("one"), delegate=uid("staff"), kind="plh", starts_at=STARTS_AT, ends_at=ENDS_AT
)


def ended(at):
    return DelegationEnded(employee=GIVEN.employee, delegation=GIVEN.delegation, ended_at=at)


def told(events, who="staff", **said):
    cells = {"acting": "plh", "acting_from": DAYS[0], "acting_until": DAYS[1]} | said
    giver = given(evolve_employee, Employee(), *events).state
    found = delegation_trouble(giver, Row(2, "Bidang", **cells), delegate=uid(who), zone=ZONE)
    return found and (found[0], "2026-03-02 to 2026-03-06" in found[1][0])


def test_the_days_are_whole_days_of_the_agency():
    assert interval(ZONE, *DAYS) == (datetime(2026, 3, 1, 16, tzinfo=UTC), datetime(2026, 3, 6, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        pytest.param("staff", {}, None, id="the one that is there"),
        pytest.param("another", {}, ("acting_from", True), id="another delegate"),
        pytest.param("staff", {"acting": "plt"}, ("acting_from", True), id="another kind"),
        pytest.param("staff", {"acting_until": date(2026, 3, 9)}, ("acting_from", True), id="a day more"),
        pytest.param("another", {"acting_from": date(2026, 3, 7), "acting_until": date(2026, 3, 9)}, None,
                     id="the days after"),
        pytest.param("another", {"acting_from": None}, None, id="none said"),
    ],
)  # fmt: skip
def test_one_delegate_at_a_time(who, said, expected):
    assert told([GIVEN], who, **said) == expected


def test_one_that_was_ended_before_it_began_covers_nothing():
    assert told([GIVEN, ended(GIVEN.starts_at)], "another") is None


def test_one_that_was_ended_before_its_time_is_there_and_stays_ended():
    """The same file again, after the officer has ended the delegation on its third day."""
    events = [GIVEN, ended(datetime(2026, 3, 4, 2, tzinfo=UTC))]
    days_left = {"acting_from": date(2026, 3, 5)}

    assert told(events) is None
    assert told(events, "another") == ("acting_from", False)
    assert told(events, "another", **days_left) is None
    assert told(events, acting_until=date(2026, 3, 9)) == ("acting_from", False)
