"""Who reads of an evaluation when offices have ended, and what is printed of what has not arrived, on a real database.

Evaluation's own commands and readings, as in `test_who_decides`.
"""

from datetime import date

import pytest

from chassis.errors import Forbidden, Unknown
from chassis.projection import active_schema, in_schema
from contracts.planning import AssignmentEnded, AssignmentStarted, UnitRegistered
from services.evaluation.dossier_views import dossier_facts
from services.evaluation.unit_documents import unit_documents
from tests.domain.given import uid
from tests.domain.histories import CYCLE, PERIOD, told
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, RATER, STRANGER, SUPERIOR, UNIT, agreed
from tests.services.test_who_decides import NEW, World

SECOND, SECOND_OFFICE = uid("second agreement"), uid("second office")
MOVED = date(2026, 7, 1)


@pytest.fixture
def world(databases):
    found = World(databases.url("evaluation"))
    for fact in told().facts:
        found.take_in(found.runtime.stream("cycle:2026") if fact.stream == CYCLE else fact.stream, fact.event)
    found.placed(RATER, SUPERIOR)
    yield found
    found.runtime.database.close()


def ended(world):
    """The employee's assignment is over since 30 June; its rater has yet to make the closing evaluation."""
    last = date(2026, 6, 30)
    world.take_in(
        EMPLOYEE, AssignmentEnded(employee=EMPLOYEE, assignment=ASSIGNMENT, ends_on=last, reason_code="moved")
    )


def moved(world):
    """Since then the employee has another office, with its own agreement and rater."""
    ended(world)
    about = {"employee": EMPLOYEE, "assignment": SECOND_OFFICE, "unit": UNIT, "head_of_unit": False}
    world.take_in(EMPLOYEE, AssignmentStarted(**about, position="Analis", starts_on=MOVED, rater=NEW))
    world.take_in(SECOND, agreed(agreement=SECOND, assignment=SECOND_OFFICE, starts_on=MOVED, valid_from=MOVED))


def read(world, who):
    """The agreements whose facts somebody is shown."""
    facts = dossier_facts(world.call(who), EMPLOYEE, 2026, "", 200)["facts"]
    return {one["data"]["agreement"] for one in facts}


def test_the_rater_of_an_office_that_is_over_and_whoever_is_above_read_what_they_evaluate(world):
    ended(world)

    assert [read(world, who) for who in (RATER, SUPERIOR)] == [{str(AGREEMENT)}] * 2
    with pytest.raises(Forbidden):
        read(world, STRANGER)


def test_after_a_move_the_former_rater_reads_of_their_agreement_and_the_present_one_of_the_year(world):
    moved(world)

    assert read(world, RATER) == {str(AGREEMENT)}
    assert read(world, NEW) == {str(AGREEMENT), str(SECOND)}


def test_whoever_rated_the_last_office_of_the_year_reads_the_whole_year_when_that_is_over_too(world):
    moved(world)
    of_second = {"assignment": SECOND_OFFICE, "ends_on": date(2026, 7, 10), "reason_code": "left_service"}
    world.take_in(EMPLOYEE, AssignmentEnded(employee=EMPLOYEE, **of_second))

    assert read(world, NEW) == {str(AGREEMENT), str(SECOND)}
    assert read(world, RATER) == {str(AGREEMENT)}


def test_whoever_may_not_read_does_not_learn_by_a_version_that_nothing_is_final(world):
    with pytest.raises(Forbidden):
        world.read_by(STRANGER, version=7)
    with pytest.raises(Unknown):
        world.read_by(RATER, version=7)


def test_of_a_final_whose_agreement_has_not_arrived_the_page_says_so_and_is_printed(world):
    """As while the projection is rebuilt: the final names a second version of the agreement."""
    world.take_in(UNIT, UnitRegistered(unit=UNIT, name="Subbagian Umum", parent=None))
    first = next(fact.event for fact in told().facts if fact.stream == AGREEMENT)
    world.take_in(AGREEMENT, first.model_copy(update={"agreement_version": first.agreement_version + 1}))
    world.finalize()
    call = world.call(None, "officer")

    whole = unit_documents(call, UNIT, PERIOD, "id", None, 20).html
    with world.runtime.database.connection() as conn:
        statement = "DELETE FROM {schema}.kept_events WHERE stream = %s AND version = 2"
        conn.execute(in_schema(statement, active_schema(conn)), (AGREEMENT,))
    found = unit_documents(call, UNIT, PERIOD, "id", None, 20).html

    missing = f'<p class="note">{EMPLOYEE}: SKP yang mendasari evaluasi ini belum tiba di layanan ini</p>'
    assert (missing in whole, missing in found) == (False, True)
    assert whole.count("<article>") == found.count("<article>") == 1
