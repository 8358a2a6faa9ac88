"""Award candidates and ranks, with the reason for each (domain 7.10)."""

from decimal import Decimal
from fractions import Fraction as F
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.policies.awards_v1 import Attendance, Obstacle, Rankable, rank
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.words import OBSTACLE

FULL = Attendance(60, 0, 60)


def one(name="a", score="100.00", **given):
    plain = {"head_of_unit": False, "predicate": "baik", "behaviour_above": 0, "sanctioned": False, "attendance": FULL}
    return Rankable(employee=name, score=None if score is None else Decimal(score), **{**plain, **given})


def ranked(*people):
    """(rank, name, decided by) of the group of others."""
    return [(each.rank, each.employee, each.decided_by) for each in rank(people)[1].ranked]


def obstacles(person):
    return rank([person])[1].not_ranked[0].because


def test_by_score_then_behaviour_then_attendance_and_each_says_why():
    assert ranked(
        one("d", "100.00", behaviour_above=2, attendance=Attendance(60, 0, 58)),
        one("b", "110.00"),
        one("c", "100.00", behaviour_above=2),
        one("a", "110.01"),
        one("e", "100.00", behaviour_above=1),
    ) == [(1, "a", None), (2, "b", "score"), (3, "c", "score"), (4, "d", "attendance"), (5, "e", "behaviour")]


def test_equal_on_all_is_an_equal_rank_and_the_next_counts_them():
    assert ranked(one("a"), one("b"), one("c", "90.00")) == [(1, "a", None), (1, "b", "equal"), (3, "c", "score")]


def test_the_score_is_read_as_it_is_shown():
    assert ranked(one("a", "100.10"), one("b", "100.1")) == [(1, "a", None), (1, "b", "equal")]


def test_attendance_is_exact_and_leave_is_taken_off():
    assert ranked(one("a", attendance=Attendance(60, 6, 52)), one("b", attendance=Attendance(60, 0, 58))) == [
        (1, "b", None),
        (2, "a", "attendance"),
    ]


def test_heads_are_ranked_among_themselves():
    heads, others = rank([one("h", "90.00", head_of_unit=True), one("o", "120.00")])

    assert [(each.group, [r.employee for r in each.ranked]) for each in (heads, others)] == [
        ("heads", ["h"]),
        ("others", ["o"]),
    ]
    assert heads.ranked[0].rank == 1


@pytest.mark.parametrize(
    ("given", "because"),
    [
        pytest.param({"predicate": "butuh_perbaikan"}, ("predicate",), id="predicate"),
        pytest.param({"sanctioned": True}, ("sanction",), id="sanction"),
        pytest.param({"attendance": Attendance(60, 0, 56)}, ("attendance_below",), id="56 of 60: 93.3 %"),
        pytest.param({"attendance": Attendance(60, 60, 0)}, ("no_days_left",), id="on leave all the time"),
        pytest.param({"attendance": None}, ("attendance_unknown",), id="never imported"),
        pytest.param({"score": None}, ("no_score",), id="nothing was due"),
        pytest.param(
            {"predicate": "kurang", "sanctioned": True, "attendance": Attendance(60, 0, 0)},
            ("predicate", "sanction", "attendance_below"),
            id="every reason is listed",
        ),
    ],
)
def test_who_is_not_ranked_and_why(given, because):
    assert obstacles(one(**given)) == because


def test_every_reason_has_its_own_words():
    assert set(OBSTACLE) == {"not_final", *get_args(Obstacle)}
    for language in ("id", "en"):
        assert len({getattr(said, language) for said in OBSTACLE.values()}) == len(OBSTACLE)


def test_the_threshold_itself_is_enough_and_is_a_parameter():
    just = one(attendance=Attendance(100, 0, 95))

    assert [each.employee for each in rank([just])[1].ranked] == ["a"]
    assert rank([just], F(96, 100))[1].not_ranked[0].because == ("attendance_below",)


def test_no_negative_days():
    with pytest.raises(InvalidInputs):
        Attendance(60, 0, -1)


candidates = st.lists(
    st.builds(
        one,
        name=st.uuids().map(str),
        score=st.sampled_from(["100.00", "110.00", None]),
        behaviour_above=st.integers(0, 2),
        sanctioned=st.booleans(),
        head_of_unit=st.booleans(),
        attendance=st.sampled_from([FULL, Attendance(60, 0, 58), Attendance(60, 0, 1), None]),
    ),
    max_size=12,
)


@given(candidates, st.randoms(use_true_random=False))
def test_everyone_is_in_exactly_one_place_and_order_is_nothing(people, random):
    groups = rank(people)

    named = [each.employee for group in groups for each in (*group.ranked, *group.not_ranked)]
    assert sorted(named) == sorted(each.employee for each in people)
    assert rank(random.sample(people, len(people))) == groups


@given(candidates)
def test_ranks_never_rise_down_the_list_and_equals_are_equal(people):
    for group in rank(people):
        keys = [(each.score, each.behaviour_above, each.attendance) for each in group.ranked]
        assert keys == sorted(keys, reverse=True)
        assert [each.rank for each in group.ranked] == [1 + sum(other > key for other in keys) for key in keys]
