"""SKP plan forms as offices have them: where the table is, whose its rows are, what is blank, and which cell is bad."""

import csv
import io

import pytest

from chassis.spreadsheet_reading import NotASheet, TooManyRows
from services.planning.sheet import NoHeaderRow
from services.planning.skp_sheet import MOST_ROWS, read_skp
from tests.domain.plans import QUARTERS
from tests.sheets import FORM, skp_rows, xlsx

NIP, OTHER = "199102032015031901", "198001012005011902"


def with_nip(rows, number=NIP):
    """The form with a column NIP before it; the number stands in the first row of results alone."""
    found, said = [], False
    for row in rows:
        section = len(row) == 1
        found.append(["" if section or said else number, *row])
        said = said or not section
    return found


def as_csv(*rows, header=("NIP", *FORM), separator=","):
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(
        [header, *(["" if cell is None else cell for cell in row] for row in rows)]
    )
    return written.getvalue().encode()


def read(content, periods=QUARTERS):
    return read_skp(content, periods)


def one_row(header=(), cells=(), **changed):
    """A file of one main result with one indicator; by column what is changed, and more columns."""
    row = dict(zip(FORM, [1, "Sasaran", "Layanan", "Kuantitas", "Jumlah laporan", "12 laporan"], strict=True)) | changed
    return as_csv(["", "A. UTAMA"], [NIP, *row.values(), *cells], header=("NIP", *row, *header))


def only(content):
    file = read(content)
    assert file.troubles == []
    ((result,),) = [plan.results for plan in file.plans]
    return result.indicators[0].planned


def troubles(content):
    return [(one.line, one.column, one.cell) for one in read(content).troubles]


def titles(plan):
    return [(one.kind, one.title.strip(), [each.planned.aspect for each in one.indicators]) for one in plan.results]


PLAN = [
    ("main", "Layanan nikah tertib", ["quantity", "quality"]),
    ("main", "Data nikah lengkap", ["time"]),
    ("additional", "Panitia MTQ", ["quantity"]),
]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(as_csv(*with_nip(skp_rows())), id="CSV with a column NIP"),
        pytest.param(as_csv(*[[NIP, *row] for row in skp_rows()]), id="the NIP in every row, sections too"),
        pytest.param(as_csv(*with_nip(skp_rows()), separator=";"), id="semicolons"),
        pytest.param(xlsx({"SKP": [["NIP", *FORM], *with_nip(skp_rows())]}), id="XLSX with a column NIP"),
        pytest.param(xlsx({NIP: [FORM, *skp_rows()]}), id="a sheet named by the NIP"),
        pytest.param(xlsx({f"{NIP} Orang": [*[["SKP"]] * 9, FORM, *skp_rows()]}), id="header in row ten"),
        pytest.param(xlsx({NIP: [FORM, [1, 2, 3, 4, 5, 6], *skp_rows()]}), id="columns are counted below the header"),
        pytest.param(xlsx({NIP: [FORM, *skp_rows()]}, merged=["A3:A4", "B3:B4", "C3:C4"]), id="merged cells"),
        pytest.param(
            xlsx(
                {
                    NIP: [
                        [*FORM, "RENCANA AKSI", "REALISASI"],
                        *[[*row, *[None] * (7 - len(row)), "=1+1"] for row in skp_rows()],
                    ]
                }
            ),
            id="further columns are passed over",
        ),
        pytest.param(xlsx({NIP: [FORM, *skp_rows(), ["PERILAKU KERJA"], ["1", "Berorientasi"]]}), id="behaviour below"),
        pytest.param(xlsx({NIP: [[name.lower() for name in FORM], *skp_rows()]}), id="a header in small letters"),
    ],
)
def test_the_form_is_read_alike_however_it_is_kept(content):
    file = read(content)

    assert file.troubles == []
    assert [plan.number for plan in file.plans] == [NIP]
    assert titles(file.plans[0]) == PLAN


#: What is added by the application's view, whose TARGET is of the year, and by the evaluation form (`domain.md` 11).
VIEWS = {
    "the application's view": (
        [*FORM[:5], "TARGET TAHUNAN"], ["RENCANA AKSI", "BUKTI DUKUNG", "REALISASI", "FEEDBACK"],
    ),
    "the evaluation form": (
        FORM, ["REALISASI BERDASARKAN BUKTI DUKUNG", "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("form", "more"), VIEWS.values(), ids=VIEWS)
def test_other_editions_of_the_form_are_read_as_the_plan_they_hold(form, more):
    """What was done, shown and said is no part of a plan."""
    said = [f"9 {name.lower()}" for name in more]
    rows = [row if len(row) == 1 else [*row, *said] for row in skp_rows()]

    file = read(xlsx({NIP: [[*form, *more], *rows]}))

    assert file.troubles == []
    assert titles(file.plans[0]) == PLAN
    assert [one.planned.target.high for result in file.plans[0].results for one in result.indicators] == [
        "12", "95.5", "12", "1",
    ]  # fmt: skip


def test_an_intervened_result_merged_over_several_results_is_of_the_first_alone():
    """A merged cell is one cell with blank ones below it, and a blank one says nothing of another result."""
    rows = [["A. UTAMA"], [1, "Sasaran", "Layanan", "Kuantitas", "Laporan", "1 dokumen"],
            [2, None, "Arsip", "Kuantitas", "Arsip", "1 dokumen"]]  # fmt: skip

    file = read(xlsx({NIP: [FORM, *rows]}, merged=["B3:B4"]))

    assert file.troubles == []
    assert [(one.title, one.above) for one in file.plans[0].results] == [("Layanan", "Sasaran"), ("Arsip", "")]


def test_sheets_without_the_table_are_named_and_passed_over():
    file = read(xlsx({"Petunjuk": [["Isi lembar SKP"]], NIP: [FORM, *skp_rows()], "Kosong": []}))

    assert list(file.passed_over) == ["Petunjuk", "Kosong"]


def test_people_follow_one_another_each_with_a_section_of_their_own():
    file = read(as_csv(*with_nip(skp_rows()), *with_nip(skp_rows(), OTHER)))

    assert [(plan.number, len(plan.results)) for plan in file.plans] == [(NIP, 3), (OTHER, 3)]


def test_the_section_of_the_person_before_is_nobody_elses():
    rows = with_nip(skp_rows())

    assert troubles(as_csv(*rows, [OTHER, 1, "", "Arsip", "Kuantitas", "Jumlah arsip", "1 dokumen"])) == [
        (8, "RENCANA HASIL KERJA", "D8")
    ]


def test_a_column_says_the_section_too():
    rows = [[one, 1, "", f"Arsip {one}", "Kuantitas", "Arsip", "1 dokumen", "tambahan"] for one in (NIP, OTHER)]

    file = read(as_csv(*rows, header=("NIP", *FORM, "JENIS RHK")))

    assert [plan.results[0].kind for plan in file.plans] == ["additional", "additional"]


BAD = [
    ({"TARGET": "Rp 170,395,"}, ("TARGET", "G3")),
    ({"TARGET": "1.000 lembar"}, ("TARGET", "G3")),
    ({"TARGET": ""}, ("TARGET", "G3")),
    ({"ASPEK": "Manfaat"}, ("ASPEK", "E3")),
    ({"ASPEK": ""}, ("ASPEK", "E3")),
    ({"INDIKATOR KINERJA INDIVIDU": ""}, ("INDIKATOR KINERJA INDIVIDU", "F3")),
    ({"INDIKATOR KINERJA INDIVIDU": f"Surat {NIP}"}, ("INDIKATOR KINERJA INDIVIDU", "F3")),
    ({"RENCANA HASIL KERJA": "x" * 2001}, ("RENCANA HASIL KERJA", "D3")),
    ({"RENCANA HASIL KERJA": ""}, ("RENCANA HASIL KERJA", "D3")),
]


@pytest.mark.parametrize(
    ("cells", "place"), BAD, ids=[f"{place[0]} {list(cells.values())[0][:12]!r}" for cells, place in BAD]
)
def test_a_bad_cell_is_named(cells, place):
    assert troubles(one_row(**cells)) == [(3, *place)]


OPTIONAL = [
    ("ARAH", "khusus", "direction", "lower_is_better"),
    ("AKUMULASI", "rata-rata", "accumulation", "average"),
    ("BULAT", "tidak", "whole", False),
    ("NILAI TERTINGGI", "15", "maximum", "15"),
    ("BOBOT IKI", "40", "weight", "40"),
]


@pytest.mark.parametrize(("column", "cell", "name", "expected"), OPTIONAL, ids=[one[0] for one in OPTIONAL])
def test_an_optional_column_says_what_the_form_lacks(column, cell, name, expected):
    assert getattr(only(one_row([column], [cell])), name) == expected
    assert troubles(one_row([column], ["entah"])) == [(3, column, "H3")]


OF_RESULT = [("CARA", "sebagian", "taken_over", "in_part"), ("BOBOT RHK", "40 %", "weight", "40")]


@pytest.mark.parametrize(("column", "cell", "name", "expected"), OF_RESULT, ids=[one[0] for one in OF_RESULT])
def test_an_optional_column_of_a_result_is_read_in_its_first_row(column, cell, name, expected):
    ((result,),) = [plan.results for plan in read(one_row([column], [cell])).plans]

    assert getattr(result, name) == expected
    assert troubles(one_row([column], ["entah"])) == [(3, column, "H3")]


@pytest.mark.parametrize(("target", "unit"), [("12", "laporan"), ("12 laporan", "laporan")])
def test_the_unit_may_stand_in_a_column_of_its_own(target, unit):
    found = only(one_row(["SATUAN"], [unit], TARGET=target))

    assert (found.target.high, found.unit_of_measure) == ("12", "laporan")
    assert troubles(one_row(["SATUAN"], ["dokumen"], TARGET="12 laporan")) == [(3, "TARGET", "G3")]


DEFAULTS = [
    ("Kuantitas", "12 laporan", "sum", True),
    ("Kuantitas", "95 %", "latest", False),
    ("Kuantitas", "2,5 km", "sum", False),
    ("Kualitas", "95 persen", "latest", False),
    ("Waktu", "12 bulan", "sum", True),
    ("Waktu", "3 hari", "latest", True),
    ("Biaya", "Rp 170.395.000", "latest", False),
]


@pytest.mark.parametrize(("aspect", "target", "accumulation", "whole"), DEFAULTS, ids=[one[1] for one in DEFAULTS])
def test_what_no_column_says_has_a_default(aspect, target, accumulation, whole):
    found = only(one_row(ASPEK=aspect, TARGET=target))

    assert (found.direction, found.accumulation, found.whole) == ("higher_is_better", accumulation, whole)


@pytest.mark.parametrize(
    "names", [QUARTERS, ("TW I", "TW II", "TW III", "TW IV"), ("TRIWULAN I", "tw 2", "2026Q3", "TW 4")]
)
def test_targets_per_period_may_stand_in_columns_of_their_own(names):
    found = only(one_row(names, ["1", "", "6 laporan", "12"]))

    assert [(one.period, one.high) for one in found.targets] == [("2026Q1", "1"), ("2026Q3", "6"), ("2026Q4", "12")]


def test_a_target_of_a_period_in_another_unit_is_bad():
    assert troubles(one_row(["TW I"], ["1 dokumen"])) == [(3, "2026Q1", "H3")]


WHOSE = [
    (as_csv(*[["", *row] for row in skp_rows()]), "NIP"),
    (xlsx({"SKP": [FORM, *skp_rows()]}), "NIP"),
    (xlsx({"SKP": [["NIP", *FORM], *[[199102032015031901, *row] for row in skp_rows()]]}), "NIP"),
    (xlsx({"SKP": [["NIP", *FORM], *[['=CONCAT("1","2")', *row] for row in skp_rows()]]}), "NIP"),
    (as_csv(*[["1.99102E+17", *row] for row in skp_rows()]), "NIP"),
]


@pytest.mark.parametrize(
    "content", [one for one, _ in WHOSE], ids=["nobody", "a sheet of nobody", "a number", "a formula", "E+17"]
)
def test_rows_of_which_it_is_not_clear_whose_they_are_are_bad(content):
    file = read(content)

    assert {one.column for one in file.troubles} == {"NIP"}
    assert not any(plan.results for plan in file.plans)


def test_a_nip_as_a_number_is_told_why():
    (first, *_) = read(WHOSE[2][0]).troubles

    assert "angka" in first.apa
    assert "text" in first.mend


def test_a_person_on_two_sheets_is_bad():
    file = read(xlsx({NIP: [FORM, *skp_rows()], f"{NIP} lagi": [FORM, *skp_rows()]}))

    assert [(one.sheet, one.column) for one in file.troubles] == [(f"{NIP} lagi", "NIP")]


def test_a_result_that_supports_two_things_is_bad():
    rows = [["A. UTAMA"], [1, "Sasaran A", "Layanan", "Kuantitas", "Laporan", "1 dokumen"],
            [None, "Sasaran B", None, "Kualitas", "Sesuai", "90 %"]]  # fmt: skip

    assert [one.column for one in read(xlsx({NIP: [FORM, *rows]})).troubles] == [FORM[1]]


@pytest.mark.parametrize("cell", ["=SUM(A1:A9)", "#REF!"])
def test_formulas_and_errors_are_bad_cells(cell):
    rows = skp_rows()
    rows[1][5] = cell

    assert [(one.cell, one.column) for one in read(xlsx({NIP: [FORM, *rows]})).troubles] == [("F3", "TARGET")]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", NoHeaderRow),
        (xlsx({"Kosong": []}), NoHeaderRow),
        (xlsx({NIP: [["NO", "TARGET"], *skp_rows()]}), NoHeaderRow),
        (b"PK\x03\x04 no archive", NotASheet),
        (as_csv(*[[NIP, 1, "", "Layanan", "Kuantitas", "Laporan", "1 dokumen"]] * (MOST_ROWS + 1)), TooManyRows),
    ],
    ids=["empty", "an empty sheet", "no such columns", "no archive", "too many rows"],
)
def test_what_is_no_form_is_refused_whole(content, rule):
    with pytest.raises(rule):
        read(content)
