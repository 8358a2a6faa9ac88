"""Bad input, service by service: bodies, dates, numbers at their ends; what is refused is refused without an echo."""

import uuid

import pytest

from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused, results

ANOTHER = "0d3f6a52-7c1e-4b8a-9f40-5e2b91c7d6aa"
GOOD_PERSON = {"name": "Orang", "number": "199001012015031001", "employment": "pns"}
PERIOD = {
    "period": "2050Q1", "starts_on": "2050-01-01", "ends_on": "2050-03-31", "reporting_deadline": "2050-04-07",
    "evidence_deadline": "2050-04-10", "evaluation_deadline": "2050-04-17",
}  # fmt: skip
GOOD_CYCLE = {
    "year": 2050, "time_zone": "Asia/Jakarta", "agreement_deadline": "2050-01-31",
    "annual_evaluation_deadline": "2051-01-31",
}  # fmt: skip
GOOD_EXTENSION = {"deadline": "evidence", "reason_code": "other", "reason": "x"}
OFFICERS = {
    "a unit without a name": ("/v1/units", {}),
    "a unit with an unknown field": ("/v1/units", {"name": "Unit", "nama": "Unit"}),
    "a unit under nothing": ("/v1/units", {"name": "Unit", "parent": ANOTHER}),
    "a unit of a number": ("/v1/units", {"name": 7}),
    "a unit named after a person": ("/v1/units", {"name": "Unit 199001012015031001"}),
    "a unit with an address": ("/v1/units", {"name": "Unit a.b@example.invalid"}),
    "a unit with a telephone": ("/v1/units", {"name": "Unit 0812 3456 7890"}),
    "a person of seventeen digits": ("/v1/employees", {**GOOD_PERSON, "number": "1" * 17}),
    "a person of Arabic digits": ("/v1/employees", {**GOOD_PERSON, "number": "٢" * 18}),
    "a person born in a 13th month": ("/v1/employees", {**GOOD_PERSON, "number": "199013012015031001"}),
    "a person of no sex": ("/v1/employees", {**GOOD_PERSON, "number": "199001012015033001"}),
    "a person employed otherwise": ("/v1/employees", {**GOOD_PERSON, "employment": "honorer"}),
    "a person with a bad e-mail": ("/v1/employees", {**GOOD_PERSON, "email": "a b@c"}),
    "a person with a NUL": ("/v1/employees", {**GOOD_PERSON, "name": "A\u0000"}),
    "an e-mail with a NUL": ("/v1/employees", {**GOOD_PERSON, "email": "a\u0000@b.invalid"}),
    "a cycle of another year": ("/v1/cycles", {**GOOD_CYCLE, "year": 2051, "periods": [PERIOD]}),
    "a cycle in another zone": ("/v1/cycles", {**GOOD_CYCLE, "time_zone": "Europe/Paris"}),
    "a cycle without periods": ("/v1/cycles", {**GOOD_CYCLE, "periods": []}),
    "a cycle with a period twice": ("/v1/cycles", {**GOOD_CYCLE, "periods": [PERIOD, PERIOD]}),
    "a cycle that leaves out nine months": ("/v1/cycles", {**GOOD_CYCLE, "periods": [PERIOD]}),
    "a cycle with a day in two periods": (
        "/v1/cycles", {**GOOD_CYCLE, "periods": [PERIOD, {**PERIOD, "period": "2050Q2", "starts_on": "2050-03-31"}]},
    ),
    "a cycle of year 1": ("/v1/cycles", {**GOOD_CYCLE, "year": 1}),
    "a year that is text": ("/v1/cycles", {**GOOD_CYCLE, "year": "2050"}),
    "a 30th of February": ("/v1/cycles", {**GOOD_CYCLE, "agreement_deadline": "2050-02-30"}),
    "a deadline before the end": (
        "/v1/cycles", {**GOOD_CYCLE, "periods": [{**PERIOD, "evidence_deadline": "2050-03-30"}]},
    ),
    "a deadline on the last day of the calendar": (
        "/v1/cycles", {**GOOD_CYCLE, "periods": [{**PERIOD, "evidence_deadline": "9999-12-31"}]},
    ),
    "a deadline extended to the last day of the calendar": (
        "/v1/cycles/2026/extensions",
        {**GOOD_EXTENSION, "period": "2026Q4", "extended_to": "9999-12-31"},
    ),
    "a deadline moved back": (
        "/v1/cycles/2026/extensions",
        {**GOOD_EXTENSION, "period": "2026Q4", "extended_to": "2026-12-31"},
    ),
    "an extension of no cycle": (
        "/v1/cycles/2999/extensions",
        {**GOOD_EXTENSION, "period": "2999Q4", "extended_to": "2999-12-31"},
    ),
    "an assignment of nobody": (
        f"/v1/employees/{ANOTHER}/assignments", {"unit": ANOTHER, "position": "P", "starts_on": "2026-01-01"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OFFICERS)
def test_what_an_officer_cannot_enter(office, case):
    path, body = OFFICERS[case]
    before = office.recorded("planning")

    answer = office.post("planning", path, "officer", body)

    assert_refused(answer, 404, 422)
    assert answer.json()["perbaikan"]
    assert office.recorded("planning") == before


@pytest.mark.parametrize("number", ["1٢", "1.٢", "１", "²", "1e3", "+1", " 1", "1_000", "0x1", "01", "1.", ".5"])
def test_a_number_is_written_in_one_way_only(office, number):
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    before = office.recorded("realization")

    answer = office.post("realization", path, office.employee, {"indicator": ANOTHER, "value": number})

    assert_refused(answer, 422)
    assert office.recorded("realization") == before


EVALUATORS = {
    "a value of behaviour missing": ("behaviour", {"values": {"loyal": "meets_expectation"}}),
    "an unknown rating": ("behaviour", {"values": dict.fromkeys(("loyal",), "excellent")}),
    "lateness of nothing": ("lateness", {"item": ANOTHER, "reason_code": "other", "reason": "x"}),
    "lateness without a reason": ("lateness", {"item": ANOTHER, "reason_code": "other"}),
    "lateness for an unknown reason": ("lateness", {"item": ANOTHER, "reason_code": "rain", "reason": "x"}),
    "a final with a rating unknown": ("finalization", {"result": {"rating": "best"}}),
    "a final before behaviour": ("finalization", {}),
    "a final that is a list": ("finalization", []),
}


@pytest.mark.parametrize("case", EVALUATORS)
def test_what_a_rater_cannot_decide(office, case):
    step, body = EVALUATORS[case]
    before = office.recorded("evaluation")

    path = f"/v1/agreements/{office.agreement(office.employee)}/evaluations/2026Q4/{step}"
    answer = office.post("evaluation", path, office.rater, body)

    assert_refused(answer, 404, 409, 422)
    assert office.recorded("evaluation") == before


@pytest.mark.parametrize(("service", "path"), [
    ("planning", "/v1/agreements/%00"), ("planning", "/v1/cycles/1999"), ("planning", "/v1/cycles/20%D9%A2%D9%A6"),
    ("planning", "/v1/employees?limit=0"), ("planning", "/v1/employees?after=x"),
    ("planning", "/v1/employees?limit=NaN"),
    ("realization", f"/v1/agreements/{ANOTHER}/realizations/%D9%A2%D9%A0%D9%A2%D9%A6Q3"),
    ("evidence", "/v1/evidence/" + "a" * 5000), ("evaluation", "/v1/evaluations/2026Q5"),
    ("notify", "/v1/projection/nothing"), ("planning", "/v1/%ff"), ("planning", "/v1/..%2f..%2fetc/passwd"),
])  # fmt: skip
def test_a_path_or_query_that_cannot_be_is_refused(office, service, path):
    everything = office.stack.token(["employee", "rater", "officer", "auditor"], ANOTHER)

    assert_refused(office.get(service, path, everything), 404, 422)


def test_a_method_that_is_not_there_is_405_and_names_those_that_are(office):
    answer = office.send("PUT", "planning", "/v1/units", "officer", {"name": "Unit"})

    assert_refused(answer, 405)
    assert answer.json()["perbaikan"]
    assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]


def test_a_field_named_at_length_is_not_sent_back_at_length(office):
    answer = office.post("planning", "/v1/units", "officer", {"name": "Unit", "k" * 500_000: 1})

    assert_refused(answer, 422)
    assert len(answer.content) < 5_000


@pytest.mark.parametrize("sign", ["a", "@", "a@"])
def test_a_title_of_a_megabyte_is_refused_at_once(office, sign):
    """One of them kept the whole service busy for hours."""
    answer = office.post("planning", "/v1/units", "officer", {"name": sign * (1_000_000 // len(sign))})

    assert_refused(answer, 422)
    assert answer.elapsed.total_seconds() < 15
    assert office.get("planning", "/v1/units", "officer").elapsed.total_seconds() < 15


@pytest.mark.parametrize("body", [
    b'{"name": ' + b"1" * 5000 + b"}", b'{"name": 1e999999}', b'{"name": "\\ud800"}', b'{"\\ud800": 1}',
    b'{"name": "Unit", "name": 7}', b'"Unit"', b"7", b"\x00", b"{" * 10_000, b'{"name": tru',
])  # fmt: skip
def test_a_body_that_is_hardly_json_is_refused(office, body):
    before = office.recorded("planning")

    answer = office.post("planning", "/v1/units", "officer", body, Content_Type="application/json")

    assert_refused(answer, 400, 422)
    assert office.recorded("planning") == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"])
def test_a_body_of_another_kind_is_refused(office, kind):
    assert_refused(office.post("planning", "/v1/units", "officer", b"name=Unit", Content_Type=kind), 400, 422)


def test_a_body_without_an_announced_length_is_stopped_at_the_limit(office):
    def endless():
        yield b'{"name": "'
        for _ in range(40):
            yield b"x" * 65_536
        yield b'"}'

    headers = {
        "Authorization": f"Bearer {office.token('officer')}", "Idempotency-Key": str(uuid.uuid4()),
        "Content-Type": "application/json",
    }  # fmt: skip
    answer = office.http.post(f"{office.stack.urls['planning']}/v1/units", content=endless(), headers=headers)

    assert_refused(answer, 413)


def test_values_at_their_ends_are_reported_proven_and_advised_on(office):
    """999999999999999.999999 is shown rounded, with a digit more than a number may be sent with."""
    low = "0.000001"
    (result,) = results(target={"low": low, "high": low}, accumulation="latest")
    person = office.hire(result)
    agreement, indicator = office.agreement(person), office.indicators(person)[0]
    value = {"indicator": indicator, "value": "999999999999999.999999"}
    path = f"/v1/agreements/{agreement}/realizations/{OPEN_PERIOD}"
    reported = office.post("realization", path, person, value)
    form = {"agreement": agreement, "period": OPEN_PERIOD, "indicators": [indicator]}
    headers = {"Authorization": f"Bearer {office.token(person)}", "Idempotency-Key": str(uuid.uuid4())}
    url = f"{office.stack.urls['evidence']}/v1/evidence"
    item = office.http.post(url, data=form, files={"file": ("a.pdf", b"%PDF-1.4 bukti")}, headers=headers).json()[
        "item"
    ]
    verdict = {"indicator": indicator, "report": reported.json()["report"]}
    path, heads = f"/v1/evidence/{item}/verification", reported.headers["Ekinerja-Seen"]
    verified = office.post("evidence", path, office.rater, verdict, Ekinerja_Seen=heads)
    assert verified.status_code == 201, verified.text

    path = f"/v1/agreements/{agreement}/evaluations/{OPEN_PERIOD}/advice"
    heads = f"{heads}, {verified.headers['Ekinerja-Seen']}"
    advice = office.get("evaluation", path, person, Ekinerja_Seen=heads)

    assert advice.status_code == 200, advice.text
    line = advice.json()["results"][0]["indicators"][0]
    assert line["realization"]["shown"] == "1000000000000000.00"
