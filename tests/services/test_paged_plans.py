"""Goals, objectives and templates come by pages: each once, in their order, and `next` is null at the end."""

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
    assert first["next"] == whole[name][1][of]
    assert (first[name] + second[name], second["next"]) == (whole[name], None)
