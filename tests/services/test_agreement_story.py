"""One agreement through HTTP: asked and answered, revised by both, its history, and closed at a move."""

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused, results

REASON = {"valid_from": "2026-10-01", "reason_code": "task_changed", "reason": "Tugas bertambah sejak Oktober"}


@pytest.fixture(scope="module")
def person(office):
    return newcomers.employed(office)


def path(person, tail=""):
    return f"/v1/agreements/{person.made['agreement']}{tail}"


def read(office, person, who, tail=""):
    answer = office.get("planning", path(person, tail), who, Ekinerja_Seen=person.seen("planning"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def plan_of(office, person, target):
    """What is agreed, with another target; the ids stay."""
    plan = results()
    plan[0]["supports"] = {"kind": "unit_objective", "id": office.story.ids["u-tu/o1"], "taken_over": "directly"}
    agreed = read(office, person, person.token)["agreed"]["results"][0]
    plan[0]["result"] = agreed["result"]
    plan[0]["indicators"][0] |= {
        "indicator": agreed["indicators"][0]["indicator"],
        "target": {"low": target, "high": target},
        "title": "Setiap laporan selesai",
    }
    return plan


def test_a_question_is_answered_and_both_sides_read_both_texts(office, person):
    asked = newcomers.command(
        office, person, "planning", path(person, "/dialogue"), office.rater,
        {"kind": "question", "text": "Apakah target ini realistis?"},
    )  # fmt: skip
    newcomers.command(
        office, person, "planning", path(person, "/dialogue"), person.token,
        {"kind": "answer", "text": "Ya, dengan dua petugas.", "answers": asked["entry"]},
    )  # fmt: skip

    question, answer = read(office, person, person.token)["dialogue"]

    assert (question["written_by"], answer["written_by"], answer["answers"]) == ("rater", "employee", asked["entry"])
    for who in (person.token, office.rater):
        told = office.get("planning", f"/v1/texts/{answer['text']['text']}", who).json()
        assert told["body"] == "Ya, dengan dua petugas."
    assert_refused(office.get("planning", f"/v1/texts/{answer['text']['text']}", office.colleague), 403)


def test_an_answer_to_nothing_and_a_strangers_word_are_refused(office, person):
    before = office.recorded("planning")

    assert_refused(
        office.post("planning", path(person, "/dialogue"), person.token, {"kind": "answer", "text": "?"}), 422
    )
    word = {"kind": "question", "text": "Halo"}
    assert_refused(office.post("planning", path(person, "/dialogue"), office.colleague, word), 403)

    assert office.recorded("planning") == before


def test_what_is_agreed_is_revised_by_both_and_the_history_says_what_changed(office, person):
    plan = plan_of(office, person, "160")
    assert_refused(office.post("planning", path(person, "/proposals"), person.token, {"results": plan}), 409)
    ended = {**REASON, "valid_from": "2026-02-01"}
    assert_refused(office.post("planning", path(person, "/revisions"), person.token, {"results": plan, **ended}), 422)

    made = newcomers.command(
        office, person, "planning", path(person, "/revisions"), person.token, {"results": plan, **REASON}
    )
    assert read(office, person, person.token)["state"] == "in_revision"
    assert read(office, person, person.token)["waits_for"] == "rater"
    assert [one["code"] for one in made["warnings"]] == ["absolute_wording"]
    accepted = newcomers.command(
        office, person, "planning", path(person, "/acceptance"), office.rater, {"proposal": made["proposal"]}
    )

    assert accepted["agreement_version"] == 2
    *_, last = read(office, person, office.rater, "/history")["events"]
    changed = {one["field"]: one["to"] for one in last["changes"]}
    assert (last["type"], last["valid_from"], changed["title"]) == (
        "TargetAgreed",
        "2026-10-01",
        "Setiap laporan selesai",
    )
    assert changed["target"] == {"low": "160", "high": "160"}
    assert made["results"][0]["indicators"] == [person.made["indicator"]]


def test_an_indicator_that_is_counted_otherwise_is_revised_without_the_former_ones_id(office):
    someone = newcomers.employed(office)
    plan = plan_of(office, someone, "90")
    plan[0]["indicators"][0] |= {"accumulation": "latest", "unit_of_measure": "%"}

    refused = office.post("planning", path(someone, "/revisions"), someone.token, {"results": plan, **REASON})
    del plan[0]["indicators"][0]["indicator"]
    taken = office.post("planning", path(someone, "/revisions"), someone.token, {"results": plan, **REASON})

    assert_refused(refused, 422)
    assert refused.json()["type"].endswith("another-indicator")
    assert "`accumulation` was 'sum'" in refused.json()["detail"]
    assert taken.status_code == 201


def test_an_id_of_another_agreement_is_refused(office, person):
    plan = plan_of(office, person, "170")
    plan[0]["result"] = read(office, newcomers.employed(office), office.rater)["agreed"]["results"][0]["result"]

    answer = office.post("planning", path(person, "/revisions"), person.token, {"results": plan, **REASON})

    assert answer.json()["type"].endswith("not-of-this-agreement")


def test_two_agreements_of_one_assignment_are_never_agreed_for_the_same_days(office, person):
    plan = results()
    plan[0]["supports"] = {"kind": "unit_objective", "id": office.story.ids["u-tu/o1"], "taken_over": "directly"}
    body = {
        "employee": person.id, "assignment": person.made["assignment"], "results": plan,
        "starts_on": "2026-09-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    second = newcomers.command(office, person, "planning", "/v1/agreements", person.token, body)["agreement"]

    answer = office.post("planning", f"/v1/agreements/{second}/acceptance", office.rater, {"proposal": 1})

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("agreement-overlaps")


def test_closed_at_a_move_it_ends_on_that_day_everywhere(office):
    mover = newcomers.employed(office)
    assert_refused(
        office.post(
            "planning", path(mover, "/closing"), mover.token, {"closes_on": "2026-09-30", "reason_code": "moved"}
        ),
        403,
    )

    newcomers.command(
        office,
        mover,
        "planning",
        path(mover, "/closing"),
        "officer",
        {"closes_on": "2026-09-30", "reason_code": "moved"},
    )

    found = read(office, mover, mover.token)
    assert (found["state"], found["closed_on"]) == ("closed", "2026-09-30")
    later = office.post(
        "realization", f"/v1/agreements/{mover.made['agreement']}/realizations/2026Q4", mover.token,
        {"indicator": mover.made["indicator"], "value": "1"}, Ekinerja_Seen=mover.seen("realization"),
    )  # fmt: skip
    assert later.json()["type"].endswith("unknown-period"), later.text
    newcomers.report(office, mover, "1")


def test_until_an_announced_closing_has_passed_it_is_revised_and_another_closing_sets_another_day(office):
    mover = newcomers.employed(office)

    def close(day, reason, status=201):
        answer = office.post(
            "planning", path(mover, "/closing"), "officer", {"closes_on": day, "reason_code": reason},
            Ekinerja_Seen=mover.seen("planning"),
        )  # fmt: skip
        assert answer.status_code == status, answer.text
        return answer.json()

    close("2026-10-31", "moved")
    announced = read(office, mover, mover.token)
    assert (announced["state"], announced["closed_on"]) == ("agreed", "2026-10-31")
    body = {"results": plan_of(office, mover, "5"), "valid_from": "2026-10-15", "reason_code": "other", "reason": "x"}
    revised = newcomers.command(office, mover, "planning", path(mover, "/revisions"), mover.token, body)
    accepted = {"proposal": revised["proposal"]}
    newcomers.command(office, mover, "planning", path(mover, "/acceptance"), office.rater, accepted)
    agreed = read(office, mover, mover.token)["agreed"]
    assert (agreed["agreement_version"], agreed["ends_on"]) == (2, "2026-10-31")

    assert close("2026-11-30", "moved", 409)["type"].endswith("closes-later")
    close("2026-11-30", "corrected")
    assert read(office, mover, mover.token)["closed_on"] == "2026-11-30"
    close("2026-06-30", "corrected")
    assert read(office, mover, mover.token)["state"] == "closed"
    late = office.post("planning", path(mover, "/dialogue"), mover.token, {"kind": "question", "text": "Masih bisa?"})
    assert late.json()["type"].endswith("agreement-closed")
