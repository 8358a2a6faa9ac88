"""What waits for somebody after a final is found in a list: reviews, one's own tasks, and decided objections."""

import pytest

from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.following import act, eventually_made, final, path_of
from tests.services.test_bad_input import assert_refused
from tests.services.test_late_truth import found_false, task
from tests.services.test_objections import changed, objected


def read(office, person, path, who, service="evaluation"):
    """An answer that has seen all of what this person did."""
    return eventually(lambda: office.get(service, path, who, Ekinerja_Seen=person.seen(service)))


def listed(office, person, path, who):
    """The rows of a list in pages that are about this person."""
    (name,) = {"reviews", "objections"} & set(path.replace("?", "/").split("/"))
    found, after = [], ""
    while True:
        page = read(office, person, path + after, who).json()
        found += [one for one in page[name] if one["employee"] == person.id]
        if page["next"] is None:
            return found
        after = f"{'&' if '?' in path else '?'}after={page['next']}"


def in_recap(office, person):
    """The recap's row of this person, and its words in the sheet."""
    path = f"/v1/units/{office.story.ids['u-tu']}/recap/{OPEN_PERIOD}"
    (row,) = [one for one in read(office, person, path, "officer").json()["rows"] if one["employee"] == person.id]
    sheet = read(office, person, f"{path}?format=csv", "officer").text
    (line,) = [one for one in sheet.splitlines() if person.id in one]
    return row, line


# -- reviews ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reviewed(office):
    """A final whose evidence was found false, and one that is sound."""
    return found_false(office), final(office)


@pytest.mark.parametrize("reader", ["rater", "superior", "officer", "auditor"])
def test_an_open_review_is_listed_for_those_who_may_answer_it_officer_and_auditor(office, reviewed, reader):
    person, sound = reviewed
    who = {"rater": office.rater, "superior": office.superior}.get(reader, reader)

    (row,) = listed(office, person, "/v1/reviews", who)

    assert (row["period"], row["agreement"]) == (OPEN_PERIOD, person.made["agreement"])
    assert (row["item"], row["reason_code"], row["predicate"]) == (person.made["item"], "forged", "baik")
    # Nobody is above the superior: an objection to their amendment could be decided by nobody, so they do not make it.
    assert office.story.ids[office.rater] in row["who"]
    assert office.story.ids[office.superior] not in row["who"]
    assert listed(office, sound, "/v1/reviews", who) == []


def test_a_review_is_no_business_of_another_rater_nor_of_the_employee(office, reviewed):
    person, _ = reviewed
    stranger = office.stack.token(["rater"], office.story.ids[office.colleague])
    themself = office.stack.token(["employee", "rater"], person.id)

    assert [listed(office, person, "/v1/reviews", who) for who in (stranger, themself)] == [[], []]
    assert_refused(office.get("evaluation", "/v1/reviews", person.token), 403)


def test_a_recap_tells_an_open_review_until_an_amendment_answers_it(office):
    person = found_false(office)
    (opened, said), waiting = in_recap(office, person), listed(office, person, "/v1/reviews", "officer")

    act(office, person, "/amendments", office.rater, {"item": person.made["item"], "reason": "Tanpa bukti itu."})

    (answered, then), left = in_recap(office, person), listed(office, person, "/v1/reviews", "officer")
    assert (opened["open_review"], opened["class"], opened["predicate"]) == (True, "final", "baik")
    assert "ditinjau karena bukti dinyatakan palsu" in said
    assert (answered["open_review"], answered["amended"]) == (False, True)
    assert "ditinjau" not in then
    assert (len(waiting), left) == (1, [])


# -- whose task it is -------------------------------------------------------------------------------------------------


def test_an_owner_who_is_not_the_rater_finds_the_task_and_completes_it(office):
    """The symptom: the notice told an owner of a task, and named nothing by which to say that it was done."""
    person, owner = final(office, verdict=None), office.story.ids[office.colleague]
    mine = [act(office, person, "/follow-ups", office.rater, task(office, days, owner=owner)) for days in (9, 7)]

    def tasks(who):
        told = read(office, person, "/v1/follow-ups", who).json()
        return [one for one in told["follow_ups"] if one["employee"] == person.id], told["open"]

    later, sooner = (one["follow_up"] for one in mine)
    before, many = tasks(office.colleague)
    notices = read(office, person, "/v1/notices?limit=200", office.colleague, "notify").json()["notices"]
    (told,) = [one for one in notices if one["follow_up"] == sooner]
    path = f"/v1/agreements/{told['agreement']}/evaluations/{told['period']}/follow-ups/{told['follow_up']}/completion"
    eventually_made(office, person, "evaluation", path, office.colleague, {"note": "Selesai."})
    after, fewer = tasks(office.colleague)

    assert [one["follow_up"] for one in before] == [sooner, later]
    assert {(one["agreement"], one["period"], one["kind"], one["overdue"]) for one in before} == {
        (person.made["agreement"], OPEN_PERIOD, "coaching", False)
    }
    text = before[0]["note"]["text"]
    assert read(office, person, f"/v1/texts/{text}", office.colleague).json()["body"] == "Menulis laporan."
    assert ([one["follow_up"] for one in after], fewer) == ([later], many - 1)
    assert tasks(office.rater)[0] == []
    assert_refused(office.get("evaluation", path_of(person), office.colleague), 403)


# -- what was decided -------------------------------------------------------------------------------------------------


def test_a_decided_objection_is_listed_with_how_it_was_decided(office):
    stood, other, waits = (objected(office) for _ in range(3))
    act(office, stood, "/objections/decision", office.superior, {"outcome": "stands", "reason": "Tetap."})
    act(office, other, "/objections/decision", office.superior, changed(other.made["item"]))
    decided = "/v1/objections?state=decided"

    rows = [
        row
        for person, who in ((stood, "officer"), (other, "auditor"), (stood, stood.token))
        for row in listed(office, person, decided, who)
    ]

    told = [(row["outcome"], row["state"], row["acts"], row["decided_by"]) for row in rows]
    by = office.story.ids[office.superior]
    assert told == [(how, "decided", "nobody", by) for how in ("stands", "changed", "stands")]
    assert listed(office, waits, decided, "officer") == []
    assert listed(office, stood, decided, office.colleague) == []
