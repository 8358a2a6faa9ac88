"""What is agreed is replaced by both, from a day on; ended periods keep their targets (`domain.md` 4)."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from contracts.planning import AgreementClosed, AgreementDrafted, DialogueEntryWritten, Revision
from contracts.readings import version_in_force
from contracts.values import TextRef
from services.planning.agreement import (
    Agreement,
    AgreementOverlaps,
    AlreadyAgreed,
    Around,
    NothingToRevise,
    OtherProposal,
    RevisionOutOfTime,
    Terms,
    decide_accept,
    decide_propose,
    evolve_agreement,
    first_open_day,
)
from services.planning.dialogue import NoSuchQuestion, decide_write
from services.planning.targets import AnotherIndicator, Before, NotOfThisAgreement, agreed_results, check_known
from tests.domain.given import given, uid, when
from tests.domain.planning.test_agreement import DRAFTED, SET, proposed
from tests.domain.plans import (
    AGREEMENT,
    EMPLOYEE,
    FIRST_DAY,
    LAST_DAY,
    RATER,
    YEAR,
    agreed,
    main,
    period_target,
    planned,
    results,
)

given = partial(given, evolve_agreement, Agreement())
JULY = date(2026, 7, 1)
REASON = TextRef(text=uid("reason"), sha256="0" * 64)
WHY = Revision(valid_from=JULY, reason_code="task_changed", reason=REASON)
AGREED = (DRAFTED, proposed(), agreed())


def revised(indicator, before, valid_from=JULY):
    """The period targets of an indicator in a revision of `before`."""
    (result,) = agreed_results([main(indicator)], YEAR, FIRST_DAY, LAST_DAY, Before(before, valid_from))
    return {one.period: one.high for one in result.indicators[0].targets}


def test_a_revised_sum_keeps_the_targets_of_ended_periods_and_splits_the_rest_over_the_remaining():
    before = results(main(planned("100", accumulation="sum")))

    after = revised(planned("160", accumulation="sum"), before)

    assert after == {"2026Q1": "25", "2026Q2": "50", "2026Q3": "105", "2026Q4": "160"}


def test_a_revised_latest_holds_from_its_first_period_on():
    before = results(main(planned("80", accumulation="latest")))

    assert revised(planned("90"), before) == {"2026Q1": "80", "2026Q2": "80", "2026Q3": "90", "2026Q4": "90"}


def test_an_indicator_that_is_new_in_a_revision_is_not_due_before_and_splits_over_what_is_left():
    before = results(main(planned("80")))

    assert revised(planned("10", title="baru", accumulation="sum"), before) == {"2026Q3": "5", "2026Q4": "10"}


def test_given_targets_of_a_revision_count_for_the_periods_left():
    before = results(main(planned("100", accumulation="sum")))
    given_targets = tuple(period_target(*one) for one in [("2026Q1", "1"), ("2026Q3", "70"), ("2026Q4", "120")])

    after = revised(planned("120", accumulation="sum", targets=None), before) | {}
    told = revised(replace(planned("120", accumulation="sum"), targets=given_targets), before)

    assert after["2026Q2"] == told["2026Q2"] == "50"
    assert told == {"2026Q1": "25", "2026Q2": "50", "2026Q3": "70", "2026Q4": "120"}


PER_CENT = planned("90", unit_of_measure="%", accumulation="latest")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accumulation": "sum"}, "accumulation"),
        ({"unit_of_measure": "laporan"}, "unit_of_measure"),
        ({"direction": "lower_is_better", "targets": (period_target("2026Q4", "90"),)}, "direction"),
    ],
)
@pytest.mark.parametrize("valid_from", [JULY, FIRST_DAY], ids=["ended periods", "none has ended"])
def test_an_indicator_that_is_counted_otherwise_has_no_former_ones_id(changed, field, valid_from):
    """90 % reached, revised to 12 reports in all: 90, 90, 51 and 12."""
    before = results(main(PER_CENT))
    wanted = [main(replace(PER_CENT, **changed))]

    refused = when(agreed_results, wanted, YEAR, FIRST_DAY, LAST_DAY, Before(before, valid_from))

    refused.then_refused(AnotherIndicator, indicator="berkas selesai", field=field, was=getattr(PER_CENT, field))
    readded = Before(results(main(planned(title="lain"))), valid_from, before)
    when(agreed_results, wanted, YEAR, FIRST_DAY, LAST_DAY, readded).then_refused(AnotherIndicator, field=field)


def test_what_was_changed_under_an_id_before_is_held_against_its_newest_version_alone():
    """Else no later revision agrees with both, not even one of another result."""
    first, newest = results(main(planned("80"))), results(main(planned("80", unit_of_measure="laporan")))
    kept, back = main(planned("90", unit_of_measure="laporan")), main(planned("90"))

    def revise(wanted, agreed_before):
        before = Before(agreed_before, JULY, [*first, *newest])
        return when(agreed_results, [wanted], YEAR, FIRST_DAY, LAST_DAY, before)

    assert revise(kept, newest).refusal is None
    revise(back, newest).then_refused(AnotherIndicator, was="laporan", now="berkas")
    revise(back, results(main(planned(title="lain")))).then_refused(AnotherIndicator, was="laporan", now="berkas")


def test_without_the_former_ones_id_it_is_due_from_the_revision_on():
    before = results(main(PER_CENT))

    after = revised(replace(PER_CENT, accumulation="sum", unit_of_measure="laporan", indicator=None), before)

    assert after == {"2026Q3": "45", "2026Q4": "90"}


def test_a_mended_word_or_aspect_makes_no_other_indicator():
    before = results(main(planned("80", unit_of_measure="Berkas  masuk")))

    after = revised(planned("90", title="lain", unit_of_measure="berkas masuk", aspect="quality", whole=True,
                            indicator=uid("berkas selesai")), before)  # fmt: skip

    assert after == {"2026Q1": "80", "2026Q2": "80", "2026Q3": "90", "2026Q4": "90"}


def test_a_revision_is_proposed_accepted_and_the_next_version():
    (proposal,) = (
        given(*AGREED).when(decide_propose, FIRST_DAY, results(), "rater", RATER, Terms(None, WHY, JULY)).events
    )

    (event,) = (
        given(*AGREED, proposal).when(decide_accept, FIRST_DAY, 2, "employee", RATER, Around([SET], (), JULY)).events
    )

    assert (proposal.proposal, proposal.revision) == (2, WHY)
    assert (event.agreement_version, event.valid_from, event.revision) == (2, JULY, WHY)
    assert version_in_force([agreed(), event], date(2026, 6, 30)).agreement_version == 1
    assert version_in_force([agreed(), event], date(2026, 9, 30)).agreement_version == 2


@pytest.mark.parametrize(
    ("day", "earliest"),
    [(date(2026, 6, 30), JULY), (date(2027, 1, 1), JULY), (date(2026, 3, 1), date(2026, 4, 1))],
    ids=["in an ended period", "after the last day", "in an earlier one"],
)
def test_a_revision_never_reaches_into_a_period_that_has_ended(day, earliest):
    wanted = Terms(None, WHY.model_copy(update={"valid_from": day}), earliest)

    decided = given(*AGREED).when(decide_propose, FIRST_DAY, results(), "rater", RATER, wanted)

    decided.then_refused(RevisionOutOfTime, earliest=earliest)


def test_when_every_period_has_ended_nothing_is_revised():
    decided = given(*AGREED).when(decide_propose, FIRST_DAY, results(), "rater", RATER, Terms(None, WHY, None))

    decided.then_refused(RevisionOutOfTime, earliest=date(2027, 1, 1))


def test_a_revision_accepted_after_its_period_has_ended_is_refused():
    (proposal,) = (
        given(*AGREED).when(decide_propose, FIRST_DAY, results(), "rater", RATER, Terms(None, WHY, JULY)).events
    )

    decided = given(*AGREED, proposal).when(
        decide_accept, FIRST_DAY, 2, "employee", RATER, Around([SET], (), date(2026, 10, 1))
    )

    decided.then_refused(RevisionOutOfTime, valid_from=JULY)


def test_before_anything_is_agreed_there_is_nothing_to_revise():
    given(DRAFTED, proposed()).when(
        decide_propose, FIRST_DAY, results(), "rater", RATER, Terms(None, WHY)
    ).then_refused(NothingToRevise)


def test_a_proposal_is_accepted_once():
    given(*AGREED).when(decide_accept, FIRST_DAY, 1, "rater", RATER, Around([SET])).then_refused(AlreadyAgreed)
    given(*AGREED).when(decide_accept, FIRST_DAY, 7, "rater", RATER, Around([SET])).then_refused(OtherProposal, last=1)


def test_the_first_open_day_is_that_of_the_period_that_has_not_ended():
    assert first_open_day(YEAR, date(2026, 6, 30)) == date(2026, 4, 1)
    assert first_open_day(YEAR, JULY) == JULY
    assert first_open_day(YEAR, date(2027, 1, 1)) is None


# -- days of two ------------------------------------------------------------------------------------------------------


def before_it_began():
    return AgreementClosed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=date(2025, 12, 31), reason_code="moved"
    )


def other(**changed):
    drafted = AgreementDrafted.model_validate(
        {**DRAFTED.model_dump(), "agreement": uid("another agreement"), **changed}
    )
    return Agreement(drafted=drafted, versions=(agreed(),))


@pytest.mark.parametrize(
    ("another", "refused"),
    [
        (other(), True),
        (other(assignment=uid("another")), False),
        (other(ends_on=date(2026, 6, 30)), True),
        (replace(other(), closed=before_it_began()), False),
        (replace(other(), versions=()), False),
    ],
    ids=["the same days", "another assignment", "some of them", "closed before", "not agreed"],
)
def test_two_agreements_of_one_assignment_never_cover_the_same_day(another, refused):
    decided = given(DRAFTED, proposed()).when(decide_accept, FIRST_DAY, 1, "rater", RATER, Around([SET], [another]))

    if refused:
        decided.then_refused(AgreementOverlaps, other=uid("another agreement"))
    else:
        decided.then(agreed())


# -- dialogue ---------------------------------------------------------------------------------------------------------


def entry(kind, by="rater", name="entry", answers=None):
    return DialogueEntryWritten(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, entry=uid(name), kind=kind, written_by=by, text=REASON,
        answers=answers,
    )  # fmt: skip


def test_a_question_is_answered_by_the_other_side_also_after_agreement():
    asked = entry("question", "rater", "question")
    answer = entry("answer", "employee", "answer", uid("question"))

    given(*AGREED).when(decide_write, FIRST_DAY, asked).then(asked)
    given(*AGREED, asked).when(decide_write, FIRST_DAY, answer).then(answer)


@pytest.mark.parametrize(
    "answer",
    [
        entry("answer", "employee"),
        entry("answer", "employee", answers=uid("nothing")),
        entry("answer", "rater", "a", uid("q")),
    ],
    ids=["of nothing", "of what is not there", "of one's own question"],
)
def test_an_answer_answers_the_other_sides_question(answer):
    given(DRAFTED, entry("question", "rater", "q")).when(decide_write, FIRST_DAY, answer).then_refused(NoSuchQuestion)


# -- ids --------------------------------------------------------------------------------------------------------------


def test_an_id_is_of_this_agreement_and_stands_once():
    known = results()

    check_known([main()], known)
    when(check_known, [main(title="lain")], known).then_refused(NotOfThisAgreement)
    when(check_known, [main(), main(planned(title="x"))], known).then_refused(NotOfThisAgreement)
