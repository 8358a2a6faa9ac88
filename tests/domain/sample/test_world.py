"""The sample world is what issue 4 asks for: people, raters, units, wording that no service would refuse, identity."""

import re
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from pydantic import TypeAdapter

from contracts.values import DECIMAL_TEXT, OfficialText
from deploy.sample.targets import due
from tests.domain.sample.sampled import EVALUATED, INDICATORS, PEOPLE, RESULTS, WORLD

MADE_UP = ("Contoh", "Rekaan", "Misalkan", "Khayali", "Fiktif", "Karangan", "Andaikata", "Seumpama")
ABSOLUTE = re.compile(r"\b(semua|selalu|setiap|tidak pernah)\b", re.IGNORECASE)
PERSONAL = re.compile(r"\d{18}|@")


def test_there_are_sixty_people_in_the_kanwil_and_fourteen_units():
    assert len(EVALUATED) == 60
    assert len(WORLD.units) == 15
    assert {unit.parent for unit in WORLD.units} == {None, "u-kanwil"}
    assert {person.unit for person in EVALUATED} == {unit.key for unit in WORLD.units}


def test_everybody_has_a_rater_who_is_the_head_of_the_unit_or_of_the_kanwil():
    head_of = {unit.key: unit.head for unit in WORLD.units}

    expected = {p.key: head_of["u-kanwil"] if p.head_of_unit else head_of[p.unit] for p in EVALUATED}

    assert {p.key: p.rater for p in EVALUATED} == expected
    assert [p.key for p in WORLD.people if p.rater is None] == [head_of["u-kanwil"]]
    assert [p.key for p in EVALUATED if p.rater == p.key] == []


def test_every_unit_has_a_head_of_its_own_and_an_achievement_set_one_level_up():
    heads = {unit.head for unit in WORLD.units}
    below = {unit.key for unit in WORLD.units if unit.parent}

    assert len(heads) == 15
    assert {PEOPLE[unit.head].unit for unit in WORLD.units} == {unit.key for unit in WORLD.units}
    assert {a.unit for a in WORLD.achievements} == below
    assert {a.by for a in WORLD.achievements} == {"p-000"}
    assert {a.achievement for a in WORLD.achievements} >= {"istimewa", "baik", "butuh_perbaikan"}


def test_everybody_has_one_agreement_with_two_or_three_main_results_of_one_to_three_indicators():
    mains = Counter(r.key.split("/")[0] for r in RESULTS.values() if r.kind == "main")

    assert [a.person for a in WORLD.agreements] == [p.key for p in EVALUATED]
    assert set(mains.values()) == {2, 3}
    assert {len(r.indicators) for r in RESULTS.values()} <= {1, 2, 3}
    assert len([r for r in RESULTS.values() if r.kind == "additional"]) >= 5


def test_there_are_more_than_sixty_different_indicators_of_all_kinds():
    indicators = INDICATORS.values()

    assert len({i.title for i in indicators}) >= 120
    assert {i.aspect for i in indicators} == {"quantity", "quality", "time", "cost"}
    assert {i.direction for i in indicators} == {"higher_is_better", "lower_is_better"}
    assert {i.accumulation for i in indicators} == {"sum", "latest", "average"}
    assert {i.whole for i in indicators} == {True, False}
    assert len([i for i in indicators if i.target.low != i.target.high]) >= 5
    assert len([i for i in indicators if i.maximum is not None]) >= 20
    assert len([i for i in indicators if i.target.high == "0"]) >= 4
    assert len([i for i in indicators if due(i, WORLD.period) is None]) >= 3


def test_a_document_of_the_year_is_due_in_the_last_quarter_only():
    document = next(i for i in INDICATORS.values() if i.whole and i.target.high == "1")

    assert [due(document, f"2026Q{n}") is None for n in (1, 2, 3, 4)] == [True, True, True, False]


def test_main_results_support_a_unit_objective_or_a_result_of_the_head():
    objectives = {o.key for o in WORLD.objectives}
    mains = [r for r in RESULTS.values() if r.kind == "main"]
    heads = {unit.head for unit in WORLD.units}

    by_kind = {"unit_objective": objectives, "work_result": {k for k in RESULTS if k.split("/")[0] in heads}}

    assert [r.key for r in mains if r.supports is None or r.supports.key not in by_kind[r.supports.kind]] == []
    assert set(Counter(o.unit for o in WORLD.objectives).values()) <= {2, 3}


def test_staff_support_results_of_their_own_head_and_heads_objectives_of_their_own_unit():
    supports = [
        (a, r.supports) for a in WORLD.agreements for r in a.results if r.supports is not None and r.kind == "main"
    ]

    kinds = {(PEOPLE[a.person].rater == "p-000", s.kind) for a, s in supports}
    owners = {s.key.split("/")[0] == (a.unit if s.kind == "unit_objective" else a.rater) for a, s in supports}

    assert kinds == {(True, "unit_objective"), (False, "work_result")}
    assert owners == {True}


ABOVE = {o.key: o.supports for o in WORLD.objectives} | {k: r.supports.key for k, r in RESULTS.items() if r.supports}
GOALS = {goal.key for goal in WORLD.goals}


def traced(key):
    """What a result serves, step by step, up to where nothing is above it."""
    steps = []
    while key in ABOVE:
        key = ABOVE[key]
        steps.append(key)
    return steps


@pytest.mark.parametrize("agreement", WORLD.agreements, ids=lambda a: a.person)
def test_everybodys_main_results_trace_to_the_heads_results_the_units_objectives_and_a_goal(agreement):
    person, head = PEOPLE[agreement.person], PEOPLE[agreement.rater]
    mains = [result.key for result in agreement.results if result.kind == "main"]
    # The head of the Kanwil has no SKP here: whom they rate begins at the unit's objectives.
    first = {True: person.unit, False: head.key}[head.key == "p-000"]

    lines = [traced(key) for key in mains]

    assert {line[0].split("/")[0] for line in lines} == {first}
    assert {line[-1] for line in lines} <= GOALS
    assert {line[-2].split("/")[0] for line in lines} == {"u-kanwil"}


def weights_of(siblings):
    return [s.weight for s in siblings]


@pytest.mark.parametrize("agreement", WORLD.agreements, ids=lambda a: a.person)
def test_weights_are_given_to_all_siblings_and_add_up_to_a_hundred_or_to_none(agreement):
    groups = [[r for r in agreement.results if r.kind == "main"], *(r.indicators for r in agreement.results)]

    given = [weights_of(group) for group in groups if set(weights_of(group)) != {None}]

    assert [weights for weights in given if None in weights or sum(map(Fraction, weights)) != 100] == []


def test_some_agreements_carry_weights():
    assert len({r.key.split("/")[0] for r in RESULTS.values() if r.weight}) >= 2
    assert len([i for i in INDICATORS.values() if i.weight]) >= 4


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda i: i.key)
def test_no_indicator_would_be_refused_when_planned(indicator):
    low, high = Fraction(indicator.target.low), Fraction(indicator.target.high)
    given = indicator.targets or ()
    counts_to_the_year = indicator.accumulation in ("sum", "latest")
    higher = indicator.direction == "higher_is_better"

    assert 0 <= low <= high
    assert indicator.unit_of_measure
    assert not higher or low > 0
    assert indicator.maximum is None or not higher or Fraction(indicator.maximum) >= high
    assert not indicator.whole or low.denominator == high.denominator == 1
    assert higher or indicator.accumulation != "latest" or given
    assert not (given and counts_to_the_year) or (given[-1].low, given[-1].high) == (
        indicator.target.low,
        indicator.target.high,
    )


def all_numbers():
    for i in INDICATORS.values():
        yield from (i.target.low, i.target.high, i.maximum or "1", i.weight or "1")
        yield from (value for t in i.targets or () for value in (t.low, t.high))
    yield from (report.value for report in WORLD.reports)


def test_numbers_are_decimal_text():
    assert [n for n in all_numbers() if not re.match(DECIMAL_TEXT, n)] == []
    assert [r.key for r in WORLD.reports if r.value.startswith("-")] == []


def official_texts():
    yield from (unit.name for unit in WORLD.units)
    yield from (objective.title for objective in WORLD.objectives)
    yield from (person.position for person in WORLD.people)
    yield from (result.title for result in RESULTS.values())
    for indicator in INDICATORS.values():
        yield from (indicator.title, indicator.unit_of_measure)


def test_official_wording_holds_no_personal_data_and_no_absolute_words():
    assert [text for text in official_texts() if PERSONAL.search(text) or ABSOLUTE.search(text)] == []


@pytest.mark.parametrize("text", sorted(set(official_texts())))
def test_official_wording_is_accepted_by_the_contract(text):
    assert TypeAdapter(OfficialText).validate_python(text) == text


@pytest.mark.parametrize("person", WORLD.people, ids=lambda p: p.key)
def test_identity_is_well_formed_and_clearly_made_up(person):
    born = date(int(person.nip[:4]), int(person.nip[4:6]), int(person.nip[6:8]))
    appointed, month, sex, serial = person.nip[8:12], person.nip[12:14], person.nip[14], person.nip[15:]
    months = {"21"} if person.employment == "pppk" else {f"{m:02d}" for m in range(1, 13)}

    assert re.fullmatch(r"\d{18}", person.nip)
    assert 18 <= int(appointed) - born.year <= 57
    assert int(appointed) <= 2026
    assert month in months
    assert sex in "12"
    assert serial.startswith("9")
    assert person.name.endswith(MADE_UP)
    assert person.email.endswith("@example.invalid")


def test_numbers_names_and_addresses_are_nobody_elses_and_some_are_pppk():
    assert len({p.nip for p in WORLD.people}) == len({p.name for p in WORLD.people}) == 61
    assert len({p.email for p in WORLD.people}) == 61
    assert Counter(p.employment for p in WORLD.people)["pppk"] >= 5
