"""What is in view beside the figures (7.3), over HTTP: feedback, innovations, the employee's own values, the time left.

The office's clock stands on the first day after the open quarter; its evidence deadline is 7 October.
"""

import time

import pytest

from tests.services import newcomers
from tests.services.conftest import CATCHES_UP_S, OPEN_PERIOD
from tests.services.following import MEETS, act, eventually_made, judged, path_of, shown
from tests.services.newcomers import AS_EXPECTED

NEXT_PERIOD = "2026Q4"
OWN = {"values": {**AS_EXPECTED["values"], "loyal": "above_expectation"}}
NEW = {"kind": "new_way_of_working", "description": "Layanan jemput bola"}


def get(office, person, path, who=""):
    return office.get("evaluation", path, who or office.rater, Ekinerja_Seen=person.seen("evaluation"))


def of_year(person, step=""):
    return f"/v1/employees/{person.id}/evaluations/2026{step}"


def time_and_own(shown):
    waits = shown["waits_for"]
    return waits["goes_from"], waits["still_due"], shown["self_assessment"]


class Seen:
    """Somebody's open quarter, and what is read of it before and after they assess themself, and of the final."""

    def __init__(self, office):
        self.office, self.person = office, newcomers.known_to_evidence(office)
        person, rater = self.person, office.rater
        report, self.item = newcomers.report(office, person, "4"), newcomers.upload(office, person)
        self.feedback()
        new = {**NEW, "items": [self.item]}
        eventually_made(office, person, "evaluation", path_of(person, "/innovations"), rater, new)
        left = {"consideration": "Baru sejak Juli."}
        eventually_made(office, person, "evaluation", of_year(person, "/consideration"), rater, left)
        self.before = self.read()
        self.of_auditor = get(office, person, path_of(person, "/advice"), "auditor").json()
        judged(office, person, self.item, report)
        eventually_made(office, person, "evaluation", path_of(person, "/behaviour"), rater, {"values": MEETS})
        act(office, person, "/self-assessment", person.token, OWN)
        self.after = self.read()
        act(office, person, "/finalization", rater, {})
        self.final = shown(office, person, rater)

    def feedback(self):
        """By the rater on the quarter, answered; by a colleague on the next one."""
        path = f"/v1/agreements/{self.person.made['agreement']}/feedback"
        given = []
        for who, value, period in (("rater", "adaptive", OPEN_PERIOD), ("colleague", "loyal", NEXT_PERIOD)):
            said = {"value": value, "text": "Cepat tanggap.", "period": period}
            giver = getattr(self.office, who)
            given.append(eventually_made(self.office, self.person, "realization", path, giver, said)["feedback"])
        answer = f"{path}/{given[0]}/answer"
        newcomers.command(self.office, self.person, "realization", answer, self.person.token, {"text": "Terima kasih."})
        self.given = given

    def read(self):
        office, person = self.office, self.person
        paths = {
            "evaluation": path_of(person), "advice": path_of(person, "/advice"), "year": of_year(person),
            "next": path_of(person, "/advice", NEXT_PERIOD), "advice of the year": of_year(person, "/advice"),
            "explanation": path_of(person, "/explanation"),
        }  # fmt: skip
        return {name: get(office, person, path).json() for name, path in paths.items()}


@pytest.fixture(scope="module")
def seen(office):
    return Seen(office)


def test_evaluation_and_advice_say_the_day_what_is_still_due_and_whether_the_employee_has_assessed_themself(seen):
    due = [seen.person.made["indicator"]]

    for what in ("evaluation", "advice"):
        assert time_and_own(seen.before[what]) == ("2026-10-08", due, None)
        assert time_and_own(seen.after[what]) == (None, [], OWN["values"])
    for what in ("year", "advice of the year"):
        goes_from, still_due, own = time_and_own(seen.before[what])
        assert (goes_from, still_due, own) == ("2027-01-01", due, None)
    move = [one for one in seen.before["explanation"]["would_change"] if one["code"] == "self_assessment"]
    assert [(one["kind"], one["actor"]) for one in move] == [("missing", "employee")]
    assert [one["code"] for one in seen.after["explanation"]["would_change"]] == []


def test_the_advice_has_the_feedback_of_its_period_and_the_years_that_of_all(office, seen):
    (of_quarter,) = seen.before["advice"]["feedback"]["last"]
    (of_next,) = seen.before["next"]["feedback"]["last"]
    of_year = seen.before["advice of the year"]["feedback"]

    assert (of_quarter["feedback"], of_quarter["given_by"], of_quarter["value"]) == (seen.given[0], "rater", "adaptive")
    assert (of_quarter["giver"], of_next["giver"]) == (
        office.story.ids[office.rater], office.story.ids[office.colleague],
    )  # fmt: skip
    assert (of_quarter["answer"] is not None, of_next["answer"]) == (True, None)
    assert ([one["feedback"] for one in of_year["last"]], of_year["entries"]) == (seen.given, 2)
    answered = office.get("realization", f"/v1/texts/{of_quarter['answer']['text']}", office.rater)
    assert answered.json()["body"] == "Terima kasih."
    (audited,) = seen.of_auditor["feedback"]["last"]
    assert audited == {name: told for name, told in of_quarter.items() if name != "giver"}


def test_an_innovation_is_shown_before_the_final_and_after_it_with_its_evidence_and_its_words(office, seen):
    person = seen.person
    explained = get(office, person, path_of(person, "/explanation")).json()

    told = [seen.before[one]["innovations"] for one in ("advice", "advice of the year", "explanation")]
    assert told[1:] == told[:1] * 2 == [explained["innovations"]] * 2
    (new,) = explained["innovations"]
    assert (new["kind"], new["items"]) == (NEW["kind"], [seen.item])
    text = office.get("evaluation", f"/v1/texts/{new['description']['text']}", person.token)
    assert text.json()["body"] == NEW["description"]


def test_the_years_advice_has_the_consideration(office, seen):
    left = seen.before["advice of the year"]["consideration"]

    text = office.get("evaluation", f"/v1/texts/{left['written']['text']}", office.rater)

    assert (text.json()["body"], left["version"]) == ("Baru sejak Juli.", 1)


def test_the_employees_own_values_stay_beside_the_raters_and_reading_the_page_is_opening_it(office, seen):
    person = seen.person
    explained = get(office, person, path_of(person, "/explanation")).json()
    by_others = shown(office, person, office.rater)["delivery"]
    page = get(office, person, path_of(person, "/explanation?format=html&lang=id"), person.token).text
    paper = get(office, person, path_of(person, "/document?lang=id")).text
    deadline = time.monotonic() + CATCHES_UP_S
    while (delivery := shown(office, person, office.rater)["delivery"]) is None:
        assert time.monotonic() < deadline
        time.sleep(0.2)

    assert (seen.final["self_assessment"], seen.final["behaviour"]["loyal"]) == (OWN["values"], "meets_expectation")
    values = {one["name"]: (one["rating"], one["self_assessed"]) for one in explained["behaviour"]["values"]}
    assert values["loyal"] == ("meets_expectation", "above_expectation")
    assert [one in page for one in ("Menurut pegawai", "Di Atas Ekspektasi", "cara kerja baru")] == [True] * 3
    assert [one in paper for one in ("MENURUT PEGAWAI", "Di Atas Ekspektasi", "cara kerja baru")] == [True] * 3
    assert (by_others, delivery["how"]) == (None, "opened")


def test_the_paper_delivers_a_year_that_its_employee_reads_and_nobody_elses_reading_does(office, seen):
    """Of a year of which no agreement is left, which can be made final today."""
    person = newcomers.known_to_evidence(office)
    eventually_made(office, person, "evaluation", of_year(person, "/behaviour"), office.rater, {"values": MEETS})
    end = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
    gone = {"ends_on": "2026-09-30", "reason_code": "left_service"}
    newcomers.command(office, person, "planning", end, "officer", gone)
    for step, who, body in (("/self-assessment", person.token, OWN), ("/finalization", office.rater, {})):
        eventually_made(office, person, "evaluation", of_year(person, step), who, body)

    get(office, person, of_year(person, "/document"))
    before = get(office, person, of_year(person)).json()
    get(office, person, of_year(person, "/document"), person.token)
    deadline = time.monotonic() + CATCHES_UP_S
    while (delivery := get(office, person, of_year(person)).json()["delivery"]) is None:
        assert time.monotonic() < deadline
        time.sleep(0.2)

    assert (before["delivery"], before["self_assessment"]) == (None, OWN["values"])
    assert delivery["how"] == "opened"
