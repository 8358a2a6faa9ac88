"""A draft is kept by either side before anything is agreed; it is seen, replaced, and accepted by nobody."""

from datetime import date
from functools import partial

import pytest

from contracts.planning import AgreementClosed, TargetsDrafted
from services.planning.agreement import (
    Agreement,
    AgreementIsClosed,
    AlreadyAgreed,
    OtherProposal,
    decide_accept,
    evolve_agreement,
)
from services.planning.agreement_views import shown
from services.planning.draft import NothingDrafted, decide_keep, standing_draft
from services.planning.targets import NegativeTarget, drafted_results
from services.planning.whole_plan import NoMainResult, WeightsUneven
from tests.domain.given import given, when
from tests.domain.planning.test_agreement import DRAFTED, Around, proposed
from tests.domain.plans import AGREEMENT, EMPLOYEE, FIRST_DAY, LAST_DAY, RATER, YEAR, agreed, main, planned, results

given = partial(given, evolve_agreement, Agreement())
JUNE = date(2026, 6, 30)
UNFINISHED = {
    "no main result": [main(kind="additional", supports=None)],
    "weights that do not add up": [main(weight="40")],
    "indicators' weights that do not add up": [main(planned(weight="40"))],
}


def kept(*plan, by="employee", origin="written"):
    found = drafted_results(plan or (main(),), YEAR, FIRST_DAY, LAST_DAY)
    return TargetsDrafted(employee=EMPLOYEE, agreement=AGREEMENT, year=2026, by=by, origin=origin, results=found)


def test_a_draft_is_kept_and_a_later_one_replaces_it():
    later = kept(main(planned("50")), by="rater")

    given(DRAFTED, kept()).when(decide_keep, FIRST_DAY, later).then(later)

    assert standing_draft(given(DRAFTED, kept(), later).state) == later


def test_the_same_draft_again_changes_nothing():
    given(DRAFTED, kept()).when(decide_keep, FIRST_DAY, kept()).then_nothing()


def test_a_draft_is_no_proposal_so_nobody_accepts_it():
    given(DRAFTED, kept()).when(decide_accept, FIRST_DAY, 1, "rater", RATER, Around()).then_refused(
        OtherProposal, last=0
    )


def test_a_proposal_takes_the_place_of_the_draft_and_waits_also_when_another_is_kept():
    proposed_after = given(DRAFTED, kept(), proposed()).state
    kept_after = given(DRAFTED, kept(), proposed(), kept(main(planned("50")))).state

    assert (proposed_after.unproposed, kept_after.unproposed, kept_after.waits) == (False, True, True)
    when(standing_draft, proposed_after).then_refused(NothingDrafted, agreement=AGREEMENT)


def test_the_same_draft_after_a_proposal_is_kept_again():
    given(DRAFTED, kept(), proposed()).when(decide_keep, FIRST_DAY, kept()).then(kept())


def test_what_is_agreed_is_revised_and_not_drafted():
    given(DRAFTED, proposed(), agreed()).when(decide_keep, FIRST_DAY, kept()).then_refused(
        AlreadyAgreed, agreement=AGREEMENT
    )


def test_a_closed_agreement_keeps_no_draft():
    closed = AgreementClosed(employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=JUNE, reason_code="moved")

    given(DRAFTED, closed).when(decide_keep, JUNE, kept()).then(kept())
    given(DRAFTED, closed).when(decide_keep, date(2026, 7, 1), kept()).then_refused(AgreementIsClosed, closes_on=JUNE)


@pytest.mark.parametrize("plan", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_what_is_not_whole_yet_can_be_kept_and_not_proposed(plan):
    refused = when(results, *plan).refusal

    assert isinstance(refused, NoMainResult | WeightsUneven)
    assert kept(*plan).results[0].title == "pelayanan"


def test_an_indicator_that_means_nothing_is_not_even_kept():
    when(kept, main(planned("-1"))).then_refused(NegativeTarget)


def test_a_draft_kept_beside_a_proposal_that_was_then_agreed_is_shown_no_more():
    """It was shown, and warned of, for ever, in place of what is agreed."""
    state = given(DRAFTED, proposed(), kept(main(planned("50"), title="Semua beres")), agreed()).state

    told = shown(state, FIRST_DAY, RATER)
    assert (told["state"], told["draft"], told["warnings"]) == ("agreed", None, [])


def test_both_sides_see_the_draft_until_it_is_proposed():
    before, after = given(DRAFTED, kept()).state, given(DRAFTED, kept(), proposed()).state

    before, after = (shown(one, FIRST_DAY, RATER) for one in (before, after))
    assert (before["state"], before["draft"]["by"]) == ("drafted", "employee")
    assert (after["state"], after["draft"]) == ("in_dialogue", None)
