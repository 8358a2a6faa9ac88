"""As of an instant: a stranger sees what stood then, and all of it is recomputed (`domain.md` 9, false evidence)."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.evaluation import EvaluationAmended
from services.evaluation.replay.as_of import as_of, instant_of, stood
from services.evaluation.replay.recompute import recompute_all
from tests.domain.evaluation.afterwards import LODGED
from tests.domain.evaluation.test_amended_replay import found_false
from tests.domain.evaluation.yearly import YEAR, told_year
from tests.domain.histories import FINAL_AT, PERIOD
from tests.domain.plans import AGREEMENT, EMPLOYEE

MOMENT = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def history():
    """A final, its evidence found false, and the amendment that lowered it."""
    told, finding = found_false()
    return told.amend(finding).history()


def test_before_the_finding_the_old_state_is_shown(history):
    then = as_of(history, LODGED - MOMENT)

    (verdict,) = recompute_all(then)
    assert (verdict.final.predicate, verdict.differences) == ("baik", ())
    assert list(stood(then)) == [f"{AGREEMENT} {PERIOD}: baik"]


def test_after_it_what_it_led_to(history):
    verdicts = recompute_all(history)

    assert [isinstance(one.final, EvaluationAmended) for one in verdicts] == [False, True]
    assert [one.differences for one in verdicts] == [(), ()]
    assert list(stood(history)) == [f"{AGREEMENT} {PERIOD}: butuh_perbaikan"]


def test_the_instant_itself_is_in_it_and_before_the_final_nothing_stood(history):
    assert list(stood(as_of(history, FINAL_AT))) == [f"{AGREEMENT} {PERIOD}: baik"]
    assert list(stood(as_of(history, FINAL_AT - MOMENT))) == []


def test_of_a_year_whose_and_which_year():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    final = story.finalized_year()

    assert list(stood(story.history())) == [f"{EMPLOYEE} {YEAR}: {final.predicate}"]


@pytest.mark.parametrize("text", ["2026-10-05T08:00:00+08:00", "2026-10-05T00:00:00Z", "2026-10-05T00:00:00.000000Z"])
def test_an_instant_is_written_with_its_zone(text):
    assert instant_of(text) == datetime(2026, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-10-05", "2026-10-05T08:00:00", "kemarin", "2026-13-05T08:00:00Z"])
def test_what_is_no_instant_is_refused_with_one_that_is(text):
    with pytest.raises(ValueError, match=r"write it like 2026-10-05T08:00:00\+08:00"):
        instant_of(text)
