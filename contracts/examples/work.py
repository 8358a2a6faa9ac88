"""Examples of what was done and said day by day: activities, a report given back, feedback, coaching, attendance.

They lie in the quarter of `deeds.py`: the report that was given back is its second, which was not shown.
"""

from datetime import date
from typing import Final

from contracts.examples.plans import RESULTS
from contracts.examples.story import (
    ACTIVITIES,
    AGREEMENT,
    ATTENDANCE,
    EMPLOYEE,
    OFFICER,
    PERIOD,
    RATER,
    REALIZATION,
    TALKS,
    Example,
    example,
    head,
    made_up,
    text_ref,
)
from contracts.realization import (
    ActivityCorrected,
    ActivityRecorded,
    ActivityWithdrawn,
    AttendanceRecorded,
    CoachingFollowedUp,
    CoachingHeld,
    FeedbackAnswered,
    FeedbackGiven,
    RealizationReturned,
    SanctionRecorded,
    SanctionWithdrawn,
)

__all__ = ["EXAMPLES"]

_TAUGHT, _SATISFACTION, _ = (indicator.indicator for indicator in RESULTS[0].indicators)
_COLLEAGUE: Final = made_up("colleague")
_TRAINING: Final = ActivityRecorded(
    employee=EMPLOYEE,
    agreement=AGREEMENT,
    period=PERIOD,
    activity=made_up("activity: training day"),
    indicator=_TAUGHT,
    day=date(2026, 7, 14),
    begins="08:00",
    ends="15:30",
    amount="21",
    unit_of_measure="orang",
    text=text_ref("what was done on the training day"),
)
_FEEDBACK: Final = made_up("feedback on the training")
_SESSION: Final = made_up("coaching session")
_SANCTION: Final = made_up("sanction")

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        RealizationReturned(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            indicator=_SATISFACTION,
            report=head(REALIZATION, 2),
            reason_code="evidence_missing",
            comment=text_ref("the comment on the satisfaction reported"),
        ),
        head(REALIZATION, 3),
        actor=RATER,
        now="2026-10-05T06:30:00.000000Z",
    ),
    example(_TRAINING, head(ACTIVITIES, 1), actor=EMPLOYEE, now="2026-07-14T08:10:00.000000Z"),
    example(
        ActivityCorrected(
            **_TRAINING.model_dump(exclude={"amount", "text"}),
            amount="24",
            text=text_ref("what was done on the training day, corrected"),
        ),
        head(ACTIVITIES, 2),
        actor=EMPLOYEE,
        now="2026-07-15T01:02:00.000000Z",
    ),
    example(
        ActivityWithdrawn(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            activity=made_up("activity: entered twice"),
            reason_code="entered_twice",
        ),
        head(ACTIVITIES, 4),
        actor=EMPLOYEE,
        now="2026-07-16T00:40:00.000000Z",
    ),
    example(
        FeedbackGiven(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            feedback=_FEEDBACK,
            given_by="colleague",
            about="result",
            result=RESULTS[0].result,
            text=text_ref("the feedback on the training"),
        ),
        head(TALKS, 1),
        actor=_COLLEAGUE,
        now="2026-07-20T03:00:00.000000Z",
    ),
    example(
        FeedbackAnswered(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            feedback=_FEEDBACK,
            text=text_ref("the answer to the feedback"),
        ),
        head(TALKS, 2),
        actor=EMPLOYEE,
        now="2026-07-21T00:15:00.000000Z",
    ),
    example(
        CoachingHeld(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            session=_SESSION,
            held_on=date(2026, 8, 3),
            topic=text_ref("the topic of the session"),
            agreements=text_ref("what was agreed in the session"),
            follow_up_on=date(2026, 8, 31),
        ),
        head(TALKS, 3),
        actor=RATER,
        now="2026-08-03T04:00:00.000000Z",
    ),
    example(
        CoachingFollowedUp(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            session=_SESSION,
            followed_up_on=date(2026, 8, 31),
            outcome="partly_done",
            note=text_ref("the follow-up"),
            next_follow_up_on=date(2026, 9, 14),
        ),
        head(TALKS, 4),
        actor=RATER,
        now="2026-08-31T06:20:00.000000Z",
    ),
    example(
        AttendanceRecorded(
            employee=EMPLOYEE, year=2026, month="2026M07", working_days=23, present=21, late=2, absent=0, on_leave=2
        ),
        head(ATTENDANCE, 1),
        actor=OFFICER,
        now="2026-08-04T01:00:00.000000Z",
    ),
    example(
        SanctionRecorded(employee=EMPLOYEE, year=2026, sanction=_SANCTION, imposed_on=date(2026, 7, 30), grade="light"),
        head(ATTENDANCE, 2),
        actor=OFFICER,
        now="2026-08-04T01:05:00.000000Z",
    ),
    example(
        SanctionWithdrawn(employee=EMPLOYEE, year=2026, sanction=_SANCTION, reason_code="entered_wrongly"),
        head(ATTENDANCE, 3),
        actor=OFFICER,
        now="2026-08-05T02:00:00.000000Z",
    ),
)
