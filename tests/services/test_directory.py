"""The directory over HTTP: a delegate acts until the instant their interval ends and not at it; disputes reach the
officer and block nothing; units never stand in a ring; erased is erased. And whose record each of it is.
"""

import uuid
from datetime import UTC, timedelta

import pytest

from chassis.clock import clock
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused
from tests.services.test_relations import VALUES

ANYBODY = str(uuid.uuid4())


def now(office):
    return clock(office.stack.clock_file)()


def text_of(instant):
    return instant.astimezone(UTC).isoformat()


def delegation(office, to, minutes=30):
    start = now(office) - timedelta(minutes=1)
    ends = text_of(start + timedelta(minutes=1 + minutes))
    return {"delegate": to, "kind": "plh", "starts_at": text_of(start), "ends_at": ends}


def team_of_one(office):
    """A newcomer with a report and an item, their own rater, and a stranger who is a rater by role."""
    rater, delegate = (newcomers.register(office, ("employee", "rater")) for _ in range(2))
    person = newcomers.employed(office)
    head = newcomers.report(office, person, "4")
    items = [newcomers.upload(office, person) for _ in range(2)]
    newcomers.change_rater(office, person, rater.id)
    return person, rater, delegate, head, items


# -- delegates --------------------------------------------------------------------------------------------------------


def test_a_delegate_acts_as_rater_everywhere_until_the_interval_is_over(office):
    person, rater, delegate, head, (item, other) = team_of_one(office)
    agreement = person.made["agreement"]
    path = f"/v1/employees/{rater.id}/delegations"
    newcomers.command(office, person, "planning", path, "officer", delegation(office, delegate.id))
    shown = {"indicator": person.made["indicator"], "report": head}
    evaluation = f"/v1/agreements/{agreement}/evaluations/{OPEN_PERIOD}"
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    reads = [
        ("planning", f"/v1/employees/{person.id}"),
        ("planning", f"/v1/agreements/{agreement}"),
        ("realization", f"/v1/agreements/{agreement}/realizations/{OPEN_PERIOD}"),
        ("evidence", f"/v1/evidence/{item}/content"),
        ("evaluation", f"{evaluation}/advice"),
    ]
    writes = [
        ("planning", f"/v1/agreements/{agreement}/dialogue", {"kind": "clarification", "text": "Sebagai plh."}),
        ("realization", f"/v1/agreements/{agreement}/feedback", {"value": "adaptive", "text": "Sebagai plh."}),
        ("evaluation", f"{evaluation}/behaviour", values),
    ]

    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/verification", delegate.token, shown)
    for service, where, body in writes:
        newcomers.command(office, person, service, where, delegate.token, body)
    read = [office.get(service, where, delegate.token, Ekinerja_Seen=person.seen(service)) for service, where in reads]
    team = office.get("evaluation", f"/v1/team/{OPEN_PERIOD}", delegate.token).json()["team"]
    rated = office.get("planning", "/v1/agreements", delegate.token, Ekinerja_Seen=person.seen("planning")).json()
    office.stack.move_clock(now(office) + timedelta(hours=1))
    closed = [
        office.get(service, where, delegate.token, Ekinerja_Seen=person.seen(service)) for service, where in reads
    ]
    refused = [
        *(office.post(service, where, delegate.token, body) for service, where, body in writes),
        office.post("evidence", f"/v1/evidence/{other}/verification", delegate.token, shown),
        office.post("evaluation", f"{evaluation}/finalization", delegate.token, {}),
    ]
    newcomers.command(office, person, "evidence", f"/v1/evidence/{other}/verification", rater.token, shown)
    newcomers.assess_self(office, person)
    final = newcomers.command(office, person, "evaluation", f"{evaluation}/finalization", rater.token, {})

    assert [answer.status_code for answer in read] == [200] * len(reads)
    assert [row["agreement"] for row in team] == [agreement] == [one["agreement"] for one in rated["agreements"]]
    for answer in (*closed, *refused):
        assert_refused(answer, 403)
    head = final["streams"][0]
    assert newcomers.event_data(office, "evaluation", head["stream"], head["version"])["rater"] == rater.id


def test_a_delegate_proposes_for_the_rater_in_force(office):
    person, rater, delegate, *_ = team_of_one(office)
    path = f"/v1/employees/{rater.id}/delegations"
    given = newcomers.command(office, person, "planning", path, "officer", delegation(office, delegate.id))
    drafted = {
        "employee": person.id, "assignment": person.made["assignment"], "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "results": newcomers.results(),
    }  # fmt: skip

    made = newcomers.command(office, person, "planning", "/v1/agreements", delegate.token, drafted)
    ended = office.post("planning", f"{path}/{given['delegation']}/end", "officer")
    after = office.post("planning", "/v1/agreements", delegate.token, drafted)

    proposed = newcomers.event_data(office, "planning", made["agreement"], 2)
    assert (proposed["proposed_by"], proposed["proposer"]) == ("rater", rater.id)
    assert ended.status_code == 201
    assert_refused(after, 403)


def test_nobody_judges_their_own_evidence_as_the_delegate_of_their_rater(office):
    person, rater, _, head, (item, _) = team_of_one(office)
    both = office.stack.token(["employee", "rater"], person.id)
    path = f"/v1/employees/{rater.id}/delegations"
    newcomers.command(office, person, "planning", path, "officer", delegation(office, person.id))
    shown = {"indicator": person.made["indicator"], "report": head}
    evaluation = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    values = {"values": dict.fromkeys(VALUES, "above_expectation")}

    judged = office.post(
        "evidence", f"/v1/evidence/{item}/verification", both, shown, Ekinerja_Seen=person.seen("evidence")
    )
    assessed = office.post(
        "evaluation", f"{evaluation}/behaviour", both, values, Ekinerja_Seen=person.seen("evaluation")
    )

    assert_refused(judged, 403)
    assert_refused(assessed, 403)
    assert assessed.json()["type"].endswith("own-evaluation")


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2026-07-01T00:00:00"])
def test_an_instant_that_cannot_be_is_refused(office, instant):
    body = {"delegate": ANYBODY, "kind": "plt", "starts_at": "2026-07-01T00:00:00Z", "ends_at": instant}

    assert_refused(office.post("planning", f"/v1/employees/{ANYBODY}/delegations", "officer", body), 422)


# -- "my rater is wrong" ----------------------------------------------------------------------------------------------


def test_a_dispute_goes_to_the_officer_and_drafting_goes_on(office):
    person, rater, *_ = team_of_one(office)
    where = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/rater"
    said = {"reason_code": "not_my_superior", "reason": "Bukan atasan saya."}
    newcomers.command(office, person, "planning", f"{where}/dispute", person.token, said)
    drafted = {
        "employee": person.id, "assignment": person.made["assignment"], "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "results": newcomers.results(),
    }  # fmt: skip

    listed = office.get("planning", "/v1/disputes?limit=500", "officer").json()["disputes"]
    still = office.post("planning", "/v1/agreements", person.token, drafted)
    own, raters = (
        office.get("planning", f"/v1/employees/{person.id}", who).json()["assignments"][0]
        for who in (person.token, rater.token)
    )
    (dispute,) = (one for one in listed if one["employee"] == person.id)
    text = f"/v1/texts/{dispute['reason']['text']}"
    texts = [
        office.get("planning", text, who).status_code
        for who in (person.token, "officer", rater.token, office.colleague)
    ]
    settled = office.post("planning", f"{where}/confirmation", "officer")
    after = office.get("planning", "/v1/disputes?limit=500", "officer").json()["disputes"]

    assert dispute["rater"] == rater.id
    assert still.status_code == 201
    assert own["disputed"]["reason_code"] == "not_my_superior"
    assert "disputed" not in raters
    assert texts == [200, 200, 403, 403]
    assert settled.status_code == 201
    assert person.id not in {one["employee"] for one in after}
    assert_refused(office.post("planning", f"{where}/confirmation", "officer"), 409)


def test_who_is_disputed_does_not_read_why_also_as_an_officer_and_once_it_is_settled(office):
    """The symptom: the list hid it from them, and the text opened by its id."""
    person, rater, *_ = team_of_one(office)
    both, of = office.stack.token(["rater", "officer"], rater.id), f"/v1/employees/{person.id}"
    where = f"{of}/assignments/{person.made['assignment']}/rater"
    said = {"reason_code": "not_my_superior", "reason": "Bukan atasan saya."}
    newcomers.command(office, person, "planning", f"{where}/dispute", person.token, said)
    own = office.get("planning", of, person.token).json()["assignments"][0]
    text = f"/v1/texts/{own['disputed']['reason']['text']}"

    before = [office.get("planning", text, who).status_code for who in (person.token, "officer", both)]
    newcomers.command(office, person, "planning", f"{where}/confirmation", "officer")
    after = [office.get("planning", text, who).status_code for who in (person.token, "officer", both)]

    assert before == after == [200, 200, 403]


# -- units, ends, identity --------------------------------------------------------------------------------------------


def test_units_are_renamed_and_moved_but_never_into_a_ring(office):
    top, below = (office.post("planning", "/v1/units", "officer", {"name": name}).json()["unit"] for name in ("A", "B"))

    moved = office.post("planning", f"/v1/units/{below}/parent", "officer", {"parent": top})
    ring = office.post("planning", f"/v1/units/{top}/parent", "officer", {"parent": below})
    renamed = office.post("planning", f"/v1/units/{below}/name", "officer", {"name": "Seksi B"})
    seen = renamed.headers["Ekinerja-Seen"]
    one = office.get("planning", f"/v1/units/{below}", "officer").json()
    listed = office.whole("planning", "/v1/units?limit=500", "officer", "units", Ekinerja_Seen=seen)

    assert (moved.status_code, renamed.status_code) == (201, 201)
    assert_refused(ring, 422)
    assert (one["name"], one["parent"]) == ("Seksi B", top)
    assert {"unit": below, "name": "Seksi B", "parent": top} in listed


def test_an_assignment_ends_and_its_record_says_when(office):
    person, *_ = team_of_one(office)
    path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
    body = {"ends_on": "2026-12-15", "reason_code": "moved"}

    ended, again = (office.post("planning", path, "officer", body) for _ in range(2))

    assert ended.status_code == 201
    assert_refused(again, 409)
    record = office.get("planning", f"/v1/employees/{person.id}", person.token).json()
    assert record["assignments"][0]["ends_on"] == "2026-12-15"


def test_who_a_person_is_is_erased_for_ever_and_their_history_stays(office):
    person = newcomers.register(office)
    before = office.events_of("planning", person.id)
    path = f"/v1/employees/{person.id}"

    erased = [office.send("DELETE", "planning", f"{path}/identity", "officer").json() for _ in range(2)]
    nobody = office.send("DELETE", "planning", f"/v1/employees/{ANYBODY}/identity", "officer")

    assert erased == [{"employee": person.id, "erased": True}] * 2
    assert not {"name", "number", "email"} & office.get("planning", path, "officer").json().keys()
    assert office.events_of("planning", person.id) == before
    assert_refused(nobody, 404)


# -- own, a subordinate's, a colleague's ------------------------------------------------------------------------------

OF_ONE = "/v1/employees/{employee}"
DISPUTE = OF_ONE + "/assignments/{assignment}/rater/dispute"
SAID = {"reason_code": "other"}


@pytest.mark.parametrize(
    ("whose", "status"), [("own", 201), ("subordinate's", 403), ("colleague's", 403)], ids=lambda one: str(one)
)
def test_the_own_rater_alone_is_disputed(office, whose, status):
    me, mine, other = (newcomers.employed(office) for _ in range(3))
    newcomers.change_rater(office, mine, me.id)
    about = {"own": me, "subordinate's": mine, "colleague's": other}[whose]
    before = office.events_of("planning", about.id)

    path = DISPUTE.format(employee=about.id, assignment=about.made["assignment"])
    answer = office.post("planning", path, me.token, SAID)

    assert answer.status_code == status
    assert office.events_of("planning", about.id) == before + (status == 201)


@pytest.mark.parametrize(("whose", "status"), [("own", 200), ("subordinate's", 200), ("colleague's", 403)])
def test_whose_record_is_read(office, whose, status):
    me, mine, other = (newcomers.employed(office) for _ in range(3))
    newcomers.change_rater(office, mine, me.id)
    about = {"own": me, "subordinate's": mine, "colleague's": other}[whose]

    assert office.get("planning", OF_ONE.format(employee=about.id), me.token).status_code == status


OFFICERS = [
    ("POST", OF_ONE + "/assignments/{assignment}/end", {"ends_on": "2026-12-01", "reason_code": "moved"}),
    ("POST", OF_ONE + "/assignments/{assignment}/rater/confirmation", None),
    ("POST", OF_ONE + "/delegations", {"delegate": ANYBODY, "kind": "plt"}),
    ("POST", OF_ONE + "/delegations/{assignment}/end", None),
    ("DELETE", OF_ONE + "/identity", None),
]


@pytest.mark.parametrize(("method", "path", "body"), OFFICERS, ids=[path.rpartition("/")[2] for _, path, _ in OFFICERS])
@pytest.mark.parametrize("whose", ["own", "subordinate's", "colleague's"])
def test_what_is_the_officers_is_nobodys_own(office, method, path, body, whose):
    about = {"own": office.rater, "subordinate's": office.employee, "colleague's": office.superior}[whose]
    ids = {"employee": office.story.ids[about], "assignment": office.story.ids[f"{about}/at"]}
    before = office.recorded("planning")

    assert_refused(office.send(method, "planning", path.format(**ids), office.rater, body), 403)

    assert office.recorded("planning") == before
