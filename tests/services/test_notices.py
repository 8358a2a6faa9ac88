"""notify's feed: each sees what concerns them, nobody else's, newest first; and a notice is acknowledged once."""

import uuid

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused


def feed(office, who, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    # What the story made: the feed waits until it is here.
    heads = office.story.seen.header(list(office.story.seen.heads)[-50:])
    answer = office.get("notify", f"/v1/notices?{asked}", who, Ekinerja_Seen=heads)
    assert answer.status_code == 200, answer.text
    return answer.json()


def kinds(found):
    return {one["type"] for one in found["notices"]}


def test_a_person_is_told_of_what_is_decided_of_them(office):
    found = feed(office, office.employee, limit=200)

    own = {office.story.ids[office.employee]}
    assert {one["about"] for one in found["notices"]} == own
    assert {"AssignmentStarted", "TargetAgreed", "BehaviourAssessed", "EvaluationFinalized"} <= kinds(found)
    assert not {"RealizationReported", "EvidenceUploaded", "TargetsProposed"} & kinds(found)
    assert all(one["pesan"] and one["text"] for one in found["notices"])


def test_a_rater_is_told_of_what_waits_for_them(office):
    found = feed(office, office.rater, limit=200)

    waiting = {one["about"] for one in found["notices"] if one["type"] == "RealizationReported"}
    assert {office.story.ids[office.employee], office.story.ids[office.colleague]} <= waiting
    assert {"EvidenceUploaded", "TargetsProposed"} <= kinds(found)


def test_a_head_is_told_of_the_units_achievement(office):
    assert "UnitAchievementSet" in kinds(feed(office, office.rater, limit=200))
    assert "UnitAchievementSet" not in kinds(feed(office, office.employee, limit=200))


def test_whom_nothing_concerns_is_told_nothing(office):
    stranger = office.stack.token(["employee", "rater"], str(uuid.uuid4()))

    found = feed(office, stranger)

    assert found == {"notices": [], "unread": 0, "next": None}


@pytest.mark.parametrize("who", ["auditor", "officer"])
def test_a_feed_is_for_people(office, who):
    assert_refused(office.get("notify", "/v1/notices", who), 403)


def test_a_feed_is_newest_first_and_comes_in_pages(office):
    whole = feed(office, office.rater, limit=200)["notices"]

    first = feed(office, office.rater, limit=3)
    second = feed(office, office.rater, limit=3, after=first["next"])

    assert [one["at"] for one in whole] == sorted((one["at"] for one in whole), reverse=True)
    assert first["notices"] + second["notices"] == whole[:6]


def test_a_notice_that_comes_between_two_pages_repeats_none_and_hides_none(office):
    """Pages were counted from the top of a feed that grows there."""
    whole = feed(office, office.rater, limit=200)["notices"]
    first = feed(office, office.rater, limit=2)
    person = newcomers.employed(office)
    newcomers.report(office, person, "1")

    office.get("notify", "/v1/notices", office.rater, Ekinerja_Seen=person.seen("notify"))
    second = feed(office, office.rater, limit=2, after=first["next"])

    assert first["notices"] + second["notices"] == whole[:4]
    assert feed(office, office.rater, limit=200)["notices"][0]["about"] == person.id


def test_the_last_page_says_so_and_a_cursor_that_is_none_is_refused(office):
    last = feed(office, office.rater, limit=200)["notices"][-1]

    oldest = feed(office, office.rater, limit=1, after=f"{last['at'].replace('+00:00', 'Z')}~{last['notice']}")

    assert (oldest["notices"], oldest["next"]) == ([], None)
    assert_refused(office.get("notify", "/v1/notices?after=3", office.rater), 422)


def test_a_notice_is_acknowledged_once_and_by_its_reader_only(office):
    found = feed(office, office.colleague, limit=200)
    notice = next(one["notice"] for one in found["notices"] if not one["acknowledged"])
    path, key, before = f"/v1/notices/{notice}/acknowledgement", str(uuid.uuid4()), office.recorded("notify")

    others = office.post("notify", path, office.employee)
    first = office.post("notify", path, office.colleague, Idempotency_Key=key)
    repeated = office.post("notify", path, office.colleague, Idempotency_Key=key)
    again = office.post("notify", path, office.colleague)

    assert_refused(others, 404)
    assert (first.status_code, first.content) == (201, repeated.content)
    assert_refused(again, 409)
    assert again.json()["type"].endswith("already-acknowledged")
    assert office.recorded("notify") == before + 1
    after = feed(office, office.colleague, limit=200)
    assert after["unread"] == found["unread"] - 1
    assert next(one for one in after["notices"] if one["notice"] == notice)["acknowledged"]
