"""What a version changed reads as sentences, in Bahasa Indonesia and English, and is there as values too."""

from datetime import UTC, date, datetime

import pytest

from chassis.store import Recorded
from contracts.planning import (
    AgreementClosed,
    Annexes,
    DialogueEntryWritten,
    EmployeeRegistered,
    Revision,
    Support,
    TargetsDrafted,
    TargetsProposed,
)
from contracts.values import TextRef
from services.planning.history import changes_between, history_of
from services.planning.history_words import change_said, event_said
from tests.domain.given import uid
from tests.domain.planning.test_agreement import DRAFTED
from tests.domain.plans import AGREEMENT, EMPLOYEE, OBJECTIVE, SUPPORTED, agreed, main, planned, results

WRITTEN = TextRef(text=uid("text"), sha256="0" * 64)
REVISION = Revision(valid_from=date(2026, 7, 1), reason_code="budget_changed", reason=WRITTEN)
LATER = Support(kind="work_result", id=uid("of the head"), taken_over="in_part")
TITLES = {OBJECTIVE: "Layanan bermutu", uid("of the head"): "Layanan haji"}


def said(before, after):
    """(Indonesian, English) of every change, without the marks that isolate titles."""
    found = [change_said(change, TITLES) for change in changes_between(before, after)]
    return [tuple(one.replace("\u2068", "").replace("\u2069", "") for one in each) for each in found]


def two(first, second):
    """Two sets, each of one main result with one indicator."""
    return agreed(main(first)), agreed(main(second), agreement_version=2)


def test_a_changed_target_is_told_of_the_year_and_of_each_period():
    before, after = two(planned("100", accumulation="sum"), planned("160", accumulation="sum"))

    assert said(before, after) == [
        ("Indikator berkas selesai: target tahunan dari 100 berkas menjadi 160 berkas.",
         "Indicator berkas selesai: target of the year from 100 berkas to 160 berkas."),
        ("Indikator berkas selesai: target triwulan I 2026 dari 25 berkas menjadi 40 berkas.",
         "Indicator berkas selesai: target of quarter 1 of 2026 from 25 berkas to 40 berkas."),
        ("Indikator berkas selesai: target triwulan II 2026 dari 50 berkas menjadi 80 berkas.",
         "Indicator berkas selesai: target of quarter 2 of 2026 from 50 berkas to 80 berkas."),
        ("Indikator berkas selesai: target triwulan III 2026 dari 75 berkas menjadi 120 berkas.",
         "Indicator berkas selesai: target of quarter 3 of 2026 from 75 berkas to 120 berkas."),
        ("Indikator berkas selesai: target triwulan IV 2026 dari 100 berkas menjadi 160 berkas.",
         "Indicator berkas selesai: target of quarter 4 of 2026 from 100 berkas to 160 berkas."),
    ]  # fmt: skip


def test_a_period_that_is_due_no_longer_is_told_so():
    first = planned("4", targets=[("2026Q2", "2"), ("2026Q4", "4")])
    before, after = two(first, planned("4", targets=[("2026Q4", "4")]))

    assert said(before, after) == [
        ("Indikator berkas selesai: target triwulan II 2026 dari 2 berkas menjadi tidak jatuh tempo.",
         "Indicator berkas selesai: target of quarter 2 of 2026 from 2 berkas to not due."),
    ]  # fmt: skip


def test_ranges_decimals_and_maxima_are_written_as_each_language_does():
    before, after = two(planned(("80.5", "90"), maximum="100"), planned(("85", "92.5"), maximum="99.9"))

    indonesian, english = zip(*said(before, after), strict=True)

    assert (indonesian[0], english[0]) == (
        "Indikator berkas selesai: target tahunan dari 80,5\u201390 berkas menjadi 85\u201392,5 berkas.",
        "Indicator berkas selesai: target of the year from 80.5\u201390 berkas to 85\u201392.5 berkas.",
    )
    assert "Indikator berkas selesai: nilai tertinggi yang mungkin dari 100 menjadi 99,9." in indonesian
    assert "target triwulan IV 2026 dari 80,5\u201390 berkas (maksimum 100) menjadi" in indonesian[-1]


def test_weights_are_told_where_they_were_set_changed_and_taken_away():
    before = agreed(main(title="a", weight="40"), main(planned(title="x"), title="b", weight="60"))
    after = agreed(main(title="a", weight="62.5"), main(planned(title="x"), title="b", weight="37.5"))
    without = agreed(main(title="a"), main(planned(title="x"), title="b"))

    assert said(before, after) == [
        ("Hasil kerja a: bobot dari 40 menjadi 62,5.", "Work result a: weight from 40 to 62.5."),
        ("Hasil kerja b: bobot dari 60 menjadi 37,5.", "Work result b: weight from 60 to 37.5."),
    ]
    assert said(before, without)[0][0] == "Hasil kerja a: bobot dari 40 menjadi tidak ada."
    assert said(without, before)[0][0] == "Hasil kerja a: bobot dari tidak ada menjadi 40."


def test_other_fields_are_told_in_words_and_what_is_supported_by_its_title():
    before, after = two(planned(), planned(aspect="quality", unit_of_measure="dokumen", whole=True, title="mutu",
                                           indicator=uid("berkas selesai")))  # fmt: skip
    moved = agreed(main(supports=LATER), agreement_version=2)

    assert [one for one, _ in said(before, after)][:4] == [
        "Indikator mutu: judul dari berkas selesai menjadi mutu.",
        "Indikator mutu: aspek dari kuantitas menjadi kualitas.",
        "Indikator mutu: satuan dari berkas menjadi dokumen.",
        "Indikator mutu: satuan utuh dari tidak menjadi ya.",
    ]
    assert said(agreed(), moved) == [
        ("Hasil kerja pelayanan: hasil pimpinan yang didukung dari Layanan bermutu (diambil langsung) menjadi"
         " Layanan haji (diambil sebagian).",
         "Work result pelayanan: superior's result it supports from Layanan bermutu (taken over directly) to"
         " Layanan haji (taken over in part)."),
    ]  # fmt: skip


def test_a_target_in_another_unit_of_measure_is_told_in_its_own():
    before, after = two(planned("2", unit_of_measure="jam"), planned("120", unit_of_measure="menit"))

    indonesian, english = zip(*said(before, after), strict=True)

    assert "Indikator berkas selesai: target tahunan dari 2 jam menjadi 120 menit." in indonesian
    assert "Indicator berkas selesai: target of quarter 4 of 2026 from 2 jam to 120 menit." in english


def test_what_is_added_or_removed_is_told_with_its_target():
    after = agreed(main(planned(), planned("1", title="baru")), agreement_version=2)

    assert said(agreed(), after) == [
        ("Ditambahkan: indikator baru, target 1 berkas.", "Added: indicator baru, target 1 berkas."),
    ]
    assert said(after, agreed()) == [
        ("Dihapus: indikator baru, target 1 berkas.", "Removed: indicator baru, target 1 berkas."),
    ]


def test_annexes_are_told_line_by_line():
    before = agreed(annexes=Annexes(resources=("dua petugas", "laptop"), consequences=("a", "b")))
    after = agreed(annexes=Annexes(resources=("laptop", "\u062d\u0627\u0633\u0648\u0628"), consequences=("b", "a")))

    assert said(before, after) == [
        ("Lampiran dukungan sumber daya: dihapus dua petugas.", "Annex resources needed: removed dua petugas."),
        ("Lampiran dukungan sumber daya: ditambahkan \u062d\u0627\u0633\u0648\u0628.",
         "Annex resources needed: added \u062d\u0627\u0633\u0648\u0628."),
        ("Lampiran konsekuensi: urutan berubah.", "Annex consequences: the order changed."),
    ]  # fmt: skip


def test_a_title_in_another_direction_is_isolated():
    after = agreed(main(planned("1", title="\u062e\u062f\u0645\u0629"), planned()), agreement_version=2)

    (change,) = changes_between(agreed(), after)

    assert "\u2068\u062e\u062f\u0645\u0629\u2069" in change_said(change, {}).id


def test_a_change_is_there_as_values_too():
    changed = {one["field"]: one for one in changes_between(*two(planned("100"), planned("120")))}

    assert (changed["target"]["from"], changed["target"]["to"]) == (
        {"low": "100", "high": "100"},
        {"low": "120", "high": "120"},
    )
    assert changed["targets"]["period"] == "2026Q4"


def test_nothing_changed_is_no_change():
    assert list(changes_between(agreed(), agreed(agreement_version=2))) == []


# -- what happened ----------------------------------------------------------------------------------------------------

PROPOSED = TargetsProposed(
    employee=EMPLOYEE, agreement=AGREEMENT, year=2026, proposal=2, proposed_by="employee", proposer=EMPLOYEE,
    results=results(), revision=REVISION,
)  # fmt: skip
QUESTION = DialogueEntryWritten(
    employee=EMPLOYEE, agreement=AGREEMENT, year=2026, entry=uid("q"), kind="question", written_by="rater", text=WRITTEN
)
CLOSED = AgreementClosed(
    employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=date(2026, 9, 30), reason_code="moved"
)


def kept(by, origin):
    """A draft kept by a side, or by the officer, and where it came from."""
    return TargetsDrafted(employee=EMPLOYEE, agreement=AGREEMENT, year=2026, by=by, origin=origin, results=results())


@pytest.mark.parametrize(
    ("event", "indonesian", "english"),
    [
        (kept("employee", "written"), "Draf disimpan oleh pegawai.", "A draft was kept by the employee."),
        (kept("officer", "spreadsheet"), "Draf disimpan oleh pengelola kinerja dari lembar kerja.",
         "A draft was kept by the performance officer from a spreadsheet."),
        (kept("rater", "template"), "Draf disimpan oleh pejabat penilai dari templat jabatan.",
         "A draft was kept by the rater from a template of the position."),
        (kept("employee", "carried_over"), "Draf disimpan oleh pegawai dengan target yang belum tercapai.",
         "A draft was kept by the employee with what was not reached before."),
        (DRAFTED, "SKP dibuat untuk 1 Januari 2026 s.d. 31 Desember 2026.",
         "Drafted for 1 January 2026 to 31 December 2026."),
        (PROPOSED, "Usulan 2 diajukan oleh pegawai sebagai revisi mulai 1 Juli 2026 (alasan: anggaran berubah).",
         "Proposal 2 was made by the employee as a revision from 1 July 2026 (reason: the budget changed)."),
        (QUESTION, "Pertanyaan ditulis oleh pejabat penilai.", "A question was written by the rater."),
        (agreed(), "Versi 1 disepakati, berlaku mulai 1 Januari 2026.",
         "Version 1 was agreed, in force from 1 January 2026."),
        (CLOSED, "Ditutup; hari terakhir 30 September 2026 (pindah tugas).",
         "Closed; last day 30 September 2026 (moved)."),
        (EmployeeRegistered(employee=EMPLOYEE, employment="pns"), "EmployeeRegistered", "EmployeeRegistered"),
    ],
    ids=["kept", "imported", "copied", "carried over", "drafted", "proposed", "asked", "agreed", "closed", "unknown"],
)  # fmt: skip
def test_every_event_is_told_in_a_sentence(event, indonesian, english):
    assert event_said(event) == (indonesian, english)


def test_only_what_follows_an_agreed_version_has_changes():
    stream = [DRAFTED, agreed(), agreed(main(supports=SUPPORTED, weight="100"), agreement_version=2)]
    at = datetime(2026, 7, 1, tzinfo=UTC)
    recorded = [Recorded(AGREEMENT, number, at, "system", event, b"") for number, event in enumerate(stream, 1)]

    rows = history_of(recorded, TITLES)

    assert ["changes" in row for row in rows] == [False, True, True]
    assert [len(row["changes"]) for row in rows[1:]] == [0, 1]
    assert all(row["pesan"] and row["text"] for row in rows)
