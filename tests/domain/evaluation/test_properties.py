"""What holds of every dossier: the bounds, that better is never worse, that order is nothing, and the reference.

"Better" is exact: with agreement, items and verdicts as they are, one report's value changed to a better one
(higher, or lower where lower is better), proven or not, replaced or not, lowers neither score, no work result's
value, no rating and no advice. Nothing is claimed about a *further* report: an unproven worse one may displace.
Most reports drawn at random count for nothing, so the property is also held against one that counts for certain.
"""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from services.evaluation.policies.permenpanrb_6_2022_v1 import evaluate, indicator_value
from tests.domain.evaluation.dossier import ABOVE, BELOW, MEETS, indicator, line, proven, scored
from tests.domain.evaluation.reference import reference
from tests.domain.evaluation.strategies import (
    ACCUMULATIONS,
    IMPROVEMENTS,
    REALIZATIONS,
    TARGETS,
    dossiers,
    indicators,
    proven_dossiers,
    rejected_dossiers,
)

MANY = settings(max_examples=200, deadline=None)
RANK = {None: -1, BELOW: 0, MEETS: 1, ABOVE: 2}
shuffles = st.randoms(use_true_random=False)


def numbers(outcome):
    """Everything that must never fall, in one fixed order."""
    results = sorted(outcome.results, key=lambda each: each.result)
    lines = sorted((line for each in results for line in each.indicators), key=lambda line: line.indicator)
    scores = [outcome.score, outcome.score_with_excluded, outcome.score_shown, outcome.score_with_excluded_shown]
    values = [value for each in results for value in (each.value, each.value_with_excluded)]
    values += [value for line in lines for value in (line.achievement, line.value, line.value_with_excluded)]
    ratings = [
        outcome.advised_result,
        outcome.score_rating,
        outcome.counting_rating,
        *(each.rating for each in results),
    ]
    return [-1 if each is None else Fraction(each) for each in (*scores, *values)] + [RANK[each] for each in ratings]


def better_value(report, direction, by):
    return report.value + by if direction == "higher_is_better" else max(Fraction(0), report.value - by)


def with_a_better_report(dossier, place, by):
    directions = {each.indicator: each.direction for result in dossier.results for each in result.indicators}
    report = dossier.reports[place]
    better = replace(report, value=better_value(report, directions[report.indicator], by))
    return replace(dossier, reports=(*dossier.reports[:place], better, *dossier.reports[place + 1 :]))


def shuffled(dossier, random):
    """The same dossier with everything that has no order in another one."""

    def mixed(things):
        return tuple(random.sample(things, len(things)))

    results = [replace(each, indicators=mixed(each.indicators)) for each in dossier.results]
    items = [replace(each, indicators=mixed(each.indicators), verdicts=mixed(each.verdicts)) for each in dossier.items]
    behaviour = None if dossier.behaviour is None else dict(mixed(list(dossier.behaviour.items())))
    return replace(
        dossier, results=mixed(results), reports=mixed(dossier.reports), items=mixed(items), behaviour=behaviour
    )


def in_one_order(outcome):
    """The outcome with results and indicators, which keep the agreement's order, sorted by id."""
    results = [
        replace(each, indicators=tuple(sorted(each.indicators, key=lambda line: line.indicator)))
        for each in outcome.results
    ]
    return replace(outcome, results=tuple(sorted(results, key=lambda each: each.result)))


@MANY
@given(dossiers())
def test_every_value_and_score_is_exact_and_between_0_and_120(dossier):
    outcome = evaluate(dossier)

    lines = [line for each in outcome.results for line in each.indicators]
    values = [value for each in (*outcome.results, *lines) for value in (each.value, each.value_with_excluded)]
    given_values = [each for each in [*values, outcome.score, outcome.score_with_excluded] if each is not None]
    assert all(type(each) is Fraction and 0 <= each <= 120 for each in given_values)
    assert outcome.score is None or outcome.score_with_excluded >= outcome.score


@MANY
@given(dossiers())
def test_weights_of_what_is_due_add_up_to_one(dossier):
    outcome = evaluate(dossier)

    due = [each for each in outcome.results if each.value is not None]
    sums = [sum(line.weight for line in each.indicators) for each in due]
    sums += [sum(each.weight for each in outcome.results)] if outcome.score is not None else []
    assert set(sums) <= {Fraction(1)}


@MANY
@given(dossiers(), st.data())
def test_a_better_realization_lowers_nothing(dossier, data):
    assume(dossier.reports)
    place = data.draw(st.integers(0, len(dossier.reports) - 1))
    by = Fraction(data.draw(REALIZATIONS))

    before, after = numbers(evaluate(dossier)), numbers(evaluate(with_a_better_report(dossier, place, by)))

    assert all(old <= new for old, new in zip(before, after, strict=True))


@MANY
@given(proven_dossiers(), IMPROVEMENTS)
def test_a_better_realization_that_counts_and_is_proven_lowers_nothing(drawn, by):
    dossier, report = drawn

    before = evaluate(dossier)
    after = evaluate(with_a_better_report(dossier, dossier.reports.index(report), Fraction(by)))

    counts = [(line(each, report.indicator).report, line(each, report.indicator).proven) for each in (before, after)]
    event(f"the score {'rose' if after.score > before.score else 'stayed'}")
    assert counts == [(report.ref, True)] * 2
    assert all(old <= new for old, new in zip(numbers(before), numbers(after), strict=True))


@MANY
@given(indicators("a", None, ["lower_is_better"]), REALIZATIONS, REALIZATIONS)
def test_where_lower_is_better_the_score_never_rises_with_the_realization(indicator, one, other):
    low, high = sorted((Fraction(one), Fraction(other)))
    due = replace(indicator, due=True)

    scores = [scored(due, **proven(a=value)).score for value in (low, high)]

    assert scores[0] >= scores[1]


@MANY
@given(TARGETS, st.integers(80, 200), st.sampled_from(ACCUMULATIONS), st.sampled_from(["quality", "time", "cost"]))
def test_where_lower_is_better_the_score_falls_by_a_point_with_every_hundredth_of_the_target(
    target, per_cent, accumulation, aspect
):
    alone = indicator("a", target, direction="lower_is_better", accumulation=accumulation, aspect=aspect)

    outcome = scored(alone, **proven(a=Fraction(target * per_cent, 100)))

    assert outcome.score == 200 - per_cent  # 1 + (1 - R / T), between the cap and nothing


@MANY
@given(indicators("a", None), REALIZATIONS, REALIZATIONS)
def test_the_value_of_an_indicator_never_falls_as_its_realization_gets_better(indicator, one, other):
    assume(indicator.due)
    worse, better = sorted((Fraction(one), Fraction(other)), reverse=indicator.direction == "lower_is_better")

    assert indicator_value(indicator, worse) <= indicator_value(indicator, better)


@MANY
@given(dossiers(), shuffles)
def test_the_order_of_what_happened_is_nothing(dossier, random):
    one, other = evaluate(dossier), evaluate(shuffled(dossier, random))

    assert in_one_order(one) == in_one_order(other)


@MANY
@given(dossiers())
def test_only_what_is_due_and_has_no_realization_is_excluded(dossier):
    lines = [line for each in evaluate(dossier).results for line in each.indicators]

    assert [line.exclusion is not None for line in lines] == [line.due and line.realization is None for line in lines]


@MANY
@given(rejected_dossiers())
def test_what_was_rejected_gains_nothing_by_being_reported_anew_with_nothing_shown(drawn):
    dossier, report = drawn
    anew = replace(report, ref=replace(report.ref, version=report.ref.version + 1))

    before = line(evaluate(dossier), report.indicator)
    after = line(evaluate(replace(dossier, reports=(*dossier.reports, anew))), report.indicator)

    event(f"{'nothing' if before.realization is None else 'another report'} counts")
    assert (after.realization, after.value, after.exclusion) == (before.realization, before.value, before.exclusion)
    assert after.unproven[-1].code == "rejected"


@settings(max_examples=500, deadline=None)
@given(dossiers())
def test_the_policy_agrees_with_the_independent_reading(dossier):
    outcome = evaluate(dossier)

    lines = [line for each in outcome.results for line in each.indicators]
    assert reference(dossier) == {
        "lines": {
            each.indicator: (each.realization, each.report, each.exclusion and each.exclusion.code) for each in lines
        },
        "values": {each.result: each.value for each in outcome.results if each.value is not None},
        "score": outcome.score,
        "shown": outcome.score_shown,
        "with_excluded": outcome.score_with_excluded,
        "advised": outcome.advised_result,
        "behaviour": outcome.advised_behaviour,
        "waiting": {(each.item, each.indicator) for each in outcome.blockers},
    }
