"""Whose record is whose: what a role opens is still only for those it concerns; and an auditor sees no identity."""

import uuid

import pytest

from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused

PLAYED = "2026Q2"
AGREEMENT_READS = [
    ("planning", "/v1/agreements/{agreement}"),
    ("realization", "/v1/agreements/{agreement}/realizations/" + PLAYED),
    ("evidence", "/v1/agreements/{agreement}/evidence/" + PLAYED),
    ("evaluation", "/v1/agreements/{agreement}/evaluations/" + PLAYED),
    ("evaluation", "/v1/agreements/{agreement}/evaluations/" + PLAYED + "/advice"),
]


@pytest.fixture(scope="module")
def outsider(office):
    """A rater, by role, of nobody here."""
    return office.stack.token(["employee", "rater"], str(uuid.uuid4()))


@pytest.mark.parametrize(("service", "path"), AGREEMENT_READS)
def test_the_person_the_rater_the_officer_and_the_auditor_read_a_record(office, service, path):
    where = path.format(agreement=office.agreement(office.employee))

    answers = [office.get(service, where, who) for who in (office.employee, office.rater, "officer", "auditor")]

    assert [answer.status_code for answer in answers] == [200] * 4


@pytest.mark.parametrize(("service", "path"), AGREEMENT_READS)
def test_a_colleague_and_somebody_elses_rater_do_not(office, outsider, service, path):
    where = path.format(agreement=office.agreement(office.employee))

    assert_refused(office.get(service, where, office.colleague), 403)
    assert_refused(office.get(service, where, outsider), 403)


def test_the_raters_superior_reads_evaluation_and_evidence(office):
    agreement = office.agreement(office.employee)

    evaluation = office.get("evaluation", f"/v1/agreements/{agreement}/evaluations/{PLAYED}", office.superior)
    evidence = office.get("evidence", f"/v1/agreements/{agreement}/evidence/{PLAYED}", office.superior)

    assert (evaluation.status_code, evidence.status_code) == (200, 200)


def test_an_evidence_file_is_for_the_person_and_the_rater_only(office, outsider):
    agreement = office.agreement(office.employee)
    items = office.get("evidence", f"/v1/agreements/{agreement}/evidence/{PLAYED}", office.employee).json()["items"]
    path = f"/v1/evidence/{items[0]['item']}/content"

    own, rater = office.get("evidence", path, office.employee), office.get("evidence", path, office.rater)

    assert (own.status_code, rater.status_code) == (200, 200)
    assert own.content == rater.content
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    for who in (office.colleague, outsider, "officer", "auditor"):
        assert_refused(office.get("evidence", path, who), 403)


def test_who_a_person_is_is_shown_to_themself_their_rater_and_the_officer(office):
    path = f"/v1/employees/{office.story.ids[office.employee]}"

    shown = [office.get("planning", path, who).json() for who in (office.employee, office.rater, "officer")]
    audited = office.get("planning", path, "auditor")

    assert all({"name", "number"} <= one.keys() for one in shown)
    assert audited.status_code == 200
    assert not {"name", "number", "email"} & audited.json().keys()
    assert audited.json()["assignments"] == shown[0]["assignments"]
    assert_refused(office.get("planning", path, office.colleague), 403)


AUDITED = [
    ("planning", "/v1/employees/{employee}"),
    ("planning", "/v1/units"),
    *AGREEMENT_READS,
    ("evaluation", f"/v1/evaluations/{PLAYED}"),
]


@pytest.mark.parametrize(("service", "path"), AUDITED)
def test_an_auditor_sees_no_identity_anywhere(office, service, path):
    person = next(one for one in office.story.world.people if one.key == office.employee)
    where = path.format(agreement=office.agreement(person.key), employee=office.story.ids[person.key])

    answer = office.get(service, where, "auditor")

    assert answer.status_code == 200
    assert not [part for part in (person.name, person.nip, person.email) if part and part in answer.text]


def test_a_list_of_agreements_is_the_persons_the_raters_or_the_officers(office):
    path = f"/v1/agreements?employee={office.story.ids[office.employee]}"

    counts = [
        len(office.get("planning", path, who).json()["agreements"])
        for who in (office.employee, office.rater, "officer")
    ]
    rated = office.whole("planning", "/v1/agreements?limit=200", office.rater, "agreements")

    assert counts[0] >= 1
    assert len(set(counts)) == 1
    assert {one["employee"] for one in rated} >= {office.story.ids[office.employee], office.story.ids[office.colleague]}
    assert_refused(office.get("planning", path, office.colleague), 403)


def test_a_team_is_the_raters_own(office, outsider):
    team = office.get("evaluation", f"/v1/team/{PLAYED}", office.rater).json()["team"]
    nobodys = office.get("evaluation", f"/v1/team/{PLAYED}", outsider).json()["team"]

    assert office.story.ids[office.employee] in {row["employee"] for row in team}
    assert nobodys == []


COMMANDS = [
    ("evaluation", "behaviour", lambda _: {"values": dict.fromkeys(VALUES, "meets_expectation")}),
    ("evaluation", "finalization", lambda _: {}),
]
VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")


@pytest.mark.parametrize(("service", "step", "body"), COMMANDS, ids=lambda one: one if isinstance(one, str) else "")
def test_only_the_rater_in_force_evaluates(office, outsider, service, step, body):
    path = f"/v1/agreements/{office.agreement(office.employee)}/evaluations/{OPEN_PERIOD}/{step}"
    own = office.stack.token(["rater"], office.story.ids[office.employee])
    superior = office.stack.token(["rater"], office.story.ids[office.superior])
    before = office.recorded("evaluation")

    answers = {name: office.post(service, path, who, body(office)) for name, who in (
        ("own", own), ("outsider", outsider), ("superior", superior),
    )}  # fmt: skip

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert answers["own"].json()["type"].endswith("own-evaluation")
    assert answers["outsider"].json()["type"].endswith("not-your-subordinate")
    assert office.recorded("evaluation") == before


def test_nobody_verifies_their_own_evidence_or_accepts_their_own_proposal(office, outsider):
    agreement = office.agreement(office.employee)
    item = office.get("evidence", f"/v1/agreements/{agreement}/evidence/{PLAYED}", office.employee).json()["items"][0]
    verdict = {"indicator": item["indicators"][0], "report": {"stream": str(uuid.uuid4()), "version": 1}}
    as_rater = office.stack.token(["rater"], office.story.ids[office.employee])

    verified = office.post("evidence", f"/v1/evidence/{item['item']}/verification", as_rater, verdict)
    stranger = office.post("evidence", f"/v1/evidence/{item['item']}/verification", outsider, verdict)
    accepted = office.post("planning", f"/v1/agreements/{agreement}/acceptance", office.colleague, {"proposal": 1})

    assert_refused(verified, 403)
    assert verified.json()["type"].endswith("own-evidence")
    assert_refused(stranger, 403)
    assert stranger.json()["type"].endswith("not-yours-to-judge")
    assert_refused(accepted, 403)


def test_a_units_achievement_is_set_one_level_up(office):
    path = f"/v1/units/{office.story.ids['u-tu']}/achievements/{OPEN_PERIOD}"

    assert_refused(office.post("evaluation", path, office.rater, {"achievement": "istimewa"}), 403)


def test_a_superior_entered_ahead_of_time_is_none_yet(office):
    person = {"name": "Pengganti Contoh", "number": "199001012015031951", "employment": "pns"}
    later = office.post("planning", "/v1/employees", "officer", person).json()["employee"]
    head = {
        "unit": office.story.ids["u-tu"],
        "position": "Kepala Bagian Tata Usaha",
        "head_of_unit": True,
        "starts_on": "2027-01-01",
        "rater": later,
    }
    rater = office.story.ids[office.rater]
    seen = office.post("planning", f"/v1/employees/{rater}/assignments", "officer", head).headers["Ekinerja-Seen"]
    not_yet, now = office.stack.token(["employee", "rater"], later), office.superior
    agreement = f"/v1/agreements/{office.agreement(office.employee)}"
    reads = [("evidence", f"{agreement}/evidence/{PLAYED}"), ("evaluation", f"{agreement}/evaluations/{PLAYED}")]
    achievement = f"/v1/units/{office.story.ids['u-tu']}/achievements/{OPEN_PERIOD}"

    for service, path in reads:
        assert_refused(office.get(service, path, not_yet, Ekinerja_Seen=seen), 403)
        assert office.get(service, path, now, Ekinerja_Seen=seen).status_code == 200
    refused = office.post("evaluation", achievement, not_yet, {"achievement": "baik"}, Ekinerja_Seen=seen)
    achieved = office.post("evaluation", achievement, now, {"achievement": "baik"}, Ekinerja_Seen=seen)

    assert_refused(refused, 403)
    assert achieved.status_code == 201


def test_objectives_are_set_by_the_officer_or_the_units_head(office, outsider):
    path = f"/v1/units/{office.story.ids['u-tu']}/objectives"
    body = {"year": 2026, "title": "Sasaran tambahan"}

    assert_refused(office.post("planning", path, outsider, body), 403)
    assert office.post("planning", path, office.rater, body).status_code == 201


def test_an_objective_serves_what_is_above_and_is_withdrawn_while_nothing_rests_on_it(office):
    top, below = office.story.ids["u-kanwil"], office.story.ids["u-tu"]
    indicator = {"title": "Nilai", "unit_of_measure": "poin", "target": {"low": "80", "high": "80"}}
    years = {"first_year": 2025, "last_year": 2029}
    goal = office.post("planning", f"/v1/units/{top}/goals", "officer", {"title": "Umat rukun", **years}).json()["goal"]
    upper = set_objective(office, top, supports={"kind": "strategic_goal", "id": goal}, indicators=[indicator])
    lower = set_objective(office, below, supports={"kind": "unit_objective", "id": upper.json()["objective"]})
    sideways = set_objective(office, top, supports={"kind": "unit_objective", "id": lower.json()["objective"]})

    still = withdraw(office, top, upper.json()["objective"])
    gone = [withdraw(office, unit, made.json()["objective"]) for unit, made in ((below, lower), (top, upper))]

    assert_refused(sideways, 422)
    assert_refused(still, 409)
    assert still.json()["type"].endswith(":still-supported")
    assert [answer.status_code for answer in gone] == [201, 201]
    shown = office.get("planning", f"/v1/units/{top}/objectives/2026", "auditor").json()["objectives"]
    found = next(one for one in shown if one["objective"] == upper.json()["objective"])
    assert found["withdrawn"]
    assert found["supports"] == {"kind": "strategic_goal", "id": goal}
    assert found["indicators"][0]["direction"] == "higher_is_better"


def set_objective(office, unit, **more):
    body = {"year": 2026, "title": "Sasaran berjenjang", **more}
    return office.post("planning", f"/v1/units/{unit}/objectives", "officer", body)


def withdraw(office, unit, objective):
    path = f"/v1/units/{unit}/objectives/2026/{objective}/withdrawal"
    return office.post("planning", path, "officer", {"reason": "Digabung."})


def test_what_a_superior_agreed_to_keeps_the_objective_it_rests_on(office):
    path = f"/v1/units/{office.story.ids['u-tu']}/objectives/2026/{office.story.ids['u-tu/o1']}/withdrawal"

    assert_refused(office.post("planning", path, office.rater, {"reason": "Tidak perlu lagi."}), 409)
