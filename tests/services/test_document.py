"""The paper of an SKP over HTTP: each to whom it concerns, every version, as it stood, and nothing that runs."""

import pytest

from tests.services import newcomers
from tests.services.rights_table import plan_of
from tests.services.test_bad_input import assert_refused

NAME, NUMBER = "Orang Baru", r"1991020320150"


@pytest.fixture(scope="module")
def person(office):
    """Someone whose SKP was agreed, revised, and has a revision that waits."""
    made = newcomers.employed(office)
    path = f"/v1/agreements/{made.made['agreement']}"
    for proposal, day, target in ((2, "2026-10-01", "8"), (3, "2026-11-01", "9")):
        plan = plan_of(office.story.ids["u-tu/o1"])
        plan[0]["indicators"][0] |= {"target": {"low": target, "high": target}, "indicator": made.made["indicator"]}
        reason = {"valid_from": day, "reason_code": "task_changed", "reason": "Tugas bertambah."}
        newcomers.command(office, made, "planning", f"{path}/revisions", made.token, {"results": plan, **reason})
        if proposal == 2:
            newcomers.command(office, made, "planning", f"{path}/acceptance", office.rater, {"proposal": proposal})
    return made


def paper(office, person, who, query=""):
    path = f"/v1/agreements/{person.made['agreement']}/document{query}"
    return office.get("planning", path, who, Ekinerja_Seen=person.seen("planning"))


def test_it_is_html_that_nothing_else_may_run_in_or_keep(office, person):
    answer = paper(office, person, person.token)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Ekinerja-Seen"] == f"{person.made['agreement']}:{answer.headers['ETag'].strip(chr(34))}"


def test_the_two_sides_and_the_officer_read_who_they_are_and_an_auditor_does_not(office, person):
    sides = [paper(office, person, who) for who in (person.token, office.rater, "officer")]
    audited = paper(office, person, "auditor")

    assert all(NAME in one.text and NUMBER in one.text for one in sides)
    assert audited.status_code == 200
    head = next(one for one in office.story.world.people if one.key == office.rater)
    for identity in (NAME, NUMBER, head.name, head.nip):
        assert identity not in audited.text
    assert "tidak ditampilkan bagi pembaca ini" in audited.text
    assert person.id in audited.text
    assert_refused(paper(office, person, office.colleague), 403)


def test_every_version_is_there_with_its_days_and_the_event_it_comes_from(office, person):
    first, last, waits = (paper(office, person, person.token, f"?version={one}&lang=id").text
                          for one in ("1", "2", "proposal"))  # fmt: skip
    default = paper(office, person, person.token, "?lang=id").text
    stream = person.made["agreement"]

    assert '<strong><bdi dir="auto">4 laporan' in first
    assert '<strong><bdi dir="auto">8 laporan' in last
    assert '<strong><bdi dir="auto">9 laporan' in waits
    assert default == last
    assert ['<body class="draft">' in one for one in (first, last, waits)] == [False, False, True]
    assert waits.count("RANCANGAN \u2013 belum disepakati") == 2
    assert "30 September 2026" in first  # its last day in force
    assert [f"{stream}:{version}" in one for version, one in ((3, first), (5, last), (6, waits))] == [True] * 3


def test_the_same_version_is_the_same_paper_whatever_was_renamed_since(office):
    person, unit = newcomers.register(office), office.made("planning", "/v1/units", "officer", {"name": "Seksi Lama"})
    newcomers.assign(office, person, unit=unit["unit"], rater=office.story.ids[office.rater])
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    body = {"employee": person.id, "assignment": person.made["assignment"], **days}
    body["results"] = plan_of(office.story.ids["u-tu/o1"])
    drafted = newcomers.command(office, person, "planning", "/v1/agreements", person.token, body)
    person.made["agreement"] = drafted["agreement"]
    newcomers.command(office, person, "planning", f"/v1/agreements/{drafted['agreement']}/acceptance", office.rater,
                      {"proposal": 1})  # fmt: skip
    before = paper(office, person, person.token).text

    newcomers.command(office, person, "planning", f"/v1/units/{unit['unit']}/name", "officer", {"name": "Seksi Baru"})

    assert paper(office, person, person.token).text == before
    assert "Seksi Lama" in before


def test_who_was_erased_is_told_to_be_erased(office):
    person = newcomers.employed(office)
    office.send("DELETE", "planning", f"/v1/employees/{person.id}/identity", "officer")

    answer = paper(office, person, office.rater, "?lang=id")

    assert NAME not in answer.text
    assert "sudah dihapus" in answer.text


@pytest.mark.parametrize(("query", "status"), [
    ("?version=3", 404), ("?version=0", 422), ("?version=draft", 422), ("?lang=ar", 422),
])  # fmt: skip
def test_what_is_not_there_is_refused_and_says_what_is(office, person, query, status):
    answer = paper(office, person, person.token, query)

    assert_refused(answer, status)
    assert status != 404 or "1 to 2 and proposal" in answer.json()["detail"]
