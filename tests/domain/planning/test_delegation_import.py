"""A delegation in a sheet against those its person gave: the same is left as it is, one of the same days is told of."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from contracts.readings import Delegation
from services.planning.delegation_import import delegation_trouble, interval
from services.planning.directory_sheet import Row
from tests.domain.given import uid

ZONE = ZoneInfo("Asia/Makassar")
DAYS = date(2026, 3, 2), date(2026, 3, 6)
GIVEN = Delegation(uid("one"), uid("head"), uid("staff"), "plh", *interval(ZONE, *DAYS))


def told(given, who="staff", **said):
    cells = {"acting": "plh", "acting_from": DAYS[0], "acting_until": DAYS[1]} | said
    found = delegation_trouble([given], Row(2, "Bidang", **cells), delegate=uid(who), zone=ZONE)
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
    assert told(GIVEN, who, **said) == expected


def test_one_that_was_ended_before_it_began_covers_nothing():
    ended = Delegation(GIVEN.delegation, GIVEN.employee, GIVEN.delegate, "plh", GIVEN.starts_at, GIVEN.starts_at)

    assert told(ended, "another") is None
