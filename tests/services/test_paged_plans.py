"""Goals, objectives and templates come by pages: each once, whatever changes between; `next` is null at the end."""

import pytest

from tests.services.rights_table import TEMPLATE


@pytest.fixture(scope="module")
def unit(office):
    """A unit at the top with three of each."""
    made = office.made("planning", "/v1/units", "officer", {"name": "Kantor Berhalaman"})["unit"]
    heads = []
    for number in range(3):
        for what, body in (
            ("goals", {"title": f"Tujuan {number}", "first_year": 2025, "last_year": 2029}),
            ("objectives", {"year": 2026, "title": f"Sasaran {number}"}),
            ("templates", {**TEMPLATE, "position": f"Analis {number}"}),
        ):
            heads += office.made("planning", f"/v1/units/{made}/{what}", "officer", body)["streams"]
    return made, ", ".join(f"{one['stream']}:{one['version']}" for one in heads)


@pytest.mark.parametrize(
    ("path", "name", "of"),
    [
        ("goals", "goals", "goal"),
        ("objectives/2026", "objectives", "objective"),
        ("templates", "templates", "template"),
    ],
)
def test_every_one_is_on_one_page(office, unit, path, name, of):
    made, seen = unit

    def read(query=""):
        return office.get("planning", f"/v1/units/{made}/{path}?{query}", "officer", Ekinerja_Seen=seen).json()

    whole, first = read(), read("limit=2")
    second = read(f"limit=2&after={first['next']}")

    assert (len(whole[name]), whole["next"]) == (3, None)
    assert first["next"] == max(one[of] for one in first[name])
    assert [len(first[name]), len(second[name]), second["next"]] == [2, 1, None]
    assert sorted(one[of] for one in first[name] + second[name]) == sorted(one[of] for one in whole[name])


def test_a_goal_corrected_between_two_pages_is_on_one_of_them(office, unit):
    """Goals are shown by their years: one that begins earlier now stands in front of what was read."""
    made, seen = unit
    path = f"/v1/units/{made}/goals"
    first = office.get("planning", f"{path}?limit=2", "officer", Ekinerja_Seen=seen).json()
    whole = office.get("planning", path, "officer", Ekinerja_Seen=seen).json()
    (left,) = {one["goal"] for one in whole["goals"]} - {one["goal"] for one in first["goals"]}
    earlier = {"title": "Tujuan", "first_year": 2020, "last_year": 2029}
    heads = office.made("planning", f"{path}/{left}", "officer", earlier)["streams"]
    now = ", ".join(f"{one['stream']}:{one['version']}" for one in heads)

    second = office.get("planning", f"{path}?after={first['next']}", "officer", Ekinerja_Seen=now).json()

    assert [(one["goal"], one["first_year"]) for one in second["goals"]] == [(left, 2020)]


def test_a_template_withdrawn_between_two_pages_does_not_begin_the_list_anew(office, unit):
    made, seen = unit
    path = f"/v1/units/{made}/templates"
    first = office.get("planning", f"{path}?limit=2", "officer", Ekinerja_Seen=seen).json()
    office.made("planning", f"/v1/templates/{first['next']}/withdrawal", "officer", None)

    second = office.get("planning", f"{path}?after={first['next']}", "officer").json()

    assert len(second["templates"]) == 1
    assert second["templates"][0] not in first["templates"]
