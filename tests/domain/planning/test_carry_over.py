"""What was not reached, and what of it a next draft could take over."""

from datetime import date

import pytest

from services.planning.carry_over import offered, planned_again
from services.planning.reached import reached_in
from services.planning.targets import drafted_results
from tests.domain.planning.test_reached import final, line
from tests.domain.plans import YEAR, agreed, dates, main, planned

NEXT = (dates("2027Q1", date(2027, 1, 1), date(2027, 6, 30)), dates("2027Q4", date(2027, 7, 1), date(2027, 12, 31)))
NEXT_YEAR = date(2027, 1, 1), date(2027, 12, 31)


def reached(value, target="100", **indicator):
    bounds = {"targets": indicator.pop("targets", None)}
    plan = agreed(main(planned(target, **bounds, **indicator)))
    low, high = target if isinstance(target, tuple) else (target, target)
    (found,) = reached_in(plan, [final(4, line(value, low=low, high=high))])
    return found


OFFERED = [
    pytest.param(reached("80", accumulation="sum"), ("20", "20"), id="what is missing of a sum"),
    pytest.param(reached("79.5", accumulation="sum"), ("20.5", "20.5"), id="with decimals"),
    pytest.param(reached("70", ("80", "90"), accumulation="sum"), ("10", "20"), id="of a range"),
    pytest.param(reached(None, accumulation="sum"), ("100", "100"), id="nothing counted"),
    pytest.param(reached("80"), ("100", "100"), id="the same again of latest"),
    pytest.param(reached("80", accumulation="average"), ("100", "100"), id="the same again of average"),
    pytest.param(
        reached("120", accumulation="sum", direction="lower_is_better"), ("100", "100"), id="the same limit of a cost"
    ),
]


@pytest.mark.parametrize(("one", "expected"), OFFERED)
def test_what_is_offered(one, expected):
    assert not one.met
    assert (offered(one).low, offered(one).high) == expected


def test_a_draft_for_the_next_year_derives_its_own_targets_and_has_no_weights():
    (plan,) = planned_again([reached("80", accumulation="sum", whole=True, weight="100")], NEXT, *NEXT_YEAR)

    (result,) = drafted_results([plan], NEXT, *NEXT_YEAR)

    assert (result.title, result.supports, result.indicators[0].weight) == ("pelayanan", None, None)
    assert [(one.period, one.high) for one in result.indicators[0].targets] == [("2027Q1", "10"), ("2027Q4", "20")]


def test_targets_that_cannot_be_derived_are_those_of_the_same_periods():
    given = [(period.period, value) for period, value in zip(YEAR, ("40", "30", "20", "10"), strict=True)]
    late = reached("15", "10", accumulation="latest", direction="lower_is_better", targets=given)

    (plan,) = planned_again([late], NEXT, *NEXT_YEAR)

    (result,) = drafted_results([plan], NEXT, *NEXT_YEAR)
    assert [(one.period, one.high) for one in result.indicators[0].targets] == [("2027Q1", "40"), ("2027Q4", "10")]
