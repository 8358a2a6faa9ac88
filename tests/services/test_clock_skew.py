"""A service's clock is ahead of the others' (`domain.md` 9): a final is never earlier than what it rests on.

One process of evidence gets a clock of its own, some minutes ahead, as on a machine whose clock nobody looks after.
"""

import json
from datetime import datetime, timedelta

import pytest

from chassis.clock import clock
from tests.services import newcomers
from tests.services.following import MEETS, act, judged, shown

AHEAD = timedelta(minutes=3)


@pytest.fixture(scope="module")
def ahead(office, tmp_path_factory):
    """Evidence, whose clock is ahead of everybody's."""
    file = tmp_path_factory.mktemp("ahead") / "clock.json"
    offset = json.loads(office.stack.clock_file.read_text())["offset_seconds"]
    file.write_text(json.dumps({"offset_seconds": offset + AHEAD.total_seconds()}))
    office.stack.stop_service("evidence")
    office.stack.start_service("evidence", env_extra={"EKINERJA_CLOCK_FILE": str(file)})
    yield
    office.stack.stop_service("evidence")
    office.stack.start_service("evidence")
    newcomers.known_to_evidence(office)  # the tests after these find it reading again


def test_a_final_is_not_earlier_than_evidence_from_a_clock_that_is_ahead(office, ahead):
    person = newcomers.known_to_evidence(office)
    report = newcomers.report(office, person, "4")
    judged(office, person, item := newcomers.upload(office, person), report)

    act(office, person, "/behaviour", office.rater, {"values": MEETS})
    head = act(office, person, "/finalization", office.rater, {})["streams"][0]

    verified = newcomers.event_of(office, "evidence", item, 2)
    final = newcomers.event_of(office, "evaluation", head["stream"], head["version"])
    assert (verified["type"], final["type"]) == (
        "ekinerja.evidence.EvidenceVerified.v1", "ekinerja.evaluation.EvaluationFinalized.v1",
    )  # fmt: skip
    now = clock(office.stack.clock_file)()
    assert datetime.fromisoformat(verified["time"]) > now
    assert final["time"] == final["data"]["finalized_at"] == verified["time"]
    assert {"stream": item, "version": 2} in final["data"]["heads"]
    assert shown(office, person)["predicate"] == "baik"
