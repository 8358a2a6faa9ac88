"""The verifier's work over HTTP and Kafka: flags, what waits, many verdicts in one call, the evidence gap."""

import csv
import io
import uuid

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused
from tests.services.test_monitoring import monitored

WAITING = f"/v1/evidence/waiting?period={OPEN_PERIOD}"
GAP = f"/v1/evidence/gap/{OPEN_PERIOD}"
#: Its evaluation deadline is past.
OVER = "2026Q1"
DATED = b"%PDF-1.4 /CreationDate (D:20190203) "


def sent(office, person, name, content, period=OPEN_PERIOD):
    form = {"agreement": person.made["agreement"], "period": period, "indicators": [person.made["indicator"]]}
    headers = {
        "Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4()),
        "Ekinerja-Seen": person.seen("evidence"),
    }  # fmt: skip
    url = f"{office.stack.urls['evidence']}/v1/evidence"
    return person.note("evidence", office.http.post(url, data=form, files={"file": (name, content)}, headers=headers))[
        "item"
    ]


def got(office, path, who, *people):
    seen = ", ".join(one.seen("evidence") for one in people)
    answer = office.get("evidence", path, who, Ekinerja_Seen=seen)
    assert answer.status_code == 200, answer.text
    return answer.json()


def lacking(office, *people):
    """The whole gap of the rater, by employee: everybody's newcomers are in it."""
    seen = ", ".join(one.seen("evidence") for one in people)
    whole = office.whole("evidence", f"{GAP}?limit=200", office.rater, "people", Ekinerja_Seen=seen)
    return {one["employee"]: one for one in whole}


def flags_of(one):
    return {flag["flag"]: flag["based_on"] for flag in one["flags"]}


def once(answer):
    """An account without what every refusal has of its own."""
    account = answer.json()
    for entry in account["entries"]:
        entry.get("problem", {}).pop("correlation_id", None)
    return account


@pytest.fixture(scope="module")
def pair(office):
    """Two of one rater who show the same file, the second of them twice, under a name that promises a picture."""
    first, second = newcomers.employed(office), newcomers.employed(office)
    content = DATED + uuid.uuid4().bytes
    for one in (first, second):
        one.made["report"] = newcomers.report(office, one, "5")
    first.made["item"] = sent(office, first, "laporan.pdf", content)
    second.made["item"] = sent(office, second, "foto.png", content)
    second.made["again"] = sent(office, second, "laporan.pdf", content)
    return first, second


def test_flags_say_what_they_rest_on_within_what_the_reader_may_see(office, pair):
    first, second = pair
    path = f"/v1/evidence/{second.made['again']}"

    of_rater, of_employee = (flags_of(got(office, path, who, second)) for who in (office.rater, second.token))
    of_other = flags_of(got(office, f"/v1/evidence/{second.made['item']}", office.rater, second))

    used = of_rater["same_content"]["items"]
    assert [(one["by"], one["item"], one["employee"]) for one in used] == [
        ("another_employee", first.made["item"], first.id),
        ("same_employee", second.made["item"], second.id),
    ]
    assert [one["by"] for one in of_employee["same_content"]["items"]] == ["same_employee"]
    assert of_rater["cannot_open"] == {"why": "damaged"}
    assert of_rater["dated_outside"]["dates"] == [{"said_by": "pdf.created", "day": "2019-02-03"}]
    assert "name_differs" not in of_rater
    assert of_other["name_differs"] == {"name_says": "image/png", "content_is": "application/pdf"}
    assert "same_content" not in flags_of(got(office, f"/v1/evidence/{first.made['item']}", office.rater, first))


def test_another_raters_item_is_told_of_without_its_name(office):
    first, second = newcomers.employed(office), newcomers.employed(office)
    content = b"%PDF-1.4 " + uuid.uuid4().bytes
    theirs, own = (sent(office, one, "laporan.pdf", content) for one in (first, second))
    newcomers.change_rater(office, first, office.story.ids[office.superior])

    path = f"/v1/evidence/{own}"
    of_rater, of_superior = (
        flags_of(got(office, path, who, first, second))["same_content"]["items"]
        for who in (office.rater, office.superior)
    )

    assert of_rater == [{"by": "another_employee", "earlier_period": False}]
    assert [one["item"] for one in of_superior] == [theirs]


def test_after_the_evaluation_deadline_it_waits_for_the_raters_superior_too(office):
    person = newcomers.employed(office)
    reported, items = {}, {}
    for period in (OVER, OPEN_PERIOD):
        body = {"indicator": person.made["indicator"], "value": "1"}
        path = f"/v1/agreements/{person.made['agreement']}/realizations/{period}"
        reported[period] = newcomers.command(office, person, "realization", path, person.token, body)["report"]
        items[period] = sent(office, person, "laporan.pdf", b"%PDF-1.4 " + period.encode(), period)
    path = f"/v1/evidence/waiting?employee={person.id}"

    of_rater, of_superior = (
        [one["period"] for one in got(office, path, who, person)["waiting"]] for who in (office.rater, office.superior)
    )

    early, over = (
        office.post(
            "evidence", f"/v1/evidence/{items[period]}/verification", office.superior,
            {"indicator": person.made["indicator"], "report": reported[period]},
            Ekinerja_Seen=person.seen("evidence"),
        )
        for period in (OPEN_PERIOD, OVER)
    )  # fmt: skip

    assert (of_rater, of_superior) == ([OVER, OPEN_PERIOD], [OVER])
    assert_refused(early, 403)
    assert early.json()["type"].endswith("not-yours-to-judge")
    assert over.status_code == 201


def test_what_waits_is_listed_filtered_and_paged(office, pair):
    _, second = pair
    own = f"{WAITING}&employee={second.id}"

    page = got(office, f"{own}&limit=1", office.rater, *pair)
    rest = got(office, f"{own}&limit=1&after={page['next']}", office.rater, *pair)
    named = got(office, f"{own}&flag=name_differs", office.rater, *pair)

    assert [one["item"] for one in page["waiting"] + rest["waiting"]] == [second.made["item"], second.made["again"]]
    assert rest["next"] is None
    assert (page["waiting"][0]["report"], page["waiting"][0]["value"]) == (second.made["report"], "5")
    assert [one["item"] for one in named["waiting"]] == [second.made["item"]]
    assert got(office, f"{own}&check=pending", office.rater, *pair)["waiting"] == []
    assert got(office, f"{own}&indicator={uuid.uuid4()}", office.rater, *pair)["waiting"] == []
    stranger = office.stack.token(["rater"], str(uuid.uuid4()))
    assert got(office, own, stranger, *pair)["waiting"] == []
    assert_refused(office.get("evidence", f"{WAITING}&after=x", office.rater), 422)


def test_many_verdicts_each_with_its_own_outcome_and_the_gap_closes(office, pair):
    first, second = pair
    mine = lacking(office, *pair)
    assert mine[first.id]["gap"][0]["why"] == mine[second.id]["gap"][0]["why"] == "waiting"
    entries = [
        {"item": one.made[name], "indicator": one.made["indicator"], "report": one.made["report"], **verdict}
        for one, name, verdict in (
            (first, "item", {"verdict": "verified"}),
            (second, "item", {"verdict": "rejected", "reason_code": "not_authentic", "reason": "Milik rekan."}),
            (second, "again", {"verdict": "rejected", "reason_code": "not_authentic", "reason": "Milik rekan."}),
        )
    ]
    entries.append({**entries[0], "item": second.made["item"], "verdict": "verified"})
    seen, key = f"{first.seen('evidence')}, {second.seen('evidence')}", str(uuid.uuid4())

    answers = [
        office.post("evidence", "/v1/evidence/verdicts", office.rater, {"entries": entries}, Ekinerja_Seen=seen,
                    Idempotency_Key=key)
        for _ in range(2)
    ]  # fmt: skip

    assert once(answers[0]) == once(answers[1])
    done = first.note("evidence", answers[0])
    assert [one["outcome"] for one in done["entries"]] == ["recorded", "recorded", "recorded", "refused"]
    assert done["entries"][1]["answer_until"]
    assert done["entries"][3]["problem"]["type"].endswith("not-shown-by-item")
    after = lacking(office, first)
    assert first.id not in after
    assert [(one["why"], one["items"]) for one in after[second.id]["gap"]] == [("rejected", 2)]
    waiting = got(office, f"{WAITING}&employee={second.id}", office.rater, first)
    assert waiting["waiting"] == []


def test_a_later_report_makes_its_items_wait_again(office):
    person = newcomers.employed(office)
    report, item = newcomers.report(office, person, "1"), newcomers.upload(office, person)
    shown = {"indicator": person.made["indicator"], "report": report}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/verification", office.rater, shown)
    own = f"{WAITING}&employee={person.id}"
    assert got(office, own, office.rater, person)["waiting"] == []

    later = newcomers.report(office, person, "2")

    found = got(office, own, office.rater, person)["waiting"]
    assert [(one["report"], one["earlier_verdict"]) for one in found] == [(later, "verified")]


def test_what_was_found_false_proves_nothing_any_more_and_waits_for_nobody(office):
    person = newcomers.employed(office)
    report, item = newcomers.report(office, person, "1"), newcomers.upload(office, person)
    shown = {"indicator": person.made["indicator"], "report": report}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/verification", office.rater, shown)
    reports = f"/v1/agreements/{person.made['agreement']}/realizations/{OPEN_PERIOD}"

    def proof():
        """As its verifier, its reporter and who monitors see it."""
        told = office.get("realization", reports, office.rater, Ekinerja_Seen=person.seen("realization")).json()
        gap = got(office, f"{GAP}?employee={person.id}", office.rater, person)["people"]
        return (
            told["reports"][-1]["proven"], monitored(office, [person])[person.id]["indicators"][0]["proven"],
            [lacking["why"] for one in gap for lacking in one["gap"]],
        )  # fmt: skip

    before = proof()
    found = {"reason_code": "forged", "reason": "Tanda tangan dipalsukan."}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/finding", office.rater, found)

    assert (before, proof()) == ((True, True, []), (False, False, ["rejected"]))
    newcomers.report(office, person, "2")
    assert got(office, f"{WAITING}&employee={person.id}", office.rater, person)["waiting"] == []
    assert proof() == (False, False, ["rejected"])


def test_the_gap_is_told_to_whom_it_concerns_also_as_a_sheet(office):
    person, other = newcomers.employed(office), newcomers.employed(office)
    newcomers.report(office, person, "2")
    unit = f"{GAP}?unit={office.story.ids['u-tu']}&limit=200"

    own, all_of_unit = got(office, GAP, person.token, person), got(office, unit, "officer", person)
    sheet = office.get("evidence", f"{GAP}?employee={person.id}&format=csv", office.rater)

    assert [(one["employee"], one["reported"], one["gap"][0]["why"]) for one in own["people"]] == [
        (person.id, 1, "nothing_shown")
    ]
    assert person.id in {one["employee"] for one in office.whole("evidence", unit, "officer", "people")}
    assert {one["unit"] for one in all_of_unit["units"]} == {office.story.ids["u-tu"]}
    rows = list(csv.reader(io.StringIO(sheet.text.lstrip("\ufeff"))))
    assert [row[8] for row in rows] == ["sebab", "belum ada bukti"]
    assert_refused(office.get("evidence", f"{GAP}?employee={person.id}", other.token), 403)
    assert_refused(office.get("evidence", unit, person.token), 403)
    assert_refused(office.get("evidence", "/v1/evidence/gap/2050Q1", office.rater), 404)
