"""After a final: what comes late changes nothing and is listed; false evidence opens a review (`domain.md` 9)."""

from datetime import timedelta
from uuid import UUID

from chassis.clock import clock
from tests.services import newcomers
from tests.services.following import MEETS, act, eventually_made, final, judged, path_of, shown, tried
from tests.services.test_bad_input import assert_refused

FALSE = {"reason_code": "forged", "reason": "Tanda tangan dipalsukan."}
FIGURES = ("score", "predicate", "results", "exclusions", "heads")


def kind(answer):
    return answer.json()["type"].rpartition(":")[2]


def figures(told):
    return {name: told[name] for name in FIGURES}


def listed(told):
    return {one["type"].split(".")[2] for one in told["after_the_fact"]["last"]}


# -- late truth -------------------------------------------------------------------------------------------------------


def test_evidence_verified_after_the_final_changes_nothing_and_is_listed(office):
    person = final(office, verdict=None)
    before = shown(office, person)
    item = newcomers.upload(office, person)

    judged(office, person, item, person.made["report"])

    after = shown(office, person)
    assert figures(after) == figures(before)
    assert (before["after_the_fact"]["events"], before["predicate"]) == (0, "butuh_perbaikan")
    assert listed(after) == {"EvidenceUploaded", "EvidenceVerified"}
    assert {one["stream"] for one in after["after_the_fact"]["last"]} == {item}


def rejected(office, person, item, head):
    body = {"indicator": person.made["indicator"], "report": head, "reason_code": "unreadable", "reason": "Buram."}
    seen = person.seen("evidence")
    return office.post("evidence", f"/v1/evidence/{item}/rejection", office.rater, body, Ekinerja_Seen=seen)


def test_what_came_after_the_final_may_be_rejected_and_that_is_listed(office):
    person = final(office)
    before = shown(office, person)
    item = newcomers.upload(office, person, "lain.pdf")

    person.note("evidence", rejected(office, person, item, person.made["report"]))

    after = shown(office, person)
    assert figures(after) == figures(before)
    assert listed(after) == {"EvidenceUploaded", "EvidenceRejected"}


def test_what_was_judged_before_the_final_is_not_rejected_after_it(office):
    person = newcomers.known_to_evidence(office)
    first, item = newcomers.report(office, person, "4"), newcomers.upload(office, person)
    judged(office, person, item, first)
    later = newcomers.report(office, person, "5")
    newcomers.assess_self(office, person)
    for step, body in (("/behaviour", {"values": MEETS}), ("/finalization", {})):
        eventually_made(office, person, "evaluation", path_of(person, step), office.rater, body)
    before = shown(office, person)

    answer = rejected(office, person, item, later)

    assert (answer.status_code, kind(answer)) == (409, "period-is-final")
    assert figures(shown(office, person)) == figures(before)


# -- false evidence ---------------------------------------------------------------------------------------------------


def found_false(office, who=None):
    """A final whose evidence was found false afterwards."""
    person = final(office)
    path = f"/v1/evidence/{person.made['item']}/finding"
    eventually_made(office, person, "evidence", path, who or office.rater, FALSE)
    return person


def test_a_finding_opens_a_review_and_the_final_stays(office):
    person = found_false(office)

    told = shown(office, person)

    (review,) = told["reviews"]
    assert (review["item"], review["reason_code"], review["state"]) == (person.made["item"], "forged", "open")
    assert (told["predicate"], told["standing"]["amended"]) == ("baik", False)
    assert listed(told) == {"EvidenceFoundFalse"}


def test_the_rater_amends_with_a_reason_and_it_may_lower(office):
    person = found_false(office, office.superior)
    before = shown(office, person)

    act(office, person, "/amendments", office.rater, {"item": person.made["item"], "reason": "Tanpa bukti itu."})

    after = shown(office, person)
    assert figures(after) == figures(before)
    (amended,) = after["amendments"]
    assert (amended["cause"], amended["finding"]["stream"]) == ("false_evidence", person.made["item"])
    assert (before["predicate"], after["standing"]["predicate"]) == ("baik", "butuh_perbaikan")
    assert after["reviews"][0]["state"] == "amended"
    again = tried(office, person, "/amendments", office.rater, {"item": person.made["item"], "reason": "Lagi."})
    assert (again.status_code, kind(again)) == (409, "already-reviewed")


def test_the_employee_receives_the_amendment_and_objects_to_it(office):
    person = found_false(office)
    act(office, person, "/delivery", person.token)
    act(office, person, "/amendments", office.rater, {"item": person.made["item"], "reason": "Tanpa bukti itu."})
    amended = shown(office, person, "auditor")

    act(office, person, "/objections", person.token, {"reason": "Tanda tangannya asli."})
    objected = shown(office, person, "auditor")
    act(office, person, "/objections/answer", office.rater, {"answer": "Saya ragu."})
    readmit = {"outcome": "changed", "reason": "Asli.", "readmit": {"items": [person.made["item"]]}}
    act(office, person, "/objections/decision", office.superior, readmit)
    decided = shown(office, person, "auditor")

    (amendment,) = amended["amendments"]
    assert (amended["objection"]["state"], amended["delivery"]) == ("not_delivered", None)
    assert objected["delivery"]["final"] == objected["objection"]["lodged"][0]["final"]
    assert objected["delivery"]["final"]["version"] == amendment["version"]
    assert [one["cause"] for one in decided["amendments"]] == ["false_evidence", "objection"]
    assert (amended["standing"]["predicate"], decided["standing"]["predicate"]) == ("butuh_perbaikan", "baik")
    again = tried(office, person, "/objections", person.token, {"reason": "Lagi."})
    assert (again.status_code, kind(again)) == (409, "objection-already-decided")


def test_nothing_is_amended_without_a_finding_nor_by_anybody_else(office):
    sound, false = final(office), found_false(office)
    own = office.stack.token(["employee", "rater"], false.id)

    def amend(person, who):
        return tried(office, person, "/amendments", who, {"item": person.made["item"], "reason": "Lain."})

    assert kind(amend(sound, office.rater)) == "nothing-found-false"
    assert_refused(amend(false, own), 403)
    assert_refused(amend(false, office.stack.token(["rater"], office.story.ids[office.colleague])), 403)


def test_who_may_find_evidence_false(office):
    person = final(office)
    path = f"/v1/evidence/{person.made['item']}/finding"
    own = office.stack.token(["employee", "rater"], person.id)
    stranger = office.stack.token(["rater"], office.story.ids[office.colleague])

    refused = [office.post("evidence", path, who, FALSE) for who in (own, stranger)]
    eventually_made(office, person, "evidence", path, office.superior, FALSE)
    again = office.post("evidence", path, office.rater, FALSE)
    shows = office.get("evidence", f"/v1/evidence/{person.made['item']}", person.token).json()

    assert [answer.status_code for answer in refused] == [403, 403]
    assert (again.status_code, kind(again)) == (409, "found-false")
    assert shows["found_false"] == "forged"


def test_an_objection_after_the_amendment_may_readmit_what_was_left_out(office):
    person = found_false(office)
    item = person.made["item"]
    act(office, person, "/amendments", office.rater, {"item": item, "reason": "Tanpa bukti itu."})
    act(office, person, "/objections", person.token, {"reason": "Tanda tangannya asli."})
    act(office, person, "/objections/answer", office.rater, {"answer": "Saya keliru."})

    change = {"outcome": "changed", "reason": "Asli.", "readmit": {"items": [item]}}
    act(office, person, "/objections/decision", office.superior, change)

    told = shown(office, person)
    assert [one["predicate"] for one in told["amendments"]] == ["butuh_perbaikan", "baik"]
    assert told["standing"]["predicate"] == "baik"


# -- follow-ups -------------------------------------------------------------------------------------------------------


def task(office, days=7, **changed):
    due = (clock(office.stack.clock_file)() + timedelta(days=days)).date().isoformat()
    owner = office.story.ids[office.rater]
    return {"kind": "coaching", "owner": owner, "due_on": due, "note": "Menulis laporan.", **changed}


def test_a_low_predicate_requires_a_follow_up_which_is_planned_and_completed(office):
    person = final(office, verdict=None)
    missing = shown(office, person)["follow_ups"]

    made = act(office, person, "/follow-ups", office.rater, task(office))
    planned = shown(office, person)["follow_ups"]
    act(office, person, f"/follow-ups/{made['follow_up']}/completion", office.rater, {"note": "Selesai."})
    (done,) = shown(office, person)["follow_ups"]["planned"]

    assert (missing["required"], missing["missing"]) == (True, True)
    assert (planned["missing"], planned["planned"][0]["done"]) == (False, None)
    assert (done["done"]["follow_up"], done["overdue"]) == (made["follow_up"], False)


def test_a_team_and_a_unit_list_what_is_missing(office):
    person, good = final(office, verdict=None), final(office)
    unit = office.story.ids["u-tu"]

    def rows(path, who):
        answer = office.get("evaluation", path, who, Ekinerja_Seen=person.seen("evaluation"))
        assert answer.status_code == 200, answer.text
        return {one["employee"]: one["follow_ups"]["missing"] for one in answer.json()["finals"]}

    just_before = UUID(int=UUID(person.id).int - 1)
    team, of_unit = "/v1/follow-ups/2026Q3", f"/v1/units/{unit}/follow-ups/2026Q3?after={just_before}"
    assert rows(team, office.rater)[person.id] is True
    assert good.id not in rows(team, office.rater)
    assert [rows(of_unit, who)[person.id] for who in (office.rater, "officer", "auditor")] == [True] * 3
    outsider = office.stack.token(["rater"], office.story.ids[office.colleague])
    assert_refused(office.get("evaluation", of_unit, outsider), 403)


def test_a_follow_up_is_planned_by_rater_or_superior_and_never_by_oneself(office):
    person = final(office, verdict=None)
    own = office.stack.token(["employee", "rater"], person.id)

    answers = [
        tried(office, person, "/follow-ups", own, task(office)),
        tried(office, person, "/follow-ups", office.stack.token(["rater"], office.story.ids["p-005"]), task(office)),
        tried(office, person, "/follow-ups", office.rater, task(office, days=-2)),
        tried(office, person, "/follow-ups", office.superior, task(office)),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 422, 201]
