"""The case of an amendment: what the final rested on, with what was found false left out and what is readmitted in.

Nothing that came after the final is in it: an amendment rests on the heads, the policy and the copied facts of the
final it stands beside, and on the amendments before it. The command and the replay make it the same way. Pure.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.evaluation import EvaluationFinalized, Readmitted
from contracts.planning import TargetAgreed
from services.evaluation.amendment import readmit, without_stand_ins
from services.evaluation.domain import Case
from services.evaluation.dossier import Dossier, Fact, fold, innovations_in, scoring_inputs, showing_nothing
from services.evaluation.finals import Amended
from services.evaluation.policies.inputs_v1 import Inputs, Verdict
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.registry import POLICIES

__all__ = ["amended_case", "amended_outcome", "changes_of", "gone_after", "withhold"]

#: What is readmitted, the item found false if there is one, and when that was decided.
_Change = tuple[Readmitted, UUID | None, datetime]


def withhold(inputs: Inputs, item: UUID, at: datetime) -> Inputs:
    """The inputs in which an item found false counts as rejected for every report it was judged for."""

    def without(items: Iterable[Verdict]) -> tuple[Verdict, ...]:
        given = tuple(items)
        last = 1 + max((each.version for each in given), default=0)
        about = sorted({(each.indicator, each.report) for each in given})
        return (*given, *(Verdict(indicator, report, False, at, last) for indicator, report in about))

    return replace(
        inputs,
        items=tuple(
            replace(one, verdicts=without(one.verdicts)) if one.item == str(item) else one for one in inputs.items
        ),
    )


def amended_outcome(
    facts: Iterable[Fact],
    final: EvaluationFinalized,
    before: Iterable[Amended],
    named: Readmitted,
    false: UUID | None,
    now: datetime,
) -> tuple[Outcome, TargetAgreed]:
    """What the policy makes of the final's inputs as changed, and the agreement version they are of.

    facts: everything up to the final's heads. before: earlier amendments, which stay in force. false: the item found
    false. Raises `CannotBeReadmitted`; `LookupError` where the facts hold no such agreement version.
    """
    dossier = fold(facts)
    versions = dossier.agreed.get(final.agreement, [])
    agreed = next((one for one in versions if one.agreement_version == final.agreement_version), None)
    if agreed is None:
        raise LookupError(f"agreement {final.agreement} has no version {final.agreement_version}")
    changes = changes_of(before, named, false, now)
    given = scoring_inputs(dossier, agreed, final.period, final.copied, final.unverified)
    gone = gone_after(dossier, changes)
    innovation = bool(innovations_in(dossier, {final.agreement}, {final.period}, gone))
    inputs: Inputs = replace(given, innovation=innovation)
    for readmitted, found, at in changes:
        if found is not None:
            inputs = withhold(inputs, found, at)
        inputs = readmit(inputs, readmitted, at)
    outcome = POLICIES[final.policy.id].evaluate(inputs)
    for readmitted, _, _ in changes:
        outcome = without_stand_ins(outcome, readmitted)
    return outcome, agreed


def changes_of(before: Iterable[Amended], named: Readmitted, false: UUID | None, now: datetime) -> list[_Change]:
    """Every change of the amendments before and of this one, in their order."""
    earlier = [(one.readmitted, one.finding.stream if one.finding else None, one.amended_at) for one in before]
    return [*earlier, (named, false, now)]


def gone_after(dossier: Dossier, changes: Iterable[_Change]) -> frozenset[UUID]:
    """The items that show no innovation: by what the final rested on, and after these changes."""
    gone = set(showing_nothing(dossier))
    for readmitted, found, _ in changes:
        if found is not None:
            gone.add(found)
        gone -= set(readmitted.items)
    return frozenset(gone)


def amended_case(
    facts: Iterable[Fact],
    final: EvaluationFinalized,
    before: Iterable[Amended],
    named: Readmitted,
    false: UUID | None,
    now: datetime,
) -> Case:
    """The case an amendment is decided on: the final's own in everything but the outcome."""
    outcome, agreed = amended_outcome(facts, final, before, named, false, now)
    return Case(
        agreed=agreed,
        period=final.period,
        rater=final.rater,
        raters=frozenset(),
        outcome=outcome,
        copied=final.copied,
        policy=final.policy,
        unverified=final.unverified,
        heads=final.heads,
        innovations=final.innovations,
        colleagues_heard=final.colleagues_heard,
    )
