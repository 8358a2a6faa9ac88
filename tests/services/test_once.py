"""A command happens once: the same key gives the same answer and one event, another body under it is refused."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.services.conftest import OPEN_PERIOD

VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")


def report(office, person, value, **headers):
    path = f"/v1/agreements/{office.agreement(person)}/realizations/{OPEN_PERIOD}"
    return office.post(
        "realization", path, person, {"indicator": office.indicators(person)[0], "value": value}, **headers
    )


def test_the_same_command_twice_gives_the_same_answer_and_one_event(office):
    key, before = str(uuid.uuid4()), office.recorded("realization")

    first = report(office, office.employee, "1000", Idempotency_Key=key)
    second = report(office, office.employee, "1000", Idempotency_Key=key)

    assert first.status_code == 201, first.text
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["Ekinerja-Seen"] == first.headers["Ekinerja-Seen"]
    assert office.recorded("realization") == before + 1


def test_the_same_key_with_another_body_is_422_and_records_nothing(office):
    key = str(uuid.uuid4())
    report(office, office.employee, "1001", Idempotency_Key=key)
    before = office.recorded("realization")

    answer = report(office, office.employee, "1002", Idempotency_Key=key)

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("key-reused")
    assert office.recorded("realization") == before


def test_the_same_command_many_times_at_once_gives_one_event(office):
    key, before = str(uuid.uuid4()), office.recorded("realization")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: report(office, office.employee, "1003", Idempotency_Key=key), range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert office.recorded("realization") == before + 1


def test_a_key_is_one_persons_own(office):
    key = str(uuid.uuid4())

    first = report(office, office.employee, "1004", Idempotency_Key=key)
    other = report(office, office.colleague, "100000", Idempotency_Key=key)

    assert (first.status_code, other.status_code) == (201, 201)


def test_a_command_without_a_key_is_400_and_says_so(office):
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    headers = {"Authorization": f"Bearer {office.token(office.employee)}"}
    body = {"indicator": office.indicators(office.employee)[0], "value": "1"}

    answer = office.http.post(office.stack.urls["realization"] + path, json=body, headers=headers)

    assert answer.status_code == 400
    assert answer.json()["type"].endswith("idempotency-key-needed")


def test_a_state_that_moved_on_is_412_for_who_says_which_one_they_saw(office):
    before, now = report(office, office.employee, "1004"), report(office, office.employee, "1005")

    stale = report(office, office.employee, "1006", If_Match=before.headers["ETag"])
    current = report(office, office.employee, "1007", If_Match=now.headers["ETag"])

    assert stale.status_code == 412
    assert current.status_code == 201


def test_two_finalize_commands_at_once_give_one_final_and_one_409(office, someone):
    base = f"/v1/agreements/{office.agreement(someone)}/evaluations/{OPEN_PERIOD}"
    values = dict.fromkeys(VALUES, "meets_expectation")
    assert office.post("evaluation", f"{base}/behaviour", office.rater, {"values": values}).status_code == 201
    assert office.post("evaluation", f"{base}/self-assessment", someone, {"values": values}).status_code == 201

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda _: office.post("evaluation", f"{base}/finalization", office.rater, {}), range(2))
        )

    assert sorted(answer.status_code for answer in answers) == [201, 409], [answer.text for answer in answers]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"].endswith("already-final")
    final = office.get("evaluation", base, office.rater).json()
    assert (final["state"], final["own_version"]) == ("final", 3)
    assert f"is final at version 3 with predicate {final['predicate']}" in refused.json()["detail"]
    assert office.events_of("evaluation", final["streams"][0]["stream"]) == 3


def test_what_has_not_arrived_is_waited_for_and_then_told(office):
    unseen = f"{uuid.uuid4()}:1"
    path = f"/v1/agreements/{office.agreement(office.employee)}/evaluations/{OPEN_PERIOD}"

    late = office.get("evaluation", path, office.employee, once=True, Ekinerja_Seen=unseen)
    wrong = office.get("evaluation", path, office.employee, Ekinerja_Seen="not-a-head")

    assert late.status_code == 409
    assert late.json()["type"].endswith("still-catching-up")
    assert int(late.headers["Retry-After"]) >= 1
    assert wrong.status_code == 400
