"""Examples of what follows the plan: what was reached, what shows it, and what the rater made of it.

The final's figures are worked out by hand (`domain.md` 7.2 and 7.3): 96 of 90 people is 16/15; 85 per cent
within 80 to 90 was not shown, so 0; 8 days where 10 were allowed is 1 + (1 - 8/10) = 6/5.
Their mean is 680/9, below expectation; with the excluded indicator it would be 980/9.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

from contracts.envelope import event_id
from contracts.evaluation import (
    BehaviourAssessed,
    BehaviourValues,
    CopiedFacts,
    CountedItem,
    Departure,
    EvaluationFinalized,
    Exclusion,
    IndicatorLine,
    LatenessAccepted,
    PolicyRef,
    Ratings,
    ResultLine,
    UnitAchievementSet,
    UnprovenReport,
)
from contracts.evidence import (
    EvidenceChecked,
    EvidenceFoundFalse,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
)
from contracts.examples.plans import RESULTS
from contracts.examples.story import (
    AGREEMENT,
    ASSIGNMENT,
    CYCLE,
    EMPLOYEE,
    EVALUATION,
    HEAD,
    INBOX,
    PERIOD,
    POLICY,
    RATER,
    REALIZATION,
    UNIT,
    UNIT_PERIOD,
    Example,
    digest,
    example,
    head,
    in_order,
    made_up,
    text_ref,
)
from contracts.notify import NoticeAcknowledged
from contracts.realization import RealizationReported
from contracts.values import exact

__all__ = ["EXAMPLES", "FINAL"]

_TAUGHT, _SATISFACTION, _DAYS = (indicator.indicator for indicator in RESULTS[0].indicators)
_COMMITTEE = RESULTS[1].indicators[0].indicator
_THIRD: Final = exact(Fraction(1, 3))

_ATTENDANCE_LIST: Final = made_up("item: attendance list")
_REPORT_LETTER: Final = made_up("item: covering letter")
_SURVEY: Final = made_up("item: survey")
_WRONG_FILE: Final = made_up("item: wrong file")

_TAUGHT_REPORT: Final = head(REALIZATION, 1)
_SATISFACTION_REPORT: Final = head(REALIZATION, 2)
_DAYS_REPORT: Final = head(REALIZATION, 4)

_BEHAVIOUR: Final = BehaviourValues(
    service_orientation="above_expectation",
    accountable="meets_expectation",
    competent="meets_expectation",
    harmonious="meets_expectation",
    loyal="meets_expectation",
    adaptive="below_expectation",
    collaborative="above_expectation",
)

_TEACHING: Final = ResultLine(
    result=RESULTS[0].result,
    kind="main",
    indicators=(
        IndicatorLine(
            indicator=_TAUGHT,
            due=True,
            low="90",
            high="90",
            realization=exact(Fraction(96)),
            report=_TAUGHT_REPORT,
            achievement=exact(Fraction(16, 15)),
            value=exact(Fraction(320, 3)),
            weight=_THIRD,
            evidence=(CountedItem(item=_ATTENDANCE_LIST, sha256=digest("attendance list"), state="verified"),),
        ),
        IndicatorLine(
            indicator=_SATISFACTION,
            due=True,
            low="80",
            high="90",
            maximum="100",
            achievement=exact(Fraction(0)),
            value=exact(Fraction(0)),
            weight=_THIRD,
            exclusion="rejected",
            evidence=(CountedItem(item=_SURVEY, sha256=digest("survey"), state="rejected"),),
            unproven_reports=(
                UnprovenReport(
                    report=_SATISFACTION_REPORT, period=PERIOD, value="85", code="rejected", items=(_SURVEY,)
                ),
            ),
        ),
        IndicatorLine(
            indicator=_DAYS,
            due=True,
            low="10",
            high="10",
            realization=exact(Fraction(8)),
            report=_DAYS_REPORT,
            achievement=exact(Fraction(6, 5)),
            value=exact(Fraction(120)),
            weight=_THIRD,
            evidence=(CountedItem(item=_REPORT_LETTER, sha256=digest("covering letter"), state="verified", late=True),),
        ),
    ),
    value=exact(Fraction(680, 9)),
    weight=exact(Fraction(1)),
    rating="below_expectation",
)
_NOT_DUE: Final = ResultLine(
    result=RESULTS[1].result, kind="additional", indicators=(IndicatorLine(indicator=_COMMITTEE, due=False),)
)

FINAL: Final = EvaluationFinalized(
    employee=EMPLOYEE,
    agreement=AGREEMENT,
    agreement_version=1,
    assignment=ASSIGNMENT,
    unit=UNIT,
    period=PERIOD,
    head_of_unit=False,
    rater=RATER,
    policy=PolicyRef(id="permenpanrb-6-2022.v1", hash=digest("permenpanrb-6-2022.v1")),
    unverified="exclude",
    heads=in_order(
        head(AGREEMENT, 5),
        head(REALIZATION, 4),
        head(_ATTENDANCE_LIST, 2),
        head(_SURVEY, 2),
        head(_REPORT_LETTER, 2),
        head(EVALUATION, 2),
    ),
    copied=CopiedFacts(
        time_zone="Asia/Makassar",
        # The last instant of its day in the agency's zone, eight hours ahead of UTC.
        reporting_deadline=datetime(2026, 10, 7, 15, 59, 59, 999999, tzinfo=UTC),
        evidence_deadline=datetime(2026, 10, 14, 15, 59, 59, 999999, tzinfo=UTC),
        evaluation_deadline=datetime(2026, 10, 23, 15, 59, 59, 999999, tzinfo=UTC),
        cycle=head(CYCLE, 2),
        policy_stream=head(POLICY, 1),
    ),
    results=(_TEACHING, _NOT_DUE),
    exclusions=(Exclusion(indicator=_SATISFACTION, code="rejected", items=(_SURVEY,)),),
    score=exact(Fraction(680, 9)),
    score_with_excluded=exact(Fraction(980, 9)),
    behaviour=_BEHAVIOUR,
    behaviour_below=("adaptive",),
    advised=Ratings(result="below_expectation", behaviour="meets_expectation"),
    given=Ratings(result="meets_expectation", behaviour="meets_expectation"),
    departures=(
        Departure(rating="result", reason_code="context_not_in_figures", reason=text_ref("the departure")),
        Departure(rating="behaviour", reason_code="value_below_confirmed", reason=text_ref("the confirmation")),
    ),
    predicate="baik",
    finalized_at=datetime(2026, 10, 20, 3, 12, 45, 600000, tzinfo=UTC),
)

_WRONG_UPLOAD: Final = example(
    EvidenceUploaded(
        employee=EMPLOYEE,
        item=_WRONG_FILE,
        agreement=AGREEMENT,
        period=PERIOD,
        indicators=(_TAUGHT,),
        media_type="application/pdf",
        size=19_482,
        sha256=digest("the wrong file"),
        name=text_ref("name of the wrong file"),
    ),
    head(_WRONG_FILE, 1),
    actor=EMPLOYEE,
    now="2026-10-06T02:08:30.000000Z",
)

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        RealizationReported(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            agreement_version=1,
            period=PERIOD,
            indicator=_TAUGHT,
            value="96",
            note=text_ref("the note on 96 people"),
        ),
        _TAUGHT_REPORT,
        actor=EMPLOYEE,
        now="2026-10-05T02:00:00.000000Z",
    ),
    example(
        EvidenceUploaded(
            employee=EMPLOYEE,
            item=_ATTENDANCE_LIST,
            agreement=AGREEMENT,
            period=PERIOD,
            indicators=(_TAUGHT,),
            media_type="application/pdf",
            size=248_113,
            sha256=digest("attendance list"),
            name=text_ref("the file's name"),
        ),
        head(_ATTENDANCE_LIST, 1),
        actor=EMPLOYEE,
        now="2026-10-06T02:05:40.000000Z",
    ),
    example(
        EvidenceVerified(
            employee=EMPLOYEE,
            item=_ATTENDANCE_LIST,
            agreement=AGREEMENT,
            period=PERIOD,
            indicator=_TAUGHT,
            report=_TAUGHT_REPORT,
        ),
        head(_ATTENDANCE_LIST, 2),
        actor=RATER,
        now="2026-10-13T05:11:02.000000Z",
    ),
    example(
        EvidenceFoundFalse(
            employee=EMPLOYEE,
            item=_ATTENDANCE_LIST,
            agreement=AGREEMENT,
            period=PERIOD,
            reason_code="altered",
            reason=text_ref("what was found"),
        ),
        head(_ATTENDANCE_LIST, 3),
        actor=RATER,
        now="2026-11-20T03:00:00.000000Z",
    ),
    example(
        EvidenceRejected(
            employee=EMPLOYEE,
            item=_SURVEY,
            agreement=AGREEMENT,
            period=PERIOD,
            indicator=_SATISFACTION,
            report=_SATISFACTION_REPORT,
            reason_code="incomplete",
            reason=text_ref("the rejection"),
            answer_until=date(2026, 10, 16),
        ),
        head(_SURVEY, 2),
        actor=RATER,
        now="2026-10-13T05:20:00.000000Z",
    ),
    example(
        EvidenceWithdrawn(employee=EMPLOYEE, item=_WRONG_FILE, agreement=AGREEMENT, period=PERIOD),
        head(_WRONG_FILE, 2),
        actor=EMPLOYEE,
        now="2026-10-06T02:09:00.000000Z",
    ),
    example(
        EvidenceChecked(
            employee=EMPLOYEE,
            item=_WRONG_FILE,
            agreement=AGREEMENT,
            period=PERIOD,
            outcome="clean",
            engine="ClamAV 1.4.3",
        ),
        head(_WRONG_FILE, 3),
        actor="system",
        now="2026-10-06T02:09:02.000000Z",
        caused_by=_WRONG_UPLOAD,
    ),
    example(
        BehaviourAssessed(employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, values=_BEHAVIOUR),
        head(EVALUATION, 1),
        actor=RATER,
        now="2026-10-19T01:00:00.000000Z",
    ),
    example(
        LatenessAccepted(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            item=_REPORT_LETTER,
            reason_code="field_duty",
            reason=text_ref("the late letter"),
        ),
        head(EVALUATION, 2),
        actor=RATER,
        now="2026-10-19T01:04:30.000000Z",
    ),
    example(FINAL, head(EVALUATION, 3), actor=RATER, now="2026-10-20T03:12:45.600000Z"),
    example(
        UnitAchievementSet(unit=UNIT, period=PERIOD, achievement="baik"),
        head(UNIT_PERIOD, 1),
        actor=HEAD,
        now="2026-10-16T07:00:00.000000Z",
    ),
    example(
        NoticeAcknowledged(employee=EMPLOYEE, period=PERIOD, notice=event_id(_SURVEY, 2)),
        head(INBOX, 1),
        actor=EMPLOYEE,
        now="2026-10-13T09:00:00.000000Z",
    ),
)
