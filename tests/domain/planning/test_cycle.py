"""A year's cycle: its own deadlines move later too, it is closed when all have passed, its periods may be months
(`domain.md` 3).
"""

from calendar import monthrange
from datetime import date

import pytest

from contracts.planning import CycleClosed, CycleOpened, YearDeadlineExtended
from contracts.readings import deadlines_of, end_of_day
from contracts.values import TextRef
from services.planning.cycle_closing import CycleIsClosed, CycleStillRuns, check_open, decide_close_cycle
from services.planning.domain import Cycle, evolve_cycle
from services.planning.extension import Extension, NotLater, decide_extend
from services.planning.targets import agreed_results
from tests.domain.given import given, uid
from tests.domain.plans import FIRST_DAY, LAST_DAY, YEAR, dates, main, planned

CYCLE = uid("cycle")
REASON = TextRef(text=uid("reason"), sha256="0" * 64)
OPENED = CycleOpened(
    cycle=CYCLE,
    year=2026,
    time_zone="Asia/Makassar",
    periods=YEAR,
    agreement_deadline=date(2026, 1, 31),
    annual_evaluation_deadline=date(2027, 1, 31),
)
CLOSED = CycleClosed(cycle=CYCLE, year=2026, reason=REASON)
MONTHS = tuple(
    dates(f"2026M{month:02}", date(2026, month, 1), date(2026, month, monthrange(2026, month)[1]))
    for month in range(1, 13)
)
MONTHLY = OPENED.model_copy(update={"periods": MONTHS})


def of_the_year(deadline, to):
    return YearDeadlineExtended(
        cycle=CYCLE,
        year=2026,
        deadline=deadline,
        previous=date(2026, 1, 31),
        extended_to=to,
        reason_code="late_guidance",
        reason=REASON,
    )


def close(today, *more):
    def decide(cycle):
        decide_close_cycle(cycle, 2026, today)
        return [CLOSED]

    return given(evolve_cycle, Cycle(), OPENED, *more).when(decide)


@pytest.mark.parametrize(
    ("deadline", "other"), [("agreement", "annual_evaluation"), ("annual_evaluation", "agreement")]
)
def test_a_deadline_of_the_year_moves_and_the_others_stay(deadline, other):
    later = date(2027, 3, 1)

    moved = given(evolve_cycle, Cycle(), OPENED, of_the_year(deadline, later)).state

    assert getattr(moved, f"{deadline}_deadline") == later
    assert getattr(moved, f"{other}_deadline") == getattr(OPENED, f"{other}_deadline")
    assert moved.periods == YEAR


def test_the_deadline_of_the_year_in_force_is_what_an_extension_replaces():
    wanted = Extension(None, "agreement", date(2026, 3, 1), "other")
    moved = of_the_year("agreement", date(2026, 2, 15))

    assert decide_extend(given(evolve_cycle, Cycle(), OPENED).state, wanted) == date(2026, 1, 31)
    assert decide_extend(given(evolve_cycle, Cycle(), OPENED, moved).state, wanted) == date(2026, 2, 15)


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 1, 30)], ids=["the same day", "an earlier day"])
def test_a_deadline_of_the_year_is_never_shortened(day):
    decided = given(evolve_cycle, Cycle(), OPENED).when(decide_extend, Extension(None, "agreement", day, "other"))

    decided.then_refused(NotLater, in_force=date(2026, 1, 31))


def test_a_cycle_is_closed_the_day_after_its_last_deadline():
    close(date(2027, 2, 1)).then(CLOSED)

    close(date(2027, 1, 31)).then_refused(CycleStillRuns, year=2026, until=date(2027, 1, 31))


def test_an_extension_keeps_the_cycle_open():
    extended = of_the_year("annual_evaluation", date(2027, 2, 5))

    close(date(2027, 2, 5), extended).then_refused(CycleStillRuns, until=date(2027, 2, 5))
    close(date(2027, 2, 6), extended).then(CLOSED)


def test_the_deadline_of_a_period_keeps_the_cycle_open_too():
    late = YEAR[3].model_copy(update={"evaluation_deadline": date(2027, 4, 1)})
    opened = OPENED.model_copy(update={"periods": (*YEAR[:3], late)})

    with pytest.raises(CycleStillRuns) as refused:
        decide_close_cycle(given(evolve_cycle, Cycle(), opened).state, 2026, date(2027, 4, 1))

    assert refused.value.until == date(2027, 4, 1)


def test_a_year_that_has_not_ended_is_not_closed_whatever_its_deadlines():
    early = OPENED.model_copy(update={"periods": YEAR[:1], "annual_evaluation_deadline": date(2026, 5, 1)})
    state = given(evolve_cycle, Cycle(), early).state

    with pytest.raises(CycleStillRuns) as refused:
        decide_close_cycle(state, 2026, date(2026, 12, 31))

    assert refused.value.until == date(2026, 12, 31)
    decide_close_cycle(state, 2026, date(2027, 1, 1))


def test_a_cycle_is_closed_once_and_nothing_is_decided_for_it_afterwards():
    close(date(2027, 2, 2), CLOSED).then_refused(CycleIsClosed, year=2026)

    check_open(given(evolve_cycle, Cycle(), OPENED).state)
    with pytest.raises(CycleIsClosed):
        check_open(given(evolve_cycle, Cycle(), OPENED, CLOSED).state)


def test_readers_of_a_closed_cycle_find_its_deadlines_as_before():
    events = [OPENED, of_the_year("agreement", date(2026, 2, 15))]

    assert (
        deadlines_of([*events, CLOSED], "2026Q3") == deadlines_of(events, "2026Q3") == deadlines_of([OPENED], "2026Q3")
    )


# -- twelve months instead of four quarters ---------------------------------------------------------------------------


def targets(**indicator):
    (result,) = agreed_results((main(planned(**indicator)),), MONTHS, FIRST_DAY, LAST_DAY)
    return {one.period: (one.low, one.high) for one in result.indicators[0].targets}


def test_a_sum_of_a_monthly_cycle_accumulates_month_by_month():
    split = targets(target="24", accumulation="sum")

    assert list(split) == [one.period for one in MONTHS]
    assert [low for low, _ in split.values()] == [str(2 * month) for month in range(1, 13)]


def test_a_whole_sum_too_small_for_every_month_is_not_due_before_the_first_one_counts():
    split = targets(target="4", accumulation="sum", whole=True)

    assert list(split)[0] == "2026M03"
    assert [low for low, _ in split.values()] == ["1", "1", "1", "2", "2", "2", "3", "3", "3", "4"]


def test_an_average_of_a_monthly_cycle_keeps_the_annual_value_in_every_month():
    assert set(targets(target=("80", "90"), accumulation="average").values()) == {("80", "90")}


def test_an_agreement_of_half_a_year_has_the_months_it_covers():
    (result,) = agreed_results((main(planned("12", accumulation="sum")),), MONTHS, date(2026, 7, 1), date(2026, 12, 31))

    assert [(one.period, one.low) for one in result.indicators[0].targets] == [
        (f"2026M{month:02}", str(2 * (month - 6))) for month in range(7, 13)
    ]


def test_the_deadlines_of_a_month_are_instants_in_the_agencys_zone():
    found = deadlines_of([MONTHLY], "2026M02")

    assert (found.starts_on, found.ends_on) == (date(2026, 2, 1), date(2026, 2, 28))
    assert found.reporting == end_of_day(date(2026, 3, 5), "Asia/Makassar")
    assert found.evidence < found.evaluation
    assert deadlines_of([MONTHLY], "2026Q1") is None
