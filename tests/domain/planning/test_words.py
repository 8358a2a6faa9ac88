"""What people are told in Bahasa Indonesia has no English in it, and names who must act."""

from typing import get_args

import pytest

from chassis.problems import told
from services.planning.agreement import NotYourProposal
from services.planning.directory import BadNumber, check_number
from services.planning.directory_commands import _APA, What, unknown
from services.planning.directory_rules import AlreadyExists
from services.planning.messages import PROBLEMS
from services.planning.whole_plan import WeightsUneven
from tests.domain.given import uid, when


def pesan(refusal):
    return told(PROBLEMS[type(refusal)], refusal).pesan


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (NotYourProposal("rater"), "usulan ini menunggu persetujuan pihak yang lain"),
        (AlreadyExists("the unit", "unit kerja"), "unit kerja sudah ada"),
        (BadNumber("it needs 18 digits", "harus 18 angka"), "NIP/NI tidak sah: harus 18 angka"),
        (WeightsUneven("RHK utama", "90"),
         "bobot RHK utama harus lengkap, positif, dan berjumlah 100 (kini 90)"),
    ],
    ids=lambda one: type(one).__name__,
)  # fmt: skip
def test_a_refusal_is_told_in_indonesian_words(refusal, said):
    assert pesan(refusal) == said


@pytest.mark.parametrize(
    ("number", "sebab"),
    [
        ("1", "harus 18 angka"),
        ("199013012015031901", "delapan angka pertama bukan tanggal lahir"),
        ("100001012015031901", "delapan angka pertama bukan tanggal lahir yang wajar"),
        ("199001012015131901", "angka ke-13 dan ke-14 bukan bulan pengangkatan"),
        ("199001012015033901", "angka ke-15 bukan 1 atau 2"),
    ],
)
def test_a_bad_number_is_explained_in_indonesian(number, sebab):
    when(check_number, number, "pns").then_refused(BadNumber, sebab=sebab)


def test_what_is_not_there_has_an_indonesian_name():
    assert _APA.keys() == set(get_args(What))
    assert unknown("agreement", uid("a")).pesan == f"SKP {uid('a')} tidak ditemukan"


def test_a_cycle_that_was_not_opened_is_the_officers_to_open():
    """An employee who drafted early was told to check an id."""
    refused = unknown("cycle", 2027)

    assert (refused.who_must_act, refused.perbaikan) == (
        "performance officer",
        "pengelola kinerja membuka siklus tahun itu",
    )
