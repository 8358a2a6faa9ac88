"""The verifier looks at an item without opening its file: drawn small, for those it concerns, after its check."""

import io
import uuid

import psutil
import pytest
from PIL import Image

from deploy.local.ports import HOST, free_port
from tests.domain.evidence.files import DOCX, SVG
from tests.drawable import SECRET, pdf, picture, pixel_bomb
from tests.services import newcomers
from tests.services.clamd import scanner
from tests.services.test_bad_input import assert_refused
from tests.services.test_scanner import Scanned

MIB = 2**20
BROKEN = pdf()[:60]


@pytest.fixture(scope="module")
def person(office):
    return newcomers.known_to_evidence(office)


def uploaded(office, person, name, content):
    answer = newcomers.sent_upload(office, person, name, content=content)
    return person.note("evidence", answer)["item"]


def preview(office, item, who):
    return office.get("evidence", f"/v1/evidence/{item}/preview", who)


@pytest.mark.parametrize(
    ("name", "content"),
    [("foto.png", picture()), ("foto.jpg", picture("JPEG")), ("laporan.pdf", pdf())],
    ids=["PNG", "JPEG", "PDF"],
)
def test_a_picture_or_first_page_is_shown_small_and_no_byte_of_the_file_is(office, person, name, content):
    item = uploaded(office, person, name, content)

    answers = [preview(office, item, who) for who in (person.token, office.rater, office.superior)]

    assert [answer.status_code for answer in answers] == [200] * 3
    headers = {
        "Content-Type": "image/png", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }  # fmt: skip
    assert {name: answers[0].headers[name] for name in headers} == headers
    with Image.open(io.BytesIO(answers[0].content), formats=["PNG"]) as image:
        assert max(image.size) == 512
    assert SECRET.encode() not in answers[0].content
    assert "ETag" not in answers[0].headers
    assert {answer.content for answer in answers} == {answers[0].content}


def test_it_is_for_whom_the_file_is_for_and_no_download(office, person):
    item = uploaded(office, person, "a.png", picture(colour="blue"))

    for who in (office.colleague, office.employee, "officer", "auditor"):
        assert_refused(preview(office, item, who), 403)
    assert preview(office, item, person.token).status_code == 200
    assert office.get("evidence", f"/v1/evidence/{item}/downloads", "auditor").json()["downloads"] == []


def test_of_an_item_that_is_not_there_there_is_none(office):
    assert_refused(preview(office, uuid.uuid4(), office.rater), 404)


def test_a_broken_pdf_cannot_be_drawn_and_says_what_to_do(office, person):
    refused = preview(office, uploaded(office, person, "rusak.pdf", BROKEN), office.rater)

    assert_refused(refused, 422)
    assert refused.json()["type"].endswith("cannot-be-drawn")
    assert "unreadable" in refused.json()["mend"]


def test_a_bomb_of_pixels_costs_the_service_nothing(office, stack, person):
    item = uploaded(office, person, "bom.png", pixel_bomb())
    process = psutil.Process(stack.child("evidence").pid)
    before = process.memory_info().rss

    refused = preview(office, item, office.rater)

    assert_refused(refused, 422)
    assert process.memory_info().rss < before + 50 * MIB
    assert [one for one in process.children() if "drawing" in " ".join(one.cmdline())] == []


def test_an_office_document_has_none_and_svg_is_not_even_taken(office, person):
    document = uploaded(office, person, "surat.docx", DOCX)

    refused = preview(office, document, office.rater)

    assert_refused(refused, 415)
    assert refused.json()["type"].endswith("no-preview")
    assert_refused(newcomers.sent_upload(office, person, "gambar.svg", content=SVG), 415)


def test_nothing_is_shown_before_the_check_is_through(office, person, tmp_path):
    port = free_port()
    env = {"EKINERJA_EVIDENCE_SCANNER": f"clamd://{HOST}:{port}"}
    names = [
        office.stack.start_service("evidence", role, env_extra=env, label=f"looked-{role}")
        for role in ("api", "worker")
    ]
    newcomers.known_to_evidence(office)  # the two workers have divided the reading between them
    try:
        evidence = Scanned(office, names[0], person)
        item = evidence.upload(pdf(b"0 1 0 rg 0 0 595 842 re f"))
        too_soon = evidence.get(f"/v1/evidence/{item}/preview", office.rater)
        with scanner("protocol", tmp_path, port):
            evidence.checked(item)
        shown = evidence.get(f"/v1/evidence/{item}/preview", office.rater)
    finally:
        for name in names:
            office.stack.stop_service(name)
            del office.stack.urls[name]
        newcomers.known_to_evidence(office)  # the worker left alone has all of the reading again

    assert_refused(too_soon, 409)
    assert too_soon.json()["type"].endswith("not-checked-yet")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/png")
