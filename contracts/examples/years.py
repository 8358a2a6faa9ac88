"""Examples of the year: policy, self assessment, innovation, consideration, the annual final, an amendment of it.

The year's results are worked out by hand (`domain.md` 7.2, 7.3 and 7.7), each indicator by its last period: 128 of
120 people is 16/15, so 320/3 points; 88 per cent lies within 80 to 90, so 100; 9 days where 10 were allowed is 11/10,
so 110. Their mean is 950/9, which meets expectation: above begins at 110. The additional result is shown, not added.
Behaviour was assessed second in the year's stream. Then the list was found false: it counts as rejected, so nobody was
taught; the mean is 70, below expectation.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final
from uuid import UUID

from contracts.evaluation import (
    AgreementOfYear,
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    ConcludedYear,
    ConsiderationLeft,
    CopiedOfYear,
    CountedItem,
    Innovation,
    InnovationRecorded,
    PeriodBeside,
    PolicyChosen,
    PolicyRef,
    Ratings,
    SelfAssessed,
    UnprovenReport,
    YearExclusion,
    YearIndicatorLine,
    YearPart,
    YearResultLine,
)
from contracts.examples.deeds import FINAL
from contracts.examples.plans import RESULTS
from contracts.examples.story import (
    AGREEMENT,
    ASSIGNMENT,
    CYCLE,
    EMPLOYEE,
    EVALUATION,
    OFFICER,
    POLICY,
    RATER,
    REALIZATION_LAST,
    UNIT,
    YEAR,
    Example,
    digest,
    example,
    head,
    in_order,
    made_up,
    text_ref,
)
from contracts.planning import Indicator
from contracts.values import exact

__all__ = ["EXAMPLES"]

_LIST: Final = made_up("item: attendance list of the year")
_SURVEY: Final = made_up("item: survey of the fourth quarter")
_LETTER: Final = made_up("item: covering letter of the fourth quarter")
_REPORT: Final = made_up("item: report of the committee")
_WHOLE: Final = exact(Fraction(1))
_NOTHING: Final = exact(Fraction(0))
_SCORE: Final = exact(Fraction(950, 9))


def _line(
    indicator: Indicator, report: int, item: UUID, reached: tuple[int, Fraction, Fraction], weight: Fraction
) -> YearIndicatorLine:
    """reached: the realization, what share of the target that is, and its points."""
    realization, achievement, value = reached
    target = indicator.targets[-1]
    part = YearPart(
        period=target.period,
        low=target.low,
        high=target.high,
        maximum=target.maximum,
        realization=exact(Fraction(realization)),
        report=head(REALIZATION_LAST, report),
        report_period=target.period,
        proven=True,
        achievement=exact(achievement),
        evidence=(CountedItem(item=item, sha256=digest(str(item)), state="verified"),),
    )
    return YearIndicatorLine(
        indicator=indicator.indicator,
        accumulation=indicator.accumulation,
        due=True,
        low=target.low,
        high=target.high,
        maximum=target.maximum,
        parts=(part,),
        achievement=part.achievement,
        value=exact(value),
        weight=exact(weight),
    )


_THIRD: Final = Fraction(1, 3)
_TEACHING, _COMMITTEE = RESULTS
_TAUGHT: Final = _line(_TEACHING.indicators[0], 1, _LIST, (128, Fraction(16, 15), Fraction(320, 3)), _THIRD)
_SATISFIED: Final = _line(_TEACHING.indicators[1], 2, _SURVEY, (88, Fraction(1), Fraction(100)), _THIRD)
_DAYS: Final = _line(_TEACHING.indicators[2], 3, _LETTER, (9, Fraction(11, 10), Fraction(110)), _THIRD)
_REPORTED: Final = _line(_COMMITTEE.indicators[0], 4, _REPORT, (1, Fraction(1), Fraction(100)), Fraction(1))

_TAUGHT_RESULT: Final = YearResultLine(
    result=_TEACHING.result,
    kind="main",
    indicators=(_TAUGHT, _SATISFIED, _DAYS),
    value=_SCORE,
    weight=_WHOLE,
    rating="meets_expectation",
)
_COMMITTEE_RESULT: Final = YearResultLine(
    result=_COMMITTEE.result,
    kind="additional",
    indicators=(_REPORTED,),
    value=exact(Fraction(100)),
    rating="meets_expectation",
)

_FINAL: Final = AnnualEvaluationFinalized(
    employee=EMPLOYEE,
    year=2026,
    agreement=AGREEMENT,
    unit=UNIT,
    head_of_unit=False,
    agreements=(
        AgreementOfYear(
            agreement=AGREEMENT,
            agreement_version=1,
            assignment=ASSIGNMENT,
            unit=UNIT,
            head_of_unit=False,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            periods=("2026Q1", "2026Q2", "2026Q3", "2026Q4"),
            evidence_deadline=datetime(2027, 1, 11, 15, 59, 59, 999999, tzinfo=UTC),
            share_of_months=_WHOLE,
            results=(_TAUGHT_RESULT, _COMMITTEE_RESULT),
            score=_SCORE,
            score_with_excluded=_SCORE,
            above=exact(Fraction(0)),
            below=exact(Fraction(0)),
            advised="meets_expectation",
        ),
    ),
    rater=RATER,
    rater_on_last_day=RATER,
    consideration=head(YEAR, 4),
    policy=PolicyRef(id="permenpanrb-6-2022-year.v1", hash=digest("permenpanrb-6-2022-year.v1")),
    unverified="exclude",
    heads=in_order(
        head(AGREEMENT, 5),
        head(REALIZATION_LAST, 4),
        head(_LIST, 2),
        head(_SURVEY, 2),
        head(_LETTER, 2),
        head(_REPORT, 2),
        head(YEAR, 4),
    ),
    copied=CopiedOfYear(
        time_zone="Asia/Makassar",
        annual_evaluation_deadline=datetime(2027, 2, 5, 15, 59, 59, 999999, tzinfo=UTC),
        cycle=head(CYCLE, 4),
        policy_stream=head(POLICY, 1),
    ),
    exclusions=(),
    score=_SCORE,
    score_with_excluded=_SCORE,
    behaviour=FINAL.behaviour.model_copy(update={"adaptive": "meets_expectation"}),
    innovations=(Innovation(recorded=head(YEAR, 3), kind="new_way_of_working", items=(_LIST,)),),
    advised=Ratings(result="meets_expectation", behaviour="meets_expectation"),
    given=Ratings(result="meets_expectation", behaviour="meets_expectation"),
    beside=(PeriodBeside(agreement=AGREEMENT, period="2026Q3", final=head(EVALUATION, 10), predicate="baik"),),
    short_period=False,
    predicate="baik",
    finalized_at=datetime(2027, 1, 21, 2, 30, tzinfo=UTC),
)
_PART: Final = _TAUGHT.parts[0].model_copy(
    update={
        "realization": None,
        "report": None,
        "report_period": None,
        "proven": False,
        "achievement": _NOTHING,
        "exclusion": "rejected",
        "evidence": (_TAUGHT.parts[0].evidence[0].model_copy(update={"state": "rejected"}),),
        "unproven_reports": (
            UnprovenReport(
                report=head(REALIZATION_LAST, 1), period="2026Q4", value="128", code="rejected", items=(_LIST,)
            ),
        ),
    }
)
_FALSE: Final = _TAUGHT.model_copy(update={"parts": (_PART,), "achievement": _NOTHING, "value": _NOTHING})
_LOWERED: Final = exact(Fraction(70))
_RESULT: Final = _TAUGHT_RESULT.model_copy(
    update={"indicators": (_FALSE, _SATISFIED, _DAYS), "value": _LOWERED, "rating": "below_expectation"}
)
_BELOW: Final = Ratings(result="below_expectation", behaviour="meets_expectation")
_AMENDED: Final = AnnualEvaluationAmended.model_validate(
    {name: getattr(_FINAL, name) for name in ConcludedYear.model_fields}
    | {
        "employee": EMPLOYEE,
        "original": head(YEAR, 5),
        "cause": "false_evidence",
        "reason": text_ref("the amendment of the year"),
        "finding": head(_LIST, 3),
        "agreements": (
            _FINAL.agreements[0].model_copy(
                update={
                    "results": (_RESULT, _COMMITTEE_RESULT),
                    "score": _LOWERED,
                    "below": _WHOLE,
                    "advised": "below_expectation",
                }
            ),
        ),
        "exclusions": (
            YearExclusion(
                agreement=AGREEMENT, period="2026Q4", indicator=_TAUGHT.indicator, code="rejected", items=(_LIST,)
            ),
        ),
        "score": _LOWERED,
        "advised": _BELOW,
        "given": _BELOW,
        "predicate": "butuh_perbaikan",
        "amended_at": datetime(2027, 3, 2, 3, 0, tzinfo=UTC),
    }
)

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        PolicyChosen(
            choice=POLICY,
            year=2026,
            policy=FINAL.policy,
            year_policy=PolicyRef(id="permenpanrb-6-2022-year.v1", hash=digest("permenpanrb-6-2022-year.v1")),
            unverified="exclude",
            procedure="pp-30-2019.v1",
        ),
        head(POLICY, 1),
        actor=OFFICER,
        now="2026-01-05T02:00:00.000000Z",
    ),
    example(
        SelfAssessed(employee=EMPLOYEE, agreement=AGREEMENT, period="2026", values=_FINAL.behaviour),
        head(YEAR, 1),
        actor=EMPLOYEE,
        now="2027-01-08T02:00:00.000000Z",
    ),
    example(
        InnovationRecorded(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period="2026",
            kind="new_way_of_working",
            items=(_LIST,),
            description=text_ref("what is new"),
        ),
        head(YEAR, 3),
        actor=RATER,
        now="2027-01-14T02:10:00.000000Z",
    ),
    example(
        ConsiderationLeft(
            employee=EMPLOYEE, agreement=AGREEMENT, period="2026", consideration=text_ref("the consideration")
        ),
        head(YEAR, 4),
        actor=RATER,
        now="2027-01-14T02:20:00.000000Z",
    ),
    example(
        _FINAL,
        head(YEAR, 5),
        actor=RATER,
        now="2027-01-21T02:30:00.000000Z",
    ),
    example(_AMENDED, head(YEAR, 6), actor=RATER, now="2027-03-02T03:00:00.000000Z"),
)
