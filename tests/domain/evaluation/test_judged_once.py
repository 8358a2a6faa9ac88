"""The independent judge of evaluation's log finds what must never be in it, in events as they are recorded."""

from dataclasses import replace

from contracts.examples import EXAMPLES
from tests.judged_once import judged_once

BY_NAME = {type(one.event).__name__: one for one in EXAMPLES}
CHOSEN, QUARTER, YEAR = (
    BY_NAME[name].value() for name in ("PolicyChosen", "EvaluationFinalized", "AnnualEvaluationFinalized")
)


def by_the_employee(name):
    example = BY_NAME[name]
    return replace(example, act=replace(example.act, actor=str(example.event.employee))).value()


def test_a_sound_log_has_no_fault():
    assert judged_once([CHOSEN, *(one.value() for one in EXAMPLES if one.event.SERVICE == "planning")]) == []
    assert judged_once([CHOSEN, QUARTER, YEAR]) == []


def test_a_second_final_of_a_period_or_a_year_is_found():
    assert [fault.partition(": ")[2][:9] for fault in judged_once([QUARTER, QUARTER])] == ["agreement"]
    assert [fault.partition(": ")[2][:8] for fault in judged_once([YEAR, YEAR])] == ["employee"]


def test_a_policy_chosen_after_a_final_is_found():
    for final in (QUARTER, YEAR):
        (fault,) = judged_once([final, CHOSEN])

        assert fault.endswith("a policy was chosen for 2026 after a final of that year")


def test_who_finalized_themself_is_found():
    for name in ("EvaluationFinalized", "AnnualEvaluationFinalized"):
        (fault,) = judged_once([by_the_employee(name)])

        assert fault.endswith("finalized by the employee themself")
