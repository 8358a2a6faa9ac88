"""Lists of finals and of a team say what counts now beside what was final, through HTTP and Kafka (issue 7)."""

from tests.services.conftest import OPEN_PERIOD
from tests.services.following import act, eventually_made, final
from tests.services.test_objections import changed, objected


def members(office, *people):
    """The rows of the rater's team about these people, by id."""
    seen = ", ".join(person.seen("evaluation") for person in people)
    answer = office.get("evaluation", f"/v1/team/{OPEN_PERIOD}", office.rater, Ekinerja_Seen=seen)
    assert answer.status_code == 200, answer.text
    return {one["employee"]: one for one in answer.json()["team"]}


def finals(office, *people):
    """The finals listed of these people, by id."""
    seen, found, after = ", ".join(person.seen("evaluation") for person in people), {}, ""
    while True:
        path = f"/v1/evaluations/{OPEN_PERIOD}{after}"
        answer = office.get("evaluation", path, "auditor", Ekinerja_Seen=seen)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found |= {one["employee"]: one for one in page["finals"]}
        if page["next"] is None:
            return found
        after = f"?after={page['next']}"


def test_team_and_list_show_the_final_and_what_counts_of_it_after_amendments(office):
    raised, lowered, untouched = objected(office), final(office), final(office)
    act(office, raised, "/objections/decision", office.superior, changed(raised.made["item"]))
    item = lowered.made["item"]
    found = {"reason_code": "forged", "reason": "Palsu."}
    eventually_made(office, lowered, "evidence", f"/v1/evidence/{item}/finding", office.rater, found)
    without = {"item": item, "reason": "Tanpa bukti itu."}
    eventually_made(office, lowered, "evaluation", f"/v1/agreements/{lowered.made['agreement']}/evaluations/"
                    f"{OPEN_PERIOD}/amendments", office.rater, without)  # fmt: skip
    everybody = (raised, lowered, untouched)

    for rows in (members(office, *everybody), finals(office, *everybody)):
        told = [rows[person.id] for person in everybody]
        assert [one["predicate"] for one in told] == ["butuh_perbaikan", "baik", "baik"]
        assert [one["standing"]["predicate"] for one in told] == ["baik", "butuh_perbaikan", "baik"]
        assert [one["standing"]["amended"] for one in told] == [True, True, False]
        assert [one["standing"]["score"]["shown"] for one in told][2] == "120.00"
