"""The eight results worked out by hand: whole, consistent with the story, and what the policy computes.

The inputs are built here straight from the world, by no service's code, so this holds hand, world and policy together.
"""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from functools import cache

import pytest

from deploy.sample import world as sample
from deploy.sample.plan import HERE, WITA
from deploy.sample.targets import due
from services.evaluation.policies import inputs_v1 as given
from services.evaluation.policies.permenpanrb_6_2022_v1 import evaluate
from services.evaluation.policies.ratings_6_2022_v1 import predicate
from tests.domain.sample.sampled import PEOPLE, WORLD

EXPECTED = sample.expected()


def test_eight_people_are_worked_out_by_hand():
    assert [row.person for row in EXPECTED] == list(WORLD.by_hand)
    assert len(EXPECTED) == 8
    assert {row.person: row.name for row in EXPECTED} == {row.person: PEOPLE[row.person].name for row in EXPECTED}


@pytest.mark.parametrize("row", EXPECTED, ids=lambda r: r.person)
def test_a_shown_score_is_its_exact_fraction_rounded_half_up(row):
    pairs = [(row.score_exact, row.score_shown), (row.score_with_excluded_exact, row.score_with_excluded_shown)]

    rounded = [(Fraction(exact) * 100 + Fraction(1, 2)).__floor__() for exact, _ in pairs]

    assert rounded == [Fraction(shown) * 100 for _, shown in pairs]


@pytest.mark.parametrize("row", EXPECTED, ids=lambda r: r.person)
def test_the_working_names_the_score_and_the_expected_ratings_are_those_the_story_gives(row):
    working = (HERE / "expected.md").read_text(encoding="utf-8").split(f"## {row.person},")[1]
    section = working.split("\n## ")[0]
    final = next(f for f in WORLD.finalizations if f.person == row.person)

    assert row.score_exact in section
    assert row.score_shown in section
    assert row.given_result == (row.advised_result if final.given_result == "advised" else final.given_result)
    assert row.given_behaviour == (
        row.advised_behaviour if final.given_behaviour == "advised" else final.given_behaviour
    )


EXCLUSION_OF = {
    "rejected": "rejected",
    "late_not_accepted": "late_not_accepted",
    "late_verified_not_accepted": "late_not_accepted",
    "missing": "not_shown",
    "not_reported": "not_reported",
}


@pytest.mark.parametrize("row", EXPECTED, ids=lambda r: r.person)
def test_expected_exclusions_are_the_cases_of_the_story(row):
    cases = [(key, EXCLUSION_OF[case]) for key, case in WORLD.cases if case in EXCLUSION_OF]

    assert list(row.exclusions) == [pair for pair in cases if pair[0].startswith(f"{row.person}/")]


NO_TARGET = (None, None, None)


def indicator_inputs(indicator):
    target = due(indicator, WORLD.period)
    low, high, maximum = (target.low, target.high, target.maximum) if target else NO_TARGET
    weight = None if indicator.weight is None else Fraction(indicator.weight)
    asked = (indicator.aspect, indicator.direction, indicator.accumulation, target is not None)
    return given.Indicator(indicator.key, *asked, low, high, maximum, weight)


def result_inputs(result):
    weight = None if result.weight is None else Fraction(result.weight)
    return given.WorkResult(result.key, result.kind, tuple(map(indicator_inputs, result.indicators)), weight)


def answer_until(verdict):
    """Later than the story's answers: that they come within three working days is a test of the story's."""
    return verdict.at + timedelta(days=7) if verdict.verdict == "rejected" else None


def verdict_inputs(item, refs):
    said = [v for v in WORLD.verdicts if v.evidence == item.key]
    return tuple(
        given.Verdict(v.indicator, refs[v.indicator], v.verdict == "verified", v.at, place, answer_until(v))
        for place, v in enumerate(said, start=2)
    )


def item_inputs(item, refs):
    return given.Item(
        item.key,
        f"{item.key:0>64}",
        item.indicators,
        item.period,
        item.at,
        lateness_accepted=item.key in {a.evidence for a in WORLD.lateness},
        answers=item.answers,
        verdicts=verdict_inputs(item, refs),
    )


@cache
def outcome(person):
    """What the policy makes of `person`'s quarter."""
    agreement = next(a for a in WORLD.agreements if a.person == person)
    period = next(p for p in WORLD.cycle.periods if p.key == WORLD.period)
    achievements = {a.unit: a.achievement for a in WORLD.achievements}
    own = [r for r in WORLD.reports if r.person == person]
    refs = {r.indicator: given.ReportRef(person, version) for version, r in enumerate(own, start=1)}
    end_of_day = datetime.combine(period.evidence_deadline, time.max, WITA).astimezone(UTC)
    head = PEOPLE[person].head_of_unit
    return evaluate(
        given.Inputs(
            WORLD.period,
            (),
            tuple(map(result_inputs, agreement.results)),
            tuple(
                given.Report(r.indicator, r.period, Fraction(r.value), r.at, given.ReportRef(person, version))
                for version, r in enumerate(own, start=1)
            ),
            tuple(item_inputs(e, refs) for e in WORLD.evidence if e.person == person),
            end_of_day,
            behaviour=next(dict(b.values) for b in WORLD.behaviours if b.person == person),
            head_of_unit=head,
            unit_achievement=achievements[PEOPLE[person].unit] if head else None,
        )
    )


def given_ratings(final, advice):
    result = advice.advised_result if final.given_result == "advised" else final.given_result
    behaviour = advice.advised_behaviour if final.given_behaviour == "advised" else final.given_behaviour
    return result, behaviour


def exclusions(computed):
    lines = [line for whole in computed.results for line in whole.indicators]
    return tuple((line.indicator, line.exclusion.code) for line in lines if line.exclusion)


@pytest.mark.parametrize("row", EXPECTED, ids=lambda r: r.person)
def test_the_policy_computes_what_was_worked_out_by_hand(row):
    computed = outcome(row.person)

    assert (str(computed.score), str(computed.score_with_excluded)) == (row.score_exact, row.score_with_excluded_exact)
    assert (computed.advised_result, computed.advised_behaviour) == (row.advised_result, row.advised_behaviour)
    assert exclusions(computed) == row.exclusions
    assert predicate(row.given_result, row.given_behaviour) == row.predicate


def test_nobodys_finalization_is_blocked():
    assert {
        f.person: tuple(outcome(f.person).blockers) for f in WORLD.finalizations if outcome(f.person).blockers
    } == {}


def test_ratings_given_in_the_story_fill_the_nine_cells_and_departures_depart():
    given_to = {f.person: given_ratings(f, outcome(f.person)) for f in WORLD.finalizations}
    advised = {p: (outcome(p).advised_result, outcome(p).advised_behaviour) for p in given_to}

    assert len(Counter(given_to.values())) == 9
    assert [p for p in given_to if given_to[p] != advised[p]] == ["p-005", "p-048", "p-055"]
