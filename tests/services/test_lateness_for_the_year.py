"""Evidence that comes late when its period is final already: accepted by the rater in force, it counts in the year.

Evaluation's own commands on a real database; what the others would tell is taken in. The clock is the test's.
"""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from chassis.errors import Conflict
from contracts.evaluation import AnnualEvaluationFinalized, LatenessAccepted
from services.evaluation import annual_commands
from services.evaluation.annual_cases import load_year, year_case
from services.evaluation.domain import AlreadyFinal, NotYourSubordinate
from services.evaluation.lateness_commands import accept_lateness
from tests.domain.given import uid
from tests.domain.histories import FINAL_AT, PERIOD, Told, behaviour, told
from tests.domain.plans import AGREEMENT, EMPLOYEE, LAST_DAY, RATER, STRANGER, agreed, main, planned
from tests.services.test_who_decides import CONFIRMED
from tests.services.test_who_decides import begun as taken_in
from tests.services.written_together import written_together

ITEM, OUTAGE = uid("list"), ("system_outage", "Aplikasi tidak dapat dibuka.")
AFTERWARDS = FINAL_AT + timedelta(days=1)


def begun(databases, ends_on):
    """A final quarter; the day after, an item of it, judged by the rater."""
    story = told(agreement=agreed(main(planned()), ends_on=ends_on))
    report = story.report("berkas selesai", "100")
    found = taken_in(databases, story).finalize()
    found.now, shown = AFTERWARDS, Told(story.agreement)
    shown.upload("list", "berkas selesai")
    shown.verify("list", "berkas selesai", report)
    uploaded, verified = (fact.event for fact in shown.facts)
    found.take_in(ITEM, uploaded.model_copy(update={"submitted_at": AFTERWARDS}))
    found.take_in(ITEM, verified)
    return found


@pytest.fixture
def world(databases):
    """The quarter is the last period of the agreement: its evidence deadline is that of the year."""
    found = begun(databases, date(2026, 6, 30))
    yield found
    found.runtime.database.close()


def accept(world, who=RATER):
    world.record(who, accept_lateness, AGREEMENT, PERIOD, ITEM, OUTAGE)


def year_waits(world):
    """For its final only."""
    world.now = datetime(2027, 1, 20, tzinfo=UTC)
    world.record(RATER, annual_commands.assess_year, EMPLOYEE, 2026, behaviour())


def finalize(world):
    world.record(RATER, annual_commands.finalize_year, EMPLOYEE, 2026, CONFIRMED, CONFIRMED)


def excluded(world):
    case, _ = year_case(world.runtime, EMPLOYEE, 2026)
    return [part.counted.exclusion and part.counted.exclusion.code for part in parts_of(case)]


def parts_of(case):
    (agreement,) = case.outcome.agreements
    (result,) = agreement.results
    (line,) = result.of.indicators.values()
    return line.parts


def test_once_the_period_is_final_it_is_accepted_for_the_year_and_the_period_stays(world):
    final, before = world.after.final, excluded(world)

    with pytest.raises(NotYourSubordinate):
        accept(world, STRANGER)
    accept(world)

    assert (before[-1], excluded(world)[-1]) == ("late_not_accepted", None)
    assert (type(world.after.recorded[-1].event), world.after.final) == (LatenessAccepted, final)


def test_with_the_year_final_too_it_is_refused_by_the_year(world):
    year_waits(world)
    finalize(world)

    with pytest.raises(AlreadyFinal) as refused:
        accept(world)
    assert refused.value.period == "2026"


def test_what_is_in_time_for_the_year_needs_no_word(databases):
    world = begun(databases, LAST_DAY)  # until the deadline of the fourth quarter

    with pytest.raises(Conflict) as refused:
        accept(world)
    assert "in time for 2026" in refused.value.detail
    world.runtime.database.close()


# -- at once ----------------------------------------------------------------------------------------------------------


def accepting(world):
    return accept_lateness(world.runtime, RATER, AGREEMENT, PERIOD, ITEM, OUTAGE)


def finalizing(world):
    return annual_commands.finalize_year(world.runtime, RATER, EMPLOYEE, 2026, CONFIRMED, CONFIRMED)


def record(world, decision):
    world.record(RATER, lambda *_: decision)


def recorded(world):
    """Which of the two there is."""
    accepted = any(isinstance(one.event, LatenessAccepted) for one in world.after.recorded)
    final = load_year(world.runtime, EMPLOYEE, 2026).state.final is not None
    return {LatenessAccepted: accepted, AnnualEvaluationFinalized: final}


@pytest.mark.parametrize(
    ("first", "late", "kept"),
    [(finalizing, accepting, AnnualEvaluationFinalized), (accepting, finalizing, LatenessAccepted)],
    ids=["accepted after the year's final", "the year's final after an acceptance"],
)
def test_what_was_decided_before_the_other_was_recorded_is_refused_after_it(world, first, late, kept):
    """The symptom: told that it is accepted, and left out of the year for ever."""
    year_waits(world)
    decided = late(world)
    record(world, first(world))

    with pytest.raises(Conflict):
        record(world, decided)

    assert [one for one, there in recorded(world).items() if there] == [kept]


def test_a_year_decided_again_counts_what_was_accepted(world):
    year_waits(world)
    decided = finalizing(world)
    accept(world)
    with pytest.raises(Conflict):
        record(world, decided)

    finalize(world)

    assert "late_not_accepted" not in [
        one.code for one in load_year(world.runtime, EMPLOYEE, 2026).state.final.exclusions
    ]


def test_of_an_acceptance_and_the_years_final_that_are_written_together_one_is_refused(world, monkeypatch):
    year_waits(world)
    decisions = [accepting(world), finalizing(world)]

    answers = written_together(
        world.runtime.store.recorder, [partial(record, world, one) for one in decisions], monkeypatch
    )

    assert sum(isinstance(one, Conflict) for one in answers) == 1
    assert sum(recorded(world).values()) == 1
