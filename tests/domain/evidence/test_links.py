"""A link as evidence: one item from the link to its content, wherever that comes from first (`domain.md` 6)."""

from datetime import UTC, datetime
from functools import partial

import pytest

from contracts.evidence import (
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
    LinkNotFetched,
    LinkRechecked,
    LinkSubmitted,
)
from contracts.values import StreamHead, TextRef
from services.evaluation.dossier import Fact, fold
from services.evidence.commands import check_of
from services.evidence.domain import (
    NoContentYet,
    NotYourEvidence,
    NotYourIndicators,
    OutsideAgreement,
    VerdictFacts,
    Withdrawn,
    decide_verify,
    decide_withdraw,
)
from services.evidence.item import Item, evolve_item
from services.evidence.linked import (
    HasContent,
    Link,
    NoLink,
    Shown,
    decide_content,
    decide_fetched,
    decide_not_fetched,
    decide_rechecked,
    decide_submit,
    link_state,
)
from tests.domain.given import given, uid, when
from tests.domain.plans import (
    AGREEMENT,
    EMPLOYEE,
    QUARTERS,
    RATER,
    STRANGER,
    agreed,
    indicator_of,
    main,
    planned,
)

given = partial(given, evolve_item, Item())

AGREED = agreed(main(planned(title="a")))
A = indicator_of(AGREED, "a").indicator
ITEM = uid("link")
ADDRESS, NAME = (TextRef(text=uid(what), sha256="1" * 64) for what in ("address", "name"))
ABOUT = {"employee": EMPLOYEE, "item": ITEM, "agreement": AGREEMENT, "period": "2026Q2"}
GIVEN_AT = datetime(2026, 7, 1, tzinfo=UTC)
SHOWN = Shown("application/pdf", 10, "3" * 64, NAME)
GIVEN = LinkSubmitted(**ABOUT, indicators=(A,), link=ADDRESS)
BY_HAND = EvidenceUploaded(**ABOUT, indicators=(A,), media_type="application/pdf", size=10, sha256="3" * 64, name=NAME)
FETCHED = BY_HAND.model_copy(update={"submitted_at": GIVEN_AT})
NOT_FETCHED = LinkNotFetched(**ABOUT, why="status", status=404)
WITHDRAWN = EvidenceWithdrawn(**ABOUT)
REPORT = StreamHead(stream=uid("realization"), version=1)
FACTS = VerdictFacts(frozenset({RATER}), frozenset(), False, A, False)


def submit(period="2026Q2", indicators=(A,), actor=EMPLOYEE):
    link = Link(ITEM, period, indicators, ADDRESS, None)
    return when(decide_submit, actor=actor, agreed=AGREED, periods=QUARTERS, link=link, answered=None)


def test_a_link_is_given_by_whose_agreement_it_is_for_its_indicators_and_periods():
    submit().then(GIVEN)
    submit(actor=STRANGER).then_refused(NotYourEvidence)
    submit(indicators=(uid("other"),)).then_refused(NotYourIndicators)
    submit(period="2027Q1").then_refused(OutsideAgreement)


def test_what_is_fetched_is_the_items_content_and_as_late_as_its_link():
    given(GIVEN).when(decide_fetched, SHOWN, GIVEN_AT).then(FETCHED)
    given(GIVEN, NOT_FETCHED).when(decide_fetched, SHOWN, GIVEN_AT).then(FETCHED)


@pytest.mark.parametrize("since", [FETCHED, BY_HAND, WITHDRAWN])
def test_what_comes_after_the_content_or_the_withdrawal_is_not_kept(since):
    given(GIVEN, since).when(decide_fetched, SHOWN, GIVEN_AT).then_nothing()
    given(GIVEN, since).when(decide_not_fetched, "status", 404).then_nothing()


def test_that_nothing_was_got_is_told_once_for_each_why():
    given(GIVEN).when(decide_not_fetched, "status", 404).then(NOT_FETCHED)
    given(GIVEN, NOT_FETCHED).when(decide_not_fetched, "status", 404).then_nothing()
    given(GIVEN, NOT_FETCHED).when(decide_not_fetched, "too_slow", None).then(LinkNotFetched(**ABOUT, why="too_slow"))


def test_the_content_is_uploaded_by_the_employee_once_and_then_never_replaced():
    given(GIVEN, NOT_FETCHED).when(decide_content, EMPLOYEE, SHOWN).then(BY_HAND)
    given(GIVEN).when(decide_content, EMPLOYEE, SHOWN).then(BY_HAND)
    given(GIVEN, NOT_FETCHED).when(decide_content, STRANGER, SHOWN).then_refused(NotYourEvidence)
    given(GIVEN, FETCHED).when(decide_content, EMPLOYEE, SHOWN).then_refused(HasContent)
    given(GIVEN, WITHDRAWN).when(decide_content, EMPLOYEE, SHOWN).then_refused(Withdrawn)
    given(BY_HAND).when(decide_content, EMPLOYEE, SHOWN).then_refused(NoLink)


def test_a_link_is_judged_once_its_content_is_there():
    verify = partial(decide_verify, actor=RATER, indicator=A, report=REPORT, facts=FACTS)

    for history in ((GIVEN,), (GIVEN, NOT_FETCHED)):
        given(*history).when(verify).then_refused(NoContentYet)
    for content in (FETCHED, BY_HAND):
        given(GIVEN, content).when(verify).then(EvidenceVerified(**ABOUT, indicator=A, report=REPORT))


def test_a_link_is_taken_back_as_a_file_is():
    given(GIVEN, NOT_FETCHED).when(decide_withdraw, EMPLOYEE).then(WITHDRAWN)


def test_what_lies_behind_a_link_later_is_told_and_nothing_else_changes():
    given(GIVEN, FETCHED).when(decide_rechecked, "3" * 64).then(LinkRechecked(**ABOUT, outcome="same"))
    given(GIVEN, FETCHED).when(decide_rechecked, "4" * 64).then(
        LinkRechecked(**ABOUT, outcome="changed", sha256="4" * 64)
    )
    gone = LinkRechecked(**ABOUT, outcome="gone", why="status", status=404)
    given(GIVEN, FETCHED).when(decide_rechecked, ("status", 404)).then(gone)
    assert given(GIVEN, FETCHED, gone).state.uploaded == FETCHED


@pytest.mark.parametrize("history", [(GIVEN,), (GIVEN, BY_HAND), (GIVEN, FETCHED, WITHDRAWN)])
def test_there_is_nothing_to_compare_with_where_nothing_was_fetched(history):
    given(*history).when(decide_rechecked, "4" * 64).then_nothing()


@pytest.mark.parametrize(
    ("history", "state", "check"),
    [
        ((GIVEN,), "pending", "no_content"),
        ((GIVEN, NOT_FETCHED), "unverifiable", "no_content"),
        ((GIVEN, NOT_FETCHED, FETCHED), "fetched", "not_scanned"),
        ((GIVEN, NOT_FETCHED, BY_HAND), "uploaded", "not_scanned"),
        ((BY_HAND,), None, "not_scanned"),
    ],
)
def test_how_a_link_stands(history, state, check):
    item = given(*history).state

    assert (link_state(item), check_of(item, False)) == (state, check)


def test_evaluation_takes_what_was_fetched_for_as_late_as_its_link_and_a_link_alone_for_nothing():
    fetched_at = datetime(2026, 8, 1, tzinfo=UTC)

    fetched = fold([Fact(ITEM, 1, GIVEN_AT, GIVEN), Fact(ITEM, 2, fetched_at, FETCHED)])
    by_hand = fold([Fact(ITEM, 1, GIVEN_AT, GIVEN), Fact(ITEM, 2, fetched_at, BY_HAND)])
    alone = fold([Fact(ITEM, 1, GIVEN_AT, GIVEN), Fact(ITEM, 2, fetched_at, NOT_FETCHED)])

    assert (fetched.items[ITEM].at, by_hand.items[ITEM].at, alone.items) == (GIVEN_AT, fetched_at, {})
