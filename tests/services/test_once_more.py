"""More of a command happening once: races, retries, other paths, uploads, and the state a command rests on."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.test_bad_input import assert_refused
from tests.services.test_once import VALUES, report


def at_once(act, times=8):
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: act(), range(times)))


def test_the_same_finalization_many_times_at_once_is_answered_alike(office, someone):
    """Each but the first finds the period final, by the very command it repeats: no reason to refuse it."""
    base = f"/v1/agreements/{office.agreement(someone)}/evaluations/{OPEN_PERIOD}"
    values = dict.fromkeys(VALUES, "meets_expectation")
    assert office.post("evaluation", f"{base}/behaviour", office.rater, {"values": values}).status_code == 201
    assert office.post("evaluation", f"{base}/self-assessment", someone, {"values": values}).status_code == 201
    key, before = str(uuid.uuid4()), office.recorded("evaluation")

    answers = at_once(lambda: office.post("evaluation", f"{base}/finalization", office.rater, {}, Idempotency_Key=key))

    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.content for answer in answers}) == 1
    assert office.recorded("evaluation") == before + 1


def test_two_who_register_one_number_at_once_make_one_person_and_conflicts(office):
    body = {"name": "Satu Orang", "number": "198502022010012007", "employment": "pns"}
    before = office.recorded("planning")

    answers = at_once(lambda: office.post("planning", "/v1/employees", "officer", body))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7, [one.text for one in answers]
    assert office.recorded("planning") == before + 1
    assert body["number"] not in office.stack.log("planning")


def test_a_command_told_to_come_back_is_accepted_under_the_same_key(office):
    now = office.get("planning", "/v1/cycles/2026", "officer").json()
    key, seen = str(uuid.uuid4()), f"{office.story.ids['cycle']}:{now['streams'][0]['version'] + 1}"
    early = report(office, office.employee, "50001", once=True, Idempotency_Key=key, Ekinerja_Seen=seen)
    in_force = next(one["reporting_deadline"] for one in now["periods"] if one["period"] == OPEN_PERIOD)
    extension = {
        "period": OPEN_PERIOD, "deadline": "reporting", "reason_code": "other", "reason": "Libur",
        "extended_to": (date.fromisoformat(in_force) + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    assert office.post("planning", "/v1/cycles/2026/extensions", "officer", extension).status_code == 201
    before = office.recorded("realization")

    def again():
        return report(office, office.employee, "50001", Idempotency_Key=key, Ekinerja_Seen=seen)

    answers = [eventually(again), again()]

    assert_refused(early, 409)
    assert early.json()["type"].endswith("still-catching-up")
    assert int(early.headers["Retry-After"]) >= 1
    assert 1.9 < early.elapsed.total_seconds() < 15
    assert [answer.status_code for answer in answers] == [201, 201]
    assert office.recorded("realization") == before + 1


def test_the_same_key_on_another_path_is_422(office):
    key = str(uuid.uuid4())
    assert office.post("planning", "/v1/units", "officer", {"name": "Unit"}, Idempotency_Key=key).status_code == 201
    path = f"/v1/units/{office.story.ids['u-tu']}/objectives"

    answer = office.post("planning", path, "officer", {"year": 2026, "title": "Sasaran"}, Idempotency_Key=key)

    assert_refused(answer, 422)
    assert answer.json()["type"].endswith("key-reused")


def test_a_refused_command_leaves_its_key_free(office):
    key = str(uuid.uuid4())
    assert_refused(office.post("planning", "/v1/units", "officer", {"name": ""}, Idempotency_Key=key), 422)

    answer = office.post("planning", "/v1/units", "officer", {"name": "Unit"}, Idempotency_Key=key)

    assert answer.status_code == 201


def test_the_order_and_spacing_of_fields_make_no_other_command(office):
    key = str(uuid.uuid4())
    bodies = (b'{"year": 2026, "title": "Sasaran"}', b'{"title":"Sasaran",\n "year":2026}')
    path = f"/v1/units/{office.story.ids['u-tu']}/objectives"

    answers = [
        office.post("planning", path, "officer", body, Idempotency_Key=key, Content_Type="application/json")
        for body in bodies
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


def upload(office, key, content=b"%PDF-1.4 bukti"):
    form = {
        "agreement": office.agreement(office.employee), "period": OPEN_PERIOD,
        "indicators": [office.indicators(office.employee)[0]],
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {office.token(office.employee)}", "Idempotency-Key": key}
    url = f"{office.stack.urls['evidence']}/v1/evidence"
    return office.http.post(url, data=form, files={"file": ("a.pdf", content, "application/pdf")}, headers=headers)


def test_an_upload_twice_is_one_item_and_with_another_file_is_422(office):
    key, before = str(uuid.uuid4()), office.recorded("evidence")

    first, second, other = upload(office, key), upload(office, key), upload(office, key, b"%PDF-1.4 bukti lain")

    assert (first.status_code, first.content) == (201, second.content)
    assert_refused(other, 422)
    assert office.recorded("evidence") == before + 1


def test_if_match_takes_a_list_a_star_and_nothing_else(office):
    tag = report(office, office.employee, "60001").headers["ETag"]

    listed = report(office, office.employee, "60002", If_Match=f'"999", {tag}')
    star = report(office, office.employee, "60003", If_Match="*")
    unread = report(office, office.employee, "60004", If_Match="yesterday")
    nothing_there = office.post("planning", "/v1/units", "officer", {"name": "Unit"}, If_Match="*")

    assert (listed.status_code, star.status_code) == (201, 201)
    assert_refused(unread, 412)
    assert_refused(nothing_there, 412)


def test_the_etag_of_a_read_is_that_of_the_last_command(office):
    made = report(office, office.employee, "70001")

    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    read = office.get("realization", path, office.employee)

    assert read.headers["ETag"] == made.headers["ETag"]
    assert read.headers["Ekinerja-Seen"] == made.headers["Ekinerja-Seen"]


def test_a_malformed_seen_header_is_400_for_commands_and_reads_and_records_nothing(office):
    before = office.recorded("realization")
    cases = ("x", f"{uuid.uuid4()}", f"{uuid.uuid4()}:-1", f"{uuid.uuid4()}:1,", f"{uuid.uuid4()}:" + "9" * 16)

    answers = [report(office, office.employee, "80001", Ekinerja_Seen=seen) for seen in cases]
    many = ", ".join(f"{uuid.uuid4()}:1" for _ in range(101))
    too_many = report(office, office.employee, "80001", Ekinerja_Seen=many)

    for answer in (*answers, too_many):
        assert_refused(answer, 400)
    assert office.recorded("realization") == before
