"""What is shown once a revision has left an indicator out: a period keeps the version of its end (`domain.md` 9)."""

from datetime import date

import pytest

from contracts.evidence import EvidenceUploaded, LinkSubmitted
from contracts.values import TextRef
from services.evidence.domain import NotYourIndicators, OutsideAgreement, Upload, decide_upload
from services.evidence.linked import Link, decide_submit
from services.evidence.projections import terms_of
from tests.domain.given import uid, when
from tests.domain.histories import OPENED
from tests.domain.plans import EMPLOYEE, agreed, indicator_of, main, planned

FIRST = agreed(main(planned(title="lama")))
SECOND = agreed(main(planned(title="baru")), agreement_version=2, valid_from=date(2026, 7, 1))
OLD, NEW = indicator_of(FIRST, "lama").indicator, indicator_of(SECOND, "baru").indicator
TEXT = TextRef(text=uid("name"), sha256="1" * 64)


def file(period, indicator):
    return Upload(uid("item"), period, (indicator,), "application/pdf", 10, "3" * 64, TEXT, answers=None)


def link(period, indicator):
    return Link(uid("item"), period, (indicator,), TEXT, answers=None)


@pytest.mark.parametrize(
    ("decide", "shown", "event"), [(decide_upload, file, EvidenceUploaded), (decide_submit, link, LinkSubmitted)]
)
def test_a_period_takes_evidence_for_the_indicators_it_had_whatever_was_revised_since(decide, shown, event):
    def decided(period, indicator):
        agreement, periods = terms_of([FIRST, SECOND], [OPENED], period)
        return when(decide, EMPLOYEE, agreement, periods, shown(period, indicator), None)

    (of_old,) = decided("2026Q2", OLD).events
    (of_new,) = decided("2026Q3", NEW).events

    assert (type(of_old), of_old.indicators, type(of_new), of_new.indicators) == (event, (OLD,), event, (NEW,))
    decided("2026Q3", OLD).then_refused(NotYourIndicators, indicator=OLD)
    decided("2026Q2", NEW).then_refused(NotYourIndicators, indicator=NEW)
    decided("2027Q1", NEW).then_refused(OutsideAgreement, period="2027Q1")
