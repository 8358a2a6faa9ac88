"""What follows the final of a year, through HTTP and Kafka: delivered, objected to, amended, followed up (7.7, 7.9).

Each test plays a year of its own; a stranger recomputes what it came to from the topics alone.
"""

import time

import pytest

from tests.services import newcomers
from tests.services.conftest import CATCHES_UP_S
from tests.services.test_bad_input import assert_refused
from tests.services.test_objections import kind, listed, notices
from tests.services.test_year import member, recomputed
from tests.services.years import MEETS, begin_year

LODGED, ANSWERED = {"reason": "Bukti saya terbaca."}, {"answer": "Pada layar saya buram."}
STANDS = {"outcome": "stands", "reason": "Tetap."}
CLASSES = ("score", "predicate", "agreements", "exclusions", "beside", "finalized_at")


@pytest.fixture(scope="module")
def year(office):
    """For all who do not mind who else is judged in it: there are few (`years.py`)."""
    return begin_year(office)


def final_of_year(year, verdict="rejection"):
    """Somebody's final year: everything was reached in the last quarter, with one item verified or rejected."""
    person, boss = member(year), year.boss.token
    report, item = year.report(person, "Q4", "12"), year.upload(person, "Q4")
    person.made |= {"report": report, "item": item}
    year.judge(person, item, report, boss, verdict)
    year.do(person, year.of_year(person, "/behaviour"), boss, MEETS)
    year.finalize(person, year.of_year(person), boss)
    return person


def act(year, person, tail, who, body=None):
    return year.do(person, year.of_year(person, tail), who, body)


def tried(year, person, tail, who, body=None):
    return year.post(person, year.of_year(person, tail), who, body)


def shown(year, person, who=""):
    return year.shown(person, year.of_year(person), who or person.token)


def objected(year, verdict="rejection"):
    """A final year with an objection that the rater has answered."""
    person = final_of_year(year, verdict)
    act(year, person, "/objections", person.token, LODGED)
    act(year, person, "/objections/answer", year.boss.token, ANSWERED)
    return person


def readmitting(*items):
    return {"outcome": "changed", "reason": "Berkasnya terbaca.", "readmit": {"items": list(items)}}


def test_an_objection_to_a_year_readmits_a_rejected_item_and_a_stranger_finds_the_same(office, year):
    person, superior = final_of_year(year), office.superior
    by_the_rater = shown(year, person, year.boss.token)
    assert shown(year, person)["delivery"] is None
    deadline = time.monotonic() + CATCHES_UP_S
    while (delivery := shown(year, person, year.boss.token)["delivery"]) is None:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    act(year, person, "/objections", person.token, LODGED)
    by_the_employee = tried(year, person, "/objections/answer", person.token, ANSWERED)
    act(year, person, "/objections/answer", year.boss.token, ANSWERED)
    (open_one,) = listed(office, person, "officer")
    told = {who: notices(office, person, who) for who in (year.boss.token, superior, person.token)}
    by_the_rater_too = tried(year, person, "/objections/decision", year.boss.token, STANDS)
    unknown = tried(year, person, "/objections/decision", superior, readmitting(person.id))
    before = shown(year, person)
    act(year, person, "/objections/decision", superior, readmitting(person.made["item"]))
    after = shown(year, person)

    assert by_the_rater["objection"]["state"] == "not_delivered"
    assert (delivery["how"], delivery["period"], delivery["procedure"]) == ("opened", str(year.year), "pp-30-2019.v1")
    assert (by_the_employee.status_code, by_the_rater_too.status_code) == (403, 403)
    assert (unknown.status_code, kind(unknown)) == (422, "cannot-be-readmitted")
    assert (open_one["period"], open_one["acts"]) == (str(year.year), "raters_superior")
    assert open_one["who"] == [office.story.ids[superior]]
    for who in (year.boss.token, superior):
        assert any(f"objection to the evaluation of {year.year}" in text for text in told[who])
    assert any("The rater explained" in text for text in told[person.token])
    assert (before["score"]["shown"], before["predicate"]) == ("0.00", "butuh_perbaikan")
    assert {name: after[name] for name in CLASSES} == {name: before[name] for name in CLASSES}, "the original stays"
    (amended,) = after["amendments"]
    assert (amended["year"], amended["cause"], amended["score"]["shown"]) == (year.year, "objection", "100.00")
    assert (after["standing"]["predicate"], after["standing"]["amended"]) == ("baik", True)
    assert (after["objection"]["state"], after["objection"]["decided"]["outcome"]) == ("decided", "changed")
    assert listed(office, person, "officer") == []
    assert any(f"year {year.year} was amended: baik" in text for text in notices(office, person, person.token))
    years, _, differences = recomputed(office, person)
    assert ([one.final.predicate for one in years], differences) == (["butuh_perbaikan", "baik"], [])


def test_the_procedure_chosen_for_the_year_rules_its_quarters_and_the_year(office):
    year = begin_year(office)
    choice = {"policy": "permenpanrb-6-2022.v1", "procedure": "two-step.v1"}
    year.do(year.boss, f"/v1/cycles/{year.year}/policy", "officer", choice)
    year.seen |= year.boss.heads
    person = final_of_year(year)
    year.do(person, year.of_quarter(person, "Q4", "/behaviour"), year.boss.token, MEETS)
    year.finalize(person, year.of_quarter(person, "Q4"), year.boss.token)
    year.do(person, year.of_quarter(person, "Q4", "/delivery"), person.token, None)
    first = act(year, person, "/delivery", person.token)
    again = act(year, person, "/delivery", person.token)
    act(year, person, "/objections", person.token, LODGED)
    early = tried(year, person, "/objections/decision", office.superior, STANDS)
    act(year, person, "/objections/answer", year.boss.token, ANSWERED)
    may_go_on = shown(year, person)["objection"]
    act(year, person, "/objections", person.token, LODGED)
    act(year, person, "/objections/decision", office.superior, STANDS)
    of_quarter, of_year = year.shown(person, year.of_quarter(person, "Q4"), person.token), shown(year, person)

    assert (of_quarter["delivery"]["procedure"], of_year["delivery"]["procedure"]) == ("two-step.v1", "two-step.v1")
    assert (len(first["streams"]), again["streams"], of_year["delivery"]["how"]) == (1, [], "acknowledged")
    assert (early.status_code, kind(early)) == (403, "not-the-raters-superior")
    assert (may_go_on["state"], may_go_on["acts"]) == ("may_object", "employee")
    assert [one["before"] for one in of_year["objection"]["lodged"]] == ["rater", "raters_superior"]
    assert (of_year["objection"]["decided"]["outcome"], of_year["amendments"]) == ("stands", [])
    assert recomputed(office, person)[2] == []


def test_evidence_found_false_opens_a_review_of_the_year_and_an_amendment_may_lower_it(office, year):
    person, boss = final_of_year(year, "verification"), year.boss.token
    item = person.made["item"]
    nothing = tried(year, person, "/amendments", boss, {"item": item, "reason": "Tanpa bukti itu."})
    found = {"reason_code": "forged", "reason": "Palsu."}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/finding", boss, found)
    opened = shown(year, person)
    own = tried(year, person, "/amendments", person.token, {"item": item, "reason": "Tanpa bukti itu."})
    act(year, person, "/amendments", boss, {"item": item, "reason": "Tanpa bukti itu."})
    amended = shown(year, person)

    assert (nothing.status_code, kind(nothing)) == (409, "nothing-found-false")
    assert [(one["item"], one["state"]) for one in opened["reviews"]] == [(item, "open")]
    assert (opened["standing"]["predicate"], opened["after_the_fact"]["events"]) == ("baik", 1)
    assert_refused(own, 403)
    assert [one["state"] for one in amended["reviews"]] == ["amended"]
    assert (amended["predicate"], amended["standing"]["predicate"]) == ("baik", "butuh_perbaikan")
    assert amended["follow_ups"]["missing"] is True
    assert recomputed(office, person)[2] == []


def test_one_item_found_false_opens_a_review_of_quarter_and_year_and_each_is_amended_for_itself(office, year):
    person, boss = final_of_year(year, "verification"), year.boss.token
    item, quarter = person.made["item"], year.of_quarter(person, "Q4")
    year.do(person, f"{quarter}/behaviour", boss, MEETS)
    year.finalize(person, quarter, boss)
    finals = (quarter, year.of_year(person))

    def told():
        both = [year.shown(person, path, person.token) for path in finals]
        return [(one["predicate"], one["standing"]["predicate"], [(r["item"], r["state"]) for r in one["reviews"]])
                for one in both]  # fmt: skip

    before = told()
    found = {"reason_code": "forged", "reason": "Palsu."}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/finding", boss, found)
    opened = told()
    year.do(person, f"{quarter}/amendments", boss, {"item": item, "reason": "Tanpa bukti itu."})
    one_amended = told()
    act(year, person, "/amendments", boss, {"item": item, "reason": "Tanpa bukti itu."})
    both_amended = told()

    waits, done = ("baik", "baik", [(item, "open")]), ("baik", "butuh_perbaikan", [(item, "amended")])
    assert before == [("baik", "baik", [])] * 2
    assert opened == [waits, waits]
    assert one_amended == [done, waits]
    assert both_amended == [done, done]
    assert recomputed(office, person)[2] == []


def test_late_truth_of_the_year_is_shown_beside_it_and_changes_nothing(year):
    person = final_of_year(year)
    before = shown(year, person)
    item = year.upload(person, "Q2", "menyusul.pdf")
    after = shown(year, person)

    assert before["after_the_fact"] == {"events": 0, "last": []}
    (late,) = after["after_the_fact"]["last"]
    assert (late["type"].split(".")[2], late["stream"]) == ("EvidenceUploaded", item)
    assert (after["score"], after["standing"]) == (before["score"], before["standing"])


def test_a_follow_up_of_a_year_is_missing_then_planned_then_done_in_the_lists(office):
    year = begin_year(office)
    person, boss = final_of_year(year), year.boss.token
    lists = (f"/v1/follow-ups/{year.year}", f"/v1/units/{year.unit}/follow-ups/{year.year}")
    missing = [year.shown(person, path, who)["missing"] for path, who in zip(lists, (boss, "officer"), strict=True)]
    task = {"kind": "coaching", "owner": year.boss.id, "due_on": "2990-01-01", "note": "Menata berkas."}
    own = tried(year, person, "/follow-ups", person.token, task)
    planned = act(year, person, "/follow-ups", boss, task)
    act(year, person, f"/follow-ups/{planned['follow_up']}/completion", boss, {})
    (row,) = year.shown(person, lists[0], boss)["finals"]

    assert missing == [1, 1]
    assert_refused(own, 403)
    assert (row["employee"], row["predicate"], row["follow_ups"]["missing"]) == (person.id, "butuh_perbaikan", False)
    assert row["follow_ups"]["planned"][0]["done"]["period"] == str(year.year)
    assert year.shown(person, lists[1], "officer")["missing"] == 0


def test_the_texts_of_an_objection_to_a_year_are_for_those_concerned(office, year):
    person = objected(year)
    text = shown(year, person)["objection"]["lodged"][0]["reason"]["text"]

    readers = (person.token, year.boss.token, office.superior, office.colleague)
    statuses = [office.get("evaluation", f"/v1/texts/{text}", who).status_code for who in readers]

    assert statuses == [200, 200, 200, 403]


def test_whoever_decides_because_the_superior_rated_reads_the_final_of_period_and_year(office, year):
    person, boss = final_of_year(year), year.boss
    year.do(person, year.of_quarter(person, "Q4", "/behaviour"), boss.token, MEETS)
    year.finalize(person, year.of_quarter(person, "Q4"), boss.token)
    paths = (year.of_quarter(person, "Q4"), year.of_quarter(person, "Q4", "/explanation"), year.of_year(person))
    other = newcomers.register(office, ("employee", "rater"))
    newcomers.assign(office, other, unit=year.unit, rater=boss.id)
    person.heads |= other.heads
    rater = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/rater"
    newcomers.command(office, person, "planning", rater, "officer", {"rater": other.id, "reason_code": "moved"})

    def read_by(who):
        seen = person.seen("evaluation")
        return [office.get("evaluation", path, who, Ekinerja_Seen=seen).status_code for path in paths]

    assert [read_by(who) for who in (other.token, boss.token, office.superior)] == [[200] * 3] * 3
    assert read_by(office.colleague) == [403] * 3
    act(year, person, "/objections", person.token, LODGED)
    act(year, person, "/objections/answer", other.token, ANSWERED)
    assert shown(year, person)["objection"]["who"] == [office.story.ids[office.superior]]
