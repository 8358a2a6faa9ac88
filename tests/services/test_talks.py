"""Feedback and coaching over HTTP: who may say what, who reads it, and what is due to whom."""

import uuid

import pytest

from tests.services import newcomers, working
from tests.services.test_bad_input import assert_refused
from tests.services.working import do, path_of

UNIT = "u-tu"


@pytest.fixture(scope="module")
def person(office):
    return working.employed(office)


def said(office, person, who="", rest="feedback"):
    seen = person.seen("realization")
    return office.get("realization", path_of(person, rest), who or person.token, Ekinerja_Seen=seen)


def test_a_colleague_comments_the_employee_answers_and_both_read_it(office):
    person = working.employed(office)
    made = do(office, person, "feedback", {"value": "adaptive", "text": "Cepat tanggap."}, office.colleague)
    do(office, person, f"feedback/{made['feedback']}/answer", {"text": "Terima kasih."})

    own, giver = (said(office, person, who).json()["feedback"] for who in ("", office.colleague))

    assert own == giver
    (one,) = own
    assert (one["given_by"], one["giver"]) == ("colleague", office.story.ids[office.colleague])
    assert (one["about"], one["value"], one["period"]) == ("behaviour", "adaptive", "2026Q4")  # of today
    assert (one["text"]["body"], one["answer"]["text"]["body"]) == ("Cepat tanggap.", "Terima kasih.")


def colleagues_of(office, person):
    """Every page of what a person may give feedback on."""
    found, after = [], ""
    while after is not None:
        path = f"/v1/colleagues?limit=3{after and f'&after={after}'}"
        page = office.get("planning", path, person.token, Ekinerja_Seen=person.seen("planning")).json()
        found, after = found + page["colleagues"], page["next"]
    return found


def test_a_colleague_finds_by_routes_alone_what_to_give_feedback_on_and_nobody_is_named(office):
    person, giver = working.employed(office), newcomers.employed(office)
    giver.heads |= person.heads

    found = colleagues_of(office, giver)
    (one,) = [one for one in found if one["employee"] == person.id]
    (result,) = one["results"]
    said = {"result": result["result"], "text": "Rapi dan tepat waktu."}
    path = f"/v1/agreements/{one['agreement']}/feedback"
    made = newcomers.command(office, giver, "realization", path, giver.token, said)
    stranger = newcomers.register(office)

    assert set(one) == {"employee", "position", "agreement", "results"}
    assert one["agreement"] == person.made["agreement"]
    assert giver.id not in {each["employee"] for each in found}
    assert len(found) == len({each["agreement"] for each in found})
    assert colleagues_of(office, stranger) == []
    giver.heads |= person.heads
    (shown,) = office.get("realization", path, person.token, Ekinerja_Seen=giver.seen("realization")).json()["feedback"]
    assert (shown["feedback"], shown["given_by"], shown["giver"]) == (made["feedback"], "colleague", giver.id)


def test_a_colleague_sees_what_they_said_themself_and_nothing_else(office):
    person, other = working.employed(office), working.employed(office)
    for heads in other.heads.items():
        person.heads |= dict([heads])
    do(office, person, "feedback", {"value": "loyal", "text": "Dari rekan."}, office.colleague)
    do(office, person, "feedback", {"value": "loyal", "text": "Dari atasan."}, office.rater)
    do(office, person, "feedback", {"value": "loyal", "text": "Dari yang lain."}, other.token)

    texts = {
        who: [one["text"].get("body") for one in said(office, person, who).json()["feedback"]]
        for who in ("", office.rater, office.superior, office.colleague, "officer", "auditor")
    }

    everything = ["Dari yang lain.", "Dari atasan.", "Dari rekan."]
    assert texts[""] == texts[office.rater] == everything
    assert texts[office.colleague] == ["Dari rekan."]
    assert texts[office.superior] == texts["officer"] == texts["auditor"] == [None] * 3


def test_feedback_on_a_work_result_names_one_of_the_agreement(office, person):
    agreement = office.get("planning", f"/v1/agreements/{person.made['agreement']}", person.token).json()
    result = agreement["agreed"]["results"][0]["result"]

    made = do(office, person, "feedback", {"result": result, "text": "Rapi."}, office.rater)
    unknown = office.post(
        "realization", path_of(person, "feedback"), office.rater, {"result": str(uuid.uuid4()), "text": "x"}
    )

    assert made["feedback"] in {one["feedback"] for one in said(office, person).json()["feedback"]}
    assert_refused(unknown, 404)


@pytest.mark.parametrize(
    "body",
    [{"text": "x"}, {"text": "x", "value": "loyal", "result": str(uuid.uuid4())}, {"text": "x", "value": "kind"}],
)
def test_feedback_is_about_one_thing(office, person, body):
    assert_refused(office.post("realization", path_of(person, "feedback"), office.rater, body), 422)


def test_neither_oneself_nor_a_stranger_gives_feedback(office, person):
    body, stranger = {"value": "loyal", "text": "x"}, office.stack.token(["employee"], str(uuid.uuid4()))
    path = path_of(person, "feedback")

    own, strange = (office.post("realization", path, who, body) for who in (person.token, stranger))

    assert_refused(own, 403)
    assert_refused(strange, 403)
    assert strange.json()["type"].endswith("not-a-colleague")
    assert_refused(said(office, person, stranger), 403)


def test_an_answer_is_the_employees_and_given_once(office, person):
    made = do(office, person, "feedback", {"value": "loyal", "text": "Setia."}, office.rater)
    path = path_of(person, f"feedback/{made['feedback']}/answer")

    other = office.post("realization", path, office.colleague, {"text": "x"})
    do(office, person, f"feedback/{made['feedback']}/answer", {"text": "Baik."})
    again = office.post("realization", path, person.token, {"text": "x"})

    assert_refused(other, 403)
    assert_refused(again, 409)


def test_feedback_comes_in_pages(office):
    person = working.employed(office)
    for text in ("A", "B", "C"):
        do(office, person, "feedback", {"value": "loyal", "text": text}, office.rater)

    first = said(office, person, rest="feedback?limit=2").json()
    second = said(office, person, rest=f"feedback?limit=2&after={first['next']}").json()

    assert [one["text"]["body"] for one in first["feedback"] + second["feedback"]] == ["C", "B", "A"]
    assert second["next"] is None


SESSION = {"held_on": "2026-07-01", "topic": "Menulis", "agreements": "Satu draf", "follow_up_on": "2026-07-02"}


def due(office, person, who):
    path = "/v1/coaching/due?limit=200&until=2026-12-31"
    answer = office.get("realization", path, who, Ekinerja_Seen=person.seen("realization")).json()
    return {one["session"]: one for one in answer["due"]}


def test_coaching_is_due_to_both_until_it_is_done(office):
    person = working.employed(office)
    session = do(office, person, "coaching", SESSION, office.rater)["session"]
    waiting = due(office, person, office.rater)[session], due(office, person, person.token)[session]
    later = {"outcome": "partly_done", "note": "Setengah.", "next_follow_up_on": "2026-12-01"}
    do(office, person, f"coaching/{session}/follow-up", later, office.rater)
    moved = due(office, person, office.rater)[session]
    do(office, person, f"coaching/{session}/follow-up", {"outcome": "done"}, office.rater)

    (shown,) = said(office, person, rest="coaching").json()["sessions"]

    assert [(one["as"], one["overdue"]) for one in waiting] == [("rater", True), ("employee", True)]
    assert (moved["due"], moved["overdue"]) == ("2026-12-01", False)
    assert session not in due(office, person, office.rater)
    assert "due" not in shown
    assert shown["held_by"] == office.story.ids[office.rater]
    assert [one["outcome"] for one in shown["followed_up"]] == ["partly_done", "done"]
    assert (shown["topic"]["body"], shown["followed_up"][0]["note"]["body"]) == ("Menulis", "Setengah.")


def test_coaching_after_the_agreements_last_day_is_recorded_with_its_last_period(office):
    person = working.arrived(office, newcomers.employed(office, ends_on="2026-06-30"))

    made = do(
        office, person, "coaching", SESSION | {"held_on": "2026-07-10", "follow_up_on": "2026-08-01"}, office.rater
    )

    (shown,) = said(office, person, rest="coaching").json()["sessions"]
    assert (shown["session"], shown["held_on"], shown["period"]) == (made["session"], "2026-07-10", "2026Q2")


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"held_on": "2026-12-01", "follow_up_on": "2026-12-02"}, "not-yet-held"),
        ({"follow_up_on": "2026-07-01"}, "follow-up-too-early"),
        ({"held_on": "2025-12-01"}, "held-before"),
        ({"topic": " "}, "invalid"),
    ],
)
def test_a_session_that_cannot_be_is_refused(office, person, changed, kind):
    answer = office.post("realization", path_of(person, "coaching"), office.rater, SESSION | changed)

    assert_refused(answer, 422)
    assert answer.json()["type"].endswith(kind)


def test_coaching_is_for_who_acts_as_rater(office, person):
    stranger = office.stack.token(["rater"], str(uuid.uuid4()))

    assert_refused(office.post("realization", path_of(person, "coaching"), stranger, SESSION), 403)
    early = SESSION | {"held_on": "2025-12-01"}
    assert_refused(office.post("realization", path_of(person, "coaching"), stranger, early), 403)
    assert_refused(said(office, person, office.colleague, "coaching"), 403)
    assert due(office, person, office.colleague) == {}


def test_a_text_of_coaching_is_read_by_those_it_concerns_and_erased_by_the_officer(office, person):
    do(office, person, "coaching", SESSION | {"topic": "Hapus saya"}, office.rater)
    shown = said(office, person, rest="coaching").json()["sessions"][0]
    path = f"/v1/texts/{shown['topic']['text']}"

    own, other = office.get("realization", path, person.token), office.get("realization", path, office.colleague)
    office.send("DELETE", "realization", path, "officer")

    assert own.json()["body"] == "Hapus saya"
    assert_refused(other, 403)
    assert "body" not in said(office, person, rest="coaching").json()["sessions"][0]["topic"]
