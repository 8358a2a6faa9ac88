"""The five OpenAPI files, held against the running services by schemathesis: sound and unsound requests of every route.

At least 200 examples for each file, as many sound as unsound, drawn anew in every run (SEED repeats one). Nothing may
be an internal error, and every answer must be one that the file declares: status, media type, headers and schema. The
caller is the rater, officer and auditor of an agreement that is there, so that requests get past the door.
"""

import uuid
from dataclasses import dataclass

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks

from contracts.envelope import SERVICES
from deploy.local.client import Client, Seen
from tests.services.test_access import ROWS

LEAST_EXAMPLES = 200
OPERATIONS = {service: [row[1:3] for row in ROWS if row[0] == service] for service in SERVICES}
CASES = [(service, method, path) for service, rows in OPERATIONS.items() for method, path in rows]
YEAR = 2021  # no other test's: years are the office's, and one can be opened once


def examples(service: str) -> int:
    """Of each kind, for each of the service's operations: so that the file gets at least 200."""
    return max(12, -(-LEAST_EXAMPLES // (2 * len(OPERATIONS[service]))))


@dataclass
class Known:
    """Ids of things that are there, by the names of path parameters, and the token of one who may do all."""

    token: str
    ids: dict[str, str]


def _employee(number: str) -> dict:
    return {"name": "Uji", "number": number, "employment": "pns"}


@pytest.fixture(scope="module")
def known(stack) -> Known:
    """An agreement with a report, a text and an evidence item, made by its people."""
    client = Client(stack.urls, Seen())
    officer = stack.token(["officer"], str(uuid.uuid4()))
    unit = client.post("planning", "/v1/units", officer, {"name": "Unit Uji"})["unit"]
    people = []
    for digit in "12":
        number = f"19800101200501100{digit}"
        people.append(client.post("planning", "/v1/employees", officer, _employee(number))["employee"])
    rater, employee = people
    dates = dict.fromkeys(("reporting_deadline", "evidence_deadline", "evaluation_deadline"), f"{YEAR + 9}-01-31")
    period = {"period": f"{YEAR}Q1", "starts_on": f"{YEAR}-01-01", "ends_on": f"{YEAR}-03-31", **dates}
    cycle = {
        "year": YEAR, "time_zone": "Asia/Jakarta", "periods": [period],
        "agreement_deadline": f"{YEAR}-01-31", "annual_evaluation_deadline": f"{YEAR + 1}-01-31",
    }  # fmt: skip
    cycle_stream = client.post("planning", "/v1/cycles", officer, cycle)["cycle"]
    at = {"unit": unit, "position": "Analis", "starts_on": f"{YEAR}-01-01"}
    client.post("planning", f"/v1/employees/{rater}/assignments", officer, {**at, "head_of_unit": True})
    assigned = client.post("planning", f"/v1/employees/{employee}/assignments", officer, {**at, "rater": rater})
    objective = client.post("planning", f"/v1/units/{unit}/objectives", officer, {"year": YEAR, "title": "Sasaran"})
    own = stack.token(["employee"], employee)
    indicator = {
        "title": "Jumlah laporan", "aspect": "quantity", "unit_of_measure": "laporan", "accumulation": "sum",
        "target": {"low": "4", "high": "4"},
    }  # fmt: skip
    supports = {"kind": "unit_objective", "id": objective["objective"], "taken_over": "directly"}
    result = {"kind": "main", "title": "Laporan", "supports": supports, "indicators": [indicator]}
    days = {"starts_on": f"{YEAR}-01-01", "ends_on": f"{YEAR}-12-31"}
    body = {"employee": employee, "assignment": assigned["assignment"], **days, "results": [result]}
    seen = [cycle_stream, employee, objective["streams"][0]["stream"]]
    drafted = client.post("planning", "/v1/agreements", own, body, seen=seen)
    agreement = drafted["agreement"]
    rates = stack.token(["rater"], rater)
    client.post("planning", f"/v1/agreements/{agreement}/acceptance", rates, {"proposal": 1}, seen=seen)
    client.close()
    everything = stack.token(["rater", "officer", "auditor", "employee"], rater)
    ids = {"unit": unit, "employee": employee, "assignment": assigned["assignment"], "agreement": agreement}
    return Known(everything, {**ids, "period": f"{YEAR}Q1", "year": str(YEAR)})


@pytest.fixture(scope="module")
def schemas(stack):
    return {name: schemathesis.openapi.from_url(f"{url}/openapi.json") for name, url in stack.urls.items()}


CHECKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# A query parameter that no route knows is passed over, as HTTP has it, and the tool counts that as unsound: so only of
# requests with a body it is asked that unsound ones are refused.
REFUSED = {"POST": [checks.negative_data_rejection]}


@pytest.mark.parametrize("kind", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda kind: kind.value)
@pytest.mark.parametrize(("service", "method", "path"), CASES)
def test_every_answer_is_one_that_the_file_declares(schemas, known, seed, service, method, path, kind):  # noqa: PLR0913
    operation = schemas[service][path][method]

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples(service), deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=kind), real=st.booleans())
    def holds(case, real):
        if kind is GenerationMode.POSITIVE:
            ids = known.ids if real else {}
            case.path_parameters = {name: ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
            for name in ("ekinerja-seen", "if-match"):  # of what is not there: refused, or waited for, two seconds each
                case.headers.pop(name, None)
        answer = case.call(headers={"Authorization": f"Bearer {known.token}"})
        case.validate_response(answer, checks=CHECKED + REFUSED.get(method, []))

    holds()
