"""SKP plan forms over HTTP: shown before anything is recorded, one draft per person, and nothing twice."""

import uuid

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused
from tests.sheets import FORM, skp_rows, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def unit(office):
    return office.story.ids["u-tu"]


@pytest.fixture
def people(office, unit):
    """Two who work in the unit, with the numbers they have in the directory: (person, number)."""
    found = []
    for _ in range(2):
        person = newcomers.register(office)
        newcomers.assign(office, person, unit=unit, rater=office.story.ids[office.rater])
        number = office.get("planning", f"/v1/employees/{person.id}", "officer").json()["number"]
        found.append((person, number))
    return found


def send(office, unit, content, who="officer", key=None, **query):
    headers = {"Content_Type": XLSX, "Idempotency_Key": key or str(uuid.uuid4())}
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return office.post("planning", f"/v1/units/{unit}/agreements/2026/imports?{asked}", who, content, **headers)


def forms(people, mark="", supports=""):
    """A sheet per person."""
    return xlsx({number: [FORM, *skp_rows(mark, supports)] for _, number in people})


def outcomes(answer):
    return [one["outcome"] for one in answer.json()["people"]]


def drafts(office, answer, who):
    return [office.get("planning", f"/v1/agreements/{one['agreement']}", who).json() for one in answer.json()["people"]]


def objective(office, unit):
    title = f"Layanan yang tertib {uuid.uuid4().hex[:8]}"
    office.made("planning", f"/v1/units/{unit}/objectives", "officer", {"year": 2026, "title": title})
    return title


def test_a_dry_run_shows_what_would_be_drafted_for_whom_and_records_nothing(office, unit, people):
    supports, before = objective(office, unit), office.recorded("planning")

    answer = send(office, unit, forms(people, supports=supports))

    assert (answer.status_code, outcomes(answer)) == (200, ["not_done", "not_done"])
    assert office.recorded("planning") == before
    first = answer.json()["people"][0]
    assert first["employee"] == people[0][0].id
    quarterly = first["results"][0]["indicators"][0]["targets"]
    assert [(one["period"], one["high"]) for one in quarterly] == [
        ("2026Q1", "3"), ("2026Q2", "6"), ("2026Q3", "9"), ("2026Q4", "12"),
    ]  # fmt: skip
    assert first["results"][0]["supports"]["kind"] == "unit_objective"
    assert {one["code"] for one in first["notes"]} == {"assumed_direction", "assumed_accumulation"}


def test_a_draft_is_recorded_for_each_and_the_employee_proposes_and_the_rater_accepts_it(office, unit, people):
    answer = send(office, unit, forms(people, supports=objective(office, unit)), dry_run="false")

    assert (answer.status_code, outcomes(answer)) == (201, ["recorded", "recorded"])
    person, agreement = people[0][0], answer.json()["people"][0]["agreement"]
    (found, _) = drafts(office, answer, "officer")
    assert (found["state"], found["draft"]["by"], found["draft"]["origin"]) == ("drafted", "officer", "spreadsheet")
    path = f"/v1/agreements/{agreement}"
    office.made("planning", f"{path}/proposals", person.token, {})
    office.made("planning", f"{path}/acceptance", office.rater, {"proposal": 1})


def test_the_same_file_again_records_nothing_twice_with_the_same_key_or_another(office, unit, people):
    content, key = forms(people), str(uuid.uuid4())
    first = send(office, unit, content, key=key, dry_run="false")
    before = office.recorded("planning")

    again = send(office, unit, content, key=key, dry_run="false")
    anew = send(office, unit, content, dry_run="false")

    assert [one["agreement"] for one in again.json()["people"]] == [one["agreement"] for one in first.json()["people"]]
    assert (outcomes(again), outcomes(anew)) == (["recorded"] * 2, ["unchanged"] * 2)
    assert office.recorded("planning") == before


def test_a_bad_cell_stops_all_and_a_mended_file_records_what_is_missing(office, unit, people):
    (one, number), (_, other) = people
    good, bad = [FORM, *skp_rows()], [FORM, *skp_rows()]
    bad[2] = [1, "", "Layanan", "Kuantitas", "Jumlah laporan", "Rp 170,395,"]
    key, before = str(uuid.uuid4()), office.recorded("planning")

    stopped = send(office, unit, xlsx({number: good, other: bad}), key=key, dry_run="false")
    unchanged = office.recorded("planning")
    skipped = send(office, unit, xlsx({number: good, other: bad}), key=key, dry_run="false", on_error="skip")
    mended = send(office, unit, xlsx({number: good, other: good}), key=key, dry_run="false")

    assert (stopped.status_code, unchanged) == (200, before)
    assert [(each["sheet"], each["cell"], each["column"]) for each in stopped.json()["errors"]] == [
        (other, "F3", "TARGET")
    ]
    assert (outcomes(skipped), outcomes(mended)) == (["recorded", "bad"], ["recorded", "recorded"])
    assert office.recorded("planning") == before + 4


def test_a_changed_file_replaces_the_officers_draft_and_never_what_a_side_wrote(office, unit, people):
    first = send(office, unit, forms(people), dry_run="false")
    kept = first.json()["people"][0]["agreement"]
    plan = [{"kind": "main", "title": "Ditulis sendiri", "indicators": [INDICATOR]}]
    office.made("planning", f"/v1/agreements/{kept}/draft", people[0][0].token, {"results": plan})

    changed = send(office, unit, forms(people, mark="baru"), dry_run="false", on_error="skip")
    same = send(office, unit, forms(people), dry_run="false", on_error="skip")

    assert (outcomes(changed), [one["column"] for one in changed.json()["errors"]]) == (["bad", "recorded"], ["NIP"])
    assert outcomes(same) == ["unchanged", "recorded"]
    own, _ = drafts(office, first, "officer")
    assert own["draft"]["results"][0]["title"] == "Ditulis sendiri"


INDICATOR = {
    "title": "Jumlah berkas", "aspect": "quantity", "unit_of_measure": "berkas", "accumulation": "sum",
    "target": {"low": "4", "high": "4"},
}  # fmt: skip


def test_people_who_are_not_there_and_wordings_that_match_nothing_are_told(office, unit, people):
    content = xlsx({people[0][1]: [FORM, *skp_rows(supports="Entah apa")], "199102032015031999": [FORM, *skp_rows()]})

    answer = send(office, unit, content)

    known, unknown = answer.json()["people"]
    assert {one["code"] for one in known["notes"]} >= {"supports_none"}
    assert (unknown["outcome"], unknown["employee"]) == ("bad", None)
    assert [one["column"] for one in answer.json()["errors"]] == ["NIP"]


def test_who_works_elsewhere_is_not_drafted_for_here(office, people):
    elsewhere = office.made("planning", "/v1/units", "officer", {"name": "Seksi Lain"})["unit"]

    answer = send(office, elsewhere, forms(people))

    assert [one["column"] for one in answer.json()["errors"]] == ["JABATAN", "JABATAN"]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"", b"nama;\xe9\n", xlsx({"A": [["x"]]})],
    ids=["no archive", "empty", "cp1252", "no form"],
)
def test_what_is_no_form_is_refused(office, unit, content):
    assert_refused(send(office, unit, content), 400, 422)


def test_only_the_officer_imports(office, unit, people):
    for who in (office.employee, office.rater, "auditor"):
        assert_refused(send(office, unit, forms(people), who), 403)
