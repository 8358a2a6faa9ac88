"""Objections over HTTP and Kafka: delivered, lodged, answered, decided; the original stays (`domain.md` 7.9).

What needs days to pass is in `tests/system/test_days_pass.py`.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services import newcomers
from tests.services.conftest import CATCHES_UP_S
from tests.services.following import act, final, path_of, shown, tried
from tests.services.test_bad_input import assert_refused

LODGED = {"reason": "Bukti saya terbaca."}
ANSWERED = {"answer": "Pada layar saya buram."}


def objected(office, verdict="rejection"):
    """A final with an objection that the rater has answered."""
    person = final(office, verdict)
    act(office, person, "/objections", person.token, LODGED)
    act(office, person, "/objections/answer", office.rater, ANSWERED)
    return person


def changed(*items, **given):
    readmit = {"items": list(items)}
    return {"outcome": "changed", "reason": "Berkasnya terbaca.", "readmit": readmit, **given}


def kind(answer):
    return answer.json()["type"].rpartition(":")[2]


# -- delivery ---------------------------------------------------------------------------------------------------------


def test_the_first_opening_by_the_employee_delivers_the_final(office):
    person = final(office)
    by_the_rater = shown(office, person, office.rater)

    assert shown(office, person)["delivery"] is None
    deadline = time.monotonic() + CATCHES_UP_S
    while (delivery := shown(office, person, office.rater)["delivery"]) is None:
        assert time.monotonic() < deadline
        time.sleep(0.2)

    assert by_the_rater["objection"]["state"] == "not_delivered"
    assert (delivery["how"], delivery["procedure"]) == ("opened", "pp-30-2019.v1")
    assert shown(office, person)["objection"]["state"] == "may_object"


def test_a_rater_who_reads_it_delivers_nothing_and_an_acknowledgement_is_recorded_once(office):
    person = final(office)
    shown(office, person, office.rater)

    first = act(office, person, "/delivery", person.token)
    again = act(office, person, "/delivery", person.token)

    assert shown(office, person, office.rater)["delivery"]["how"] == "acknowledged"
    assert (len(first["streams"]), again["streams"]) == (1, [])
    assert_refused(tried(office, person, "/delivery", office.token(office.employee)), 403)


# -- an objection -----------------------------------------------------------------------------------------------------


def test_an_objection_readmits_a_rejected_item_and_raises_the_result(office):
    person = objected(office)
    before = shown(office, person)

    act(office, person, "/objections/decision", office.superior, changed(person.made["item"]))

    after = shown(office, person)
    assert (before["score"]["shown"], before["predicate"]) == ("0.00", "butuh_perbaikan")
    assert {name: after[name] for name in ("score", "predicate", "results", "exclusions")} == {
        name: before[name] for name in ("score", "predicate", "results", "exclusions")
    }, "the original stays"
    (amended,) = after["amendments"]
    assert (amended["cause"], amended["predicate"], amended["score"]["shown"]) == ("objection", "baik", "120.00")
    assert amended["original"]["version"] < amended["version"]
    assert (after["standing"]["predicate"], after["standing"]["amended"]) == ("baik", True)
    assert after["objection"]["decided"]["outcome"] == "changed"
    assert after["objection"]["state"] == "decided"


def test_a_realization_that_nothing_showed_is_readmitted_by_its_place(office):
    person = objected(office, verdict=None)

    body = {
        "outcome": "changed",
        "reason": "Dapat dilihat di lapangan.",
        "readmit": {"reports": [person.made["report"]]},
    }
    act(office, person, "/objections/decision", office.superior, body)

    assert shown(office, person)["standing"]["score"]["shown"] == "120.00"


def test_an_objection_that_would_lower_is_refused_and_may_still_stand(office):
    person = objected(office)
    lower = {"rating": "below_expectation", "because": {"code": "conduct", "text": "Perilaku."}}

    refused = tried(office, person, "/objections/decision", office.superior, changed(behaviour=lower))
    act(office, person, "/objections/decision", office.superior, {"outcome": "stands", "reason": "Tetap."})

    assert_refused(refused, 409)
    assert kind(refused) == "would-lower"
    told = shown(office, person)
    assert (told["objection"]["decided"]["outcome"], told["amendments"]) == ("stands", [])


def test_what_the_final_never_saw_cannot_be_readmitted(office):
    person = objected(office)
    later = newcomers.upload(office, person, "menyusul.pdf")

    refused = tried(office, person, "/objections/decision", office.superior, changed(later))

    assert_refused(refused, 422)
    assert kind(refused) == "cannot-be-readmitted"


def test_two_objections_at_once_are_one(office):
    person = final(office)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: tried(office, person, "/objections", person.token, LODGED), range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(shown(office, person)["objection"]["lodged"]) == 1


def test_two_decisions_at_once_are_one(office):
    person = objected(office)
    bodies = [changed(person.made["item"]), {"outcome": "stands", "reason": "Tetap."}]

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda body: tried(office, person, "/objections/decision", office.superior, body), bodies)
        )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert shown(office, person)["objection"]["state"] == "decided"


# -- who --------------------------------------------------------------------------------------------------------------


def test_the_employee_objects_the_rater_answers_and_the_superior_decides(office):
    person = final(office, "rejection")
    own = office.stack.token(["employee", "rater"], person.id)
    act(office, person, "/objections", person.token, LODGED)

    stands = {"outcome": "stands", "reason": "Tetap."}
    refused = {
        "lodged by a colleague": tried(office, person, "/objections", office.colleague, LODGED),
        "answered by the employee": tried(office, person, "/objections/answer", own, ANSWERED),
        "answered by the superior": tried(office, person, "/objections/answer", office.superior, ANSWERED),
        "decided by the employee": tried(office, person, "/objections/decision", own, stands),
        "decided by the rater": tried(office, person, "/objections/decision", office.rater, stands),
    }

    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 403)
    assert kind(refused["decided by the rater"]) == "own-objection"


def test_the_rater_is_heard_before_it_is_decided(office):
    person = final(office, "rejection")
    act(office, person, "/objections", person.token, LODGED)
    stands = {"outcome": "stands", "reason": "Tetap."}

    unheard = tried(office, person, "/objections/decision", office.superior, stands)
    tomorrow = {"side": "rater", "heard_on": "2031-01-01"}
    to_come = tried(office, person, "/objections/hearing", office.superior, tomorrow)
    before = {"side": "rater", "heard_on": "2026-09-30"}
    too_early = tried(office, person, "/objections/hearing", office.superior, before)
    heard = {"side": "rater", "heard_on": office.today, "record": "Sudah dijelaskan."}
    act(office, person, "/objections/hearing", office.superior, heard)
    act(office, person, "/objections/decision", office.superior, stands)

    assert (kind(unheard), kind(to_come)) == ("rater-not-heard", "not-heard-yet")
    assert (too_early.status_code, kind(too_early)) == (422, "heard-before-lodged")
    assert shown(office, person)["objection"]["decided"]["heard"] == ["employee", "rater"]


def test_the_reasons_are_for_those_concerned_and_can_be_erased(office):
    person = objected(office)
    text = shown(office, person)["objection"]["lodged"][0]["reason"]["text"]
    path = f"/v1/texts/{text}"

    readers = {who: office.get("evaluation", path, who).status_code for who in (
        person.token, office.rater, office.superior, office.colleague,
    )}  # fmt: skip

    assert list(readers.values()) == [200, 200, 200, 403]
    office.send("DELETE", "evaluation", path, "officer")
    assert office.get("evaluation", path, person.token).json()["erased"] is True
    act(office, person, "/objections/decision", office.superior, changed(person.made["item"]))


# -- lists and notices ------------------------------------------------------------------------------------------------


def listed(office, person, who):
    seen = person.seen("evaluation")
    found, after = [], ""
    while True:
        answer = office.get("evaluation", f"/v1/objections{after}", who, Ekinerja_Seen=seen)
        if answer.status_code == 409:
            continue
        page = answer.json()
        found += [one for one in page["objections"] if one["employee"] == person.id]
        if page["next"] is None:
            return found
        after = f"?after={page['next']}"


@pytest.mark.parametrize("reader", ["officer", "auditor", "rater", "superior", "employee"])
def test_an_open_objection_is_listed_for_those_it_concerns_with_at_whom(office, reader):
    person = objected(office)
    who = {"rater": office.rater, "superior": office.superior, "employee": person.token}.get(reader, reader)

    (row,) = listed(office, person, who)
    elsewhere = listed(office, person, office.colleague)

    assert (row["state"], row["acts"], row["overdue"]) == ("waits_for_decision", "raters_superior", False)
    assert row["who"] == [office.story.ids[office.superior]]
    assert elsewhere == []


def test_a_decided_objection_is_no_longer_listed(office):
    person = objected(office)
    act(office, person, "/objections/decision", office.superior, {"outcome": "stands", "reason": "Tetap."})

    assert listed(office, person, "officer") == []


def notices(office, person, who):
    seen = person.seen("notify")
    deadline = time.monotonic() + CATCHES_UP_S
    while (answer := office.get("notify", "/v1/notices", who, Ekinerja_Seen=seen)).status_code == 409:
        assert time.monotonic() < deadline
    return [one["text"] for one in answer.json()["notices"]]


def test_rater_and_superior_are_told_of_an_objection_and_the_employee_of_its_answer(office):
    person = objected(office)

    told = {who: notices(office, person, who) for who in (office.rater, office.superior, person.token)}

    assert any("There is an objection" in text for text in told[office.rater])
    assert any("There is an objection" in text for text in told[office.superior])
    assert any("The rater explained" in text for text in told[person.token])
    assert not any("There is an objection" in text for text in notices(office, person, office.colleague))


def test_who_sees_it_is_told_what_is_open(office):
    person = objected(office)

    for who in (office.rater, office.superior, "officer", "auditor"):
        told = shown(office, person, who)["objection"]
        assert (told["state"], told["acts"]) == ("waits_for_decision", "raters_superior")
    assert_refused(office.get("evaluation", path_of(person), office.colleague), 403)
