"""Who sets a unit's achievement: the head one level up, and nobody whose own rating it is, also not by a delegate."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from contracts.evaluation import UnitAchievementSet
from contracts.planning import AssignmentEnded, AssignmentStarted, DelegationGiven
from contracts.readings import Place, places
from services.evaluation.messages import PROBLEMS
from services.evaluation.one_level_up import (
    NobodyOneLevelUp,
    NotOneLevelUp,
    OwnAchievement,
    decide_set_achievement,
    head_on,
    headed_in,
    setters,
)
from tests.domain.given import uid
from tests.domain.plans import FIRST_DAY, LAST_DAY, STRANGER, UNIT, agreed

HEAD, PROMOTED, CHIEF = uid("head"), uid("promoted"), uid("chief")
DAY, AT = date(2026, 7, 18), datetime(2026, 7, 18, tzinfo=UTC)
QUARTER = date(2026, 4, 1), date(2026, 6, 30)
DELEGATE = UUID(int=1)  # before all others in order


def placed(employee, unit, rater, starts_on=FIRST_DAY):
    named = {"employee": employee, "assignment": uid(f"{employee} in {unit}"), "unit": unit, "rater": rater}
    return AssignmentStarted(**named, head_of_unit=True, starts_on=starts_on, position="Kepala")


#: `promoted` headed the unit until the end of May and is above its new head since.
EVENTS = {
    HEAD: [placed(HEAD, UNIT, PROMOTED, date(2026, 6, 1))],
    PROMOTED: [placed(PROMOTED, uid("bureau"), CHIEF, date(2026, 6, 1))],
    CHIEF: [],
}
(PLACE,) = places(EVENTS[HEAD]).values()


def may_set(rated, more=()):
    events = {**EVENTS, **{one.employee: [*EVENTS[one.employee], one] for one in more}}
    return setters(PLACE, rated, events.get, DAY, AT)


def delegation(giver):
    interval = {"starts_at": AT - timedelta(days=1), "ends_at": AT + timedelta(days=1)}
    return DelegationGiven(employee=giver, delegation=uid(f"of {giver}"), delegate=DELEGATE, kind="plh", **interval)


def test_the_head_one_level_up_and_their_delegate_set_it_and_the_delegate_is_named_last():
    assert may_set({HEAD}, [delegation(PROMOTED)]) == (PROMOTED, DELEGATE)


def test_who_headed_it_in_the_period_does_not_and_neither_does_their_delegate():
    assert may_set({HEAD, PROMOTED}, [delegation(PROMOTED), delegation(CHIEF)]) == (CHIEF, DELEGATE)
    assert may_set({HEAD, PROMOTED, DELEGATE}, [delegation(CHIEF)]) == (CHIEF,)


def test_with_nobody_above_nobody_sets_it_and_the_officer_is_named():
    event = UnitAchievementSet(unit=UNIT, period="2026Q2", achievement="istimewa")

    assert may_set({HEAD, PROMOTED, CHIEF}) == setters(None, (), EVENTS.get, DAY, AT) == ()
    with pytest.raises(NobodyOneLevelUp):
        decide_set_achievement(STRANGER, event, ())
    assert PROBLEMS[NobodyOneLevelUp].who_must_act == "performance officer"


def head(name, starts_on, ends_on=None):
    return Place(uid(name), uid(f"place of {name}"), UNIT, True, starts_on, CHIEF, ends_on)


def test_of_a_unit_whose_head_left_without_a_successor_it_is_whoever_rates_who_headed_it_last():
    first = head("first", FIRST_DAY, date(2026, 3, 31))
    last = head("last", date(2026, 4, 1), date(2026, 7, 17))
    never = head("never", date(2026, 7, 18), date(2026, 7, 17))
    to_come = head("to come", date(2026, 7, 19))

    assert head_on([last, first, never, to_come], DAY) == last
    assert head_on([last, first, to_come], date(2026, 7, 19)) == to_come
    assert head_on([never, to_come], DAY) is None


RETIRED = AssignmentEnded(
    employee=PROMOTED, assignment=uid(f"{PROMOTED} in {uid('bureau')}"), ends_on=date(2026, 6, 30), reason_code="other"
)


@pytest.mark.parametrize(
    ("left", "more", "may"),
    [
        pytest.param(True, [RETIRED], (), id="nobody follows for an ended assignment"),
        pytest.param(True, [RETIRED, delegation(PROMOTED)], (DELEGATE,), id="a delegate still acts"),
        pytest.param(True, [RETIRED, placed(PROMOTED, UNIT, CHIEF, DAY)], (PROMOTED,), id="holds another office"),
        pytest.param(True, [], (PROMOTED,), id="is there"),
        pytest.param(False, [RETIRED], (PROMOTED,), id="the head is there, and rated by whoever the officer says"),
    ],
)
def test_who_rated_the_last_head_and_has_left_too_sets_nothing(left, more, may):
    """The symptom: only who held no office any more could set it, and the lists named them."""
    last = replace(PLACE, ends_on=date(2026, 6, 15) if left else None)
    events = {**EVENTS, PROMOTED: [*EVENTS[PROMOTED], *more]}

    assert setters(last, {HEAD}, events.get, DAY, AT) == may


def test_above_the_agencys_head_sets_who_never_held_an_office_here():
    last = replace(PLACE, rater=CHIEF, ends_on=date(2026, 6, 15))

    assert setters(last, {HEAD}, EVENTS.get, DAY, AT) == (CHIEF,)


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({}, {PROMOTED}),
        ({"ends_on": date(2026, 3, 31)}, set()),
        ({"starts_on": date(2026, 7, 1)}, set()),
        ({"head_of_unit": False}, set()),
        ({"unit": uid("another unit")}, set()),
    ],
)
def test_it_is_the_rating_of_who_headed_the_unit_on_a_day_of_the_period(terms, found):
    own = {"employee": PROMOTED, "head_of_unit": True, "starts_on": FIRST_DAY, "ends_on": LAST_DAY, **terms}
    versions = [agreed().model_copy(update=own)]

    assert headed_in([versions, []], UNIT, *QUARTER) == found


def test_ones_own_is_refused_by_name():
    event = UnitAchievementSet(unit=UNIT, period="2026Q2", achievement="istimewa")

    for actor, refusal in ((PROMOTED, OwnAchievement), (STRANGER, NotOneLevelUp)):
        with pytest.raises(refusal):
            decide_set_achievement(actor, event, frozenset({CHIEF}), frozenset({PROMOTED}))
    assert decide_set_achievement(CHIEF, event, frozenset({CHIEF}), frozenset({PROMOTED})) == [event]
