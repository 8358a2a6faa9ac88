"""What a caller has seen: every read waits for it and says when it is not here; ETags match; Locations lead."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from contracts.envelope import SERVICES
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_access import ROWS, filled
from tests.services.test_bad_input import assert_refused
from tests.services.test_relations import VALUES

READS = [(service, path) for service, method, path, _ in ROWS if method == "GET"]
SIDE_BY_SIDE = 12  # each waits two seconds


@pytest.fixture(scope="module")
def unseen(office):
    """What every read answers when it is told of something that never comes, by service and path."""
    everybody = office.stack.token(["employee", "rater", "officer", "auditor"], office.story.ids[office.employee])

    def asked(read):
        service, path = read
        needed = "?position=Analis&year=2026" if path == "/v1/positions/indicators" else ""
        return office.get(service, filled(path) + needed, everybody, once=True, Ekinerja_Seen=f"{uuid.uuid4()}:1")

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return dict(zip(READS, pool.map(asked, READS), strict=True))


@pytest.mark.parametrize("read", READS, ids=" ".join)
def test_a_read_told_of_what_has_not_come_waits_and_says_who_must_act(unseen, read):
    answer = unseen[read]

    assert_refused(answer, 409)
    assert answer.json()["type"].endswith("still-catching-up")
    assert answer.json()["who_must_act"] == "caller"
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("step", ["behaviour", "lateness", "finalization"])
def test_the_etag_of_an_advice_is_what_a_decision_on_it_is_matched_with(office, step):
    person = newcomers.employed(office)
    base = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}

    def etag(of):
        return office.get("evaluation", of, office.rater, Ekinerja_Seen=person.seen("evaluation")).headers["ETag"]

    newcomers.assess_self(office, person)
    before = etag(f"{base}/advice")
    first = office.post("evaluation", f"{base}/behaviour", office.rater, values, If_Match=before)
    now, shown = etag(f"{base}/advice"), etag(base)
    body = {
        "behaviour": values, "finalization": {},
        "lateness": {"item": str(uuid.uuid4()), "reason_code": "other", "reason": "x"},
    }[step]  # fmt: skip
    stale, current = (
        office.post("evaluation", f"{base}/{step}", office.rater, body, If_Match=tag) for tag in (before, now)
    )

    assert (before, first.status_code) == ('"1"', 201)
    assert now == shown == first.headers["ETag"]
    if step == "lateness":  # nothing was late
        assert_refused(current, 404)
    else:
        assert_refused(stale, 412)
        assert current.status_code == 201, current.text


@pytest.fixture(scope="module")
def locations(office):
    """Every `location` in an answer kept so far, by service."""
    newcomers.report(office, person := newcomers.employed(office), "1")
    newcomers.upload(office, person)
    query = "SELECT DISTINCT body->>'location' AS location FROM commands WHERE body->>'location' IS NOT NULL"
    found = {}
    for service in SERVICES:
        with psycopg.connect(office.stack.database_url(service)) as conn:
            found[service] = sorted(row[0] for row in conn.execute(query))
    return found


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "notify"])
def test_every_location_that_was_given_leads_to_what_was_made(office, locations, service):
    assert locations[service]

    answers = {path: office.get(service, path, "officer").status_code for path in locations[service]}

    assert {path: status for path, status in answers.items() if status != 200} == {}


def test_the_location_is_a_header_too(office):
    answer = office.post("planning", "/v1/units", "officer", {"name": "Seksi"})

    assert answer.headers["Location"] == answer.json()["location"] == f"/v1/units/{answer.json()['unit']}"
    shown = office.get("planning", answer.headers["Location"], office.employee)
    assert (shown.status_code, shown.json()["name"]) == (200, "Seksi")
    assert shown.headers["ETag"] == answer.headers["ETag"]
