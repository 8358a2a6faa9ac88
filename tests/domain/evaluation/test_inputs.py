"""Inputs refuse what cannot be scored, so that no policy has to guess."""

from datetime import datetime
from fractions import Fraction as F

import pytest

from services.evaluation.policies.inputs_v1 import InvalidInputs, Item, Report
from tests.domain.evaluation.dossier import DEADLINE, indicator, inputs, item, ref, rejected, report, result

LOWER = "lower_is_better"
NAIVE = datetime(2026, 10, 1)  # noqa: DTZ001 the point of the test

REFUSED = [
    pytest.param(lambda: Report("a", "2026Q3", 80.0, DEADLINE, ref()), id="a float realization"),
    pytest.param(lambda: Report("a", "2026Q3", 80, DEADLINE, ref()), id="a plain int: int / int is a float"),
    pytest.param(lambda: report(-1), id="a negative realization"),
    pytest.param(lambda: Report("a", "2026Q3", F(80), NAIVE, ref()), id="a report without zone"),
    pytest.param(lambda: Item("i", "0", ("a",), "2026Q3", NAIVE), id="an upload without zone"),
    pytest.param(lambda: item(rejected(until=NAIVE)), id="an answering time without zone"),
    pytest.param(lambda: indicator(aspect="beauty"), id="an unknown aspect"),
    pytest.param(lambda: indicator(direction="sideways"), id="an unknown direction"),
    pytest.param(lambda: indicator(accumulation="total"), id="an unknown accumulation"),
    pytest.param(lambda: indicator(target=None), id="due without a target"),
    pytest.param(lambda: indicator(target=(80, None)), id="due without an upper bound"),
    pytest.param(lambda: indicator(target=(None, 90)), id="due without a lower bound"),
    pytest.param(lambda: indicator(target=(90, 80)), id="bounds the wrong way round"),
    pytest.param(lambda: indicator(target=0), id="9 zero target, higher is better"),
    pytest.param(lambda: indicator(target=(0, 0)), id="zero upper bound, higher is better"),
    pytest.param(lambda: indicator(target=-1, direction=LOWER), id="a negative target"),
    pytest.param(lambda: indicator(maximum=-1), id="a negative maximum"),
    pytest.param(lambda: result("r", indicator(), kind="side"), id="an unknown kind"),
    pytest.param(lambda: result("r", indicator("a", weight=50), indicator("b")), id="weights on some indicators only"),
    pytest.param(lambda: result("r", indicator("a", weight=0)), id="a weight of zero"),
    pytest.param(lambda: result("r", indicator("a", weight=-1)), id="a negative weight"),
    pytest.param(
        lambda: inputs(result("r", indicator("a"), weight=50), result("s", indicator("b"))),
        id="weights on some results",
    ),
    pytest.param(lambda: inputs(indicator("a"), indicator("a")), id="an indicator twice"),
    pytest.param(lambda: inputs(result("r"), result("r")), id="a work result twice"),
    pytest.param(lambda: inputs(items=[item(), item()]), id="an item twice"),
    pytest.param(lambda: inputs(reports=[report(1), report(2)]), id="two values in one report"),
    pytest.param(lambda: inputs(unverified="perhaps"), id="an unknown choice for the unverified"),
    pytest.param(lambda: inputs(unit_achievement="cukup"), id="an unknown unit achievement"),
]


@pytest.mark.parametrize("build", REFUSED)
def test_what_cannot_be_scored_is_refused(build):
    with pytest.raises(InvalidInputs):
        build()


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: indicator(target=None, due=False), id="not due without a target"),
        pytest.param(lambda: indicator(target=0, due=False), id="not due, derived as zero"),
        pytest.param(lambda: indicator(target=0, direction=LOWER), id="zero defects"),
        pytest.param(lambda: result("r", indicator("a", weight=1), indicator("b", weight=2)), id="weights on all"),
        pytest.param(
            lambda: inputs(result("r", indicator("a"), weight=100), result("s", indicator("b"), kind="additional")),
            id="additional results need no weight",
        ),
    ],
)
def test_what_can_be_scored_is_accepted(build):
    build()
