"""From which event is this value? The facts a dossier is folded of, each with its place (issue 7)."""

import pytest

from tests.services import newcomers
from tests.services.conftest import eventually
from tests.services.following import final
from tests.services.test_bad_input import assert_refused

ALL = [
    "EvidenceUploaded",
    "EvidenceVerified",
    "BehaviourAssessed",
    "RealizationReported",
    "SelfAssessed",
    "TargetAgreed",
]


@pytest.fixture(scope="module")
def person(office):
    return final(office)


def page(office, person, query="", who="", year=2026):
    path, seen = f"/v1/employees/{person.id}/dossier/{year}{query}", person.seen("evaluation")
    return office.get("evaluation", path, who or person.token, Ekinerja_Seen=seen)


def test_every_event_that_a_score_is_computed_of_is_there_with_its_place_and_as_it_was_recorded(office, person):
    facts = eventually(lambda: page(office, person)).json()["facts"]

    told = [one for one in facts if not one["type"].endswith("EvidenceChecked.v1")]  # where there is a scanner
    assert sorted(one["type"].split(".")[2] for one in told) == sorted(ALL)
    places = [(one["stream"], one["version"]) for one in facts]
    assert places == sorted(places)
    for one in told:
        service = one["type"].split(".")[1]
        recorded = newcomers.event_of(office, service, one["stream"], one["version"])
        assert one["topic"] == f"ekinerja.{service}.v1"
        assert [one[name] for name in ("type", "time", "actor", "data")] == [
            recorded[name] for name in ("type", "time", "actor", "data")
        ]
    (reported,) = [one for one in told if "RealizationReported" in one["type"]]
    assert {name: reported[name] for name in ("stream", "version")} == person.made["report"]


def test_the_pages_together_are_the_whole(office, person):
    whole = page(office, person).json()
    first = page(office, person, "?limit=4").json()
    rest = page(office, person, f"?limit=100&after={first['next']}").json()

    assert (len(first["facts"]), whole["next"], rest["next"]) == (4, None, None)
    assert first["facts"] + rest["facts"] == whole["facts"]


def test_it_is_for_the_person_who_rates_them_whoever_is_above_officer_and_auditor(office, person):
    for who in (person.token, office.rater, office.superior, "officer", "auditor"):
        assert page(office, person, who=who).status_code == 200
    assert_refused(page(office, person, who=office.colleague), 403)


def test_of_another_year_there_is_nothing_and_of_no_year_no_dossier(office, person):
    assert_refused(page(office, person, year=2555), 404)
    assert_refused(page(office, person, "?after=nowhere"), 422)
