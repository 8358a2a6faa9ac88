"""A goal or an objective is corrected under its id: what rests on it stays, and it is read as it was set last."""

import uuid

import pytest

from tests.services.test_bad_input import assert_refused

YEARS = {"first_year": 2025, "last_year": 2029}


@pytest.fixture
def units(office):
    """A top of its own with a goal and an objective that serves it, and a unit below with one that serves that."""
    found = {"top": office.made("planning", "/v1/units", "officer", {"name": "Kantor Uji"})["unit"]}
    below = {"name": "Bidang Uji", "parent": found["top"]}
    found["below"] = office.made("planning", "/v1/units", "officer", below)["unit"]
    goal = {"title": "Umat rukun", **YEARS}
    found["goal"] = office.made("planning", f"/v1/units/{found['top']}/goals", "officer", goal)["goal"]
    for unit, kind, what in (("top", "strategic_goal", "goal"), ("below", "unit_objective", "of_top")):
        wanted = {"year": 2026, "title": "Sasarn", "supports": {"kind": kind, "id": found[what]}}
        path = f"/v1/units/{found[unit]}/objectives"
        found[f"of_{unit}"] = office.made("planning", path, "officer", wanted)["objective"]
    return found


def correct(office, units, unit, title, supports=None, objective=None):
    path = f"/v1/units/{units[unit]}/objectives/2026/{objective or units[f'of_{unit}']}"
    answer = office.post("planning", path, "officer", {"title": title, "supports": supports})
    return answer, ", ".join(f"{one['stream']}:{one['version']}" for one in answer.json().get("streams", ()))


def read(office, path, seen):
    return office.get("planning", path, "officer", Ekinerja_Seen=seen).json()


def test_an_objective_that_another_rests_on_is_corrected_and_keeps_its_id(office, units):
    serves = {"kind": "strategic_goal", "id": units["goal"]}

    answer, seen = correct(office, units, "top", "Layanan yang bermutu", serves)
    again, _ = correct(office, units, "top", "Layanan yang bermutu", serves)

    assert (answer.status_code, answer.json()["objective"]) == (201, units["of_top"])
    (shown,) = read(office, f"/v1/units/{units['top']}/objectives/2026", seen)["objectives"]
    assert (shown["objective"], shown["title"]) == (units["of_top"], "Layanan yang bermutu")
    (root,) = read(office, f"/v1/units/{units['top']}/cascade/2026", seen)["cascade"]
    assert (root["title"], [one["id"] for one in root["below"]]) == ("Layanan yang bermutu", [units["of_below"]])
    assert (again.status_code, again.json()["streams"]) == (201, answer.json()["streams"])


def test_what_is_below_shows_as_it_was_corrected_and_once(office, units):
    _, seen = correct(office, units, "below", "Layanan nikah", {"kind": "unit_objective", "id": units["of_top"]})

    (root,) = read(office, f"/v1/units/{units['top']}/cascade/2026", seen)["cascade"]

    assert [one["title"] for one in root["below"]] == ["Layanan nikah"]


def test_one_that_serves_another_no_longer_does_not_hold_it(office, units):
    withdrawal = f"/v1/units/{units['top']}/objectives/2026/{units['of_top']}/withdrawal"
    assert_refused(office.post("planning", withdrawal, "officer", {"reason": "Keliru"}), 409)

    _, seen = correct(office, units, "below", "Layanan nikah")

    (root,) = read(office, f"/v1/units/{units['top']}/cascade/2026", seen)["cascade"]
    assert root["below"] == []
    assert office.post("planning", withdrawal, "officer", {"reason": "Keliru"}).status_code == 201


def test_a_correction_is_refused_where_there_is_nothing_to_correct(office, units):
    missing, _ = correct(office, units, "top", "Sasaran", objective=uuid.uuid4())
    sideways, _ = correct(office, units, "top", "Sasaran", {"kind": "unit_objective", "id": units["of_below"]})

    assert_refused(missing, 404)
    assert_refused(sideways, 422)


def test_an_objective_does_not_come_to_serve_what_serves_it_where_units_have_moved(office, units):
    """The lower unit leaves the upper one, which then comes under it."""
    for unit, parent in (("below", None), ("top", units["below"])):
        path = f"/v1/units/{units[unit]}/parent"
        office.made("planning", path, "officer", {"parent": parent})

    answer, _ = correct(office, units, "top", "Sasaran", {"kind": "unit_objective", "id": units["of_below"]})

    assert_refused(answer, 422)
    assert answer.json()["type"].endswith("objectives-in-a-ring")


def test_a_goal_is_corrected_and_keeps_the_years_of_what_serves_it(office, units):
    path = f"/v1/units/{units['top']}/goals"

    def set_goal(goal, **years):
        return office.post("planning", f"{path}/{goal}", "officer", {"title": "Umat yang rukun", **YEARS, **years})

    narrow = set_goal(units["goal"], first_year=2027)
    answer = set_goal(units["goal"], first_year=2026)
    anew = set_goal(units["goal"], first_year=2024)
    seen = ", ".join(f"{one['stream']}:{one['version']}" for one in anew.json()["streams"])

    assert_refused(narrow, 409)
    assert narrow.json()["type"].endswith("goal-still-served")
    assert (answer.status_code, anew.status_code) == (201, 201)
    (shown,) = read(office, path, seen)["goals"]
    assert (shown["goal"], shown["title"], shown["first_year"]) == (units["goal"], "Umat yang rukun", 2024)
    assert_refused(set_goal(uuid.uuid4()), 404)
    assert_refused(office.post("planning", f"/v1/units/{units['below']}/goals/{units['goal']}", "officer",
                               {"title": "Umat", **YEARS}), 404)  # fmt: skip
