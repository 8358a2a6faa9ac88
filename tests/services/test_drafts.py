"""Drafts over HTTP: kept by either side, seen by both, and proposed as they stand."""

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused
from tests.world import main_result

DAYS = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}


@pytest.fixture
def drafted(office):
    """(newcomer, agreement): kept as a draft by the employee, and proposed by nobody."""
    person = newcomers.register(office)
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    body = {"employee": person.id, "assignment": person.made["assignment"], **DAYS, "propose": False}
    sent = body | {"results": [main_result(office.story.ids["u-tu/o1"])]}
    return person, office.made("planning", "/v1/agreements", person.token, sent)


def read(office, agreement, who):
    return office.get("planning", f"/v1/agreements/{agreement}", who).json()


def test_both_sides_see_a_draft_that_nobody_can_accept(office, drafted):
    person, made = drafted
    path = f"/v1/agreements/{made['agreement']}"

    accepted = office.post("planning", f"{path}/acceptance", office.rater, {"proposal": 1})

    assert "proposal" not in made
    assert_refused(accepted, 409)
    for who in (person.token, office.rater):
        found = read(office, made["agreement"], who)
        assert (found["state"], found["draft"]["by"], found["waits_for"]) == ("drafted", "employee", None)


def test_the_rater_saves_over_it_with_the_same_ids_and_the_employee_proposes_it_as_it_stands(office, drafted):
    person, made = drafted
    path, (result,) = f"/v1/agreements/{made['agreement']}", made["results"]
    changed = main_result(office.story.ids["u-tu/o1"]) | {"title": "Diubah penilai", "result": result["result"]}

    kept = office.made("planning", f"{path}/draft", office.rater, {"results": [changed]})
    proposed = office.made("planning", f"{path}/proposals", person.token, {})

    assert kept["results"][0]["result"] == result["result"]
    assert proposed["results"] == kept["results"]
    found = read(office, made["agreement"], office.rater)
    assert (found["draft"], found["proposal"]["results"][0]["title"]) == (None, "Diubah penilai")


def test_without_a_draft_a_proposal_needs_its_results_and_strangers_keep_none(office, drafted):
    person, made = drafted
    path = f"/v1/agreements/{made['agreement']}"
    office.made("planning", f"{path}/proposals", person.token, {})
    set_again = {"results": [main_result(office.story.ids["u-tu/o1"])]}

    assert_refused(office.post("planning", f"{path}/proposals", person.token, {}), 409)
    assert_refused(office.post("planning", f"{path}/draft", office.colleague, set_again), 403)


def test_of_a_draft_there_is_no_paper_and_the_answer_says_what_is_to_be_done(office, drafted):
    person, made = drafted

    answer = office.get("planning", f"/v1/agreements/{made['agreement']}/document", person.token)

    assert_refused(answer, 404)
    assert "None" not in answer.text
    assert answer.json()["who_must_act"] == "the employee or the rater"
