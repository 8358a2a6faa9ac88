"""Templates by position: kept, replaced, withdrawn, and what a person's draft would be."""

from datetime import date
from functools import partial

from contracts.planning import Target, TemplateIndicator, TemplateResult, TemplateSet, TemplateWithdrawn
from services.planning.targets import LatestNeedsTargets, ZeroTarget, drafted_results
from services.planning.templates import (
    Template,
    TemplateIsWithdrawn,
    decide_set_template,
    decide_withdraw_template,
    evolve_template,
    planned_from,
)
from tests.domain.given import given, uid
from tests.domain.plans import UNIT, YEAR

given = partial(given, evolve_template, Template())
TEMPLATE = uid("template")
GONE = TemplateWithdrawn(unit=UNIT, template=TEMPLATE)


def indicator(target="12", **changed):
    plain = TemplateIndicator(
        title="laporan", aspect="quantity", unit_of_measure="laporan", whole=True, direction="higher_is_better",
        accumulation="sum", target=Target(low=target, high=target),
    )  # fmt: skip
    return plain.model_copy(update=changed)


def kept(*indicators):
    result = TemplateResult(kind="main", title="pelayanan", indicators=indicators or (indicator(),))
    return TemplateSet(unit=UNIT, template=TEMPLATE, position="Analis", results=(result,))


LIMIT = {"direction": "lower_is_better", "accumulation": "latest"}


def test_a_template_is_kept_and_replaced_and_the_same_again_changes_nothing():
    given().when(decide_set_template, kept()).then(kept())
    given(kept()).when(decide_set_template, kept(indicator("24"))).then(kept(indicator("24")))
    given(kept()).when(decide_set_template, kept()).then_nothing()


def test_what_nobody_could_draft_is_not_kept():
    given().when(decide_set_template, kept(indicator("0"))).then_refused(ZeroTarget)
    given().when(decide_set_template, kept(indicator("10", **LIMIT))).then_refused(LatestNeedsTargets)


def test_a_limit_that_holds_in_every_period_can_be_kept():
    limit = kept(indicator("10", **LIMIT, every_period=True))

    given().when(decide_set_template, limit).then(limit)


def test_a_withdrawn_template_stays_so():
    given(kept()).when(decide_withdraw_template).then(GONE)
    given(kept(), GONE).when(decide_withdraw_template).then_refused(TemplateIsWithdrawn, template=TEMPLATE)
    given(kept(), GONE).when(decide_set_template, kept()).then_refused(TemplateIsWithdrawn, template=TEMPLATE)


def test_period_targets_follow_from_the_persons_days():
    days = date(2026, 7, 1), date(2026, 12, 31)
    indicators = (indicator(), indicator("10", **LIMIT, every_period=True))

    (result,) = drafted_results(planned_from(kept(*indicators).results, YEAR, *days), YEAR, *days)

    assert [[(one.period, one.high) for one in each.targets] for each in result.indicators] == [
        [("2026Q3", "6"), ("2026Q4", "12")], [("2026Q3", "10"), ("2026Q4", "10")],
    ]  # fmt: skip
    assert result.supports is None
