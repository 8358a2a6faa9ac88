"""Several people's SKP plan forms on one sheet: nobody goes missing, and nobody gets another's rows."""

import pytest

from services.planning.skp_sheet import read_skp
from tests.domain.planning.test_skp_sheet import NIP, OTHER
from tests.domain.plans import QUARTERS
from tests.sheets import FORM, xlsx

HEADER = ["NIP", *FORM]


def result(title, number=None, no=1):
    return [number, no, "", title, "Kuantitas", f"Jumlah {title}", "12 laporan"]


def read(rows, header=HEADER, name="SKP"):
    return read_skp(xlsx({name: [header, *rows]}), QUARTERS)


def told(file):
    return [(plan.number, [one.title for one in plan.results]) for plan in file.plans]


def bad(file):
    return [(one.line, one.column) for one in file.troubles]


FORMS = {
    "the NIP in the first row": [
        [NIP, "A. UTAMA"], result("Layanan"), [None, "PERILAKU KERJA"], [None, 1, "Berorientasi pelayanan"],
        [None, "LAMPIRAN SKP"], [None, 1, "Laptop"], [OTHER, "A. UTAMA"], result("Data"),
    ],
    "the NIP in every row": [
        [NIP, "A. UTAMA"], result("Layanan", NIP), [NIP, "PERILAKU KERJA"], [NIP, 1, "Akuntabel"],
        [OTHER, "A. UTAMA"], result("Data", OTHER), [OTHER, "PERILAKU KERJA"], [OTHER, 1, "Akuntabel"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", FORMS.values(), ids=FORMS)
def test_the_next_person_s_form_begins_below_the_end_of_the_one_before(rows):
    file = read(rows)

    assert (told(file), bad(file)) == ([(NIP, ["Layanan"]), (OTHER, ["Data"])], [])


def test_a_form_below_the_end_whose_person_is_not_named_is_nobody_s():
    file = read([["A. UTAMA"], result("Layanan")[1:], ["PERILAKU KERJA"], ["A. UTAMA"], result("Data")[1:]], FORM, NIP)

    assert (told(file), bad(file)) == ([(NIP, ["Layanan"])], [(6, "NIP")])


def test_a_result_that_is_worded_like_an_end_is_a_result():
    rows = [[NIP, "A. UTAMA"], result("Lampiran laporan", no=None), result("Perilaku kerja dibina", no=None)]

    assert told(read(rows)) == [(NIP, ["Lampiran laporan", "Perilaku kerja dibina"])]


@pytest.mark.parametrize(
    ("rows", "header", "name", "line"),
    [
        ([], FORM, NIP, 1),
        ([[NIP, "A. UTAMA"], [OTHER, "A. UTAMA"], result("Data")], HEADER, "SKP", 1),
        ([[NIP], [OTHER, "A. UTAMA"], result("Data")], HEADER, "SKP", 2),
    ],
    ids=["a sheet of a person", "a section alone", "a NIP alone"],
)
def test_a_person_without_a_row_is_named_and_is_no_empty_draft(rows, header, name, line):
    file = read(rows, header, name)

    assert bad(file) == [(line, "NIP")]
    assert [plan.number for plan in file.plans if line in plan.lines] == [NIP]


def test_two_positions_of_a_person_are_not_one_plan():
    header = ["JABATAN", "JENIS RHK", *HEADER]
    rows = [["Kepala", "utama", *result("Memimpin", NIP)], ["Analis", "utama", *result("Meneliti", NIP)]]

    assert bad(read(rows, header)) == [(3, "JABATAN")]
    assert (
        bad(read([["Kepala", "utama", *result("Memimpin", NIP)], [" kepala", "utama", *result("Lain", NIP)]], header))
        == []
    )
