"""Why this score, over HTTP: of a final from its event, before it provisional; as JSON, as a page, and on paper."""

import re

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused

PLAYED = "2026Q2"
VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")


def path_of(agreement, period=OPEN_PERIOD, what="explanation"):
    return f"/v1/agreements/{agreement}/evaluations/{period}/{what}"


@pytest.fixture(scope="module")
def person(office):
    """Someone with a report whose evidence has no verdict yet."""
    made = newcomers.known_to_evidence(office)
    newcomers.report(office, made, "4")
    newcomers.upload(office, made)
    return made


def ask(office, person, who="", query="", what="explanation", **headers):
    where = path_of(person.made["agreement"], what=what) + query
    return office.get("evaluation", where, who or person.token, Ekinerja_Seen=person.seen("evaluation"), **headers)


def test_every_final_of_the_played_quarter_is_explained_to_its_last_digit(office):
    for key in (office.rater, office.employee, office.colleague):
        final = office.get(
            "evaluation", f"/v1/agreements/{office.agreement(key)}/evaluations/{PLAYED}", "auditor"
        ).json()
        it = office.get("evaluation", path_of(office.agreement(key), PLAYED), "auditor").json()

        assert (it["provisional"], it["predicate"], it["score"]) == (False, final["predicate"], final.get("score"))
        assert it["rests_on"] == final["heads"]
        assert [one["code"] for one in it["exclusions"]] == [one["code"] for one in final["exclusions"]]
        lines = [one for result in it["results"] for one in result["indicators"]]
        assert [one["indicator"] for one in lines] == [
            one["indicator"] for result in final["results"] for one in result["indicators"]
        ]
        assert all(one["title"] and one["steps"] for one in lines)
        assert it["source"]["type"] == "ekinerja.evaluation.EvaluationFinalized.v1"
        assert it["policy"]["parameters"]


def test_an_open_period_is_provisional_and_says_what_would_change_it(office, person):
    it = ask(office, person).json()

    assert (it["provisional"], it["source"], it["predicate"]) == (True, None, None)
    assert {(one["kind"], one["code"]) for one in it["would_change"]} == {
        ("unproven", "not_shown"), ("unverified", "pending"), ("missing", "behaviour"), ("missing", "self_assessment"),
    }  # fmt: skip
    assert it["results"][0]["indicators"][0]["title"] == "Jumlah laporan"


def test_once_final_what_comes_after_changes_not_a_word(office):
    made = newcomers.known_to_evidence(office)
    head, item = newcomers.report(office, made, "3"), newcomers.upload(office, made)
    shown = {"indicator": made.made["indicator"], "report": head}
    newcomers.command(office, made, "evidence", f"/v1/evidence/{item}/verification", office.rater, shown)
    base = f"/v1/agreements/{made.made['agreement']}/evaluations/{OPEN_PERIOD}"
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    newcomers.command(office, made, "evaluation", f"{base}/behaviour", office.rater, values)
    newcomers.assess_self(office, made)
    newcomers.command(office, made, "evaluation", f"{base}/finalization", office.rater, {})
    before = ask(office, made, office.rater).json()  # the employee's own reading would be recorded

    newcomers.upload(office, made, "susulan.pdf")
    after = ask(office, made, office.rater).json()

    assert after == before
    assert [one["text"] for one in after["results"][0]["indicators"][0]["steps"]] == [
        "target: 3 laporan", "realization that counts: 3 laporan", "achievement: 3 / 3 = 100.00 %",
        "value: 100.00 (as achieved)", "in its result: 100.00 x 100.00 % = 100.00",
    ]  # fmt: skip
    assert after["conclusion"]["text"] == "results meets expectation and behaviour meets expectation: predicate good"


def test_it_is_for_the_person_the_rater_their_superior_the_officer_and_the_auditor(office, person):
    for who in (person.token, office.rater, office.superior, "officer", "auditor"):
        assert ask(office, person, who).status_code == 200
        assert ask(office, person, who, what="document").status_code == 200
    for what in ("explanation", "document"):
        assert_refused(ask(office, person, office.colleague, what=what), 403)


def test_a_page_where_it_is_asked_for_by_format_or_accept(office, person):
    pages = [ask(office, person, query="?format=html"), ask(office, person, Accept="text/html"),
             ask(office, person, what="document")]  # fmt: skip

    for one in pages:
        assert one.headers["Content-Type"] == "text/html; charset=utf-8"
        assert one.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert (one.headers["X-Content-Type-Options"], one.headers["Cache-Control"]) == ("nosniff", "no-store")
        assert one.text.count("<caption>") == one.text.count("<table")
        assert len(re.findall("<h1", one.text)) == 1
        assert "Jumlah laporan" in one.text
    assert ask(office, person, query="?format=json", Accept="text/html").json()["provisional"] is True
    assert "SEMENTARA" in pages[0].text
    assert_refused(ask(office, person, query="?format=pdf"), 422)


@pytest.mark.parametrize(("lang", "there", "not_there"), [
    ("id", "REALISASI BERDASARKAN BUKTI DUKUNG", "Realization by evidence"),
    ("en", "Realization by evidence", "REALISASI BERDASARKAN BUKTI DUKUNG"),
])  # fmt: skip
def test_the_document_has_the_columns_of_the_form_in_the_language_asked_for(office, lang, there, not_there):
    where = path_of(office.agreement(office.employee), PLAYED, "document")

    html = office.get("evaluation", f"{where}?lang={lang}", office.employee).text

    assert there in html
    assert not_there not in html
    assert "A. UTAMA" in html or lang == "en"
    assert ("RANCANGAN" in html, "DRAFT" in html) == (False, False)


def test_what_is_written_in_a_title_is_shown_and_not_run(office):
    made = office.hire({"kind": "main", "title": "<script>alert(1)</script>", "indicators": [
        {"title": "<img src=x onerror=alert(1)>", "aspect": "quantity", "unit_of_measure": "<b>",
         "accumulation": "sum", "target": {"low": "4", "high": "4"}}]})  # fmt: skip
    agreement = office.agreement(made)

    for what, query in (("explanation", "?format=html"), ("document", "")):
        html = office.get("evaluation", path_of(agreement, what=what) + query, made).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert not re.search(r"<(script|img|b)[ >]", html)
