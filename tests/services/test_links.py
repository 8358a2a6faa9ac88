"""Links as evidence, through HTTP and a worker, from a real web server: fetched and stored, or unverifiable.

One process of evidence is told that links may lead to the loopback address, by a setting, as an agency would name the
network of its own file server; all else is as everywhere.
"""

import hashlib
import json
import time

import psycopg
import pytest

from deploy.local.ports import HOST
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.test_bad_input import assert_refused
from tests.services.test_relations import PLAYED, VALUES
from tests.services.web import PDF, answer, broken_off, drip, endless, endless_headers, redirect, web

MOST_BYTES = 100_000
WITHIN_S = 40.0
MEETS = {"values": dict.fromkeys(VALUES, "meets_expectation")}
PAGE = b"<!doctype html><html><body>Berita</body></html>"


@pytest.fixture(scope="module")
def server():
    with web() as running:
        yield running


@pytest.fixture(scope="module")
def fetching(office, server):
    """Evidence, fetching from the loopback address; any other private address stays forbidden."""
    env = {
        "EKINERJA_EVIDENCE_LINK_PORTS": f"80,443,{server.port}", "EKINERJA_EVIDENCE_LINK_NETWORKS": f"{HOST}/32",
        "EKINERJA_EVIDENCE_LINK_SECONDS": "5", "EKINERJA_EVIDENCE_MAX_BYTES": str(MOST_BYTES),
    }  # fmt: skip
    office.stack.stop_service("evidence")
    office.stack.start_service("evidence", env_extra=env)
    yield
    office.stack.stop_service("evidence")
    office.stack.start_service("evidence")
    newcomers.known_to_evidence(office)  # the tests after these find it reading again


@pytest.fixture(scope="module")
def person(office, fetching):
    return newcomers.known_to_evidence(office)


def shown(office, item, who):
    return office.get("evidence", f"/v1/evidence/{item}", who).json()


def once(office, item, who, is_so):
    """The item as it is shown once something holds of its `link`."""
    deadline = time.monotonic() + WITHIN_S
    while not is_so((told := shown(office, item, who))["link"]):
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    return told


def tried(office, item, who):
    return once(office, item, who, lambda link: link["state"] != "pending")


def fetched(office, item, who):
    return once(office, item, who, lambda link: link["state"] == "fetched")


def rechecked(office, item, who, outcome):
    return once(office, item, who, lambda link: link.get("rechecked", {}).get("outcome") == outcome)


def recorded(office, item):
    with psycopg.connect(office.stack.database_url("evidence")) as conn:
        query = "SELECT state FROM stored_events WHERE originator_id = %s ORDER BY originator_version"
        return [bytes(state) for (state,) in conn.execute(query, (item,))]


def recorded_at(office, item, version):
    return newcomers.event_of(office, "evidence", item, version)["time"]


def due(office, item):
    """When a link will be fetched next; None: it rests."""
    with psycopg.connect(office.stack.database_url("evidence")) as conn:
        return conn.execute("SELECT next_try_at FROM links WHERE item = %s", (item,)).fetchone()[0]


def verify(office, person, item, report):
    body = {"indicator": person.made["indicator"], "report": report}
    seen = person.seen("evidence")
    return office.post("evidence", f"/v1/evidence/{item}/verification", office.rater, body, Ekinerja_Seen=seen)


def shown_final(office, person):
    where = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    return office.get("evaluation", where, person.token, Ekinerja_Seen=person.seen("evaluation")).json()


def test_a_link_is_fetched_stored_and_verified_as_a_file_is(office, server, person):
    server.pages |= {"/berkas/laporan.pdf": redirect("/sini"), "/sini": PDF}
    report = newcomers.report(office, person, "3")

    item = newcomers.give_link(office, person, server.url("/berkas/laporan.pdf?nama=budi"))
    told = tried(office, item, person.token)

    given, uploaded = (json.loads(event) for event in recorded(office, item))
    assert told["link"]["state"] == "fetched"
    assert (told["media_type"], told["size"]) == ("application/pdf", len(PDF))
    assert told["sha256"] == hashlib.sha256(PDF).hexdigest() == uploaded["data"]["sha256"]
    assert (given["actor"], uploaded["actor"]) == (person.id, "system")
    assert "causationid" not in given
    assert (uploaded["causationid"], uploaded["correlationid"]) == (given["id"], given["correlationid"])
    assert uploaded["data"]["submitted_at"] == given["time"]
    assert told["uploaded_at"] == told["link"]["given_at"]
    assert [one["flag"] for one in told["flags"]] == ["cannot_open"]  # looked at as an upload, and no other's
    file = office.get("evidence", f"/v1/evidence/{item}/content", office.rater)
    assert (file.content, "laporan.pdf" in file.headers["Content-Disposition"]) == (PDF, True)
    assert verify(office, person, item, report).status_code == 201


def test_the_address_is_an_erasable_text_and_in_no_event(office, server, person):
    address = server.url("/tidak-ada?pegawai=budi")
    item = newcomers.give_link(office, person, address)
    told = tried(office, item, person.token)

    texts = f"/v1/texts/{told['link']['address']['text']}"
    readers = (person.token, office.rater, office.superior, office.colleague)
    own, rater, superior, other = (office.get("evidence", texts, who) for who in readers)

    assert own.json()["body"] == rater.json()["body"] == superior.json()["body"] == address
    assert_refused(other, 403)
    assert not any(b"budi" in event or HOST.encode() in event for event in recorded(office, item))
    assert "budi" not in office.stack.log("evidence")


@pytest.mark.parametrize(
    ("page", "why", "status"),
    [
        (answer(404), "status", 404),
        (answer(200, bytes(MOST_BYTES + 1)), "too_large", None),
        (endless, "too_large", None),
        (drip(b"%", 1.0), "too_slow", None),
        (endless_headers, "too_slow", None),
        (broken_off, "no_answer", None),
        (answer(200), "empty", None),
        (answer(200, PAGE), "media_type_not_taken", None),
        (answer(200, PDF, Content_Encoding="gzip"), "encoded", None),
        (redirect("/itself"), "too_many_redirects", None),
        (redirect("http://169.254.169.254/latest/meta-data/"), "address_refused", None),
        (redirect("http://10.0.0.1/laporan.pdf"), "address_refused", None),
        (redirect("http://[::1]/laporan.pdf"), "address_refused", None),
        (redirect(f"http://{HOST}:22/"), "address_refused", None),
    ],
)
def test_what_cannot_be_fetched_is_unverifiable_and_says_why(office, server, person, page, why, status):
    server.pages["/itself"] = page
    report = newcomers.report(office, person, "3")

    item = newcomers.give_link(office, person, server.url("/itself"))
    told = tried(office, item, office.rater)

    assert (told["link"]["state"], told["link"]["why"], told["link"].get("status")) == ("unverifiable", why, status)
    assert (told["check"], told.get("sha256")) == ("no_content", None)
    for refused in (verify(office, person, item, report), office.get("evidence", f"/v1/evidence/{item}/content",
                                                                     office.rater)):  # fmt: skip
        assert_refused(refused, 409)
        assert refused.json()["type"].endswith("no-content-yet")
    found = {"reason_code": "forged", "reason": "Tautan ini tidak pernah ada."}
    assert_refused(office.post("evidence", f"/v1/evidence/{item}/finding", office.rater, found), 409)
    path = f"/v1/agreements/{person.made['agreement']}/evidence/{OPEN_PERIOD}"
    listed = {one["item"]: one for one in office.get("evidence", path, office.rater).json()["items"]}
    assert listed[item]["link"]["why"] == why


def test_the_content_of_a_link_that_leads_nowhere_is_uploaded_by_hand_and_then_verified(office, server, person):
    report = newcomers.report(office, person, "3")
    item = newcomers.give_link(office, person, server.url("/hilang.pdf"))
    before = tried(office, item, person.token)

    first = newcomers.upload_content(office, person, item)
    again = newcomers.upload_content(office, person, item, b"%PDF-1.4 lain")

    told = shown(office, item, office.rater)
    assert (first.status_code, again.status_code, again.json()["type"].rpartition(":")[2]) == (201, 409, "has-content")
    assert (told["link"]["state"], told["link"]["why"]) == ("uploaded", "status")
    assert told["uploaded_at"] > before["uploaded_at"]
    assert told["sha256"] == first.json()["sha256"]
    assert verify(office, person, item, report).status_code == 201
    assert due(office, item) is None  # nothing more is asked of the link
    heads = ", ".join(f"{item}:{version}" for version in (3, 4))
    where = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    eventually(lambda: office.get("evaluation", where, person.token, Ekinerja_Seen=heads))


def test_what_is_no_link_is_another_persons_or_is_a_file_is_refused(office, server, person):
    body = {"agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]]}
    link, file = newcomers.give_link(office, person, server.url("/hilang.pdf")), newcomers.upload(office, person)
    colleague = office.token(office.colleague)
    stranger = newcomers.Newcomer(office.story.ids[office.colleague], colleague)

    for address in ("http://budi:rahasia@contoh.go.id/", "ftp://contoh.go.id/a", "http://contoh.go.id/a b"):
        answered = office.post("evidence", "/v1/evidence/links", person.token, body | {"link": address})
        assert_refused(answered, 422)
        assert [one["where"] for one in answered.json()["errors"]] == ["body.link"]
        assert "rahasia" not in answered.text
    others = office.post("evidence", "/v1/evidence/links", colleague, body | {"link": server.url("/a.pdf")})
    assert_refused(others, 403)
    assert_refused(newcomers.upload_content(office, stranger, link), 403)
    assert_refused(newcomers.upload_content(office, person, file), 409)


def test_a_link_that_was_taken_back_is_not_fetched(office, server, person):
    server.pages["/kelak.pdf"] = answer(503)
    item = newcomers.give_link(office, person, server.url("/kelak.pdf"))
    tried(office, item, person.token)
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/withdrawal", person.token)
    server.pages["/kelak.pdf"] = PDF

    check_again(office)

    deadline = time.monotonic() + WITHIN_S
    while due(office, item) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert shown(office, item, person.token)["withdrawn"]
    kinds = [json.loads(event)["type"].split(".")[2] for event in recorded(office, item)]
    assert kinds == ["LinkSubmitted", "LinkNotFetched", "EvidenceWithdrawn"]


def check_again(office, period=OPEN_PERIOD):
    done = office.stack.cli("evidence", "evidence", "check-links", period, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_was_fetched_is_compared_again_and_the_stored_copy_stays(office, server, person):
    kept, changed, gone, found = (
        newcomers.give_link(office, person, server.url(f"/{name}.pdf")) for name in ("sama", "beda", "lenyap", "baru")
    )
    server.pages |= {"/sama.pdf": PDF, "/beda.pdf": PDF + b"1", "/lenyap.pdf": PDF + b"2"}
    # Whichever was tried before its page was there is tried again by this.
    told = check_again(office)
    first = [fetched(office, item, person.token) for item in (kept, changed, gone)]
    assert tried(office, found, person.token)["link"]["state"] == "unverifiable"
    server.pages |= {"/beda.pdf": PDF + b"other", "/lenyap.pdf": answer(410), "/baru.pdf": PDF + b"3"}

    check_again(office)

    same = rechecked(office, kept, office.rater, "same")
    other = rechecked(office, changed, office.rater, "changed")
    away = rechecked(office, gone, office.rater, "gone")
    assert fetched(office, found, person.token)["size"] == len(PDF) + 1
    assert f"links of {OPEN_PERIOD} are fetched again" in told
    assert [one["flag"] for one in same["flags"] if one["flag"] == "link_changed"] == []
    flags = [one for item in (other, away) for one in item["flags"] if one["flag"] == "link_changed"]
    assert [one["based_on"]["outcome"] for one in flags] == ["changed", "gone"]
    assert flags[1]["based_on"]["status"] == 410
    assert [one["sha256"] for one in (same, other, away)] == [one["sha256"] for one in first]
    assert office.get("evidence", f"/v1/evidence/{changed}/content", office.rater).content == PDF + b"1"


def test_a_link_is_compared_again_when_it_is_verified_so_before_any_final_however_early(office, server, person):
    early = newcomers.known_to_evidence(office)
    server.pages["/diganti.pdf"] = PDF + b"diganti"
    report = newcomers.report(office, early, "3")
    item = newcomers.give_link(office, early, server.url("/diganti.pdf"))
    before = tried(office, item, early.token)
    server.pages["/diganti.pdf"] = PDF + b"yang lain"

    early.note("evidence", verify(office, early, item, report))

    told = rechecked(office, item, office.rater, "changed")
    assert "rechecked" not in before["link"]
    assert [one["based_on"]["outcome"] for one in told["flags"] if one["flag"] == "link_changed"] == ["changed"]
    assert due(office, item) is None
    looked = [json.loads(event)["type"].split(".")[2] for event in recorded(office, item)]
    assert looked == ["LinkSubmitted", "EvidenceUploaded", "EvidenceVerified", "LinkRechecked"]
    early.heads["evidence", item] = len(looked)
    for step, body in (("/behaviour", MEETS), ("/finalization", {})):
        where = f"/v1/agreements/{early.made['agreement']}/evaluations/{OPEN_PERIOD}{step}"
        newcomers.command(office, early, "evaluation", where, office.rater, body)
    final = shown_final(office, early)
    assert [one["state"] for one in final["results"][0]["indicators"][0]["evidence"]] == ["verified"]
    assert recorded_at(office, item, 4) < final["finalized_at"] < final["copied"]["evidence_deadline"]


def test_a_second_look_that_gets_no_answer_is_shown_as_pending_and_a_final_does_not_wait_for_it(office, server, person):
    early = newcomers.known_to_evidence(office)
    server.pages["/sibuk.pdf"] = PDF + b"sibuk"
    report = newcomers.report(office, early, "3")
    item = newcomers.give_link(office, early, server.url("/sibuk.pdf"))
    before = fetched(office, item, early.token)["link"]
    server.pages["/sibuk.pdf"] = answer(503)

    early.note("evidence", verify(office, early, item, report))
    deadline = time.monotonic() + WITHIN_S
    while [path for path, _ in server.asked].count("/sibuk.pdf") < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    while_away = shown(office, item, office.rater)
    for step, body in (("/behaviour", MEETS), ("/finalization", {})):
        where = f"/v1/agreements/{early.made['agreement']}/evaluations/{OPEN_PERIOD}{step}"
        newcomers.command(office, early, "evaluation", where, office.rater, body)
    after_final = shown(office, item, office.rater)
    server.pages["/sibuk.pdf"] = PDF + b"sibuk"
    check_again(office)
    told = rechecked(office, item, office.rater, "same")["link"]

    assert (before["recheck_pending"], told["recheck_pending"]) == (False, False)
    for pending in (while_away, after_final):
        assert pending["link"]["recheck_pending"]
        assert "rechecked" not in pending["link"]
        assert "link_changed" not in {one["flag"] for one in pending["flags"]}
    final = shown_final(office, early)
    assert [one["state"] for one in final["results"][0]["indicators"][0]["evidence"]] == ["verified"]


def test_links_are_compared_by_themselves_once_the_evidence_deadline_has_passed(office, server, person):
    server.pages["/lama.pdf"] = PDF + b"lama"
    body = {
        "agreement": person.made["agreement"], "period": PLAYED, "indicators": [person.made["indicator"]],
        "link": server.url("/lama.pdf"),
    }  # fmt: skip
    item = newcomers.command(office, person, "evidence", "/v1/evidence/links", person.token, body)["item"]
    assert "rechecked" not in tried(office, item, person.token)["link"]
    with psycopg.connect(office.stack.database_url("evidence")) as conn:  # as if it had been given before the deadline
        conn.execute("UPDATE links SET submitted_at = submitted_at - interval '2 days' WHERE item = %s", (item,))

    told = rechecked(office, item, office.rater, "same")

    assert told["late"]  # what it is judged by is its event
