"""Where a person is counted: the short reading of an agreement says what the full one of `contracts.readings` says."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Act, encode
from contracts.planning import AgreementClosed
from contracts.readings import agreed_versions, version_in_force
from services.evaluation.population import read_part, terms_of
from tests.domain.given import uid
from tests.domain.plans import AGREEMENT, EMPLOYEE, agreed

ACT = Act("officer", uid("command"), "correlation", datetime(2026, 7, 1, tzinfo=UTC))
DAYS = st.dates(date(2025, 12, 25), date(2027, 1, 5))
UNITS = [uid("unit one"), uid("unit two")]


@st.composite
def histories(draw):
    """Agreed versions with closings in between, as an agreement's stream has them."""
    events, version = [], 0
    for _ in range(draw(st.integers(1, 5))):
        if version and draw(st.booleans()):
            closes_on = draw(DAYS)
            events.append(AgreementClosed(
                employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=closes_on, reason_code="moved"
            ))  # fmt: skip
        else:
            version += 1
            valid_from = date(2026, 1, 1) if version == 1 else draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
            events.append(agreed(agreement_version=version, valid_from=valid_from, unit=draw(st.sampled_from(UNITS))))
    return events


def parts(events):
    return [
        read_part(encode(event, stream=AGREEMENT, version=place, agency="uji", act=ACT))
        for place, event in enumerate(events, 1)
    ]


@given(histories(), DAYS)
def test_the_short_reading_and_the_full_one_agree(events, day):
    versions = agreed_versions(events)
    full = version_in_force(versions, day)
    in_force = full is not None and full.starts_on <= day <= full.ends_on

    found = terms_of(parts(events), day)

    assert (found is not None) == in_force
    if found is not None:
        assert (found.unit, found.ends_on, found.assignment) == (full.unit, full.ends_on, full.assignment)


def test_on_the_last_day_it_still_holds_and_on_the_next_no_longer():
    closed = AgreementClosed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=date(2026, 6, 30), reason_code="moved"
    )
    events = parts([agreed(), closed])

    assert terms_of(events, date(2026, 6, 30)).agreement == AGREEMENT
    assert terms_of(events, date(2026, 7, 1)) is None
    assert isinstance(terms_of(events, date(2026, 1, 1)).unit, UUID)
