"""`ekinerja evidence check` and `collect`, on a running office whose files are tampered with, and put back."""

import hashlib
import os
from contextlib import contextmanager

import pytest

from tests.services import newcomers

LONG_AGO = (0, 0)


@pytest.fixture(scope="module")
def person(office):
    return newcomers.known_to_evidence(office)


@pytest.fixture
def item(office, person, request):
    return newcomers.upload(office, person, f"{request.node.name}.pdf")


@pytest.fixture
def file(office, item):
    sha256 = newcomers.event_data(office, "evidence", item, 1)["sha256"]
    return office.stack.evidence_dir / sha256[:2] / sha256


@contextmanager
def put_back(file):
    whole = file.read_bytes()
    try:
        yield
    finally:
        file.write_bytes(whole)


def ekinerja(office, *arguments):
    done = office.stack.cli("evidence", "evidence", *arguments, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_all_that_the_log_names_is_there(office, item):
    code, lines, _ = ekinerja(office, "check")

    assert code == 0
    assert " 0 missing, 0 altered," in lines[-1]


def test_a_file_that_is_gone_is_named_with_its_items(office, item, file):
    with put_back(file):
        file.unlink()
        code, lines, _ = ekinerja(office, "check")

    assert code == 1
    assert f"missing {file.name}: items {item}" in lines


@pytest.mark.parametrize("quick", [True, False])
def test_a_file_that_was_changed_is_named_by_its_digest(office, item, file, quick):
    with put_back(file):
        file.write_bytes(file.read_bytes()[::-1])
        code, lines, _ = ekinerja(office, "check", *(["--quick"] if quick else []))

    # Of the same size it is found out by reading it only.
    assert (code, f"altered {file.name}: items {item}" in lines) == ((0, False) if quick else (1, True))


def test_what_became_no_evidence_is_collected_and_what_is_used_is_not_however_old(office, item, file):
    """(The running worker collects by itself too, so who of the two removed them is not asked.)"""
    orphan = b"%PDF-1.7 of an upload that was cut off"
    digest = hashlib.sha256(orphan).hexdigest()
    folder = office.stack.evidence_dir / digest[:2]
    folder.mkdir(exist_ok=True)
    left = [folder / digest, folder / f"{digest}#1"]
    for one in left:
        one.write_bytes(orphan)
    for one in (*left, file):
        os.utime(one, LONG_AGO)

    code, (line,), _ = ekinerja(office, "collect")

    assert (code, line.startswith("evidence: removed ")) == (0, True)
    assert [one.exists() for one in (*left, file)] == [False, False, True]


def test_what_someone_else_put_there_is_named_and_left_alone(office, item):
    strange = office.stack.evidence_dir / "catatan.txt"
    strange.write_text("bukan bukti")
    os.utime(strange, LONG_AGO)
    try:
        ekinerja(office, "collect")
        code, lines, _ = ekinerja(office, "check")
        there = strange.exists()
    finally:
        strange.unlink()

    assert (code, there) == (0, True)
    assert "orphaned catatan.txt" in lines


def test_nothing_is_collected_while_nobody_knows_whether_the_log_is_whole(office, stack):
    stack.stop_service("evidence")
    try:
        code, lines, said = ekinerja(office, "collect")
    finally:
        stack.start_service("evidence")
        newcomers.known_to_evidence(office)  # the tests after this one find it reading again

    assert (code, lines) == (1, [])
    assert "nothing is collected" in said
    assert "worker" in said
