"""The case of a year's amendment: what the annual final rested on, over all its agreements, with what was changed.

As for a period (`amended_case.py`, decisions 0055 and 0061): the heads, the policy, the copied facts and the results
beside are those of the final; what is readmitted or found false is so in every period of the agreement it is of. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.evaluation import AnnualEvaluationFinalized, Innovation, Readmitted
from contracts.events import Event
from services.evaluation.amended_case import changes_of, gone_after, named_after, withhold
from services.evaluation.amendment import CannotBeReadmitted, readmit, stand_ins
from services.evaluation.annual import YearCase
from services.evaluation.annual_inputs import (
    Achieved,
    Stretch,
    innovations_of_year,
    periods_of,
    stretches,
    year_inputs,
)
from services.evaluation.dossier import Fact, fold
from services.evaluation.finals import Amended
from services.evaluation.policies.inputs_v1 import Inputs
from services.evaluation.policies.registry import YEARS, YearPolicy
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear
from services.evaluation.policies.year_v1 import AgreementYear, YearInputs

__all__ = ["AmendedYear", "amended_year", "amended_year_case", "policy_of"]


@dataclass(frozen=True)
class AmendedYear:
    """What the year's policy makes of the final's inputs as changed. `inputs`: without what stood for reports.
    `innovations`: those that the amendment names."""

    held: tuple[Stretch, ...]
    inputs: YearInputs
    outcome: YearOutcome | NumericYear
    innovations: tuple[Innovation, ...]


def policy_of(final: AnnualEvaluationFinalized) -> YearPolicy:
    """The policy that a year's final was judged by; `LookupError` where this release has none of that id."""
    found = next((one for one in YEARS.values() if one.id == final.policy.id), None)
    if found is None:
        raise LookupError(f"there is no policy {final.policy.id}")
    return found


def amended_year(  # noqa: PLR0913  # the final, what it rests on, and what is changed
    facts: Iterable[Fact],
    cycle: Sequence[Event],
    final: AnnualEvaluationFinalized,
    before: Iterable[Amended],
    named: Readmitted,
    false: UUID | None,
    now: datetime,
) -> AmendedYear:
    """The year recomputed with every change of the amendments before and of this one.

    facts: everything up to the final's heads. cycle: its events up to the head the final names. before: earlier
    amendments, which stay in force. false: the item found false. Raises `CannotBeReadmitted`; `LookupError` where the
    facts hold no agreement of the year.
    """
    dossier, achieved = fold(facts), _achieved(final)
    held = stretches(dossier, final.year, periods_of(cycle), achieved.get)
    if not held:
        raise LookupError(f"employee {final.employee} has no agreement in {final.year}")
    given = year_inputs(dossier, final.year, held, time_zone=final.copied.time_zone, unverified=final.unverified)
    changes = changes_of(before, named, false, now)
    recorded = innovations_of_year(dossier, final.year, held, ())
    shown = innovations_of_year(dossier, final.year, held, gone_after(dossier, final, changes))
    given = replace(given, innovation=bool(shown))
    for readmitted, found, at in changes:
        given = _readmitted(given if found is None else _withheld(given, found, at), readmitted, at)
    nobodys = frozenset[str]().union(*(stand_ins(readmitted) for readmitted, _, _ in changes))
    innovations = named_after(final, recorded, shown)
    return AmendedYear(held, _without(given, nobodys), policy_of(final).evaluate(given), innovations)


def amended_year_case(  # noqa: PLR0913  # as of `amended_year`
    facts: Iterable[Fact],
    cycle: Sequence[Event],
    final: AnnualEvaluationFinalized,
    before: Iterable[Amended],
    named: Readmitted,
    false: UUID | None,
    now: datetime,
) -> YearCase:
    """The case an amendment is decided on: the final's own in everything but the outcome."""
    amended = amended_year(facts, cycle, final, before, named, false, now)
    return YearCase(
        year=final.year,
        held=amended.held,
        rater=final.rater,
        raters=frozenset(),
        rater_on_last_day=final.rater_on_last_day,
        inputs=amended.inputs,
        outcome=amended.outcome,
        judged_by=policy_of(final),
        policy=final.policy,
        unverified=final.unverified,
        copied=final.copied,
        heads=final.heads,
        innovations=amended.innovations,
        beside=final.beside,
        consideration=final.consideration,
    )


def _achieved(final: AnnualEvaluationFinalized) -> dict[UUID, Achieved]:
    """The achievements of units for the year as the final copied them."""
    return {
        one.unit: Achieved(one.unit_achievement, one.unit_stream)
        for one in final.agreements
        if one.unit_achievement is not None and one.unit_stream is not None
    }


def _withheld(given: YearInputs, item: UUID, at: datetime) -> YearInputs:
    return _each(given, lambda inputs, _: withhold(inputs, item, at))


def _readmitted(given: YearInputs, named: Readmitted, at: datetime) -> YearInputs:
    """What is named, in the agreement it is of: all its periods are given the same reports and items."""
    of = {one.agreement: _of(one.periods[-1], named) for one in given.agreements}
    for item in named.items:
        if not any(item in one.items for one in of.values()):
            raise CannotBeReadmitted(str(item))
    for head in named.reports:
        if not any(head in one.reports for one in of.values()):
            raise CannotBeReadmitted(f"{head.stream}:{head.version}")
    return _each(given, lambda inputs, agreement: readmit(inputs, of[agreement], at))


def _of(inputs: Inputs, named: Readmitted) -> Readmitted:
    items = {one.item for one in inputs.items}
    reports = {(one.ref.stream, one.ref.version) for one in inputs.reports}
    return Readmitted(
        items=tuple(item for item in named.items if str(item) in items),
        reports=tuple(head for head in named.reports if (str(head.stream), head.version) in reports),
    )


def _without(given: YearInputs, items: frozenset[str]) -> YearInputs:
    """Without the items that stood for readmitted reports: nobody uploaded them."""
    return _each(
        given, lambda inputs, _: replace(inputs, items=tuple(one for one in inputs.items if one.item not in items))
    )


def _each(given: YearInputs, change: Callable[[Inputs, str], Inputs]) -> YearInputs:
    """The inputs of every period changed; `change` is told of which agreement they are."""

    def changed(one: AgreementYear) -> AgreementYear:
        return replace(one, periods=tuple(change(inputs, one.agreement) for inputs in one.periods))

    return replace(given, agreements=tuple(changed(one) for one in given.agreements))
