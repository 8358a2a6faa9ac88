"""Examples of what comes after a final: it is received, objected to, amended and followed up; its unit is settled.

The survey that was rejected is readmitted: 85 per cent lies within 80 to 90, so 100 points; with 320/3 and 120 the mean
is 980/9, which meets expectation. The original final stays at version 3 of its stream.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

from contracts.evaluation import (
    BrokenRule,
    Concluded,
    CountedPerson,
    Departure,
    DistributionSettled,
    EvaluationAmended,
    EvaluationDelivered,
    FollowUpDone,
    FollowUpPlanned,
    LeftOut,
    ObjectionAnswered,
    ObjectionDecided,
    ObjectionHeard,
    ObjectionLodged,
    ObjectionReminded,
    PolicyRef,
    PredicateCount,
    Ratings,
    Readmitted,
)
from contracts.examples.deeds import FINAL
from contracts.examples.story import (
    AGREEMENT,
    EMPLOYEE,
    EVALUATION,
    HEAD,
    OFFICER,
    PERIOD,
    RATER,
    UNIT,
    UNIT_PERIOD,
    Example,
    digest,
    example,
    head,
    made_up,
    text_ref,
)
from contracts.values import exact

__all__ = ["EXAMPLES"]

_ORIGINAL: Final = head(EVALUATION, 3)
_PROCEDURE: Final = "pp-30-2019.v1"
_COACHING: Final = made_up("follow-up: coaching")
_DECIDED_AT: Final = datetime(2026, 11, 6, 2, 30, tzinfo=UTC)

_TEACHING, _NOT_DUE = FINAL.results
_TAUGHT, _SATISFACTION, _DAYS = _TEACHING.indicators
_READMITTED: Final = _SATISFACTION.model_copy(
    update={
        "realization": exact(Fraction(85)),
        "report": _SATISFACTION.unproven_reports[0].report,
        "achievement": exact(Fraction(1)),
        "value": exact(Fraction(100)),
        "exclusion": None,
        "evidence": (_SATISFACTION.evidence[0].model_copy(update={"state": "verified"}),),
        "unproven_reports": (),
    }
)
_CHANGED: Final = {
    "results": (
        _TEACHING.model_copy(
            update={
                "indicators": (_TAUGHT, _READMITTED, _DAYS),
                "value": exact(Fraction(980, 9)),
                "rating": "meets_expectation",
            }
        ),
        _NOT_DUE,
    ),
    "exclusions": (),
    "score": exact(Fraction(980, 9)),
    "advised": Ratings(result="meets_expectation", behaviour="meets_expectation"),
    "departures": (
        Departure(rating="behaviour", reason_code="value_below_confirmed", reason=text_ref("the confirmation again")),
    ),
}
_KEPT: Final = {name: getattr(FINAL, name) for name in Concluded.model_fields}

_AMENDED: Final = EvaluationAmended.model_validate(
    _KEPT
    | _CHANGED
    | {
        "employee": EMPLOYEE,
        "original": _ORIGINAL,
        "cause": "objection",
        "reason": text_ref("the decision's reason"),
        "readmitted": Readmitted(items=(_SATISFACTION.evidence[0].item,)),
        "amended_at": _DECIDED_AT,
    }
)

_DECIDED: Final = example(
    ObjectionDecided(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        period=PERIOD,
        final=_ORIGINAL,
        outcome="changed",
        reason=text_ref("the decision's reason"),
        heard=("employee", "rater"),
        decided_at=_DECIDED_AT,
    ),
    head(EVALUATION, 9),
    actor=HEAD,
    now="2026-11-06T02:30:00.000000Z",
)

#: Predicates of the unit's people; the employee has one by the amendment above, the others by a final each.
_COUNTED: Final = (
    CountedPerson(employee=EMPLOYEE, predicate=_AMENDED.predicate, final=head(EVALUATION, 10)),
    *(
        CountedPerson(employee=made_up(f"colleague {n}"), predicate=name, final=head(made_up(f"evaluation {n}"), 3))
        for n, name in enumerate(("sangat_baik", "baik", "baik", "baik", "baik", "butuh_perbaikan"))
    ),
)

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        EvaluationDelivered(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            final=_ORIGINAL,
            how="opened",
            delivered_on=date(2026, 10, 21),
            object_until=date(2026, 11, 4),
            procedure=_PROCEDURE,
        ),
        head(EVALUATION, 4),
        actor=EMPLOYEE,
        now="2026-10-21T01:15:00.000000Z",
    ),
    example(
        ObjectionLodged(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            final=_ORIGINAL,
            procedure=_PROCEDURE,
            step=1,
            before="raters_superior",
            reason=text_ref("the objection"),
            answer_until=date(2026, 11, 9),
        ),
        head(EVALUATION, 5),
        actor=EMPLOYEE,
        now="2026-10-26T06:40:00.000000Z",
    ),
    example(
        ObjectionAnswered(
            employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, step=1, answer=text_ref("the rater's explanation")
        ),
        head(EVALUATION, 6),
        actor=RATER,
        now="2026-10-29T03:00:00.000000Z",
    ),
    example(
        ObjectionHeard(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            side="employee",
            heard_on=date(2026, 11, 3),
            record=text_ref("the record of the hearing"),
        ),
        head(EVALUATION, 7),
        actor=HEAD,
        now="2026-11-03T07:20:00.000000Z",
    ),
    example(
        ObjectionReminded(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            step=1,
            acts="raters_superior",
            until=date(2026, 11, 9),
        ),
        head(EVALUATION, 8),
        actor="system",
        now="2026-11-05T16:00:01.000000Z",
    ),
    _DECIDED,
    example(_AMENDED, head(EVALUATION, 10), actor=HEAD, now="2026-11-06T02:30:00.000000Z", by_command_of=_DECIDED),
    example(
        FollowUpPlanned(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            follow_up=_COACHING,
            kind="coaching",
            owner=RATER,
            due_on=date(2026, 12, 15),
            note=text_ref("what the coaching is about"),
        ),
        head(EVALUATION, 11),
        actor=RATER,
        now="2026-11-09T02:00:00.000000Z",
    ),
    example(
        FollowUpDone(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            follow_up=_COACHING,
            done_on=date(2026, 12, 8),
        ),
        head(EVALUATION, 12),
        actor=RATER,
        now="2026-12-08T08:10:00.000000Z",
    ),
    example(
        DistributionSettled(
            unit=UNIT,
            period=PERIOD,
            achievement="baik",
            rules=PolicyRef(id="distribution.v1", hash=digest("distribution.v1")),
            people=7,
            counts=(
                PredicateCount(predicate="sangat_baik", people=1),
                PredicateCount(predicate="baik", people=5),
                PredicateCount(predicate="butuh_perbaikan", people=1),
                PredicateCount(predicate="kurang", people=0),
                PredicateCount(predicate="sangat_kurang", people=0),
            ),
            broken=(BrokenRule(predicates=("baik",), kind="at_most", most=4, found=5),),
            counted=tuple(sorted(_COUNTED, key=lambda one: one.employee)),
            left_out=(
                LeftOut(
                    employee=made_up("a colleague on leave"), reason_code="long_leave", reason=text_ref("the leave")
                ),
            ),
            reason=text_ref("why the pattern is broken"),
        ),
        head(UNIT_PERIOD, 2),
        actor=OFFICER,
        now="2026-11-10T04:00:00.000000Z",
    ),
)
