"""Why this score, over HTTP, of what was amended or came late; reasons for whoever may read them (domain 7.1, 7.9)."""

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.following import act, eventually_made, path_of, shown
from tests.services.test_bad_input import assert_refused
from tests.services.test_objections import changed, objected

OVER = "2026Q2"
REASON = "Berkasnya terbaca."
CLOSED = "hanya terbaca oleh pegawai"


@pytest.fixture(scope="module")
def amended(office):
    """Somebody whose rejected item was readmitted by the decision of an objection."""
    person = objected(office)
    act(office, person, "/objections/decision", office.superior, changed(person.made["item"]))
    return person


def ask(office, person, who="", what="explanation", period=OPEN_PERIOD, query=""):
    path = path_of(person, f"/{what}", period) + query
    return office.get("evaluation", path, who or person.token, Ekinerja_Seen=person.seen("evaluation"))


def test_an_amended_final_is_explained_as_such_and_its_original_by_its_version(office, amended):
    it = ask(office, amended).json()
    (before,) = it["amendment"]["before"]
    original = ask(office, amended, query=f"?version={before['version']}").json()

    assert (it["amendment"]["cause"], it["predicate"], it["score"]["shown"]) == ("objection", "baik", "120.00")
    assert it["amendment"]["readmitted"]["items"] == [amended.made["item"]]
    assert it["amendment"]["read"]["body"] == REASON
    assert [one["state"] for one in it["results"][0]["indicators"][0]["evidence"]] == ["readmitted"]
    assert (original["amendment"], original["predicate"]) == (None, before["predicate"])
    assert (original["replaced_by"], original["score"]) == (it["source"]["version"], before["score"])
    assert original["source"]["type"] == "ekinerja.evaluation.EvaluationFinalized.v1"


def test_a_version_that_is_no_final_is_not_there(office, amended):
    open_one = newcomers.known_to_evidence(office)

    assert_refused(ask(office, amended, query="?version=1"), 404)
    assert_refused(ask(office, open_one, query="?version=1"), 404)
    assert_refused(ask(office, amended, query="?version=0"), 422)


def test_a_reason_on_the_page_is_its_text_to_whoever_may_read_it_and_a_sentence_to_others(office, amended):
    pages = {who: ask(office, amended, who, query="?format=html&lang=id").text
             for who in (amended.token, office.rater, office.superior, "officer", "auditor")}  # fmt: skip

    assert [REASON in html for html in pages.values()] == [True, True, True, False, False]
    assert [CLOSED in html for html in pages.values()] == [False, False, False, True, True]
    (event,) = shown(office, amended)["amendments"]
    assert not any(event["reason"]["text"] in html for html in pages.values())


def test_the_printed_document_says_that_it_was_amended(office, amended):
    html = ask(office, amended, what="document", query="?lang=id").text

    assert "<strong>DIUBAH</strong>: putusan keberatan" in html
    assert "dihitung karena putusan keberatan: 1" in html


def test_a_report_after_its_deadline_is_told_to_be_late_and_costs_nothing(office):
    person = newcomers.known_to_evidence(office)
    head = late_report(office, person)

    it = ask(office, person, period=OVER).json()
    advice = ask(office, person, what="advice", period=OVER).json()

    (line,) = it["results"][0]["indicators"]
    said = [one["text"] for one in line["steps"]]
    assert (line["report"], line["value"]["shown"]) == (head, "100.00")
    assert said[2].startswith("reported late: 2026-10-01 ")
    assert said[2].endswith("it costs nothing")
    assert advice["numeric"] is None


def late_report(office, person):
    """The quarter that is long over, reported at its target, shown, accepted although late, and verified."""
    agreement, indicator = person.made["agreement"], person.made["indicator"]
    path = f"/v1/agreements/{agreement}/realizations/{OVER}"
    head = newcomers.command(office, person, "realization", path, person.token,
                             {"indicator": indicator, "value": "2"})["report"]  # fmt: skip
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": f"late-{person.id}",
               "Ekinerja-Seen": person.seen("evidence")}  # fmt: skip
    form = {"agreement": agreement, "period": OVER, "indicators": [indicator]}
    files = {"file": ("bukti.pdf", b"%PDF-1.4 " + person.id.encode())}
    answer = office.http.post(f"{office.stack.urls['evidence']}/v1/evidence", data=form, files=files, headers=headers)
    item = person.note("evidence", answer)["item"]
    shows = {"indicator": indicator, "report": head}
    eventually_made(office, person, "evidence", f"/v1/evidence/{item}/verification", office.rater, shows)
    because = {"item": item, "reason_code": "other", "reason": "Sakit."}
    eventually_made(office, person, "evaluation", path_of(person, "/lateness", OVER), office.rater, because)
    return head
