"""Official wording never names a person, however the number is spaced; and what offices write every day passes."""

import time

import pytest
from pydantic import TypeAdapter, ValidationError

from chassis.inputs import WrittenText
from contracts.personal import names_a_person
from contracts.values import OfficialText

PERSONS = [
    "19900101 201503 1 001",
    "NIP. 19900101.201503.1.001",
    "19900101-201503-1-001",
    "NIP 1990 0101 2015 03 1 001",
    "199001012015031 001",
    "19900101 201503 2001",
    "19900101/201503/1/001",
    "1990 01 01 2015 03 1 001",
    "NI PPPK 19880203 202421 1 004",
    "NIP: 19900101 \u2013 201503 \u2013 1 \u2013 001",
    "198501012010011901",
    "x198501012010011901y",
    "0812.3456.7890",
    "0812-3456-7890",
    "(0812) 3456-7890",
    "0812 3456 7890",
    "08 12 3456 7890",
    "08 12 34 56 78 90",
    "081234567890",
    "0812 3456 7890 2026",
    "HP: 0813\u20134567\u20138901",
    "62812345678901",
    "62 812 3456 7890",
    "62-812-3456-7890",
    "62.812.3456.7890",
    "WA 6281234567890.",
    "+62 812-3456-789",
    "+62 (435) 821234 5",
    "+62.812.345.678",
    "+6243582123456",
    "siti@contoh.example",
    "kirim ke a.b@c.go.id.",
]
EVERY_DAY = [
    "Laporan kegiatan",
    "Layanan 24 jam",
    "Berkas 2026/07",
    "Rp 170.395.000",
    "Rp170.395.000,00",
    "Rp 62.812.345.678",
    "Rp. 62.812.345.678,00",
    "Anggaran 62.812.345.678.",
    "Rp62812345678",
    "Rp 8.123.456.789.012",
    "Rp 170.395.000 dari Rp 1.250.000.000",
    "170.395.000 1.200.500.000 62.812.345.678",
    "Realisasi 1.990.010.120.150.310.010",
    "Renstra 2025-2029",
    "2024-2025-2026-2027-2028",
    "2020 2021 2022 2023 2024 2025",
    "01-01-2026 s.d. 31-12-2026",
    "08-12-2026 - 09-01-2027",
    "08-12-2026 10.00 WITA",
    "08 12 2026 09 01 2027",
    "2026-01-31 2026-02-28 2026-03-31",
    "1990-01-01 2015-03-12 2016-04-01",
    "08.00-16.00 WITA",
    "08.15-12.00 13.00-16.30",
    "08.00 12.00 13.00 16.00",
    "08:00-16:30",
    "PermenPANRB 6 Tahun 2022",
    "UU 27/2022",
    "PP 30/2019, PermenPANRB 8/2021, SE BKN 18/2024, PerBKN 3/2023",
    "DIPA 025.08.2.417826/2026",
    "Kegiatan 08.1.02.03.0001",
    "Kode 08.01.2.06.0001",
    "5.01.01.2.01.0001",
    "Nomor 0812/345/2026",
    "B-0812/Kw.30.1/KP.00/07/2026",
    "Nomor 812/Kk.30.03.1/PP.00.4/2026",
    "KMA 1082 Tahun 2020",
    "100 % dari 62 madrasah pada 814 kelas",
    "62 818 kelas",
    "Target 0,812345678",
    "62.000.000 data",
    "3.628.123.456.789",
    "Kelas \u0662",
    "Pasal 08 ayat 1",
    "s.d. 1.000@unit",
    "@kemenag",
    "rapat pada 08.30",
    "Hp.081234567",
]
MEGABYTE = 1_000_000
REFUSED_S = 0.5  # it took hours


@pytest.mark.parametrize("text", PERSONS)
def test_a_number_or_address_of_a_person_is_found_however_it_is_written(text):
    assert names_a_person(text)
    assert names_a_person(f"Laporan ({text}) tahun 2026")


@pytest.mark.parametrize("text", EVERY_DAY)
def test_years_amounts_dates_hours_and_numbers_of_letters_are_no_person(text):
    assert not names_a_person(text)
    assert TypeAdapter(OfficialText).validate_python(f"Laporan {text}.")


@pytest.mark.parametrize("unit", ["a", "a@", "@", "a.", "a@b", "1", " 1", "08-", "0 8", "+62 "])
@pytest.mark.parametrize("kind", [OfficialText, WrittenText], ids=["official", "written"])
def test_a_megabyte_is_refused_at_once_whatever_it_is_made_of(kind, unit):
    text = unit * (MEGABYTE // len(unit))
    began = time.process_time()

    with pytest.raises(ValidationError, match="at most"):
        TypeAdapter(kind).validate_python(text)

    assert time.process_time() - began < REFUSED_S


@pytest.mark.parametrize("unit", ["a", "a@", "@", "a.", "a@b", "1 ", "08-", "0 8", "+62 "])
def test_the_longest_title_is_read_in_no_time_whatever_it_is_made_of(unit):
    began = time.process_time()

    names_a_person(unit * (2000 // len(unit)))

    assert time.process_time() - began < REFUSED_S
