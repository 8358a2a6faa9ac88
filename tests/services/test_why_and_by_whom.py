"""What was decided of a person says why and by whom where they look for it, and the verifier sees what they judge by.

The symptoms: an employee read `rejected` and nothing else, with no way to the reason or the day until which an answer
is in time; why a value is lower than before, and who gave a report back, was recorded and shown to nobody.
"""

import uuid

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused
from tests.services.test_verifier_work import GAP, WAITING, got

BURAM = {"reason_code": "unreadable", "reason": "Halaman dua buram."}
FALSE = {"reason_code": "forged", "reason": "Tanda tangan ditempel."}


def judged(office, person, item, report, verdict="rejection", **because):
    body = {"indicator": person.made["indicator"], "report": report, **because}
    return newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/{verdict}", office.rater, body)


@pytest.fixture(scope="module")
def rejected(office):
    """Somebody whose file was rejected: (person, report, item, what the rater was answered)."""
    person = newcomers.known_to_evidence(office)
    report, item = newcomers.report(office, person, "3"), newcomers.upload(office, person)
    return person, report, item, judged(office, person, item, report, **BURAM)


def body_of(office, ref, who):
    return office.get("evidence", f"/v1/texts/{ref['text']}", who).json().get("body")


def test_a_rejection_tells_its_employee_why_by_whom_and_until_when(office, rejected):
    person, report, item, answered = rejected
    listed = f"/v1/agreements/{person.made['agreement']}/evidence/{OPEN_PERIOD}"

    (alone,) = got(office, f"/v1/evidence/{item}", person.token, person)["verdicts"]
    (of_list,) = got(office, listed, person.token, person)["items"][0]["verdicts"]

    assert alone == of_list
    assert (alone["report"], alone["verdict"], alone["reason_code"]) == (report, "rejected", "unreadable")
    assert (alone["by"], alone["answer_until"]) == (office.story.ids[office.rater], answered["answer_until"])
    assert body_of(office, alone["reason"], person.token) == BURAM["reason"]


def test_the_raters_superior_reads_why_it_was_rejected_and_what_the_file_is_called(office, rejected):
    person, _, item, _ = rejected
    told = got(office, f"/v1/evidence/{item}", office.superior, person)
    stranger = office.stack.token(["employee", "rater"], str(uuid.uuid4()))

    refs = told["verdicts"][0]["reason"], told["name"]

    assert [body_of(office, one, office.superior) for one in refs] == [BURAM["reason"], "bukti.pdf"]
    assert_refused(office.get("evidence", f"/v1/texts/{refs[0]['text']}", stranger), 403)


def test_who_verifies_sees_what_an_item_answers_and_both_values(office, rejected):
    person, first, item, _ = rejected
    form = {
        "agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]],
        "answers": item,
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4())}
    file = {"file": ("jelas.pdf", b"%PDF-1.4 jelas")}
    url = f"{office.stack.urls['evidence']}/v1/evidence"
    answer = person.note("evidence", office.http.post(url, data=form, files=file, headers=headers))["item"]
    own = f"{WAITING}&employee={person.id}"
    (new,) = got(office, own, office.rater, person)["waiting"]
    judged(office, person, answer, first, "verification")
    later = newcomers.report(office, person, "5")

    rows = {one["item"]: one for one in got(office, own, office.rater, person)["waiting"]}

    assert (new["item"], new["answers"], "earlier_value" in new) == (answer, item, False)
    told = {name: (row["earlier_verdict"], row["earlier_value"], row["value"]) for name, row in rows.items()}
    assert told == {answer: ("verified", "3", "5"), item: ("rejected", "3", "5")}
    assert {row["report"]["version"] for row in rows.values()} == {later["version"]}


def test_what_was_found_false_says_why_and_by_whom(office):
    person = newcomers.known_to_evidence(office)
    report, item = newcomers.report(office, person, "3"), newcomers.upload(office, person)
    judged(office, person, item, report, "verification")
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/finding", office.superior, FALSE)

    finding = got(office, f"/v1/evidence/{item}", person.token, person)["finding"]

    assert (finding["reason_code"], finding["by"]) == ("forged", office.story.ids[office.superior])
    assert body_of(office, finding["reason"], person.token) == FALSE["reason"]


def test_a_link_is_told_from_nothing_shown_and_says_so_to_who_verifies(office):
    person = newcomers.known_to_evidence(office)
    newcomers.report(office, person, "3")
    link = newcomers.give_link(office, person, "http://tidak-ada.invalid/laporan.pdf")
    (gap,) = got(office, f"{GAP}?employee={person.id}", office.rater, person)["people"]
    assert [(one["why"], one["items"]) for one in gap["gap"]] == [("no_content", 0)]
    assert newcomers.upload_content(office, person, link).status_code == 201

    (row,) = got(office, f"{WAITING}&employee={person.id}", office.rater, person)["waiting"]

    assert (row["item"], row["link"]["state"]) == (link, "uploaded")
    assert body_of(office, row["link"]["address"], office.rater) == "http://tidak-ada.invalid/laporan.pdf"


def test_why_a_value_is_lower_and_who_gave_a_report_back_is_shown(office):
    person = newcomers.employed(office)
    path = f"/v1/agreements/{person.made['agreement']}/realizations"
    earlier = {"indicator": person.made["indicator"], "value": "5"}
    newcomers.command(office, person, "realization", f"{path}/2026Q2", person.token, earlier)
    head = newcomers.report(office, person, "3", lower_because="earlier_value_wrong")
    back = {
        "indicator": person.made["indicator"], "version": head["version"], "reason_code": "other", "comment": "Kok?",
    }  # fmt: skip
    newcomers.command(office, person, "realization", f"{path}/{OPEN_PERIOD}/returns", office.rater, back)

    answer = office.get("realization", f"{path}/{OPEN_PERIOD}", person.token, Ekinerja_Seen=person.seen("realization"))

    (told,) = answer.json()["reports"]
    assert told["lower_because"] == "earlier_value_wrong"
    assert told["returned"]["by"] == office.story.ids[office.rater]
