"""What holds of every dossier under the numeric policy: bounds, that better is never worse, that order is nothing."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.policies.numeric_8_2021_v1 import class_of_score, head_points, staff_points
from services.evaluation.policies.permenpanrb_8_2021_v1 import evaluate
from tests.domain.evaluation.strategies import IMPROVEMENTS, dossiers, proven_dossiers
from tests.domain.evaluation.test_numeric import SB, SK, B, C, K, extended
from tests.domain.evaluation.test_properties import shuffled, with_a_better_report

MANY = settings(max_examples=200, deadline=None)
FROM_THE_WORST = (SK, K, C, B, SB)
RANK = {None: -1, SK: 0, K: 1, "butuh_perbaikan": 2, B: 3, SB: 4}


@pytest.mark.parametrize("aspects", [1, 2, 3, 4])
def test_a_better_class_of_one_aspect_never_lowers_the_work_result(aspects):
    lowered = [
        (classes, better)
        for classes in product(FROM_THE_WORST, repeat=aspects)
        for better in FROM_THE_WORST[FROM_THE_WORST.index(classes[0]) :]
        if staff_points((better, *classes[1:])) < staff_points(classes)
    ]

    assert lowered == []


@pytest.mark.parametrize("maximum", [False, True])
def test_a_heads_points_never_fall_as_the_per_cent_rises(maximum):
    points = [head_points(x, maximum=maximum, reached=x >= 100) for x in range(300)]

    assert points == sorted(points)
    assert (points[0], points[-1]) == (0, 120)


@given(st.fractions(0, 120), st.booleans())
def test_an_innovation_never_harms_and_helps_only_the_best(final, better):
    without, with_one = (class_of_score(final, innovation=one) for one in (False, True))

    assert (without == with_one) or (without, with_one) == (B, SB)


@MANY
@given(dossiers(), st.booleans(), st.booleans())
def test_every_value_is_exact_and_between_0_and_120(dossier, innovation, heard):
    outcome = evaluate(extended(dossier, innovation=innovation, colleagues_heard=heard))

    lines = [line for each in outcome.results for line in each.indicators]
    values = [each.value for each in (*outcome.results, *lines)]
    values += [outcome.score, outcome.score_with_excluded, outcome.behaviour_value, outcome.final_value]
    assert all(type(each) is Fraction and 0 <= each <= 120 for each in values if each is not None)
    assert outcome.score is None or outcome.score_with_excluded >= outcome.score
    assert 0 <= outcome.additional_value <= 10


@MANY
@given(proven_dossiers(), IMPROVEMENTS)
def test_a_better_realization_that_counts_lowers_nothing(drawn, by):
    dossier, report = drawn

    before = evaluate(dossier)
    after = evaluate(with_a_better_report(dossier, dossier.reports.index(report), Fraction(by)))

    assert before.score <= after.score
    assert RANK[before.predicate] <= RANK[after.predicate]


@MANY
@given(dossiers(), st.randoms(use_true_random=False))
def test_the_order_of_what_happened_is_nothing(dossier, random):
    one, other = evaluate(dossier), evaluate(shuffled(dossier, random))

    assert (one.score, one.final_value, one.predicate) == (other.score, other.final_value, other.predicate)
    assert sorted(one.aspects, key=str) == sorted(other.aspects, key=str)
