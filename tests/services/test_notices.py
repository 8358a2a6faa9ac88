"""notify's feed: each sees what concerns them, nobody else's, newest first; and a notice is acknowledged once."""

import uuid

import pytest

from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.test_bad_input import assert_refused
from tests.services.test_once import VALUES


def feed(office, who, seen="", **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    # What the story made, or is named: the feed waits until it is here.
    heads = seen or office.story.seen.header(list(office.story.seen.heads)[-50:])
    return eventually(lambda: office.get("notify", f"/v1/notices?{asked}", who, Ekinerja_Seen=heads)).json()


def whole_feed(office, who):
    """Every notice of a reader, page by page: a rater's feed grows with every test of the run."""
    page = feed(office, who, limit=200)
    found = page["notices"]
    while page["next"]:
        page = feed(office, who, limit=200, after=page["next"])
        found += page["notices"]
    return found


def assess(office, who, *ratings):
    """The rater assesses somebody anew with each; returns the head by which notify has seen the last."""
    path = f"/v1/agreements/{office.agreement(who)}/evaluations/{OPEN_PERIOD}/behaviour"
    for rating in ratings:
        assessed = office.made("evaluation", path, office.rater, {"values": dict.fromkeys(VALUES, rating)})
    return "{stream}:{version}".format(**assessed["streams"][0])


@pytest.fixture
def told(office, someone):
    """A person whose feed is at rest, eight notices long, since nobody else has to do with them: (who, feed)."""
    seen = assess(office, someone, *("below_expectation", "meets_expectation", "above_expectation") * 2)
    return someone, feed(office, someone, seen, limit=200)


def kinds(notices):
    return {one["type"] for one in notices}


def test_a_person_is_told_of_what_is_decided_of_them(office):
    found = whole_feed(office, office.employee)

    own = {office.story.ids[office.employee]}
    assert {one["about"] for one in found} == own
    assert {"AssignmentStarted", "TargetAgreed", "BehaviourAssessed", "EvaluationFinalized"} <= kinds(found)
    assert not {"RealizationReported", "EvidenceUploaded", "TargetsProposed"} & kinds(found)
    assert all(one["pesan"] and one["text"] for one in found)


def test_a_rater_is_told_of_what_waits_for_them(office):
    found = whole_feed(office, office.rater)

    waiting = {one["about"] for one in found if one["type"] == "RealizationReported"}
    assert {office.story.ids[office.employee], office.story.ids[office.colleague]} <= waiting
    assert {"EvidenceUploaded", "TargetsProposed"} <= kinds(found)


def test_a_head_is_told_of_the_units_achievement(office):
    assert "UnitAchievementSet" in kinds(whole_feed(office, office.rater))
    assert "UnitAchievementSet" not in kinds(whole_feed(office, office.employee))


def test_whom_nothing_concerns_is_told_nothing(office):
    stranger = office.stack.token(["employee", "rater"], str(uuid.uuid4()))

    found = feed(office, stranger)

    assert found == {"notices": [], "unread": 0, "next": None}


def test_a_feed_is_for_people(office):
    assert_refused(office.get("notify", "/v1/notices", "auditor"), 403)


def test_a_feed_is_newest_first_and_comes_in_pages(office, told):
    who, whole = told[0], told[1]["notices"]

    first = feed(office, who, limit=3)
    second = feed(office, who, limit=3, after=first["next"])
    last = feed(office, who, limit=3, after=second["next"])

    assert [one["at"] for one in whole] == sorted((one["at"] for one in whole), reverse=True)
    assert first["notices"] + second["notices"] + last["notices"] == whole
    assert (len(whole), len(last["notices"]), last["next"]) == (8, 2, None)


def test_a_notice_that_comes_between_two_pages_repeats_none_and_hides_none(office, told):
    """Pages were counted from the top of a feed that grows there."""
    who, whole = told[0], told[1]["notices"]

    first = feed(office, who, limit=2)
    now = feed(office, who, assess(office, who, "below_expectation"), limit=200)["notices"]
    second = feed(office, who, limit=2, after=first["next"])

    assert (len(now), now[1:]) == (9, whole)
    assert first["notices"] + second["notices"] == whole[:4]


def test_the_last_page_says_so_and_a_cursor_that_is_none_is_refused(office):
    last = whole_feed(office, office.rater)[-1]

    oldest = feed(office, office.rater, limit=1, after=f"{last['at'].replace('+00:00', 'Z')}~{last['notice']}")

    assert (oldest["notices"], oldest["next"]) == ([], None)
    assert_refused(office.get("notify", "/v1/notices?after=3", office.rater), 422)


def test_a_notice_is_acknowledged_once_and_by_its_reader_only(office, told):
    who, found = told
    notice = found["notices"][2]["notice"]
    path, key, before = f"/v1/notices/{notice}/acknowledgement", str(uuid.uuid4()), office.recorded("notify")

    others = office.post("notify", path, office.employee)
    first = office.post("notify", path, who, Idempotency_Key=key)
    repeated = office.post("notify", path, who, Idempotency_Key=key)
    again = office.post("notify", path, who)

    assert_refused(others, 404)
    assert (first.status_code, first.content) == (201, repeated.content)
    assert_refused(again, 409)
    assert again.json()["type"].endswith("already-acknowledged")
    assert office.recorded("notify") == before + 1
    after = feed(office, who, limit=200)
    assert (found["unread"], after["unread"]) == (8, 7)
    assert [one["notice"] for one in after["notices"] if one["acknowledged"]] == [notice]
