"""Nothing is made final before its time: the days judged must be over, and what may still be shown is waited for.

The office's clock stands on the first day after the open quarter; its evidence deadline is 7 October.
"""

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.following import MEETS, act, eventually_made, judged, path_of, tried
from tests.services.newcomers import AS_EXPECTED
from tests.services.test_objections import kind

NEXT_PERIOD = "2026Q4"
YEAR = "/v1/employees/{}/evaluations/2026"


def begun(office):
    """Somebody who reported a value of the open quarter and showed nothing, whose behaviour is assessed."""
    person = newcomers.known_to_evidence(office)
    newcomers.report(office, person, "4")
    eventually_made(office, person, "evaluation", path_of(person, "/behaviour"), office.rater, {"values": MEETS})
    return person


def own_row(office, person, period):
    path = f"/v1/employees/{person.id}/provisional/{period}"
    answer = office.get("evaluation", path, person.token, Ekinerja_Seen=person.seen("evaluation"))
    (row,) = answer.json()["people"]
    return row


def advice_of(office, person):
    seen = person.seen("evaluation")
    return office.get("evaluation", path_of(person, "/advice"), office.rater, Ekinerja_Seen=seen).json()


def test_a_period_that_is_not_over_is_refused_and_the_day_is_named_in_both_languages(office):
    person = begun(office)
    path = path_of(person, period=NEXT_PERIOD)
    eventually_made(office, person, "evaluation", f"{path}/behaviour", office.rater, {"values": MEETS})
    seen = person.seen("evaluation")

    refused = office.post("evaluation", f"{path}/finalization", office.rater, {}, Ekinerja_Seen=seen)
    own = office.post("evaluation", f"{path}/self-assessment", person.token, AS_EXPECTED, Ekinerja_Seen=seen)

    for answer, name, who in (
        (refused, "period-not-over", "rater"),
        (own, "self-assessment-too-early", "employee"),
    ):
        told = answer.json()
        assert (answer.status_code, kind(answer), told["who_must_act"]) == (409, name, who)
        for words in (told["detail"], told["pesan"]):
            assert [one for one in (NEXT_PERIOD, "2026-12-31", "2027-01-01") if one not in words] == []
    row = own_row(office, person, NEXT_PERIOD)
    assert (row["state"], row["goes_from"], row["self_assessed"]) == ("waits_for_evidence", "2027-01-01", False)


def test_what_may_still_be_shown_is_waited_for_until_the_employee_has_assessed_themself(office):
    person = begun(office)

    refused = tried(office, person, "/finalization", office.rater, {})
    before = own_row(office, person, OPEN_PERIOD)
    by_the_rater = tried(office, person, "/self-assessment", office.rater, AS_EXPECTED)
    for_them = tried(office, person, "/self-assessment", office.colleague, AS_EXPECTED)
    newcomers.assess_self(office, person)
    after, advice = own_row(office, person, OPEN_PERIOD), advice_of(office, person)
    recorded = office.recorded("evaluation")
    newcomers.assess_self(office, person)
    nothing_more = office.recorded("evaluation") - recorded
    act(office, person, "/finalization", office.rater, {})
    again = tried(office, person, "/self-assessment", person.token, AS_EXPECTED)

    told = refused.json()
    assert (refused.status_code, kind(refused), told["who_must_act"]) == (409, "evidence-still-due", "employee")
    for words in (told["detail"], told["pesan"]):
        assert person.made["indicator"] in words
        assert "2026-10-07" in words
    assert "assessed themself" in told["mend"]
    assert (before["state"], before["goes_from"]) == ("waits_for_evidence", "2026-10-08")
    assert (by_the_rater.status_code, for_them.status_code, kind(for_them)) == (403, 403, "not-your-evaluation")
    assert (after["state"], after["goes_from"]) == ("ready", None)
    assert (advice["self_assessment"], nothing_more) == (AS_EXPECTED["values"], 0)
    assert (again.status_code, kind(again)) == (409, "already-final")


def test_whose_work_is_proven_is_final_on_the_first_day_after_it(office):
    person = newcomers.known_to_evidence(office)
    report = newcomers.report(office, person, "4")
    judged(office, person, newcomers.upload(office, person), report)
    eventually_made(office, person, "evaluation", path_of(person, "/behaviour"), office.rater, {"values": MEETS})

    act(office, person, "/finalization", office.rater, {})


@pytest.fixture(scope="module")
def year(office):
    """Somebody whose year is assessed."""
    person = begun(office)
    path = YEAR.format(person.id)
    eventually_made(office, person, "evaluation", f"{path}/behaviour", office.rater, {"values": MEETS})
    return person, path


def test_a_year_goes_when_it_is_over_or_when_no_agreement_of_it_is_left(office, year):
    person, path = year
    seen = person.seen("evaluation")
    early = office.post("evaluation", f"{path}/finalization", office.rater, {}, Ekinerja_Seen=seen)
    own = office.post("evaluation", f"{path}/self-assessment", person.token, AS_EXPECTED, Ekinerja_Seen=seen)
    before = own_row(office, person, "2026")
    end = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
    left = {"ends_on": "2026-09-30", "reason_code": "left_service"}
    newcomers.command(office, person, "planning", end, "officer", left)
    newcomers.command(office, person, "evaluation", f"{path}/self-assessment", person.token, AS_EXPECTED)
    after = own_row(office, person, "2026")

    newcomers.command(office, person, "evaluation", f"{path}/finalization", office.rater, {})

    assert (early.status_code, kind(early)) == (409, "period-not-over")
    assert (own.status_code, kind(own)) == (409, "self-assessment-too-early")
    assert ["2027-01-01" in one.json()["detail"] for one in (early, own)] == [True, True]
    assert (before["state"], before["goes_from"]) == ("waits_for_evidence", "2027-01-01")
    assert (after["state"], after["goes_from"]) == ("ready", None)
