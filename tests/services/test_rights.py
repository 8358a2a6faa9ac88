"""Rights follow the relation as it stands: without an employee, in several roles, after a new rater, after a move."""

import json
import uuid
from datetime import date, timedelta

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused, results
from tests.services.test_relations import AGREEMENT_READS, PLAYED, VALUES


def told_to(answer):
    """Whom a refusal names."""
    assert_refused(answer, 403)
    assert answer.json()["who_must_act"] in answer.json()["mend"]
    return answer.json()["who_must_act"]


# -- who has no employee is nobody's rater ----------------------------------------------------------------------------


def test_who_has_no_rater_is_not_shown_to_whoever_is_nobody(office):
    """The top of the agency has no rater, and an auditor no employee: those two nothings were taken for one person."""
    path = f"/v1/employees/{office.story.ids[office.superior]}"
    nobody, nobodys = office.stack.token(["employee", "rater"]), office.stack.token(["officer", "rater", "auditor"])

    audited = [office.get("planning", path, who) for who in ("auditor", nobodys)]
    closed = office.get("planning", path, nobody)

    assert [one.status_code for one in audited] == [200, 200]
    assert [{"name", "number", "email"} & one.json().keys() for one in audited] == [set(), set()]
    assert_refused(closed, 403)
    assert "may name no employee" in closed.json()["mend"]


@pytest.mark.parametrize(("service", "path"), AGREEMENT_READS)
def test_a_token_without_an_employee_reads_no_record_of_whom_nobody_rates(office, service, path):
    person = newcomers.employed(office)
    newcomers.report(office, person, "1")
    nobody = office.stack.token(["employee", "rater"])
    where = path.replace(PLAYED, OPEN_PERIOD).format(agreement=person.made["agreement"])

    own = office.get(service, where, person.token, Ekinerja_Seen=person.seen(service))
    closed = office.get(service, where, nobody, Ekinerja_Seen=person.seen(service))

    assert own.status_code == 200
    assert_refused(closed, 403)


# -- more than one role -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file_of(office):
    """The path of an employee's evidence file."""
    path = f"/v1/agreements/{office.agreement(office.employee)}/evidence/{PLAYED}"
    item = office.get("evidence", path, office.employee).json()["items"][0]["item"]
    return f"/v1/evidence/{item}"


@pytest.mark.parametrize(
    "roles", [["officer", "employee"], ["auditor", "rater"], ["officer", "auditor", "rater"]], ids=str
)
def test_a_second_role_opens_no_file_of_anybody(office, file_of, roles):
    """The employee's role let them past the door, the officer's past the relation: together they read every file."""
    both = office.stack.token(roles, str(uuid.uuid4()))

    record, file = office.get("evidence", file_of, both), office.get("evidence", f"{file_of}/content", both)

    assert record.status_code == 200
    assert told_to(file) == "the employee, the rater in force or the rater's superior"


def test_the_raters_superior_reads_the_file_and_an_officer_their_own(office, file_of):
    own = office.stack.token(["officer", "employee"], office.story.ids[office.employee])

    answers = [office.get("evidence", f"{file_of}/content", who) for who in (office.superior, own)]

    assert [answer.status_code for answer in answers] == [200, 200]


# -- whoever is rater, and whoever was --------------------------------------------------------------------------------


def test_the_raters_superior_reads_realizations(office):
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{PLAYED}"

    assert office.get("realization", path, office.superior).status_code == 200


@pytest.fixture(scope="module")
def replaced(office):
    """Someone whose rater was replaced, and the texts written before: (person, new rater, path of each text)."""
    person, rater = newcomers.employed(office), newcomers.register(office, ("employee", "rater"))
    head = newcomers.report(office, person, "3", note="Menyusul.")
    item = newcomers.upload(office, person)
    because = {"reason_code": "unreadable", "reason": "Buram."}
    rejection = {"indicator": person.made["indicator"], "report": head, **because}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/rejection", office.rater, rejection)
    base = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    newcomers.command(office, person, "evaluation", f"{base}/behaviour", office.rater, values)
    rating = {"rating": "above_expectation", "because": {"code": "quality_of_work", "text": "Sangat rapi."}}
    given = {"result": rating}
    newcomers.assess_self(office, person)
    finalized = newcomers.command(office, person, "evaluation", f"{base}/finalization", office.rater, given)
    final = finalized["streams"][0]
    departure = newcomers.event_data(office, "evaluation", final["stream"], final["version"])["departures"][0]
    texts = {
        "a note": ("realization", newcomers.event_data(office, "realization", head["stream"], 1)["note"]),
        "a file's name": ("evidence", newcomers.event_data(office, "evidence", item, 1)["name"]),
        "a reason of rejection": ("evidence", newcomers.event_data(office, "evidence", item, 2)["reason"]),
        "a departure": ("evaluation", departure["reason"]),
    }
    newcomers.change_rater(office, person, rater.id)
    return person, rater, {name: (service, f"/v1/texts/{ref['text']}") for name, (service, ref) in texts.items()}


TEXTS = ("a note", "a file's name", "a reason of rejection", "a departure")
#: What the former rater wrote themself, and may read for ever.
THEIRS = {"a reason of rejection", "a departure"}


@pytest.mark.parametrize("text", TEXTS)
def test_the_rater_in_force_reads_what_was_written_before_and_the_former_only_their_own(office, replaced, text):
    person, rater, texts = replaced
    service, path = texts[text]

    own, new, former = (
        office.get(service, path, who, Ekinerja_Seen=person.seen(service))
        for who in (person.token, rater.token, office.rater)
    )

    assert (own.status_code, new.status_code) == (200, 200)
    assert own.json()["body"] == new.json()["body"]
    assert former.status_code == (200 if text in THEIRS else 403)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_stay_closed_to_others_in_any_role(office, replaced, text):
    person, _, texts = replaced
    service, path = texts[text]
    many = office.stack.token(["employee", "rater", "officer", "auditor"], str(uuid.uuid4()))
    nobody = office.stack.token(["employee", "rater", "officer"])

    assert_refused(office.get(service, path, nobody, Ekinerja_Seen=person.seen(service)), 403)
    for who in (office.colleague, "officer", many):
        assert told_to(office.get(service, path, who, Ekinerja_Seen=person.seen(service))) == "one of those it concerns"


def test_why_a_deadline_was_moved_is_for_every_employee_and_officer_and_for_no_auditor(office):
    cycle = office.story.ids["cycle"]
    periods = office.get("planning", "/v1/cycles/2026", "officer").json()["periods"]
    (in_force,) = (one["reporting_deadline"] for one in periods if one["period"] == "2026Q4")
    extension = {
        "period": "2026Q4", "deadline": "reporting", "reason_code": "other", "reason": "Jaringan putus.",
        "extended_to": (date.fromisoformat(in_force) + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    made = office.post("planning", "/v1/cycles/2026/extensions", "officer", extension)
    assert made.status_code == 201, made.text
    text = newcomers.event_data(office, "planning", cycle, made.json()["streams"][0]["version"])["reason"]["text"]
    another_officer = office.stack.token(["officer"], str(uuid.uuid4()))

    readers = [
        office.get("planning", f"/v1/texts/{text}", who) for who in (another_officer, office.employee, office.rater)
    ]

    assert [answer.json().get("body") for answer in readers] == ["Jaringan putus."] * 3
    assert_refused(office.get("planning", f"/v1/texts/{text}", "auditor"), 403)


# -- a head who moved -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves_on", "may"), [("2026-06-01", False), ("2026-12-31", True)], ids=["moved already", "moves later"]
)
def test_a_head_sets_objectives_while_heading_the_unit_and_not_after(office, moves_on, may):
    unit, other = (
        office.post("planning", "/v1/units", "officer", {"name": f"Seksi {letter}"}).json()["unit"] for letter in "AB"
    )
    head = newcomers.register(office, ("employee", "rater"))
    top = office.story.ids[office.superior]
    newcomers.assign(office, head, unit=unit, rater=top, head_of_unit=True)
    newcomers.assign(office, head, unit=other, rater=top, head_of_unit=True, starts_on=moves_on)
    body = {"year": 2026, "title": "Sasaran seksi"}

    first, second = (office.post("planning", f"/v1/units/{one}/objectives", head.token, body) for one in (unit, other))

    assert [first.status_code, second.status_code] == ([201, 403] if may else [403, 201])
    assert told_to(second if may else first) == "the unit's head or the officer"


# -- someone else's id ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def theirs(office):
    """A newcomer with a report and an item without a verdict, and a stranger who is employee and rater elsewhere."""
    person, stranger = newcomers.employed(office), newcomers.register(office, ("employee", "rater"))
    head = newcomers.report(office, person, "2")
    item = newcomers.upload(office, person)
    return person, stranger, head, item


EVALUATION = "/v1/agreements/{agreement}/evaluations/" + OPEN_PERIOD
ASSIGNMENT = "/v1/employees/{employee}/assignments/{assignment}"
LATENESS = {"reason_code": "other", "reason": "x"}
UNREADABLE = {"reason_code": "unreadable", "reason": "x"}


def shown(one):
    return {"indicator": one["indicator"], "report": one["report"]}


SOMEONE_ELSES = {
    "lateness": ("evaluation", EVALUATION + "/lateness", lambda one: {"item": one["item"], **LATENESS}),
    "lateness of no item": ("evaluation", EVALUATION + "/lateness", lambda _: {"item": str(uuid.uuid4()), **LATENESS}),
    "a proposal": ("planning", "/v1/agreements/{agreement}/proposals", lambda _: {"results": results()}),
    "an acceptance": ("planning", "/v1/agreements/{agreement}/acceptance", lambda _: {"proposal": 1}),
    "a withdrawal": ("evidence", "/v1/evidence/{item}/withdrawal", lambda _: None),
    "a rejection": ("evidence", "/v1/evidence/{item}/rejection", lambda one: {**shown(one), **UNREADABLE}),
    "a verification": ("evidence", "/v1/evidence/{item}/verification", shown),
    "a rater": ("planning", ASSIGNMENT + "/rater", lambda one: {"rater": one["stranger"], "reason_code": "moved"}),
}


@pytest.mark.parametrize("case", SOMEONE_ELSES)
def test_what_is_someone_elses_is_refused_and_nothing_is_recorded(office, theirs, case):
    person, stranger, head, item = theirs
    service, path, body = SOMEONE_ELSES[case]
    ids = {**person.made, "employee": person.id, "item": item, "report": head, "stranger": stranger.id}
    before = office.recorded(service)

    seen = person.seen(service)
    answer = office.post(service, path.format(**ids), stranger.token, body(ids), Ekinerja_Seen=seen)

    assert_refused(answer, 403)
    assert office.recorded(service) == before


def test_a_refusal_is_in_the_log_with_its_route_and_without_anybodys_id(office, theirs):
    person, stranger, _, _ = theirs
    correlation = f"refused-{uuid.uuid4()}"
    path = f"/v1/agreements/{person.made['agreement']}"

    answers = [
        office.get("planning", path, stranger.token, X_Correlation_Id=correlation),
        office.get("planning", "/v1/employees", stranger.token, X_Correlation_Id=correlation),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    lines = [json.loads(line) for line in office.stack.log("planning").splitlines() if correlation in line]
    refused = [line for line in lines if line["event"] == "refused"]
    assert [line["route"] for line in refused] == ["/v1/agreements/{agreement}", "/v1/employees"]
    assert all(line["method"] == "GET" and line["type"] and line["level"] == "warning" for line in refused)
    assert not [
        line for line in lines if stranger.id in json.dumps(line) or person.made["agreement"] in json.dumps(line)
    ]
