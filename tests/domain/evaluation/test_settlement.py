"""Settling a unit's distribution: it waits for the open and asks for a reason where the pattern is broken."""

from dataclasses import replace

from contracts.evaluation import BrokenRule, LeftOut, PolicyRef
from services.evaluation.policies.distribution_v1 import Person, spread
from services.evaluation.policies.registry import policy_hash
from services.evaluation.settlement import BreaksThePattern, StillOpen, decide_settle
from tests.domain.given import uid, when
from tests.domain.histories import TEXT
from tests.domain.plans import UNIT

RULES = PolicyRef(id="distribution.v1", hash=policy_hash("distribution.v1"))


def person(name, predicate="baik", **given):
    return Person(str(uid(name)), str(UNIT), False, predicate, **given)


FITTING = [person("a"), person("b"), person("c"), person("d", "kurang"), person("e", "sangat_baik")]
ALL_BAIK = [person(name) for name in "abcde"]


def settle(people, reason=None, excluded=()):
    leaves = {str(one.employee): one for one in excluded}
    return when(decide_settle, UNIT, "2026Q2", spread("baik", people), leaves, RULES, reason)


def test_a_spread_that_fits_is_settled():
    (event,) = settle(FITTING).events

    assert (event.people, event.broken, event.reason, event.rules) == (5, (), None, RULES)
    assert [(one.predicate, one.people) for one in event.counts] == [
        ("sangat_baik", 1),
        ("baik", 3),
        ("butuh_perbaikan", 0),
        ("kurang", 1),
        ("sangat_kurang", 0),
    ]


def test_one_that_breaks_the_pattern_only_with_a_reason_and_the_exact_rules():
    settle(ALL_BAIK).then_refused(BreaksThePattern, rules=2)

    (event,) = settle(ALL_BAIK, TEXT).events

    assert event.reason == TEXT
    assert event.broken == (
        BrokenRule(predicates=("baik",), kind="at_most", most=3, found=5),
        BrokenRule(predicates=("butuh_perbaikan", "kurang"), kind="at_least_people", fewest=1, found=0),
    )


def test_it_waits_for_everyone_still_open_or_for_their_exclusion_with_a_reason():
    still = person("f", None)
    out = LeftOut(employee=uid("f"), reason_code="long_leave", reason=TEXT)

    settle([*FITTING, still]).then_refused(StillOpen, people=1, first=str(uid("f")))
    (event,) = settle([*FITTING, replace(still, excluded=True), person("g", short_period=True)], excluded=[out]).events

    assert set(event.left_out) == {out, LeftOut(employee=uid("g"), reason_code="short_period")}


def test_too_few_people_need_no_reason():
    (event,) = settle(ALL_BAIK[:4], TEXT).events

    assert (event.broken, event.reason) == ((), None)
