"""The days of an objection pass: a final counts as received, an objection comes too late, a silent rater blocks nobody.

On a stack of its own, whose clock is moved; at the end a stranger recomputes all of it from the topics alone.
"""

import time
from datetime import timedelta

import pytest

from chassis.clock import clock
from contracts.envelope import SERVICES
from tests import stack as made
from tests.services.conftest import CATCHES_UP_S, OPEN_PERIOD_OVER, Office
from tests.services.following import act, final, shown, tried
from tests.services.test_objections import LODGED, changed, kind, listed, notices
from tests.world import agreed, play, small

STANDS = {"outcome": "stands", "reason": "Tetap."}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with made.make_stack(tmp_path_factory.mktemp("days"), SERVICES) as stack:
        story = play(stack, world=agreed(small(staff=2)))
        stack.move_clock(OPEN_PERIOD_OVER)
        yield Office(stack, story)


def days_pass(office, days):
    office.stack.move_clock(clock(office.stack.clock_file)() + timedelta(days=days))


def eventually_shown(office, person, true, what):
    deadline = time.monotonic() + CATCHES_UP_S
    while not true(told := shown(office, person, "officer")):
        assert time.monotonic() < deadline, f"{what}: {told['objection']} {told['delivery']}"
        time.sleep(0.2)
    return told


def test_the_days_of_objections(office):
    unopened, silent, answered = final(office), final(office, "rejection"), final(office, "rejection")
    act(office, silent, "/objections", silent.token, LODGED)
    act(office, answered, "/objections", answered.token, LODGED)
    act(office, answered, "/objections/answer", office.rater, {"answer": "Buram."})
    too_early = tried(office, silent, "/objections/decision", office.superior, STANDS)
    assert kind(too_early) == "rater-not-heard"

    days_pass(office, 7)
    told = eventually_shown(office, unopened, lambda one: one["delivery"], "nobody opened it")
    assert told["delivery"]["how"] == "deemed"
    assert told["objection"]["state"] == "may_object"

    days_pass(office, 5)  # day 12 of 14: whoever decides is reminded
    deadline = time.monotonic() + CATCHES_UP_S
    while sum("waits for you" in one for one in notices(office, silent, office.superior)) < 2:
        assert time.monotonic() < deadline, "one reminder for each objection"
        time.sleep(0.2)
    assert not listed(office, silent, "officer")[0]["overdue"]

    days_pass(office, 3)  # day 15: overdue, on the officer's list, and a silent rater blocks nobody
    assert listed(office, silent, "officer")[0]["overdue"]
    act(office, silent, "/objections/decision", office.superior, changed(silent.made["item"]))
    act(office, answered, "/objections/decision", office.superior, STANDS)
    assert shown(office, silent, "officer")["objection"]["decided"]["heard"] == ["employee"]
    assert shown(office, silent, "officer")["standing"]["predicate"] == "baik"

    days_pass(office, 7)  # 7 + 14 days after the final nobody opened
    too_late = tried(office, unopened, "/objections", unopened.token, LODGED)
    assert (too_late.status_code, kind(too_late)) == (409, "objection-too-late")
    assert shown(office, unopened, "officer")["objection"]["state"] == "over"

    replayed = office.stack.cli("evaluation", "replay", check=False)
    assert "3 finals and 1 amendments, 0 differ" in replayed.stdout, replayed.stdout + replayed.stderr
    assert replayed.returncode == 0
