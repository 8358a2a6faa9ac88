"""Templates by position and carry-over, over HTTP: kept for a unit, shown for a person, begun for all, never over."""

import uuid

import pytest

from tests.services import newcomers
from tests.services.conftest import eventually
from tests.services.test_bad_input import assert_refused
from tests.services.test_relations import PLAYED

INDICATOR = {
    "title": "Laporan pelayanan", "aspect": "quantity", "unit_of_measure": "laporan", "whole": True,
    "accumulation": "sum", "target": {"low": "12", "high": "12"},
}  # fmt: skip
ANNEXES = {"resources": ["dua petugas"]}
RESULTS = [{"kind": "main", "title": "Layanan yang tertib", "indicators": [INDICATOR]}]


@pytest.fixture
def position():
    """A position of the test's own."""
    return f"Penata {uuid.uuid4().hex[:8]}"


@pytest.fixture
def template(office, position):
    return keep(office, position)["template"]


def keep(office, position, who="officer", **more):
    path = f"/v1/units/{office.story.ids['u-tu']}/templates"
    return office.made("planning", path, who, {"position": position, "results": RESULTS, **more})


def holder(office, position):
    person = newcomers.register(office)
    unit, rater = office.story.ids["u-tu"], office.story.ids[office.rater]
    newcomers.assign(office, person, unit=unit, rater=rater, position=position, starts_on="2026-07-01")
    return person


def test_a_head_keeps_a_template_that_is_listed_and_replaced(office, position):
    made = keep(office, position, who=office.rater)
    changed = keep(office, position, template=made["template"])

    path = f"/v1/units/{office.story.ids['u-tu']}/templates?position={position.upper()}"
    listed = office.get("planning", path, office.employee).json()["templates"]
    assert [one["template"] for one in listed] == [made["template"]] == [changed["template"]]
    assert_refused(office.post("planning", path.partition("?")[0], office.employee, {}), 403)


def test_a_preview_shows_a_persons_own_period_targets(office, template, position):
    person = holder(office, position)

    found = office.get("planning", f"/v1/templates/{template}/preview/{person.id}/2026", person.token).json()

    assert (found["starts_on"], found["ends_on"]) == ("2026-07-01", "2026-12-31")
    (indicator,) = found["results"][0]["indicators"]
    assert [(one["period"], one["high"]) for one in indicator["targets"]] == [("2026Q3", "6"), ("2026Q4", "12")]
    path = f"/v1/templates/{template}/preview/{person.id}/2026"
    assert_refused(office.get("planning", path, office.colleague), 403)


def test_drafts_begin_for_all_of_the_position_once_and_never_over_what_a_side_wrote(office, template, position):
    people = [holder(office, position) for _ in range(3)]
    own = {"employee": people[0].id, "assignment": people[0].made["assignment"], "propose": False}
    days = {"starts_on": "2026-07-01", "ends_on": "2026-12-31"}
    plan = {"results": [{**RESULTS[0], "title": "Ditulis sendiri"}]}
    office.made("planning", "/v1/agreements", people[0].token, own | days | plan)
    path, body, key = f"/v1/templates/{template}/drafts", {"year": 2026}, str(uuid.uuid4())

    first = office.post("planning", path, "officer", body, Idempotency_Key=key).json()
    before = office.recorded("planning")
    again = office.post("planning", path, "officer", body, Idempotency_Key=key).json()
    anew = office.post("planning", path, "officer", body).json()

    told = {one["employee"]: one["outcome"] for one in first["drafts"]}
    assert told == {people[0].id: "refused", people[1].id: "drafted", people[2].id: "drafted"}
    assert again["drafts"] == first["drafts"]
    assert sorted(one["outcome"] for one in anew["drafts"]) == ["refused", "unchanged", "unchanged"]
    assert office.recorded("planning") == before


def test_a_draft_begun_from_a_template_is_proposed_and_accepted_as_any(office, template, position):
    person = holder(office, position)

    begun = office.made(
        "planning", f"/v1/templates/{template}/draft", office.rater, {"employee": person.id, "year": 2026}
    )

    found = office.get("planning", f"/v1/agreements/{begun['agreement']}", person.token).json()
    assert (found["state"], found["draft"]["by"], found["draft"]["origin"]) == ("drafted", "rater", "template")
    assert found["agreed"] is None


def test_a_withdrawn_template_is_offered_no_longer(office, template, position):
    person = holder(office, position)
    office.made("planning", f"/v1/templates/{template}/withdrawal", "officer", None)

    path = f"/v1/units/{office.story.ids['u-tu']}/templates?position={position}"
    assert office.get("planning", path, "officer").json()["templates"] == []
    body = {"employee": person.id, "year": 2026}
    assert_refused(office.post("planning", f"/v1/templates/{template}/draft", "officer", body), 409)


def unmet_of(office, person):
    path = f"/v1/agreements/{office.agreement(person)}/unmet?period={PLAYED}"
    return eventually(lambda: office.get("planning", path, person)).json()["unmet"]


def test_what_was_not_reached_is_told_to_both_sides_and_added_to_the_next_draft_beside_what_stands_there(office):
    ids = office.story.ids
    person = next(one for one in (office.employee, office.colleague) if unmet_of(office, one))
    (first, *_) = unmet_of(office, person)
    place = {"unit": ids["u-tu"], "position": "Penata Lanjutan", "starts_on": "2026-10-01", "rater": ids[office.rater]}
    assigned = office.made("planning", f"/v1/employees/{ids[person]}/assignments", "officer", place)["assignment"]
    wanted = {"assignment": assigned, "year": 2026, "indicators": [first["indicator"]]}
    path = f"/v1/agreements/{office.agreement(person)}/carry-over"
    written = {
        "employee": ids[person],
        "assignment": assigned,
        "propose": False,
        "results": RESULTS,
        "annexes": ANNEXES,
    }
    days = {"starts_on": "2026-10-01", "ends_on": "2026-12-31"}
    kept = office.made("planning", "/v1/agreements", person, written | days)

    begun = office.made("planning", path, person, wanted)
    again = office.made("planning", path, office.rater, wanted)

    assert again["agreement"] == begun["agreement"] == kept["agreement"]
    assert again["unchanged"] is True
    found = office.get("planning", f"/v1/agreements/{begun['agreement']}", office.rater).json()
    own, result = found["draft"]["results"]
    assert (own["title"], found["draft"]["annexes"]["resources"]) == (RESULTS[0]["title"], ANNEXES["resources"])
    assert result["indicators"][0]["title"] == first["title"]
    assert result["indicators"][0]["target"] == first["offered"]
    assert_refused(office.post("planning", path, "p-000", wanted), 403)
    unknown = wanted | {"indicators": [str(uuid.uuid4())]}
    assert_refused(office.post("planning", path, person, unknown), 404)


def test_the_rater_of_the_next_place_draws_in_nothing_of_an_agreement_they_may_not_read(office):
    ids = office.story.ids
    person = next(one for one in (office.employee, office.colleague) if unmet_of(office, one))
    place = {"unit": ids["u-tu"], "position": "Arsiparis", "starts_on": "2026-11-01", "rater": ids[office.superior]}
    assigned = office.made("planning", f"/v1/employees/{ids[person]}/assignments", "officer", place)["assignment"]
    path, wanted = f"/v1/agreements/{office.agreement(person)}/carry-over", {"assignment": assigned, "year": 2026}

    assert_refused(office.post("planning", path, office.superior, wanted), 403)
    assert office.made("planning", path, person, wanted)["agreement"]
