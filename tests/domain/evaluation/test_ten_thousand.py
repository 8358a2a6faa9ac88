"""Ten thousand random dossiers: both policies against an independent slow reading of the domain, to the last digit."""

import os
from functools import lru_cache

import pytest

from services.evaluation.policies import (
    permenpanrb_6_2022_v1,
    permenpanrb_8_2021_v1,
    year_6_2022_v1,
    year_8_2021_v1,
)
from services.evaluation.policies.year_v1 import AgreementYear, YearInputs
from tests.domain.evaluation.random_dossiers import quarters, years
from tests.domain.evaluation.reference import reference
from tests.domain.evaluation.reference_numeric import numeric_reference
from tests.domain.evaluation.reference_year import year_reference

SEED = int(os.environ.get("SEED", "20260925"))
PARTS = 10
EACH = 1_000
#: A year is four periods of up to two agreements, and takes as much longer; `LONG` asks for ten thousand of them too.
YEARS_EACH = EACH if "LONG" in os.environ else EACH // 10


@lru_cache
def made(part):
    return quarters(SEED + part, EACH)


parts = pytest.mark.parametrize("part", range(PARTS))


@parts
def test_the_default_policy_agrees_with_the_independent_reading(part):
    dossiers = made(part)

    assert [_of_ratings(each) for each in dossiers] == [reference(each) for each in dossiers]


@parts
def test_the_numeric_policy_agrees_with_the_independent_reading(part):
    dossiers = made(part)

    assert [_of_figures(each) for each in dossiers] == [numeric_reference(each) for each in dossiers]


def test_the_dossiers_are_of_every_kind():
    outcomes = [permenpanrb_8_2021_v1.evaluate(each) for each in made(0)]

    assert {each.predicate for each in outcomes} >= {"sangat_baik", "baik", "butuh_perbaikan", "kurang", None}
    assert {one.band for each in outcomes for one in each.aspects} == {
        "sangat_baik",
        "baik",
        "cukup",
        "kurang",
        "sangat_kurang",
    }
    assert {each.code for outcome in outcomes for each in outcome.exclusions} == {
        "rejected",
        "late_not_accepted",
        "not_shown",
        "not_reported",
    }


def _of_ratings(dossier):
    outcome = permenpanrb_6_2022_v1.evaluate(dossier)
    lines = [line for each in outcome.results for line in each.indicators]
    return {
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


def _of_figures(dossier):
    outcome = permenpanrb_8_2021_v1.evaluate(dossier)
    return {
        "values": {each.result: each.value for each in outcome.results},
        "score": outcome.score,
        "with_excluded": outcome.score_with_excluded,
        "final": outcome.final_value,
        "shown": outcome.final_shown,
        "predicate": outcome.predicate,
    }


@parts
def test_both_annual_evaluations_agree_with_the_independent_reading(part):
    drawn = list(years(SEED + part, YEARS_EACH))

    assert [_of_year(*each) for each in drawn] == [year_reference(*each) for each in drawn]


def _of_year(stretches, behaviour, innovation, heard):
    agreements = tuple(AgreementYear(f"a{place}", *each) for place, each in enumerate(stretches))
    inputs = YearInputs(2026, agreements, behaviour, innovation, heard)
    ratings, numeric = year_6_2022_v1.evaluate_year(inputs), year_8_2021_v1.evaluate_year(inputs)
    assert (ratings.blockers, ratings.short_period) == (numeric.blockers, numeric.short_period)
    return {
        "score": ratings.score,
        "shown": ratings.score_shown,
        "with_excluded": ratings.score_with_excluded,
        "counting": ratings.counting_rating,
        "advised": ratings.advised_result,
        "figure": numeric.score,
        "figure_with_excluded": numeric.score_with_excluded,
        "final": numeric.final_value,
        "predicate": numeric.predicate,
        "waiting": {(each.item, each.indicator) for each in ratings.blockers},
        "short": ratings.short_period,
    }
