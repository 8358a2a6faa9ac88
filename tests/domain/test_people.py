"""Whom somebody rates and heads, asked of events that are kept under the labels of `contracts.people` and no others."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from contracts import people
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    RaterChanged,
    UnitMoved,
    UnitRegistered,
)
from tests.domain.given import uid

NOW, TODAY = datetime(2026, 7, 1, tzinfo=UTC), date(2026, 7, 1)
TOP, OFFICE, OTHER = uid("kanwil"), uid("bidang"), uid("another bidang")
HEAD, CHIEF, STAFF, ELSEWHERE, DELEGATE = (uid(name) for name in ("head", "chief", "staff", "elsewhere", "delegate"))


@dataclass(frozen=True)
class Kept:
    stream: object
    event: object


class InMemory:
    """Events as a projection keeps them: by stream, and found by what `labels` says of each."""

    def __init__(self, *events):
        self.kept = [Kept(getattr(one, "employee", None) or one.unit, one) for one in events]

    def of_stream(self, *streams, types=()):
        found = [one for one in self.kept if one.stream in streams]
        return [one for one in found if not types or isinstance(one.event, tuple(types))]

    def labelled(self, name, value):
        return self.marked(name, [value])

    def marked(self, name, values):
        wanted = {(name, str(value)) for value in values}
        return [one for one in self.kept if wanted & set(people.labels(one.event))]


def assigned(employee, unit, rater=None, *, head=False, starts_on=date(2026, 1, 1)):
    return AssignmentStarted(
        employee=employee,
        assignment=uid(f"{employee} at {unit}"),
        unit=unit,
        position="Analis",
        head_of_unit=head,
        starts_on=starts_on,
        rater=rater,
    )


def delegated(by, to, begins, ends):
    instants = {"starts_at": datetime(2026, *begins, tzinfo=UTC), "ends_at": datetime(2026, *ends, tzinfo=UTC)}
    return DelegationGiven(employee=by, delegation=uid(f"{by} to {to}"), delegate=to, kind="plh", **instants)


OFFICES = (
    UnitRegistered(unit=TOP, name="Kanwil"),
    UnitRegistered(unit=OFFICE, name="Bidang", parent=TOP),
    UnitRegistered(unit=OTHER, name="Bidang lain", parent=TOP),
)
EVENTS = (
    *OFFICES,
    assigned(HEAD, TOP, head=True),
    assigned(CHIEF, OFFICE, HEAD, head=True),
    assigned(STAFF, OFFICE, CHIEF),
    assigned(ELSEWHERE, OTHER, HEAD, head=True),
)


def whom(places):
    return {place.employee for place in places}


def test_a_rater_rates_whose_assignments_name_them():
    kept = InMemory(*EVENTS)

    assert whom(people.rated_by(kept, HEAD, NOW)) == {CHIEF, ELSEWHERE}
    assert whom(people.rated_by(kept, CHIEF, NOW)) == {STAFF}
    assert people.rated_by(kept, STAFF, NOW) == []


def test_whose_rater_changed_is_rated_by_the_new_one():
    assignment = uid(f"{STAFF} at {OFFICE}")
    changed = RaterChanged(employee=STAFF, assignment=assignment, rater=ELSEWHERE, reason_code="vacant")

    kept = InMemory(*EVENTS, changed)

    assert people.rated_by(kept, CHIEF, NOW) == []
    assert whom(people.rated_by(kept, ELSEWHERE, NOW)) == {STAFF}
    assert people.place_of(kept, STAFF, assignment).rater == ELSEWHERE


@pytest.mark.parametrize(
    ("begins", "ends", "rates"), [((6, 1), (8, 1), {STAFF}), ((8, 1), (9, 1), set()), ((5, 1), (6, 1), set())]
)
def test_a_delegate_rates_while_it_lasts_and_never_themself(begins, ends, rates):
    kept = InMemory(*EVENTS, delegated(CHIEF, DELEGATE, begins, ends), delegated(CHIEF, STAFF, begins, ends))

    assert whom(people.rated_by(kept, DELEGATE, NOW)) == rates
    assert people.rated_by(kept, STAFF, NOW) == []
    place = people.place_of(kept, STAFF, uid(f"{STAFF} at {OFFICE}"))
    assert (DELEGATE in people.acting(kept, place, NOW)) is bool(rates)


def test_the_raters_rater_is_their_superior_both_ways_round():
    kept = InMemory(*EVENTS)

    assert whom(people.superior_in(kept, HEAD, TODAY, NOW)) == {STAFF}
    assert people.superiors_of(kept, CHIEF, TODAY, NOW) == {HEAD}
    assert people.superiors_of(kept, None, TODAY, NOW) == frozenset()


def test_a_unit_has_those_below_it_and_whoever_works_there():
    kept = InMemory(*EVENTS)

    assert people.units_below(kept, TOP) == {TOP, OFFICE, OTHER}
    assert people.units_below(kept, OFFICE) == {OFFICE}
    assert people.units_below(kept, uid("nowhere")) == set()
    assert whom(people.placed_in(kept, [OFFICE])) == {CHIEF, STAFF}


def test_a_unit_that_was_moved_is_below_its_new_parent():
    kept = InMemory(*EVENTS, UnitMoved(unit=OTHER, parent=OFFICE))

    assert people.units_below(kept, OFFICE) == {OFFICE, OTHER}
    assert people.heads_unit(kept, CHIEF, OTHER, TODAY, NOW)


@pytest.mark.parametrize(
    ("who", "unit", "heads"),
    [(HEAD, OFFICE, True), (CHIEF, OFFICE, True), (CHIEF, TOP, False), (CHIEF, OTHER, False), (STAFF, OFFICE, False)],
)
def test_who_heads_a_unit_or_one_above_it(who, unit, heads):
    assert people.heads_unit(InMemory(*EVENTS), who, unit, TODAY, NOW) is heads


def test_who_left_heads_nothing():
    left = AssignmentEnded(
        employee=CHIEF, assignment=uid(f"{CHIEF} at {OFFICE}"), ends_on=date(2026, 6, 30), reason_code="moved"
    )

    assert not people.heads_unit(InMemory(*EVENTS, left), CHIEF, OFFICE, TODAY, NOW)


@pytest.mark.parametrize(
    ("giver", "begins", "ends", "unit", "heads"),
    [
        (CHIEF, (6, 1), (8, 1), OFFICE, True),
        (HEAD, (6, 1), (8, 1), OFFICE, True),
        (CHIEF, (6, 1), (8, 1), TOP, False),
        (CHIEF, (6, 1), (8, 1), OTHER, False),
        (CHIEF, (8, 1), (9, 1), OFFICE, False),
        (CHIEF, (5, 1), (6, 1), OFFICE, False),
        (STAFF, (6, 1), (8, 1), OFFICE, False),
    ],
)
def test_who_acts_for_a_head_heads_what_that_one_does_while_it_lasts(giver, begins, ends, unit, heads):
    kept = InMemory(*EVENTS, assigned(DELEGATE, OTHER, ELSEWHERE), delegated(giver, DELEGATE, begins, ends))

    assert people.heads_unit(kept, DELEGATE, unit, TODAY, NOW) is heads
