"""The distribution of a unit against its pattern: every row of domain 7.6, with the exact rule broken."""

from fractions import Fraction as F
from itertools import combinations, pairwise

import pytest

from services.evaluation.policies.distribution_v1 import (
    PATTERNS,
    PREDICATES,
    Limit,
    Person,
    Rule,
    UnitNotKnown,
    counted_in,
    limit_of,
    spread,
)

SB, B, BP, K, SK = PREDICATES


def people(*numbers):
    """So many people with each predicate, from the best on."""
    named = [name for name, number in zip(PREDICATES, numbers, strict=True) for _ in range(number)]
    return [Person(f"e{place:03}", "u", False, name) for place, name in enumerate(named)]


def broken(achievement, *numbers):
    """(predicates, kind, fewest, most, found) of every rule broken."""
    found = spread(achievement, people(*numbers)).broken
    return [(one.rule.predicates, one.rule.kind, one.limit.fewest, one.limit.most, one.found) for one in found]


@pytest.mark.parametrize(
    ("achievement", "numbers", "expected"),
    [
        pytest.param("istimewa", (6, 4, 0, 0, 0), [], id="istimewa: 6 of 10"),
        pytest.param("istimewa", (7, 3, 0, 0, 0), [], id="istimewa: 70 per cent is still in"),
        pytest.param("istimewa", (8, 2, 0, 0, 0), [((SB,), "at_most", None, 7, 8)], id="istimewa: 8 of 10"),
        pytest.param("istimewa", (5, 5, 0, 0, 0), [((SB,), "more_than", 6, None, 5)], id="istimewa: half is not most"),
        pytest.param("istimewa", (4, 2, 0, 0, 0), [], id="istimewa: 4 of 6"),
        pytest.param("istimewa", (5, 1, 0, 0, 0), [((SB,), "at_most", None, 4, 5)], id="istimewa: 70 % of 6 is 4.2"),
        pytest.param("baik", (3, 6, 1, 0, 0), [], id="baik: 6 of 10 and one butuh perbaikan"),
        pytest.param("baik", (3, 6, 0, 1, 0), [], id="baik: a kurang does as well"),
        pytest.param(
            "baik", (3, 6, 0, 0, 1), [((BP, K), "at_least_people", 1, None, 0)], id="baik: a sangat kurang not"
        ),
        pytest.param(
            "baik",
            (0, 10, 0, 0, 0),
            [((B,), "at_most", None, 7, 10), ((BP, K), "at_least_people", 1, None, 0)],
            id="baik: everybody baik",
        ),
        pytest.param("baik", (4, 5, 1, 0, 0), [((B,), "more_than", 6, None, 5)], id="baik: half is not most"),
        pytest.param("butuh_perbaikan", (1, 3, 6, 0, 0), [], id="butuh perbaikan: 60 and 10 per cent"),
        pytest.param(
            "butuh_perbaikan",
            (2, 3, 5, 0, 0),
            [((BP,), "at_least", 6, None, 5), ((SB,), "at_most", None, 1, 2)],
            id="butuh perbaikan: both broken",
        ),
        pytest.param(
            "butuh_perbaikan",
            (1, 2, 4, 0, 0),
            [((BP,), "at_least", 5, None, 4), ((SB,), "at_most", None, 0, 1)],
            id="butuh perbaikan: 60 % of 7 is 4.2, so 5; 10 % is 0.7, so none",
        ),
        pytest.param("kurang", (1, 2, 1, 6, 0), [], id="kurang: 60, 10 and 10 per cent"),
        pytest.param("kurang", (0, 4, 0, 6, 0), [((BP,), "at_least", 1, None, 0)], id="kurang: no butuh perbaikan"),
        pytest.param("kurang", (0, 4, 1, 5, 0), [((K,), "at_least", 6, None, 5)], id="kurang: 5 of 10"),
        pytest.param("kurang", (2, 1, 1, 6, 0), [((SB,), "at_most", None, 1, 2)], id="kurang: 2 sangat baik"),
        pytest.param("sangat_kurang", (0, 3, 0, 1, 6), [], id="sangat kurang: 60 per cent, 10 of the next two"),
        pytest.param("sangat_kurang", (0, 3, 1, 0, 6), [], id="sangat kurang: a butuh perbaikan does as well"),
        pytest.param(
            "sangat_kurang", (0, 4, 0, 0, 6), [((K, BP), "at_least", 1, None, 0)], id="sangat kurang: none between"
        ),
        pytest.param(
            "sangat_kurang", (1, 2, 0, 1, 6), [((SB,), "at_most", None, 0, 1)], id="sangat kurang: no sangat baik"
        ),
        pytest.param("sangat_kurang", (0, 4, 0, 1, 5), [((SK,), "at_least", 6, None, 5)], id="sangat kurang: 5 of 10"),
    ],
)
def test_patterns(achievement, numbers, expected):
    assert broken(achievement, *numbers) == expected


def test_the_verdict_says_which_and_the_counts_are_all_of_them():
    found = spread("baik", people(0, 10, 0, 0, 0))

    assert (found.verdict, found.people) == ("broken", 10)
    assert found.counts == {SB: 0, B: 10, BP: 0, K: 0, SK: 0}
    assert spread("baik", people(3, 6, 1, 0, 0)).verdict == "fits"


@pytest.mark.parametrize("number", [0, 1, 4])
def test_below_five_people_the_spread_is_shown_without_a_verdict(number):
    found = spread("baik", people(0, number, 0, 0, 0))

    assert (found.verdict, found.broken, found.counts[B]) == ("too_few", (), number)


def can_be_met(achievement, number):
    """Whether some spread of so many people keeps the pattern, tried one by one and whatever `APPLIES_FROM` says."""
    cuts = combinations(range(number + 4), 4)
    spreads = ([b - a - 1 for a, b in pairwise((-1, *cut, number + 4))] for cut in cuts)
    limits = [(rule.predicates, limit_of(rule, number)) for rule in PATTERNS[achievement]]
    return any(all(keeps(dict(zip(PREDICATES, one, strict=True)), *limit) for limit in limits) for one in spreads)


def keeps(counts, predicates, limit):
    there = sum(counts[name] for name in predicates)
    return (limit.fewest or 0) <= there <= (there if limit.most is None else limit.most)


@pytest.mark.parametrize("achievement", PATTERNS)
def test_from_five_people_every_pattern_can_be_met(achievement):
    assert [number for number in range(5, 14) if not can_be_met(achievement, number)] == []


def test_with_four_people_some_pattern_cannot_be_met():
    assert [name for name in PATTERNS if not can_be_met(name, 4)] == ["istimewa", "baik"]


@pytest.mark.parametrize(
    ("kind", "share", "number", "limit"),
    [
        ("more_than", F(1, 2), 10, Limit(fewest=6)),
        ("more_than", F(1, 2), 11, Limit(fewest=6)),
        ("at_most", F(7, 10), 9, Limit(most=6)),
        ("at_least", F(6, 10), 7, Limit(fewest=5)),
        ("at_least", F(1, 10), 5, Limit(fewest=1)),
        ("at_most", F(1, 10), 9, Limit(most=0)),
    ],
)
def test_shares_are_floored_and_ceiled_to_whole_persons(kind, share, number, limit):
    assert limit_of(Rule((SB,), kind, share), number) == limit


# --- Who is counted.

#   top - office - team (no achievement of its own)
#               \- desk (with one)
PARENTS = {"top": None, "office": "top", "team": "office", "desk": "office"}


def person(name, unit, head=False, **given):
    return Person(name, unit, head, given.pop("predicate", B), **given)


EVERYONE = [
    person("boss", "top", head=True),
    person("head", "office", head=True),
    person("clerk", "office"),
    person("team head", "team", head=True),
    person("team clerk", "team"),
    person("desk head", "desk", head=True),
    person("desk clerk", "desk"),
]


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        pytest.param(
            "office", {"clerk", "team head", "team clerk", "desk head"}, id="sub-units without an achievement"
        ),
        pytest.param("desk", {"desk clerk"}, id="with one of its own"),
        pytest.param("top", {"head"}, id="heads count one level up"),
    ],
)
def test_who_is_counted_where(unit, names):
    found = counted_in(unit, EVERYONE, PARENTS, {"top", "office", "desk"})

    assert {one.employee for one in found} == names


def test_everyone_but_the_head_at_the_top_is_counted_exactly_once():
    units = {"top", "office", "desk"}
    counted = [one.employee for unit in units for one in counted_in(unit, EVERYONE, PARENTS, units)]

    assert sorted(counted) == sorted({one.employee for one in EVERYONE} - {"boss"})


def test_a_unit_that_the_tree_does_not_hold_is_an_error():
    with pytest.raises(UnitNotKnown):
        counted_in("office", [person("lost", "nowhere")], PARENTS, {"office"})


def test_open_ones_are_waited_for_and_others_are_left_out_by_name():
    found = spread(
        "baik",
        [
            *people(1, 4, 1, 0, 0),
            person("open", "u", predicate=None),
            person("new", "u", short_period=True),
            person("ill", "u", predicate=None, excluded=True),
        ],
    )

    assert (found.people, found.waiting) == (6, ("open",))
    assert found.left_out == (("ill", "excluded"), ("new", "short_period"))
