"""Bad input of every kind is a 4xx problem that says what is wrong and how to mend it; nothing is recorded."""

import json
import uuid

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.services.conftest import OPEN_PERIOD

ANOTHER = str(uuid.uuid4())


def assert_refused(answer, *statuses):
    assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["type"].startswith("urn:ekinerja:problem:")
    for part in ("title", "detail", "pesan", "mend", "who_must_act"):
        assert told[part], f"{part} is empty: {told}"


def results(**changed):
    """One sound main result; an indicator's field replaced, None to leave it out."""
    indicator = {
        "title": "Jumlah laporan",
        "aspect": "quantity",
        "unit_of_measure": "laporan",
        "accumulation": "sum",
        "target": {"low": "4", "high": "4"},
        **changed,
    }
    indicator = {name: value for name, value in indicator.items() if value is not None}
    return [{"kind": "main", "title": "Laporan tersusun", "indicators": [indicator]}]


INDICATORS = {
    "a missing aspect": {"aspect": None},
    "a missing unit": {"unit_of_measure": None},
    "a missing target": {"target": None},
    "an unknown aspect": {"aspect": "beauty"},
    "a number that is not text": {"target": {"low": 4, "high": 4}},
    "a float": {"target": {"low": 4.5, "high": 4.5}},
    "an exponent": {"target": {"low": "1E+9000000", "high": "1E+9000000"}},
    "a word for a number": {"target": {"low": "NaN", "high": "NaN"}},
    "an infinity": {"target": {"low": "Infinity", "high": "Infinity"}},
    "seven decimals": {"target": {"low": "1.1234567", "high": "1.1234567"}},
    "sixteen digits": {"target": {"low": "1" * 16, "high": "1" * 16}},
    "digits that are not ASCII": {"target": {"low": "٤", "high": "٤"}},
    "a line break after a number": {"target": {"low": "4\n", "high": "4\n"}},
    "a zero target": {"target": {"low": "0", "high": "0"}},
    "a negative target": {"target": {"low": "-4", "high": "4"}},
    "crossed bounds": {"target": {"low": "5", "high": "4"}},
    "a misspelt field": {"aspct": "quantity"},
    "a misspelt field of the target": {"target": {"low": "4", "high": "4", "hihg": "5"}},
    "a misspelt field of a period's target": {
        "targets": [{"period": "2026Q4", "low": "4", "high": "4", "maximun": "5"}],
    },
    "an empty title": {"title": "   "},
    "a title with a NIP": {"title": "Laporan 199001012015031901"},
    "a title with an e-mail": {"title": "Laporan untuk a.b@example.invalid"},
    "a title with a NUL": {"title": "Laporan\u0000"},
    "a title that changes direction": {"title": "Laporan\u202e"},
    "a title that is too long": {"title": "x" * 2001},
    "a title with half a character": {"title": "\ud800"},
}


@pytest.mark.parametrize("case", INDICATORS)
def test_an_indicator_that_cannot_be_is_refused(office, case):
    person = office.employee
    before = office.recorded("planning")
    body = {
        "employee": office.story.ids[person],
        "assignment": office.story.ids[f"{person}/at"],
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "results": results(**INDICATORS[case]),
    }

    answer = office.post("planning", "/v1/agreements", person, json.dumps(body), Content_Type="application/json")

    assert_refused(answer, 400, 422)
    assert office.recorded("planning") == before


BODIES = {
    "no JSON": b"{",
    "a list": b"[]",
    "nothing": b"",
    "null": b"null",
    "NaN": b'{"indicator": NaN, "value": NaN}',
    "a negative value": b'{"indicator": "%s", "value": "-1"}',
    "an exponent": b'{"indicator": "%s", "value": "1E+9000000"}',
    "not UTF-8": b'\xff\xfe{"a": 1}',
    "deeply nested": b"[" * 100_000,
    "10 MB": b'{"value": "' + b"1" * 10_000_000 + b'"}',
}


@pytest.mark.parametrize("case", BODIES)
def test_a_body_that_cannot_be_read_is_refused(office, case):
    body = BODIES[case].replace(b"%s", office.indicators(office.employee)[0].encode())
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    before = office.recorded("realization")

    answer = office.post("realization", path, office.employee, body, Content_Type="application/json")

    assert_refused(answer, 400, 413, 422)
    assert office.recorded("realization") == before


def test_a_number_that_is_no_text_is_told_what_to_send(office):
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    body = {"indicator": office.indicators(office.employee)[0], "value": 1.5}

    answer = office.post("realization", path, office.employee, body)

    assert_refused(answer, 422)
    (error,) = answer.json()["errors"]
    assert (error["where"], error["what"]) == ("body.value", 'a number is sent as text, for example "12.5"')


def test_an_unknown_id_is_404_and_someone_elses_is_403(office):
    body = {"indicator": office.indicators(office.employee)[0], "value": "1"}

    unknown = office.post("realization", f"/v1/agreements/{ANOTHER}/realizations/{OPEN_PERIOD}", office.employee, body)
    others = office.post(
        "realization", f"/v1/agreements/{office.agreement(office.colleague)}/realizations/{OPEN_PERIOD}",
        office.employee, body,
    )  # fmt: skip
    indicator = office.post(
        "realization", f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}",
        office.employee, {"indicator": office.indicators(office.colleague)[0], "value": "1"},
    )  # fmt: skip

    assert_refused(unknown, 404)
    assert_refused(others, 403)
    assert_refused(indicator, 403)


def test_a_report_in_a_final_period_names_the_open_ones(office):
    body = {"indicator": office.indicators(office.employee)[0], "value": "1000000"}
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/2026Q2"

    answer = office.post("realization", path, office.employee, body)

    assert_refused(answer, 409)
    assert OPEN_PERIOD in answer.json()["detail"]


def test_a_path_that_is_no_id_or_period_is_refused(office):
    for path in ("/v1/agreements/none/realizations/2026Q3", f"/v1/agreements/{ANOTHER}/realizations/2026Q5"):
        assert_refused(office.get("realization", path, office.employee), 422)
    assert_refused(office.get("realization", "/v1/nothing", office.employee), 404)
    assert_refused(office.send("PATCH", "realization", "/v1/nothing", office.employee), 404)


def forged(office, key, header, **claims):
    settings = {
        "iss": office.stack.issuer, "aud": "ekinerja", "sub": "x", "exp": 4102444800,
        "ekinerja_roles": ["officer"], "ekinerja_agency": office.stack.agency, "ekinerja_employee": ANOTHER, **claims,
    }  # fmt: skip
    return jwt.encode(header, settings, key, algorithms=[header["alg"]])


def tokens(office):
    stack = office.stack
    public = office.http.get(f"{stack.issuer}/jwks.json").json()["keys"][0]
    stranger = ECKey.generate_key("P-256", {"kid": "development"}, private=True)
    good = stack.token(["officer"], ANOTHER)
    head, claims, signature = good.split(".")
    return {
        "no token": (None, 401),
                "garbage": ("garbage", 401),
        "expired": (stack.token(["officer"], ANOTHER, lifetime_s=-10), 401),
        "wrong audience": (stack.token(["officer"], ANOTHER, audience="another"), 401),
        "another agency": (stack.token(["officer"], ANOTHER, agency="another"), 403),
        "signed by a stranger": (forged(office, stranger, {"alg": "ES256", "kid": "development"}), 401),
        "an unknown key": (forged(office, stranger, {"alg": "ES256", "kid": "unknown"}), 401),
        "HS256 with the public key": (
            forged(office, OctKey.import_key(json.dumps(public)), {"alg": "HS256", "kid": "development"}), 401,
        ),
        "no algorithm": ("eyJhbGciOiJub25lIn0." + claims + ".", 401),
        "a changed signature": (f"{head}.{claims}.{signature[:-8]}AAAAAAAA", 401),
        "an employee that is no id": (stack.token(["officer"], "me"), 401),
        "without an employee": (stack.token(["officer"]), 403),
    }  # fmt: skip


def test_a_token_that_is_not_sound_opens_nothing(office):
    before = office.recorded("planning")
    for case, (token, status) in tokens(office).items():
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"

        answer = office.http.post(f"{office.stack.urls['planning']}/v1/units", json={"name": "Unit"}, headers=headers)

        assert answer.status_code == status, f"{case}: {answer.status_code} {answer.text}"
        assert_refused(answer, status)
    assert office.recorded("planning") == before


def test_an_upload_that_cannot_be_is_refused_and_nothing_is_recorded(office):
    before = office.recorded("evidence")
    person = office.employee
    form = {
        "agreement": office.agreement(person),
        "period": OPEN_PERIOD,
        "indicators": [office.indicators(person)[0]],
    }

    def upload(who=person, content=b"%PDF-1.4 x", **changed):
        headers = {"Authorization": f"Bearer {office.token(who)}", "Idempotency-Key": str(uuid.uuid4())}
        url = f"{office.stack.urls['evidence']}/v1/evidence"
        return office.http.post(url, data={**form, **changed}, files={"file": ("a.pdf", content)}, headers=headers)

    assert_refused(upload(content=b""), 422)
    assert_refused(upload(content=b"x" * (21 * 1024 * 1024)), 413)
    assert_refused(upload(period="2026Q9"), 422)
    assert_refused(upload(agreement=ANOTHER), 404)
    assert_refused(upload(indicators=[ANOTHER]), 403)
    assert_refused(upload(who=office.colleague), 403)
    assert_refused(upload(answers=ANOTHER), 404)
    assert office.recorded("evidence") == before


def test_a_correlation_id_travels_from_the_request_to_the_event_and_the_log(office):
    import psycopg

    body = {"indicator": office.indicators(office.employee)[0], "value": "2000"}
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"

    answer = office.post("realization", path, office.employee, body, X_Correlation_Id="trace:42")
    replaced = office.get("realization", path, office.employee, X_Correlation_Id="not one id")

    head = answer.json()["streams"][0]
    with psycopg.connect(office.stack.database_url("realization")) as conn:
        query = "SELECT state FROM stored_events WHERE originator_id = %s AND originator_version = %s"
        state = conn.execute(query, (head["stream"], head["version"])).fetchone()[0]
    assert json.loads(bytes(state))["correlationid"] == "trace:42"
    assert answer.headers["X-Correlation-Id"] == "trace:42"
    assert replaced.headers["X-Correlation-Id"] != "not one id"
    assert '"correlation_id": "trace:42"' in office.stack.log("realization")
