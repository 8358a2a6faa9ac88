"""Activities over HTTP: recorded, corrected, withdrawn, listed by pages, imported once; a refusal says what to do."""

import io
import uuid

import pytest
from openpyxl import Workbook

from tests.services import newcomers, working
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused
from tests.services.test_relations import VALUES
from tests.services.working import DAILY, DAY, TITLE, deed, do, path_of, sheet


@pytest.fixture(scope="module")
def person(office):
    """Somebody whose activities these are; each test records its own."""
    return working.employed(office)


def listed(office, person, who="", **asked):
    query = "&".join(f"{name}={value}" for name, value in {"limit": 200, **asked}.items())
    path = path_of(person, f"activities?{query}")
    answer = office.get("realization", path, who or person.token, Ekinerja_Seen=person.seen("realization"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def said_in(page):
    return [one["text"].get("body") for one in page["activities"]]


def test_an_activity_is_recorded_corrected_and_withdrawn_and_its_history_keeps_all(office, person):
    made = do(office, person, "activities", deed(person, text="Pertama"))["activity"]
    do(office, person, f"activities/{made}/correction", deed(person, text="Kedua", amount="2.5"))
    (shown,) = [one for one in listed(office, person)["activities"] if one["activity"] == made]
    do(office, person, f"activities/{made}/withdrawal", {"reason_code": "not_done"})

    gone = [one["activity"] for one in listed(office, person)["activities"]]
    history = office.get("realization", path_of(person, f"activities/{made}"), person.token).json()["history"]

    assert (shown["amount"], shown["text"]["body"], shown["corrected"], shown["late"]) == ("2.5", "Kedua", 1, False)
    assert made not in gone
    assert [one["what"] for one in history] == ["recorded", "corrected", "withdrawn"]
    assert [one["text"]["body"] for one in history[:2]] == ["Pertama", "Kedua"]


def test_a_list_is_by_day_month_and_indicator_in_pages_that_lose_nothing(office):
    person = working.employed(office)
    for day, text in (("2026-07-01", "A"), ("2026-07-02", "B"), ("2026-06-30", "C"), ("2026-06-29", "D")):
        do(office, person, "activities", deed(person, day=day, text=text))

    pages, after = [], {}
    while True:
        page = listed(office, person, limit=3, **after)
        pages.append(said_in(page))
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert pages == [["B", "A", "C"], ["D"]]
    assert said_in(listed(office, person, day="2026-07-02")) == ["B"]
    assert said_in(listed(office, person, month="2026M06")) == ["C", "D"]
    assert said_in(listed(office, person, indicator=person.made["indicator"])) == ["B", "A", "C", "D"]
    assert said_in(listed(office, person, indicator=uuid.uuid4())) == []


def test_who_reads_an_activity_and_who_its_words(office, person):
    made = do(office, person, "activities", deed(person, text="Rahasia dapur"))["activity"]
    path = path_of(person, f"activities/{made}")

    words = {
        who: office.get("realization", path, who or person.token).json()["history"][0]["text"].get("body")
        for who in ("", office.rater, office.superior, "officer", "auditor")
    }

    assert words == {
        "": "Rahasia dapur", office.rater: "Rahasia dapur", office.superior: None, "officer": None, "auditor": None,
    }  # fmt: skip
    assert_refused(office.get("realization", path, office.colleague), 403)


REFUSED = {
    "another's indicator": ({"indicator": str(uuid.uuid4())}, 403, "not-your-indicator"),
    "in the future": ({"day": "2026-12-01"}, 422, "in-the-future"),
    "before the agreement": ({"day": "2025-12-31"}, 422, "outside-agreement"),
    "ends before it begins": ({"begins": "10:00", "ends": "09:00"}, 422, "ends-before-it-begins"),
    "an end alone": ({"begins": None, "ends": "09:00"}, 422, "ends-before-it-begins"),
    "less than nothing": ({"amount": "-1"}, 422, "negative-value"),
    "a number in a unit": ({"unit_of_measure": "198001012005011001"}, 422, "invalid"),
    "no hour": ({"begins": "8:00"}, 422, "invalid"),
}


@pytest.mark.parametrize(("changed", "status", "kind"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_have_been_done_is_refused_and_nothing_recorded(office, person, changed, status, kind):
    before = office.recorded("realization")

    answer = office.post("realization", path_of(person, "activities"), person.token, deed(person, **changed))

    assert_refused(answer, status)
    assert answer.json()["type"].endswith(kind)
    assert office.recorded("realization") == before


def test_the_activities_are_the_employees_own(office, person):
    for who in (office.colleague, office.rater):
        answer = office.post("realization", path_of(person, "activities"), who, deed(person))
        assert_refused(answer, 403)


def test_the_same_command_twice_is_one_activity(office, person):
    key, body = str(uuid.uuid4()), deed(person, text="Sekali saja")

    answers = [
        office.post("realization", path_of(person, "activities"), person.token, body, Idempotency_Key=key)
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert said_in(listed(office, person)).count("Sekali saja") == 1


def test_many_at_once_are_recorded_together_or_not_at_all_and_each_accounted_for(office, person):
    good, bad = deed(person, day="2026-06-03", text="Sekaligus"), deed(person, day="2026-12-01")
    path, before = path_of(person, "activities/bulk"), office.recorded("realization")

    stopped = office.post("realization", path, person.token, {"activities": [good, bad]})
    unchanged = office.recorded("realization")
    skipped = office.post("realization", f"{path}?on_error=skip", person.token, {"activities": [good, bad, good]})

    assert (stopped.status_code, unchanged) == (200, before)
    assert [one["outcome"] for one in stopped.json()["lines"]] == ["not_done", "bad"]
    assert skipped.status_code == 201
    assert [one["outcome"] for one in skipped.json()["lines"]] == ["recorded", "bad", "unchanged"]
    (error,) = skipped.json()["lines"][1]["errors"]
    assert (error["column"], bool(error["perbaikan"])) == ("Tanggal", True)
    assert office.recorded("realization") == before + 1


def daily_csv(*texts, day="2026-06-04"):
    return DAILY + "".join(f'{TITLE},{day},08:00,09:00,{text},"1,5",laporan,\n' for text in texts)


def daily_xlsx(text):
    book = Workbook()
    book.active.append(["LAPORAN KEGIATAN HARIAN"])
    book.active.append(DAILY.strip().split(","))
    book.active.append([TITLE, "2026-06-05", "08:00", "09:00", text, 1.5, "laporan", None])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_dry_run_shows_how_each_line_is_read_and_records_nothing(office, person):
    before = office.recorded("realization")

    answer = sheet(office, person, path_of(person, "activities/imports"), daily_csv("Rapat"))

    (line,) = answer.json()["lines"]
    assert (answer.status_code, line["outcome"], line["read"]["amount"]) == (200, "not_done", "1.5")
    assert (line["read"]["indicator"], line["read"]["begins"]) == (person.made["indicator"], "08:00")
    assert office.recorded("realization") == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_is_imported_once_under_its_key_and_what_stands_is_not_recorded_again(office, person, kind):
    text, key = f"Dari lembar {kind}", str(uuid.uuid4())
    content = daily_csv(text) if kind == "csv" else daily_xlsx(text)
    path = path_of(person, "activities/imports")

    first = sheet(office, person, path, content, dry_run="false", Idempotency_Key=key)
    again = sheet(office, person, path, content, dry_run="false", Idempotency_Key=key)
    anew = sheet(office, person, path, content, dry_run="false")

    assert first.status_code == 201, first.text
    assert first.json() == again.json()
    assert [one["outcome"] for one in anew.json()["lines"]] == ["unchanged"]
    assert said_in(listed(office, person)).count(text) == 1


def test_a_line_with_its_own_key_is_recorded_once_also_when_it_was_withdrawn(office, person):
    header = DAILY.replace("\n", ",Kunci\n")
    mark = uuid.uuid4().hex
    content = header + f"{TITLE},2026-06-08,,,Berkunci,1,kali,,{mark}\n"
    path = path_of(person, "activities/imports")
    first = sheet(office, person, path, content, dry_run="false").json()
    made = first["lines"][0]["made"]["activity"]
    do(office, person, f"activities/{made}/withdrawal", {"reason_code": "not_done"})

    again = sheet(office, person, path, content.replace("Berkunci", "Berkunci juga"), dry_run="false").json()

    assert [one["outcome"] for one in again["lines"]] == ["unchanged"]
    assert "Berkunci juga" not in said_in(listed(office, person))


def test_a_wreck_is_refused_and_a_sheet_of_another_kind_too(office, person):
    path = path_of(person, "activities/imports")

    assert_refused(sheet(office, person, path, b"PK\x03\x04 and nothing"), 400)
    assert_refused(sheet(office, person, path, "a,b\n1,2\n"), 422)
    assert_refused(office.post("realization", path, person.token, {"a": 1}), 400)


def test_recorded_after_the_deadline_is_shown_late_and_after_the_final_refused(office):
    person = working.employed(office)
    late = do(office, person, "activities", deed(person, day="2026-04-01"))["activity"]
    shown = {one["activity"]: one["late"] for one in listed(office, person)["activities"]}
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    base = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    newcomers.report(office, person, "4")
    newcomers.command(office, person, "evaluation", f"{base}/behaviour", office.rater, values)
    newcomers.assess_self(office, person)
    newcomers.command(office, person, "evaluation", f"{base}/finalization", office.rater, {})

    path, seen = path_of(person, "activities"), person.seen("realization")
    refused = office.post("realization", path, person.token, deed(person, day=DAY), Ekinerja_Seen=seen)

    assert shown[late]
    assert_refused(refused, 409)
    assert refused.json()["type"].endswith("period-is-final")
    assert "2026Q4" in refused.json()["detail"]


def test_an_activity_names_evidence_of_its_own_agreement(office):
    person = working.arrived(office, newcomers.known_to_evidence(office))
    own, link = newcomers.upload(office, person), newcomers.give_link(office, person, "http://tidak-ada.invalid/a.pdf")
    others = newcomers.upload(office, newcomers.known_to_evidence(office))

    made = do(office, person, "activities", deed(person, text="Dengan bukti", evidence=own))["activity"]
    do(office, person, f"activities/{made}/correction", deed(person, text="Dengan tautan", evidence=link))

    for item in (others, str(uuid.uuid4())):
        path, seen = path_of(person, "activities"), person.seen("realization")
        one = deed(person, text="Bukti orang lain", evidence=item)
        refused = office.post("realization", path, person.token, one, Ekinerja_Seen=seen)
        many = office.post("realization", f"{path}/bulk", person.token, {"activities": [one]}, Ekinerja_Seen=seen)
        row = f"{DAILY}{TITLE},{DAY},,,Rapat,1,kali,{item}\n"
        rows = sheet(office, person, path_of(person, "activities/imports"), row).json()
        assert_refused(refused, 422)
        assert refused.json()["type"].endswith("not-its-evidence")
        assert [line["errors"][0]["column"] for line in (many.json()["lines"][0], rows["lines"][0])] == [
            "Bukti Dukung"
        ] * 2
