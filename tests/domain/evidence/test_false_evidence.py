"""Verified evidence found false: by rater or superior, once, with a reason; nothing more is said of the item."""

import pytest

from contracts.evidence import EvidenceFoundFalse, LinkSubmitted
from services.evidence.domain import FoundFalse, OwnEvidence
from services.evidence.false_evidence import NotVerified, NotYoursToFind, decide_find_false
from tests.domain.evidence.test_item import (
    ABOUT,
    LATER_REPORT,
    NAME,
    REJECTED,
    UPLOADED,
    VERIFIED,
    WHY,
    A,
    given,
    reject,
    verify,
)
from tests.domain.plans import EMPLOYEE, RATER, STRANGER, SUPERIOR

MAY = frozenset({RATER, SUPERIOR, EMPLOYEE})
FALSE = EvidenceFoundFalse(**ABOUT, reason_code="forged", reason=WHY)


def find(actor=RATER):
    return decide_find_false, actor, MAY, "forged", WHY


@pytest.mark.parametrize("actor", [RATER, SUPERIOR])
def test_rater_or_superior_finds_verified_evidence_false(actor):
    given(UPLOADED, VERIFIED).when(*find(actor)).then(FALSE)


@pytest.mark.parametrize(("actor", "rule"), [(EMPLOYEE, OwnEvidence), (STRANGER, NotYoursToFind)])
def test_nobody_else_does(actor, rule):
    given(UPLOADED, VERIFIED).when(*find(actor)).then_refused(rule)


LINK = LinkSubmitted(**ABOUT, indicators=(A,), link=NAME)


@pytest.mark.parametrize("events", [(UPLOADED,), (UPLOADED, REJECTED), (LINK,)])
def test_what_nobody_vouched_for_is_rejected_and_not_found_false(events):
    given(*events).when(*find()).then_refused(NotVerified)


def test_it_is_found_once():
    given(UPLOADED, VERIFIED, FALSE).when(*find()).then_refused(FoundFalse)


@pytest.mark.parametrize("judge", [verify, reject])
def test_no_verdict_follows(judge):
    given(UPLOADED, VERIFIED, FALSE).when(*judge(report=LATER_REPORT)).then_refused(FoundFalse)
