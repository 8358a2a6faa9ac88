"""Settling a unit's distribution: it waits for the open and asks for a reason where the pattern is broken."""

from dataclasses import replace
from uuid import UUID

import pytest

from chassis.problems import told
from chassis.store import Recorded
from contracts.envelope import MAX_EVENT_BYTES, Act, encode
from contracts.evaluation import BrokenRule, CountedPerson, LeftOut, PolicyRef
from contracts.values import StreamHead
from services.evaluation.distribution_views import Measured, shown
from services.evaluation.messages import PROBLEMS
from services.evaluation.people_views import MOST_PEOPLE
from services.evaluation.policies.distribution_v1 import PREDICATES, Person, spread
from services.evaluation.policies.registry import policy_hash
from services.evaluation.settlement import BreaksThePattern, StillOpen, decide_settle, who_has_which
from services.evaluation.units import Units
from services.evaluation.words import STATE
from tests.domain.given import uid, when
from tests.domain.histories import FINAL_AT, TEXT
from tests.domain.plans import UNIT

FINAL = StreamHead(stream=uid("a final"), version=3)
RULES = PolicyRef(id="distribution.v1", hash=policy_hash("distribution.v1"))


def person(name, predicate="baik", **given):
    return Person(str(uid(name)), str(UNIT), False, predicate, **given)


FITTING = [person("a"), person("b"), person("c"), person("d", "kurang"), person("e", "sangat_baik")]
ALL_BAIK = [person(name) for name in "abcde"]


def settle(people, reason=None, excluded=(), turn=("ready", "rater")):
    leaves = {str(one.employee): one for one in excluded}
    counted = [
        CountedPerson(employee=UUID(one.employee), predicate=one.predicate, final=FINAL)
        for one in people
        if one.predicate and not one.excluded and not one.short_period
    ]
    return when(decide_settle, UNIT, "2026Q2", spread("baik", people), counted, leaves, RULES, reason, lambda _: turn)


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


@pytest.mark.parametrize(
    ("turn", "who", "says"),
    [
        (("ready", "rater"), "rater", "the rater finalizes"),
        (("waits_for_evidence", "employee"), "employee", "waits for evidence"),
        (("waits_for_unit_achievement", "head_one_level_up"), "the head one level up", "achievement"),
        (("agreements_overlap", "performance_officer"), "performance officer", "two agreements"),
        (("no_agreement", "performance_officer"), "performance officer", "agree on targets first"),
    ],
)
def test_who_must_act_on_the_first_who_is_open_is_said_as_it_is(turn, who, says):
    """The symptom: "rater", also of whoever has no agreement, whom no rater can finalize."""
    refused = settle([*FITTING, person("f", None), person("g", None)], turn=turn).refusal

    body = told(PROBLEMS[StillOpen], refused)

    assert (body.type.rpartition(":")[2], body.who_must_act) == ("distribution-still-open", who)
    assert says in f"{body.detail} {body.mend}"
    assert STATE[turn[0]].id in body.pesan
    assert "{" not in f"{body.mend}{body.perbaikan}"


def test_too_few_people_need_no_reason():
    (event,) = settle(ALL_BAIK[:4], TEXT).events

    assert (event.broken, event.reason) == ((), None)


def test_it_names_whom_it_counted_in_order_and_by_what():
    people = [*FITTING, person("g", short_period=True)]

    (event,) = settle(people).events

    assert [one.employee for one in event.counted] == sorted(UUID(one.employee) for one in FITTING)
    assert {one.final for one in event.counted} == {FINAL}
    assert who_has_which(event) == {UUID(one.employee): one.predicate for one in FITTING}


def test_two_people_who_swap_their_predicates_make_another_settlement_of_the_same_counts():
    swapped = [person("a", "kurang"), *FITTING[1:3], person("d", "baik"), FITTING[4]]

    (before,), (after,) = settle(FITTING).events, settle(swapped).events

    assert before.counts == after.counts
    assert who_has_which(before) != who_has_which(after)


def as_shown(people, settled):
    """A unit as it stands now, settled before."""
    made = Recorded(uid("unit's period"), 2, FINAL_AT, str(uid("officer")), settled, b"")
    heads = {one.employee: FINAL for one in people}
    units = Units({UNIT: None}, {UNIT: "Tim Uji"})
    return shown(Measured(UNIT, "2026Q2", units, "baik", tuple(people), spread("baik", people), {}, heads, (made,)))


def test_a_swap_after_settling_asks_for_a_new_check_and_a_newer_amendment_alone_does_not():
    (settled,) = settle(FITTING).events
    swapped = [person("a", "kurang"), *FITTING[1:3], person("d", "baik"), FITTING[4]]
    older = tuple(
        one.model_copy(update={"final": StreamHead(stream=uid("older"), version=1)}) for one in settled.counted
    )

    assert as_shown(FITTING, settled)["check_again"] is False
    assert as_shown(swapped, settled)["check_again"] is True
    assert as_shown(FITTING, settled.model_copy(update={"counted": older}))["check_again"] is False


def test_the_largest_unit_that_is_listed_can_be_settled():
    people = tuple(PREDICATES[number % 5] for number in range(MOST_PEOPLE))

    (event,) = settle([person(f"one of many {number}", one) for number, one in enumerate(people)], TEXT).events
    act = Act(str(uid("officer")), uid("command"), "a-correlation", FINAL_AT)

    assert len(encode(event, stream=UNIT, version=2, agency="kanwil-gorontalo", act=act)) < MAX_EVENT_BYTES * 2 // 3
