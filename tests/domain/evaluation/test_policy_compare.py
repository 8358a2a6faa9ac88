"""What would differ under another policy, person by person, from the same inputs."""

from decimal import Decimal

from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES
from services.evaluation.policy_compare import compare_policies, moves
from tests.domain.evaluation.dossier import ABOVE, all_seven, indicator, inputs, proven

RATINGS, NUMERIC = POLICIES[DEFAULT_POLICY], POLICIES["permenpanrb-8-2021.v1"]


def person(value, **given):
    return inputs(indicator("a"), behaviour=all_seven(), **given, **proven(a=value))


def test_who_would_be_judged_otherwise_and_by_how_much():
    people = {
        "as it is": person(100),
        "lower": person(85),
        "cliff": person(99),
        "nothing given": inputs(indicator("a")),
    }

    compared = compare_policies(people, RATINGS, NUMERIC)

    assert [(one.employee, one.what) for one in compared] == [
        ("cliff", ("score", "predicate")),
        ("lower", ("score",)),
        ("nothing given", ("score",)),
    ]
    cliff = compared[0]
    assert (cliff.one.score, cliff.one.predicate) == (Decimal("99.00"), "baik")
    assert (cliff.other.score, cliff.other.predicate) == (Decimal("80.00"), "butuh_perbaikan")


def test_how_many_would_move_from_one_predicate_to_another():
    people = {f"e{place}": person(99) for place in range(3)} | {"same": person(100)}

    assert moves(compare_policies(people, RATINGS, NUMERIC)) == {("baik", "butuh_perbaikan"): 3}


def test_a_policy_differs_in_nothing_from_itself():
    people = {"a": person(99), "b": person(120, head_of_unit=True)}

    assert compare_policies(people, NUMERIC, NUMERIC) == []


def test_without_an_advice_there_is_no_predicate_to_compare():
    head = inputs(indicator("a"), behaviour=all_seven(ABOVE), head_of_unit=True, **proven(a=100))

    (compared,) = compare_policies({"head": head}, RATINGS, NUMERIC)

    assert (compared.one.predicate, compared.other.predicate) == (None, "baik")
