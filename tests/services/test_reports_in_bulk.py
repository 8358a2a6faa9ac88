"""A quarter's values in one request or sheet, reports given back, late and proven: through HTTP and Kafka."""

import io
import time
import uuid

import pytest
from openpyxl import Workbook

from tests.services import newcomers, working
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused, results
from tests.services.test_relations import VALUES
from tests.services.working import do, path_of, sheet
from tests.services.years import begin_year

REPORTS = f"realizations/{OPEN_PERIOD}"
TITLES = [f"Indikator {number}" for number in range(1, 21)]


def with_indicators(office, titles):
    """Somebody with an agreement of these indicators, each of twelve pieces a year."""
    person = newcomers.register(office)
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    (result,) = results()
    one = result["indicators"][0]
    result["indicators"] = [one | {"title": title, "target": {"low": "12", "high": "12"}} for title in titles]
    result["supports"] = {"kind": "unit_objective", "id": office.story.ids["u-tu/o1"], "taken_over": "directly"}
    body = {
        "employee": person.id, "assignment": person.made["assignment"], "results": [result],
        "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    drafted = newcomers.command(office, person, "planning", "/v1/agreements", person.token, body)
    person.made |= {"agreement": drafted["agreement"], "indicators": drafted["results"][0]["indicators"]}
    person.made["indicator"] = person.made["indicators"][0]
    path = f"/v1/agreements/{drafted['agreement']}/acceptance"
    newcomers.command(office, person, "planning", path, office.rater, {"proposal": 1})
    return working.arrived(office, person)


@pytest.fixture(scope="module")
def person(office):
    return with_indicators(office, TITLES)


def read(office, person, who="", period=OPEN_PERIOD):
    path = path_of(person, f"realizations/{period}")
    answer = office.get("realization", path, who or person.token, Ekinerja_Seen=person.seen("realization"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def current(office, person):
    return {one["indicator"]: one for one in read(office, person)["reports"] if one["current"]}


def outcomes(account):
    return [one["outcome"] for one in account["lines"]]


def test_a_quarters_twenty_indicators_are_reported_in_one_call(office):
    person = with_indicators(office, TITLES)
    entries = [{"indicator": one, "value": str(place)} for place, one in enumerate(person.made["indicators"])]

    account = do(office, person, f"{REPORTS}/bulk", {"reports": entries})

    assert outcomes(account) == ["recorded"] * 20
    assert {name: one["value"] for name, one in current(office, person).items()} == {
        one["indicator"]: one["value"] for one in entries
    }
    assert len(account["streams"]) == 1


def test_with_a_bad_entry_nothing_is_reported_unless_it_is_left_out(office, person):
    good, half, other = person.made["indicators"][:3]
    entries = [
        {"indicator": good, "value": "3"}, {"indicator": half, "value": "-1"},
        {"indicator": str(uuid.uuid4()), "value": "1"},
        {"indicator": good, "value": "4"}, {"indicator": other, "value": "5"},
    ]  # fmt: skip
    path, before = path_of(person, f"{REPORTS}/bulk"), office.recorded("realization")

    stopped = office.post("realization", path, person.token, {"reports": entries})
    unchanged = office.recorded("realization")
    skipped = office.post("realization", f"{path}?on_error=skip", person.token, {"reports": entries})

    assert (stopped.status_code, unchanged) == (200, before)
    assert outcomes(stopped.json()) == ["not_done", "bad", "bad", "bad", "not_done"]
    assert outcomes(skipped.json()) == ["recorded", "bad", "bad", "bad", "recorded"]
    assert office.recorded("realization") == before + 2


def test_many_on_anothers_agreement_are_refused_as_one_is_and_nothing_of_it_is_told(office, person):
    """Section 9: 403, logged; a line of another's agreement tells not even whether it has such an indicator."""
    value, before = {"indicator": person.made["indicator"], "value": "3"}, office.recorded("realization")
    values = f"Indikator Kinerja Individu,Realisasi\n{TITLES[0]},3\nTidak ada,3\n"
    days = f"{working.DAILY}{TITLES[0]},2026-06-04,08:00,09:00,Rapat,1,kali,\nTidak ada,2026-06-04,,,Rapat,1,kali,\n"

    def many(who):
        yield office.post("realization", path_of(person, f"{REPORTS}/bulk"), who, {"reports": [value]})
        yield office.post(
            "realization", path_of(person, "activities/bulk"), who, {"activities": [working.deed(person)]}
        )
        for path, content in ((f"{REPORTS}/imports", values), ("activities/imports", days)):
            yield sheet(office, person, path_of(person, path), content, who)

    for answer in many(office.token(office.colleague)):
        assert_refused(answer, 403)
        assert answer.json()["type"].endswith("not-your-report")
    assert office.recorded("realization") == before


def test_an_indicator_of_anothers_among_many_is_a_bad_line_and_logged(office, person):
    other = working.employed(office)
    said = office.stack.log("realization").count("not-your-indicator")

    path, entries = path_of(person, f"{REPORTS}/bulk"), [{"indicator": other.made["indicator"], "value": "1"}]
    answer = office.post("realization", path, person.token, {"reports": entries})

    assert outcomes(answer.json()) == ["bad"]
    deadline = time.monotonic() + 10
    while office.stack.log("realization").count("not-your-indicator") == said:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_says_the_same_is_not_reported_again_and_a_later_value_keeps_the_earlier_in_the_history(office, person):
    first, second = person.made["indicators"][3:5]
    both = [{"indicator": first, "value": "3", "note": "Selesai"}, {"indicator": second, "value": "3"}]
    do(office, person, f"{REPORTS}/bulk", {"reports": both})

    again = do(office, person, f"{REPORTS}/bulk", {"reports": [both[0], {**both[1], "value": "4"}]})

    told = [(one["value"], one["current"]) for one in read(office, person)["reports"] if one["indicator"] == second]
    assert outcomes(again) == ["unchanged", "recorded"]
    assert told == [("3", False), ("4", True)]


def test_a_dry_run_of_a_call_records_nothing(office, person):
    before = office.recorded("realization")

    body = {"reports": [{"indicator": person.made["indicators"][5], "value": "3"}]}
    answer = office.post("realization", path_of(person, f"{REPORTS}/bulk?dry_run=true"), person.token, body)

    assert (answer.status_code, outcomes(answer.json())) == (200, ["not_done"])
    assert office.recorded("realization") == before


def form(kind, *rows):
    header = ["Indikator Kinerja Individu", "Realisasi", "Catatan"]
    if kind == "csv":
        return "\n".join(";".join(str(cell) for cell in row) for row in [header, *rows]) + "\n"
    book = Workbook()
    for row in [["FORM REALISASI"], header, *rows]:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_of_values_is_checked_then_reported_once(office, person, kind):
    place = {"csv": 6, "xlsx": 8}[kind]
    content = form(kind, [TITLES[place], "7,5", "Baik"], [TITLES[place + 1], "", ""])
    path, key = path_of(person, f"{REPORTS}/imports"), str(uuid.uuid4())

    checked = sheet(office, person, path, content)
    first = sheet(office, person, path, content, dry_run="false", Idempotency_Key=key)
    again = sheet(office, person, path, content, dry_run="false", Idempotency_Key=key)
    anew = sheet(office, person, path, content, dry_run="false")

    assert checked.json()["lines"][0]["read"]["value"] == "7.5"
    assert (first.status_code, outcomes(first.json())) == (201, ["recorded"])
    assert first.json() == again.json()
    assert (anew.status_code, outcomes(anew.json())) == (200, ["unchanged"])
    found = current(office, person)[person.made["indicators"][place]]
    assert (found["value"], found["note"]["body"]) == ("7.5", "Baik")


# -- given back -------------------------------------------------------------------------------------------------------


def give_back(office, person, indicator, version, who="", **headers):
    body = {"indicator": indicator, "version": version, "reason_code": "value_unclear", "comment": "Yang mana?"}
    seen = person.seen("realization")
    return office.post(
        "realization", path_of(person, f"{REPORTS}/returns"), who or office.rater, body, Ekinerja_Seen=seen, **headers
    )


def test_a_report_given_back_is_shown_with_its_comment_until_it_is_reported_again(office):
    person = working.employed(office)
    head = newcomers.report(office, person, "3")

    person.note("realization", give_back(office, person, person.made["indicator"], head["version"]))
    (shown,) = read(office, person)["reports"]
    notices = office.get("notify", "/v1/notices", person.token, Ekinerja_Seen=person.seen("notify")).json()["notices"]
    newcomers.report(office, person, "3")

    assert shown["returned"]["comment"]["body"] == "Yang mana?"
    assert [("returned" in one, one["current"]) for one in read(office, person)["reports"]] == [
        (True, False),
        (False, True),
    ]
    assert "RealizationReturned" in {one["type"] for one in notices}


def test_only_who_acts_as_rater_gives_back_and_only_the_last_report(office):
    person = working.employed(office)
    first = newcomers.report(office, person, "3")["version"]
    last = newcomers.report(office, person, "4")["version"]
    stranger = office.stack.token(["rater"], str(uuid.uuid4()))
    indicator = person.made["indicator"]

    assert_refused(give_back(office, person, indicator, last, stranger), 403)
    assert_refused(give_back(office, person, indicator, first), 409)
    person.note("realization", give_back(office, person, indicator, last))
    assert_refused(give_back(office, person, indicator, last), 409)


def test_from_the_instant_a_delegates_interval_is_over_nothing_is_given_back(office):
    """Section 9: delegate's interval over, 403 from that instant; within it they act beside the rater."""
    person, delegate = working.employed(office), newcomers.register(office, ("employee", "rater"))
    version = newcomers.report(office, person, "3")["version"]
    rater = office.story.ids[office.rater]
    interval = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2030-01-01T00:00:00Z"}
    path = f"/v1/employees/{rater}/delegations"
    body = {"delegate": delegate.id, "kind": "plh", **interval}
    made = newcomers.command(office, person, "planning", path, "officer", body)
    given = give_back(office, person, person.made["indicator"], version, delegate.token)
    person.note("realization", given)
    again = newcomers.report(office, person, "3")["version"]
    newcomers.command(office, person, "planning", f"{path}/{made['delegation']}/end", "officer")

    refused = give_back(office, person, person.made["indicator"], again, delegate.token)

    assert given.status_code == 201
    assert_refused(refused, 403)


def test_after_a_new_rater_the_former_one_gives_nothing_back_and_earlier_acts_keep_their_actor(office):
    """Section 9: rater replaced mid-quarter."""
    person, rater = working.employed(office), newcomers.register(office, ("employee", "rater"))
    version = newcomers.report(office, person, "3")["version"]
    person.note("realization", give_back(office, person, person.made["indicator"], version))
    again = newcomers.report(office, person, "3")["version"]
    newcomers.change_rater(office, person, rater.id)

    former = give_back(office, person, person.made["indicator"], again)
    new = give_back(office, person, person.made["indicator"], again, rater.token)

    assert_refused(former, 403)
    assert new.status_code == 201
    assert actors(office, new.json()["streams"][0]["stream"]) == [
        person.id, office.story.ids[office.rater], person.id, rater.id,
    ]  # fmt: skip


def actors(office, stream):
    """Who acted, event by event, as recorded."""
    import json

    import psycopg

    query = "SELECT state FROM stored_events WHERE originator_id = %s ORDER BY originator_version"
    with psycopg.connect(office.stack.database_url("realization")) as conn:
        return [json.loads(bytes(row[0]))["actor"] for row in conn.execute(query, (stream,)).fetchall()]


# -- late, proven, final ----------------------------------------------------------------------------------------------


def test_a_report_is_proven_once_an_item_is_verified_for_it_and_a_later_one_is_not(office):
    person = working.employed(office)
    head, item = newcomers.report(office, person, "4"), newcomers.upload(office, person)
    verdict = {"indicator": person.made["indicator"], "report": head}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/verification", office.rater, verdict)
    proven = [one["proven"] for one in read(office, person)["reports"]]

    newcomers.report(office, person, "5")

    assert proven == [True]
    assert [one["proven"] for one in read(office, person)["reports"]] == [True, False]


def test_an_extension_clears_lateness_already_shown(office):
    """Section 3: late is computed from the deadline in force, never recorded in the act."""
    person = working.employed(office)
    path = path_of(person, "realizations/2026Q1")
    body = {"indicator": person.made["indicator"], "value": "1"}
    newcomers.command(office, person, "realization", path, person.token, body)
    (before,) = read(office, person, period="2026Q1")["reports"]
    extension = {"period": "2026Q1", "deadline": "reporting", "extended_to": "2027-03-31", "reason_code": "other"}
    extend = "/v1/cycles/2026/extensions"
    newcomers.command(office, person, "planning", extend, "officer", {**extension, "reason": "Sistem padam."})

    (after,) = read(office, person, period="2026Q1")["reports"]

    assert (before["late"], after["late"]) == (True, False)


def test_after_the_final_neither_one_nor_many_are_reported_and_the_open_periods_are_named(office):
    person = working.employed(office)
    newcomers.report(office, person, "4")
    base = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    newcomers.command(office, person, "evaluation", f"{base}/behaviour", office.rater, values)
    newcomers.assess_self(office, person)
    newcomers.command(office, person, "evaluation", f"{base}/finalization", office.rater, {})
    value, seen = {"indicator": person.made["indicator"], "value": "5"}, person.seen("realization")

    one = office.post("realization", path_of(person, REPORTS), person.token, value, Ekinerja_Seen=seen)
    many = office.post("realization", path_of(person, f"{REPORTS}/bulk"), person.token, {"reports": [value]})

    assert_refused(one, 409)
    assert outcomes(many.json()) == ["bad"]
    assert "2026Q4" in many.json()["lines"][0]["errors"][0]["what"]
    assert_refused(give_back(office, person, person.made["indicator"], 1), 409)
    assert not read(office, person)["open"]


def test_a_revision_leaves_what_was_reported_before_on_its_version(office):
    """Section 9: target revised after realization was reported: old quarter keeps its version; next uses the new."""
    person = working.employed(office)
    before, value = path_of(person, "realizations/2026Q2"), {"indicator": person.made["indicator"], "value": "1"}
    newcomers.command(office, person, "realization", before, person.token, value)
    agreement = f"/v1/agreements/{person.made['agreement']}"
    (result,) = office.get("planning", agreement, person.token).json()["agreed"]["results"]
    proposed = {
        "kind": "main", "title": result["title"], "result": result["result"], "supports": result["supports"],
        "indicators": [{
            "indicator": person.made["indicator"], "title": "Jumlah laporan", "aspect": "quantity",
            "unit_of_measure": "laporan", "accumulation": "sum", "target": {"low": "8", "high": "8"},
        }],
    }  # fmt: skip
    revision = {"results": [proposed], "valid_from": "2026-10-01", "reason_code": "task_changed", "reason": "Tambah."}
    number = newcomers.command(office, person, "planning", f"{agreement}/revisions", person.token, revision)
    accept = {"proposal": number.get("proposal", 2)}
    newcomers.command(office, person, "planning", f"{agreement}/acceptance", office.rater, accept)

    newcomers.command(office, person, "realization", before, person.token, {**value, "value": "2"})
    after = path_of(person, "realizations/2026Q4")
    newcomers.command(office, person, "realization", after, person.token, {**value, "value": "3"})

    assert [one["agreement_version"] for one in read(office, person, period="2026Q2")["reports"]] == [1, 1]
    assert [one["agreement_version"] for one in read(office, person, period="2026Q4")["reports"]] == [2]


def test_a_period_that_has_not_begun_takes_neither_one_nor_many_reports_and_names_the_day(office):
    ahead = begin_year(office, years=iter(range(2031, 2100)))
    person = ahead.join(newcomers.register(office))
    ahead.assign(person)
    ahead.agree(person, ahead.boss.token, title=TITLES[0])
    path, value = (
        path_of(person, f"realizations/{ahead.period('Q2')}"),
        {"indicator": person.made["indicator"], "value": "1"},
    )
    seen = person.seen("realization")

    one = office.post("realization", path, person.token, value, Ekinerja_Seen=seen)
    many = office.post("realization", f"{path}/bulk", person.token, {"reports": [value]}, Ekinerja_Seen=seen)
    rows = working.sheet(office, person, f"{path}/imports", f"Indikator Kinerja Individu,Realisasi\n{TITLES[0]},1\n")

    assert_refused(one, 422)
    assert one.json()["type"].endswith("period-not-begun")
    for account in (many, rows):
        assert outcomes(account.json()) == ["bad"]
        assert f"{ahead.year}-04-01" in account.json()["lines"][0]["errors"][0]["what"]


def test_an_earlier_period_is_not_corrected_above_a_later_one_without_a_reason(office):
    person = working.employed(office)
    path, value = path_of(person, "realizations/2026Q2"), {"indicator": person.made["indicator"], "value": "2"}
    newcomers.command(office, person, "realization", path, person.token, value)
    newcomers.report(office, person, "3")
    above, seen = {**value, "value": "4"}, person.seen("realization")

    refused = office.post("realization", path, person.token, above, Ekinerja_Seen=seen)
    many = office.post("realization", f"{path}/bulk", person.token, {"reports": [above]}, Ekinerja_Seen=seen)
    newcomers.command(office, person, "realization", path, person.token, {**value, "value": "3"})
    newcomers.report(office, person, "6")
    newcomers.command(office, person, "realization", path, person.token, above)

    assert_refused(refused, 422)
    assert refused.json()["type"].endswith("above-later-period")
    assert all(one in refused.json()["detail"] for one in ("2026Q2", "4", "2026Q3", "3"))
    assert outcomes(many.json()) == ["bad"]
