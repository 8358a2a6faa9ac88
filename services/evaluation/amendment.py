"""Amending a final: what an objection readmits by name, everything recomputed, and what it may never do.

The original stays; the amendment stands beside it and points at it (`domain.md` 7.9, 9). By an objection it never
lowers the employee's own result. After false evidence the rater or the superior amends with a reason, the one
amendment without an objection, which may lower and never raises. An objection to that one gives back what it took, and
no more (decision 0071). Pure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal
from uuid import UUID, uuid5

from contracts.evaluation import (
    AnnualEvaluationAmended,
    Concluded,
    ConcludedYear,
    EvaluationAmended,
    Predicate,
    Readmitted,
)
from contracts.events import Event
from contracts.refusals import Refusal
from contracts.values import StreamHead, TextRef
from services.evaluation.annual import YearCase, conclude_year
from services.evaluation.domain import Case, Given, NotYourSubordinate, OwnEvaluation, conclude
from services.evaluation.finals import Amended, Final, items_in, unproven_in
from services.evaluation.objection import NotFinal, Objection
from services.evaluation.policies.inputs_v1 import Inputs, Item, Report, ReportRef, Verdict
from services.evaluation.policies.outcome_v1 import Outcome

__all__ = [
    "AlreadyReviewed",
    "CannotBeReadmitted",
    "Change",
    "NothingFound",
    "NotOfTheAmendment",
    "WouldLower",
    "WouldRaise",
    "amended_after_false_evidence",
    "amended_by_objection",
    "check_may_amend",
    "items_used",
    "lowers",
    "opens_review",
    "raises",
    "readmit",
    "readmitted_beyond",
    "stand_ins",
    "standing_final",
    "without_stand_ins",
]

_ASCENDING: tuple[Predicate, ...] = ("sangat_kurang", "kurang", "butuh_perbaikan", "baik", "sangat_baik")


@dataclass(eq=False)
class CannotBeReadmitted(Refusal):
    """Readmitted is what was excluded: not what is unknown, withdrawn, cannot be opened, or counts already."""

    name: str


@dataclass(eq=False)
class NotOfTheAmendment(Refusal):
    """An objection to an amendment after false evidence readmits what that excluded: the days for all else are over."""

    name: str


@dataclass(eq=False)
class WouldLower(Refusal):
    """An objection never lowers the employee's own result."""

    predicate: str
    would_be: str


@dataclass(eq=False)
class WouldRaise(Refusal):
    """What was found false never makes a predicate higher, not by a rating given anew either (decisions 0067, 0071)."""

    predicate: str
    would_be: str


@dataclass(eq=False)
class NothingFound(Refusal):
    """Without an objection a final is amended only after evidence in it was found false."""


@dataclass(eq=False)
class AlreadyReviewed(Refusal):
    """An amendment names this finding already; what it came to stands."""

    item: UUID


def readmit(inputs: Inputs, named: Readmitted, now: datetime) -> Inputs:
    """The inputs in which what is `named` counts: items as verified and in time, reports as shown.

    An item counts for the reports it was judged for, else for the last report of each of its indicators. A report is
    shown by an item that stands for the decision; `without_stand_ins` takes it out of the outcome again.
    """
    items = {one.item: one for one in inputs.items}
    for item in map(str, named.items):
        found = items.get(item)
        if found is None or found.withdrawn or found.unusable:
            raise CannotBeReadmitted(item)
        items[item] = _cleared(found, inputs, now)
    reports = {one.ref: one for one in inputs.reports}
    for head in named.reports:
        report = reports.get(ReportRef(str(head.stream), head.version))
        if report is None:
            raise CannotBeReadmitted(f"{head.stream}:{head.version}")
        stand_in = _stand_in(report, inputs, now)
        items[stand_in.item] = stand_in
    return replace(inputs, items=tuple(items.values()))


def stand_ins(named: Readmitted) -> frozenset[str]:
    """The items that stand for readmitted reports while the policy counts."""
    return frozenset(_name(ReportRef(str(head.stream), head.version)) for head in named.reports)


def without_stand_ins(outcome: Outcome, named: Readmitted) -> Outcome:
    """The outcome without the items that stood for readmitted reports: nobody uploaded them."""
    nobodys = stand_ins(named)
    results = tuple(
        replace(
            result,
            indicators=tuple(
                replace(line, evidence=tuple(one for one in line.evidence if one.item not in nobodys))
                for line in result.indicators
            ),
        )
        for result in outcome.results
    )
    return replace(outcome, results=results)


def lowers(before: Concluded | ConcludedYear, after: Concluded | ConcludedYear) -> bool:
    """Whether the predicate or the score would be lower."""
    if _ASCENDING.index(after.predicate) < _ASCENDING.index(before.predicate):
        return True
    if before.score is None or after.score is None:
        return after.score is None and before.score is not None
    return Fraction(after.score.exact) < Fraction(before.score.exact)


def raises(before: Concluded | ConcludedYear, after: Concluded | ConcludedYear) -> bool:
    """Whether the predicate would be higher."""
    return _ASCENDING.index(after.predicate) > _ASCENDING.index(before.predicate)


@dataclass(frozen=True)
class Change:
    """What whoever amends says: why, the answers to the advice on results and behaviour, and what it rests on.

    `original`: the final that stays. `readmitted`: of an objection. `finding`: what was found of false evidence.
    """

    original: StreamHead
    reason: TextRef
    result: Given = Given()
    behaviour: Given = Given()
    readmitted: Readmitted = Readmitted()
    finding: StreamHead | None = None


def amended_by_objection(
    state: Objection, case: Case | YearCase, change: Change, now: datetime, *, never_lowers: bool = True
) -> Amended:
    """What a decision `changed` is recorded with; `case` has the outcome of the readmitted inputs."""
    before = standing_final(state)
    if beyond := readmitted_beyond(state, change.readmitted):
        raise NotOfTheAmendment(beyond)
    after = _concluded(before, case, change)
    if never_lowers and lowers(before, after):
        raise WouldLower(before.predicate, after.predicate)
    if state.stood is not None and raises(state.stood, after):
        raise WouldRaise(state.stood.predicate, after.predicate)
    return _amended(before, change, "objection", after, now)


def readmitted_beyond(state: Objection, named: Readmitted) -> str | None:
    """The first that an objection to an amendment after false evidence may not readmit: not found false by it, nor a
    report that was shown by what was. None: all of it may be."""
    if state.only is None or state.subject is None:
        return None
    reports = {one.report for one in unproven_in(state.subject) if state.only.intersection(one.items)}
    items = [str(one) for one in named.items if one not in state.only]
    return next(iter([*items, *(f"{one.stream}:{one.version}" for one in named.reports if one not in reports)]), None)


def amended_after_false_evidence(
    state: Objection, actor: UUID, may_act: Collection[UUID], case: Case | YearCase, change: Change, now: datetime
) -> list[Event]:
    """The rater or the superior amends after evidence in the final was found false. `may_act`: both, and delegates."""
    check_may_amend(state, actor, may_act, change.finding)
    before = standing_final(state)
    after = _concluded(before, case, change)
    if raises(before, after):
        raise WouldRaise(before.predicate, after.predicate)
    return [_amended(before, change, "false_evidence", after, now)]


def check_may_amend(state: Objection, actor: UUID, may_act: Collection[UUID], finding: StreamHead | None) -> None:
    """Refuse whoever may not amend, and what was found of no evidence that this final used, or is amended already."""
    final = state.final
    if final is None:
        raise NotFinal
    if actor == final.employee:
        raise OwnEvaluation(actor)
    if actor not in may_act:
        raise NotYourSubordinate(final.agreement)
    if finding is None or not opens_review(state, finding):
        raise NothingFound
    if finding in [one.finding for one in state.amended]:
        raise AlreadyReviewed(finding.stream)


def opens_review(state: Objection, finding: StreamHead) -> bool:
    """Whether what was found false is evidence of this final, and was found after it: before, it counted already."""
    assert state.final is not None
    known = {head.stream: head.version for head in state.final.heads}
    return finding.stream in items_used(state) and finding.version > known.get(finding.stream, 0)


def items_used(state: Objection) -> frozenset[UUID]:
    """The evidence that stands in the lines of a final, or of an amendment of it."""
    told: list[Final | Amended] = [*([state.final] if state.final else []), *state.amended]
    return frozenset[UUID]().union(*map(items_in, told))


def _concluded(before: Final | Amended, case: Case | YearCase, change: Change) -> Concluded | ConcludedYear:
    if isinstance(case, YearCase):
        return conclude_year(before.behaviour, case, change.result, change.behaviour)
    return conclude(before.behaviour, case, change.result, change.behaviour)


def _amended(
    before: Final | Amended,
    change: Change,
    cause: Literal["objection", "false_evidence"],
    after: Concluded | ConcludedYear,
    now: datetime,
) -> Amended:
    said = {
        "employee": before.employee,
        "original": change.original,
        "cause": cause,
        "reason": change.reason,
        "readmitted": change.readmitted,
        "finding": change.finding,
        "amended_at": now,
        **dict(after),
    }
    return (AnnualEvaluationAmended if isinstance(after, ConcludedYear) else EvaluationAmended).model_validate(said)


def standing_final(state: Objection) -> Final | Amended:
    """What counts now: the last amendment, else the final. Raises `NotFinal`."""
    if state.final is None:
        raise NotFinal
    return state.amended[-1] if state.amended else state.final


def _cleared(item: Item, inputs: Inputs, now: datetime) -> Item:
    judged = {(each.indicator, each.report): each.version for each in item.verdicts}
    last = 1 + max((each.version for each in item.verdicts), default=0)
    about = set(judged) or {
        (indicator, report.ref)
        for indicator in item.indicators
        if (report := _last_of(inputs.reports, indicator, item.period)) is not None
    }
    if not about:
        raise CannotBeReadmitted(item.item)
    words = tuple(Verdict(indicator, ref, True, now, last) for indicator, ref in sorted(about))
    return replace(item, lateness_accepted=True, verdicts=(*item.verdicts, *words))


def _last_of(reports: Sequence[Report], indicator: str, period: str) -> Report | None:
    told = [one for one in reports if (one.indicator, one.period) == (indicator, period)]
    return max(told, key=lambda one: one.ref.version, default=None)


def _stand_in(report: Report, inputs: Inputs, now: datetime) -> Item:
    word = Verdict(report.indicator, report.ref, True, now, 1)
    at = inputs.evidence_deadline
    return Item(_name(report.ref), "0" * 64, (report.indicator,), report.period, at, verdicts=(word,))


def _name(ref: ReportRef) -> str:
    return str(uuid5(UUID(ref.stream), f"readmitted {ref.version}"))
