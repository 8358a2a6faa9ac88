"""Days pass. Of an objection: a final counts as received, an objection comes too late, a silent rater blocks nobody. Of
a quarter: what was revised for the next one counts in its final.

On a stack of its own, whose clock is moved; at the end a stranger recomputes all of it from the topics alone.
"""

import time
from datetime import timedelta

import pytest

from chassis.clock import clock
from contracts.envelope import SERVICES
from tests import stack as made
from tests.services import newcomers
from tests.services.conftest import CATCHES_UP_S, OPEN_PERIOD_OVER, Office
from tests.services.following import act, final, shown, tried
from tests.services.test_hard_cases_planning import REVISION, agreement_of, plan
from tests.services.test_objections import LODGED, changed, kind, listed, notices
from tests.services.years import MEETS, YearOf
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


def test_the_final_of_the_next_quarter_uses_the_targets_revised_for_it(office):
    ids, rater = office.story.ids, office.rater
    person = newcomers.known_to_evidence(office)
    year = YearOf(office, 2026, ids["u-tu"], ids["u-tu/o1"], newcomers.register(office))
    revised = plan(office, target={"low": "8", "high": "8"}, indicator=person.made["indicator"])

    def make_final(quarter):
        year.do(person, year.of_quarter(person, quarter, "/behaviour"), rater, MEETS)
        year.finalize(person, year.of_quarter(person, quarter), rater)

    make_final("Q3")
    for tail, who, body in (
        ("/revisions", person.token, {"results": revised, **REVISION}), ("/acceptance", rater, {"proposal": 2}),
    ):  # fmt: skip
        newcomers.command(office, person, "planning", agreement_of(person, tail), who, body)
    office.stack.move_clock("2027-01-02T00:00:00Z")
    year.prove(person, "Q4", "4", rater)
    make_final("Q4")

    before, after = (year.shown(person, year.of_quarter(person, one), person.token) for one in ("Q3", "Q4"))
    old, new = (one["results"][0]["indicators"][0] for one in (before, after))
    assert (before["agreement_version"], old["high"]) == (1, "3")
    assert (after["agreement_version"], new["high"], new["achievement"]["exact"]) == (2, "8", "1/2")
    replayed = office.stack.cli("evaluation", "replay", check=False)
    assert (", 0 differ" in replayed.stdout, replayed.returncode) == (True, 0), replayed.stdout + replayed.stderr
