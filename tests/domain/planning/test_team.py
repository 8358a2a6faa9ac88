"""How far a team's agreements have come: the stage of each, who must act, and until when (`domain.md` 2 to 4)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.planning import AgreementClosed, TargetsDrafted
from services.planning.directory_rules import Assignment
from services.planning.domain import Cycle, evolve_cycle
from services.planning.team import Stage, _far, _stages, due_on, stage_on, stages_of, waits_for
from tests.domain.given import given, uid
from tests.domain.planning.test_agreement import DRAFTED, PLAN, proposed
from tests.domain.planning.test_cycle import OPENED, of_the_year
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, SUPERIOR, UNIT, agreed
from tests.records import event_bytes

KEPT = TargetsDrafted(employee=EMPLOYEE, agreement=AGREEMENT, year=2026, by="employee", origin="written", results=PLAN)
CLOSED = AgreementClosed(
    employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=date(2026, 6, 30), reason_code="moved"
)
HELD = Assignment(ASSIGNMENT, UNIT, head_of_unit=False, starts_on=FIRST_DAY, rater=RATER)
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)
CYCLE = given(evolve_cycle, Cycle(), OPENED).state


def stage(*events):
    (found,) = stages_of(
        (AGREEMENT, event_bytes(event, AGREEMENT, number)) for number, event in enumerate((DRAFTED, *events), 1)
    )
    return found


@pytest.mark.parametrize(
    ("events", "state", "waits"),
    [
        ((), "drafted", ["employee", "rater"]),
        ((KEPT,), "drafted", ["employee", "rater"]),
        ((proposed(1, "employee"),), "in_dialogue", ["rater"]),
        ((proposed(1, "rater"),), "in_dialogue", ["employee"]),
        ((proposed(1, "employee"), proposed(2, "rater")), "in_dialogue", ["employee"]),
        ((proposed(1, "rater"), KEPT), "in_dialogue", ["employee"]),
        ((proposed(1, "employee"), agreed()), "agreed", []),
        ((proposed(1, "employee"), agreed(), proposed(2, "rater")), "in_revision", ["employee"]),
        ((proposed(1, "employee"), agreed(), proposed(2, "rater"), agreed(agreement_version=2)), "agreed", []),
        ((proposed(1, "employee"), CLOSED), "closed", []),
        ((proposed(1, "employee"), agreed(), CLOSED), "closed", []),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_stage_of_an_agreement_and_who_must_act(events, state, waits):
    found = stage(*events)

    found = stage_on(found, JULY)
    assert (found.state, waits_for(found, RATER)) == (state, waits)
    assert (found.agreement, found.assignment, found.year) == (AGREEMENT, ASSIGNMENT, 2026)


def test_a_stage_names_the_last_proposal_and_the_version_that_is_agreed():
    found = stage(proposed(1, "employee"), agreed(), proposed(2, "rater"))

    assert (found.proposal, found.proposed_by, found.proposer, found.agreement_version) == (2, "rater", RATER, 1)


def test_what_a_former_rater_proposed_waits_for_either_side_to_propose_anew():
    assert waits_for(stage(proposed(1, "rater")), SUPERIOR) == ["employee", "rater"]
    assert waits_for(stage(proposed(1, "employee")), SUPERIOR) == ["rater"]


def test_what_is_not_begun_waits_for_either_side():
    assert waits_for(None, RATER) == ["employee", "rater"]


def test_agreements_of_several_streams_are_told_apart():
    other, streams = uid("other"), []
    for number, event in enumerate((DRAFTED, proposed()), 1):
        streams.append((AGREEMENT, event_bytes(event, AGREEMENT, number)))
    drafted = DRAFTED.model_copy(update={"agreement": other})
    streams.append((other, event_bytes(drafted, other, 1)))

    assert [(one.agreement, one.state) for one in stages_of(streams)] == [
        (AGREEMENT, "in_dialogue"),
        (other, "drafted"),
    ]


# -- whom a recap must account for ------------------------------------------------------------------------------------


def closed(on, versions=1):
    return Stage(AGREEMENT, ASSIGNMENT, 2026, "closed", agreement_version=versions, closes_on=on)


def test_an_assignment_without_an_agreement_is_a_row():
    assert _stages(HELD, [], 2026) == [None]


def test_an_open_agreement_is_the_only_row():
    open_one = Stage(uid("other"), ASSIGNMENT, 2026)

    assert _stages(HELD, [open_one], 2026) == [open_one]
    assert _stages(HELD, [closed(date(2026, 6, 30)), open_one], 2026) == [closed(date(2026, 6, 30)), open_one]


def test_a_closed_agreement_leaves_the_rest_of_the_assignment_without_one():
    assert _stages(HELD, [closed(date(2026, 6, 30))], 2026) == [closed(date(2026, 6, 30)), None]


def test_nothing_is_left_when_the_assignment_ended_with_its_agreement():
    moved = Assignment(ASSIGNMENT, UNIT, False, FIRST_DAY, RATER, ends_on=date(2026, 6, 30))

    assert _stages(moved, [closed(date(2026, 6, 30))], 2026) == [closed(date(2026, 6, 30))]


def test_who_moved_away_before_anything_was_agreed_is_still_owed_an_agreement():
    """Closed with the assignment, such a person was shown as done: nothing was overdue and nothing was agreed."""
    moved = Assignment(ASSIGNMENT, UNIT, False, FIRST_DAY, RATER, ends_on=date(2026, 6, 30))
    never_agreed = closed(date(2026, 6, 30), versions=0)

    assert _stages(moved, [never_agreed], 2026) == [never_agreed, None]


def test_an_agreement_whose_last_day_was_corrected_to_its_own_is_no_longer_closed():
    corrected = CLOSED.model_copy(update={"closes_on": DRAFTED.ends_on, "with_assignment": True})

    after = stage(proposed(1, "employee"), agreed(), CLOSED, corrected)
    before_agreement = stage(proposed(1, "employee"), CLOSED, corrected)

    assert (after.state, after.closes_on) == ("agreed", None)
    assert (before_agreement.state, waits_for(before_agreement, RATER)) == ("in_dialogue", ["rater"])
    by_hand = corrected.model_copy(update={"with_assignment": False})
    assert stage(proposed(1, "employee"), agreed(), by_hand).closes_on == DRAFTED.ends_on


def test_an_announced_closing_closes_nothing_before_its_day_has_passed():
    """The row was closed and its work waited for nobody at once, and the rest of the year was overdue in March."""
    waiting = stage(proposed(1, "employee"), agreed(), proposed(2, "rater"), CLOSED)

    before, on_it, after = (stage_on(waiting, day) for day in (date(2026, 3, 10), JUNE, JULY))

    assert [one.state for one in (before, on_it, after)] == ["in_revision", "in_revision", "closed"]
    assert [waits_for(one, RATER) for one in (before, after)] == [["employee"], []]
    assert (_stages(HELD, [before], 2026), _stages(HELD, [after], 2026)) == ([before], [after, None])


def test_one_that_a_move_keeps_from_beginning_is_closed_at_once():
    second_half = DRAFTED.model_copy(update={"starts_on": JULY})
    (never,) = stages_of(
        (AGREEMENT, event_bytes(event, AGREEMENT, number)) for number, event in enumerate((second_half, CLOSED), 1)
    )

    assert stage_on(never, date(2026, 3, 10)).state == "closed"


# -- nobody to agree with ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("events", [None, (), (proposed(1, "employee"),), (proposed(1, "rater"),)], ids=str)
def test_without_a_rater_the_officer_must_act_and_nothing_is_overdue(events):
    """The head of the agency, whose superior is outside, was overdue for ever and waited for a rater who was not."""
    at_the_top = replace(HELD, rater=None)
    found = None if events is None else stage(*events)

    told = _far(at_the_top, found, date(2026, 1, 31), JULY)

    assert (told["waits_for"], told["overdue"], "days_left" in told) == (["officer"], False, False)
    assert _far(HELD, found, date(2026, 1, 31), JULY)["overdue"]


def test_what_is_agreed_or_over_waits_for_nobody_also_without_a_rater():
    done = stage(proposed(1, "employee"), agreed())

    assert waits_for(done, None) == waits_for(replace(done, state="closed"), None) == []


# -- until when -------------------------------------------------------------------------------------------------------


def test_it_is_due_on_the_deadline_in_force():
    extended = given(evolve_cycle, Cycle(), OPENED, of_the_year("agreement", date(2026, 2, 14))).state

    assert due_on(CYCLE, 2026, FIRST_DAY) == date(2026, 1, 31)
    assert due_on(CYCLE, 2026, date(2019, 5, 1)) == date(2026, 1, 31)
    assert due_on(CYCLE, 2026, date(2026, 1, 31)) == date(2026, 1, 31)
    assert due_on(extended, 2026, FIRST_DAY) == date(2026, 2, 14)


def test_who_starts_after_the_deadline_has_as_many_days_as_the_others_had():
    assert due_on(CYCLE, 2026, date(2026, 7, 1)) == date(2026, 7, 31)
