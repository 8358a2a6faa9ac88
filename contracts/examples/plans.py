"""Examples of planning's events: from the unit to the targets both sides accepted (the cycle: `cycles`)."""

from datetime import UTC, date, datetime
from typing import Final

from contracts.examples.story import (
    AGREEMENT,
    ASSIGNMENT,
    EMPLOYEE,
    HEAD,
    OFFICER,
    RATER,
    TOP,
    TOP_PLAN,
    UNIT,
    UNIT_PLAN,
    Example,
    example,
    head,
    made_up,
    text_ref,
)
from contracts.planning import (
    AgreementClosed,
    AgreementDrafted,
    Annexes,
    AssignmentEnded,
    AssignmentStarted,
    DelegationEnded,
    DelegationGiven,
    DialogueEntryWritten,
    EmployeeRegistered,
    EmploymentChanged,
    FunctionalLevelSet,
    Indicator,
    ObjectiveIndicator,
    ObjectiveSupport,
    PeriodTarget,
    RaterChanged,
    RaterConfirmed,
    RaterDisputed,
    StrategicGoalSet,
    Support,
    Target,
    TargetAgreed,
    TargetsProposed,
    UnitMoved,
    UnitObjectiveSet,
    UnitObjectiveWithdrawn,
    UnitRegistered,
    UnitRenamed,
    WorkResult,
)

__all__ = ["DRAFTED", "EXAMPLES", "RESULTS"]

_YEAR_STARTS: Final = date(2026, 1, 1)
_YEAR_ENDS: Final = date(2026, 12, 31)
_OBJECTIVE: Final = made_up("unit objective")
_GOAL: Final = made_up("strategic goal")
_DELEGATION: Final = made_up("delegation")
_ENDED_BY_A_MOVE: Final = made_up("the agreement of a colleague who moves")


def _each_quarter(*values: str) -> tuple[PeriodTarget, ...]:
    return tuple(
        PeriodTarget(period=f"2026Q{quarter}", low=value, high=value) for quarter, value in enumerate(values, start=1)
    )


_PEOPLE_TAUGHT: Final = Indicator(
    indicator=made_up("indicator: people taught"),
    title="Jumlah nazhir wakaf yang mengikuti pembinaan",
    aspect="quantity",
    unit_of_measure="orang",
    whole=True,
    direction="higher_is_better",
    accumulation="sum",
    target=Target(low="120", high="120"),
    targets=_each_quarter("30", "60", "90", "120"),
)
_SATISFACTION: Final = Indicator(
    indicator=made_up("indicator: satisfaction"),
    title="Persentase peserta yang menilai pembinaan bermanfaat",
    aspect="quality",
    unit_of_measure="persen",
    whole=False,
    direction="higher_is_better",
    accumulation="latest",
    target=Target(low="80", high="90"),
    maximum="100",
    targets=tuple(PeriodTarget(period=f"2026Q{q}", low="80", high="90", maximum="100") for q in range(1, 5)),
)
_DAYS_NEEDED: Final = Indicator(
    indicator=made_up("indicator: days needed"),
    title="Waktu penyusunan laporan pembinaan setelah kegiatan selesai",
    aspect="time",
    unit_of_measure="hari",
    whole=True,
    direction="lower_is_better",
    accumulation="latest",
    target=Target(low="10", high="10"),
    targets=_each_quarter("10", "10", "10", "10"),
)
_COMMITTEE: Final = Indicator(
    indicator=made_up("indicator: committee"),
    title="Jumlah laporan kepanitiaan MTQ tingkat provinsi",
    aspect="quantity",
    unit_of_measure="dokumen",
    whole=True,
    direction="higher_is_better",
    accumulation="sum",
    target=Target(low="1", high="1"),
    targets=(PeriodTarget(period="2026Q4", low="1", high="1"),),
)
RESULTS: Final = (
    WorkResult(
        result=made_up("result: teaching"),
        kind="main",
        title="Meningkatnya kompetensi nazhir wakaf di Provinsi Gorontalo",
        indicators=(_PEOPLE_TAUGHT, _SATISFACTION, _DAYS_NEEDED),
        supports=Support(kind="unit_objective", id=_OBJECTIVE, taken_over="in_part"),
    ),
    WorkResult(
        result=made_up("result: committee"),
        kind="additional",
        title="Terlaksananya kepanitiaan MTQ tingkat provinsi",
        indicators=(_COMMITTEE,),
    ),
)

#: The draft's first set of targets was saved with it.
DRAFTED: Final = example(
    AgreementDrafted(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        assignment=ASSIGNMENT,
        unit=UNIT,
        year=2026,
        starts_on=_YEAR_STARTS,
        ends_on=_YEAR_ENDS,
        head_of_unit=False,
    ),
    head(AGREEMENT, 1),
    actor=EMPLOYEE,
    now="2026-01-07T03:00:12.000000Z",
)

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        UnitRegistered(unit=UNIT, name="Bidang Penerangan Agama Islam, Zakat dan Wakaf", parent=TOP),
        head(UNIT, 1),
        actor=OFFICER,
        now="2026-01-02T00:15:00.000000Z",
    ),
    example(
        EmployeeRegistered(employee=EMPLOYEE, employment="pns"),
        head(EMPLOYEE, 1),
        actor=OFFICER,
        now="2026-01-02T00:20:31.250000Z",
    ),
    example(
        AssignmentStarted(
            employee=EMPLOYEE,
            assignment=ASSIGNMENT,
            unit=UNIT,
            position="Penyuluh Agama Islam Ahli Muda",
            head_of_unit=False,
            starts_on=_YEAR_STARTS,
            rater=HEAD,
        ),
        head(EMPLOYEE, 2),
        actor=OFFICER,
        now="2026-01-02T00:21:07.000000Z",
    ),
    example(
        RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=RATER, reason_code="vacant"),
        head(EMPLOYEE, 3),
        actor=OFFICER,
        now="2026-01-05T01:00:00.000000Z",
    ),
    example(
        UnitRenamed(unit=UNIT, name="Bidang Penerangan Agama Islam dan Pemberdayaan Zakat dan Wakaf"),
        head(UNIT, 2),
        actor=OFFICER,
        now="2026-02-02T01:00:00.000000Z",
    ),
    example(
        UnitMoved(unit=UNIT, parent=made_up("the deputy's office")),
        head(UNIT, 3),
        actor=OFFICER,
        now="2026-02-02T01:05:00.000000Z",
    ),
    example(
        RaterDisputed(
            employee=EMPLOYEE,
            assignment=ASSIGNMENT,
            rater=RATER,
            reason_code="not_my_superior",
            reason=text_ref("the dispute"),
        ),
        head(EMPLOYEE, 4),
        actor=EMPLOYEE,
        now="2026-01-06T01:00:00.000000Z",
    ),
    example(
        RaterConfirmed(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=RATER),
        head(EMPLOYEE, 5),
        actor=OFFICER,
        now="2026-01-06T07:30:00.000000Z",
    ),
    example(
        DelegationGiven(
            employee=RATER,
            delegation=_DELEGATION,
            delegate=made_up("acting rater"),
            kind="plh",
            starts_at=datetime(2026, 7, 5, 16, tzinfo=UTC),
            ends_at=datetime(2026, 7, 19, 16, tzinfo=UTC),
        ),
        head(RATER, 3),
        actor=OFFICER,
        now="2026-07-03T02:00:00.000000Z",
    ),
    example(
        DelegationEnded(employee=RATER, delegation=_DELEGATION, ended_at=datetime(2026, 7, 16, 0, 30, tzinfo=UTC)),
        head(RATER, 4),
        actor=OFFICER,
        now="2026-07-16T00:30:00.000000Z",
    ),
    example(
        AssignmentEnded(employee=EMPLOYEE, assignment=ASSIGNMENT, ends_on=_YEAR_ENDS, reason_code="moved"),
        head(EMPLOYEE, 6),
        actor=OFFICER,
        now="2026-12-15T02:00:00.000000Z",
    ),
    example(
        EmploymentChanged(employee=made_up("colleague"), employment="pns", starts_on=date(2026, 3, 1)),
        head(made_up("colleague"), 4),
        actor=OFFICER,
        now="2026-03-02T02:00:00.000000Z",
    ),
    example(
        FunctionalLevelSet(employee=EMPLOYEE, level="ahli_muda", starts_on=date(2026, 1, 1)),
        head(EMPLOYEE, 7),
        actor=OFFICER,
        now="2026-12-21T02:00:00.000000Z",
    ),
    example(
        StrategicGoalSet(
            unit=TOP,
            goal=_GOAL,
            title="Meningkatnya kualitas kehidupan beragama yang rukun dan berkeadilan",
            first_year=2025,
            last_year=2029,
        ),
        head(TOP_PLAN, 1),
        actor=OFFICER,
        now="2026-01-05T01:00:00.000000Z",
    ),
    example(
        UnitObjectiveSet(
            unit=UNIT,
            year=2026,
            objective=_OBJECTIVE,
            title="Meningkatnya tata kelola zakat dan wakaf yang akuntabel",
            supports=ObjectiveSupport(kind="strategic_goal", id=_GOAL),
            indicators=(
                ObjectiveIndicator(
                    title="Persentase pengelola zakat yang laporannya lengkap",
                    unit_of_measure="persen",
                    target=Target(low="80", high="90"),
                    direction="higher_is_better",
                ),
            ),
        ),
        head(UNIT_PLAN, 1),
        actor=HEAD,
        now="2026-01-06T02:10:00.000000Z",
    ),
    example(
        UnitObjectiveWithdrawn(
            unit=UNIT, year=2026, objective=made_up("an objective set twice"), reason=text_ref("the withdrawal")
        ),
        head(UNIT_PLAN, 3),
        actor=HEAD,
        now="2026-01-06T02:25:00.000000Z",
    ),
    DRAFTED,
    example(
        TargetsProposed(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            year=2026,
            proposal=1,
            proposed_by="employee",
            proposer=EMPLOYEE,
            results=RESULTS,
        ),
        head(AGREEMENT, 3),
        actor=EMPLOYEE,
        now="2026-01-08T06:44:59.120000Z",
    ),
    example(
        DialogueEntryWritten(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            year=2026,
            entry=made_up("question"),
            kind="question",
            written_by="rater",
            text=text_ref("question"),
            about=RESULTS[0].result,
        ),
        head(AGREEMENT, 4),
        actor=RATER,
        now="2026-01-08T09:02:11.000000Z",
    ),
    example(
        TargetAgreed(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            agreement_version=1,
            assignment=ASSIGNMENT,
            unit=UNIT,
            year=2026,
            starts_on=_YEAR_STARTS,
            ends_on=_YEAR_ENDS,
            valid_from=_YEAR_STARTS,
            head_of_unit=False,
            rater=RATER,
            results=RESULTS,
            annexes=Annexes(resources=("Satu unit laptop dan akses aplikasi",)),
        ),
        head(AGREEMENT, 5),
        actor=RATER,
        now="2026-01-09T01:30:00.000000Z",
    ),
    example(
        AgreementClosed(
            employee=made_up("a colleague who moves"),
            agreement=_ENDED_BY_A_MOVE,
            year=2026,
            closes_on=date(2026, 8, 31),
            reason_code="moved",
            with_assignment=True,
        ),
        head(_ENDED_BY_A_MOVE, 6),
        actor=OFFICER,
        now="2026-08-28T02:10:00.000000Z",
    ),
)
