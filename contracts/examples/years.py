"""Examples of the year: its policy, an innovation, a consideration, the annual final, and an amendment of it.

The year's one due result is worked out by hand (`domain.md` 7.7): 128 of 120 people is 16/15, so 320/3 points; it alone
is the score, 106.67, which meets expectation: above begins at 110. Behaviour was assessed first in the year's stream.
Then the list was found false: it counts as rejected, so nothing was reached, and the results are below expectation.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

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
    UNIT,
    YEAR,
    Example,
    digest,
    example,
    head,
    made_up,
    text_ref,
)
from contracts.values import exact

__all__ = ["EXAMPLES"]

_LIST: Final = made_up("item: attendance list of the year")
_REPORT: Final = head(made_up("realization of the fourth quarter"), 1)
_TAUGHT: Final = RESULTS[0].indicators[0].indicator
_WHOLE: Final = exact(Fraction(1))
_VALUE: Final = exact(Fraction(320, 3))
_ACHIEVED: Final = exact(Fraction(16, 15))

_LINE: Final = YearIndicatorLine(
    indicator=_TAUGHT,
    accumulation="sum",
    due=True,
    low="120",
    high="120",
    parts=(
        YearPart(
            period="2026Q4",
            low="120",
            high="120",
            realization=exact(Fraction(128)),
            report=_REPORT,
            report_period="2026Q4",
            proven=True,
            achievement=_ACHIEVED,
            evidence=(CountedItem(item=_LIST, sha256=digest("attendance list of the year"), state="verified"),),
        ),
    ),
    achievement=_ACHIEVED,
    value=_VALUE,
    weight=_WHOLE,
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
            results=(
                YearResultLine(
                    result=RESULTS[0].result,
                    kind="main",
                    indicators=(_LINE,),
                    value=_VALUE,
                    weight=_WHOLE,
                    rating="meets_expectation",
                ),
            ),
            score=_VALUE,
            score_with_excluded=_VALUE,
            above=exact(Fraction(0)),
            below=exact(Fraction(0)),
            advised="meets_expectation",
        ),
    ),
    rater=RATER,
    rater_on_last_day=RATER,
    consideration=head(YEAR, 3),
    policy=PolicyRef(id="permenpanrb-6-2022-year.v1", hash=digest("permenpanrb-6-2022-year.v1")),
    unverified="exclude",
    heads=(head(AGREEMENT, 5), _REPORT, head(_LIST, 2), head(YEAR, 3)),
    copied=CopiedOfYear(
        time_zone="Asia/Makassar",
        annual_evaluation_deadline=datetime(2027, 2, 5, 15, 59, 59, 999999, tzinfo=UTC),
        cycle=head(CYCLE, 3),
        policy_stream=head(POLICY, 1),
    ),
    exclusions=(),
    score=_VALUE,
    score_with_excluded=_VALUE,
    behaviour=FINAL.behaviour.model_copy(update={"adaptive": "meets_expectation"}),
    innovations=(Innovation(recorded=head(YEAR, 2), kind="new_way_of_working", items=(_LIST,)),),
    advised=Ratings(result="meets_expectation", behaviour="meets_expectation"),
    given=Ratings(result="meets_expectation", behaviour="meets_expectation"),
    beside=(PeriodBeside(agreement=AGREEMENT, period="2026Q3", final=head(EVALUATION, 9), predicate="baik"),),
    short_period=False,
    predicate="baik",
    finalized_at=datetime(2027, 1, 21, 2, 30, tzinfo=UTC),
)
_NOTHING: Final = exact(Fraction(0))
_UNPROVEN: Final = UnprovenReport(report=_REPORT, period="2026Q4", value="128", code="rejected", items=(_LIST,))
_PART: Final = _LINE.parts[0].model_copy(
    update={
        "realization": None,
        "report": None,
        "report_period": None,
        "proven": False,
        "achievement": _NOTHING,
        "exclusion": "rejected",
        "evidence": (_LINE.parts[0].evidence[0].model_copy(update={"state": "rejected"}),),
        "unproven_reports": (_UNPROVEN,),
    }
)
_FALSE: Final = _LINE.model_copy(update={"parts": (_PART,), "achievement": _NOTHING, "value": _NOTHING})
_RESULT: Final = (
    _FINAL.agreements[0]
    .results[0]
    .model_copy(update={"indicators": (_FALSE,), "value": _NOTHING, "rating": "below_expectation"})
)
_BELOW: Final = Ratings(result="below_expectation", behaviour="meets_expectation")
_AMENDED: Final = AnnualEvaluationAmended.model_validate(
    {name: getattr(_FINAL, name) for name in ConcludedYear.model_fields}
    | {
        "employee": EMPLOYEE,
        "original": head(YEAR, 4),
        "cause": "false_evidence",
        "reason": text_ref("the amendment of the year"),
        "finding": head(_LIST, 3),
        "agreements": (
            _FINAL.agreements[0].model_copy(
                update={
                    "results": (_RESULT,),
                    "score": _NOTHING,
                    "below": _WHOLE,
                    "advised": "below_expectation",
                }
            ),
        ),
        "exclusions": (
            YearExclusion(agreement=AGREEMENT, period="2026Q4", indicator=_TAUGHT, code="rejected", items=(_LIST,)),
        ),
        "score": _NOTHING,
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
        InnovationRecorded(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period="2026",
            kind="new_way_of_working",
            items=(_LIST,),
            description=text_ref("what is new"),
        ),
        head(YEAR, 2),
        actor=RATER,
        now="2027-01-14T02:10:00.000000Z",
    ),
    example(
        ConsiderationLeft(
            employee=EMPLOYEE, agreement=AGREEMENT, period="2026", consideration=text_ref("the consideration")
        ),
        head(YEAR, 3),
        actor=RATER,
        now="2027-01-14T02:20:00.000000Z",
    ),
    example(
        _FINAL,
        head(YEAR, 4),
        actor=RATER,
        now="2027-01-21T02:30:00.000000Z",
    ),
    example(_AMENDED, head(YEAR, 5), actor=RATER, now="2027-03-02T03:00:00.000000Z"),
)
