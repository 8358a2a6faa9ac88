"""Evidence that comes late when its period is final already: accepted by the rater in force, it counts in the year.

Evaluation's own commands on a real database; what the others would tell is taken in. The clock is the test's.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.errors import Conflict
from contracts.evaluation import LatenessAccepted
from services.evaluation import annual_commands
from services.evaluation.annual_cases import year_case
from services.evaluation.domain import AlreadyFinal, NotYourSubordinate
from services.evaluation.lateness_commands import accept_lateness
from tests.domain.given import uid
from tests.domain.histories import FINAL_AT, PERIOD, Told, behaviour, told
from tests.domain.plans import AGREEMENT, EMPLOYEE, LAST_DAY, RATER, STRANGER, agreed, main, planned
from tests.services.test_who_decides import CONFIRMED
from tests.services.test_who_decides import begun as taken_in

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
    world.now = datetime(2027, 1, 20, tzinfo=UTC)
    world.record(RATER, annual_commands.assess_year, EMPLOYEE, 2026, behaviour())
    world.record(RATER, annual_commands.finalize_year, EMPLOYEE, 2026, CONFIRMED, CONFIRMED)

    with pytest.raises(AlreadyFinal) as refused:
        accept(world)
    assert refused.value.period == "2026"


def test_what_is_in_time_for_the_year_needs_no_word(databases):
    world = begun(databases, LAST_DAY)  # until the deadline of the fourth quarter

    with pytest.raises(Conflict) as refused:
        accept(world)
    assert "in time for 2026" in refused.value.detail
    world.runtime.database.close()
