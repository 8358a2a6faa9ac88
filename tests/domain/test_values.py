"""The values every event is made of accept exactly what may be recorded, and nothing near it (decision 0004)."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.values import DecimalText, Digest, Exact, Instant, OfficialText, Period, PeriodOrYear, Year, exact

AT = datetime(2026, 7, 10, 15, 59, 59, 999999, tzinfo=UTC)


def accepts(kind, value):
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("text", ["0", "12", "12.5", "-3", "0.000001", "999999999999999.999999", "100.0"])
def test_a_number_is_plain_text(text):
    assert TypeAdapter(DecimalText).validate_python(text) == text


@pytest.mark.parametrize(
    "value",
    ["", " 1", "1 ", "1\n", "+1", "01", ".5", "5.", "1,5", "1e3", "1E+9000000", "NaN", "Infinity", "1234567890123456"]
    + ["0.0000001", "0x1", "1_000", "١٢", "1٢", "１２", 1, 1.5, True, Decimal("1"), None],
    ids=repr,
)
def test_what_is_only_near_a_number_is_refused(value):
    assert not accepts(DecimalText, value)


@pytest.mark.parametrize("text", ["2026Q1", "2026Q4", "2026M01", "2026M12"])
def test_a_period_is_a_quarter_or_a_month(text):
    assert accepts(Period, text)


@pytest.mark.parametrize("text", ["2026", "2026Q0", "2026Q5", "2026M00", "2026M13", "2026m01", "26Q1", "２０２６Q1"])
def test_other_words_are_no_period(text):
    assert not accepts(Period, text)


def test_a_year_stands_where_periods_or_years_may():
    assert accepts(PeriodOrYear, "2026")
    assert not accepts(PeriodOrYear, "２０２６")
    assert accepts(Year, 2026)
    assert not accepts(Year, "2026")


@pytest.mark.parametrize("at", [AT, AT.astimezone(timezone(timedelta(hours=8)))], ids=["in UTC", "in WITA"])
def test_an_instant_is_written_in_utc_with_six_digits(at):
    assert TypeAdapter(Instant).dump_json(TypeAdapter(Instant).validate_python(at)) == b'"2026-07-10T15:59:59.999999Z"'


def test_the_year_of_an_instant_has_four_digits_so_that_what_is_written_can_be_read():
    early = datetime(226, 3, 1, tzinfo=UTC)

    assert TypeAdapter(Instant).dump_json(early) == b'"0226-03-01T00:00:00.000000Z"'
    assert TypeAdapter(Instant).validate_json(TypeAdapter(Instant).dump_json(early)) == early


def test_whole_seconds_keep_their_six_digits_and_a_naive_instant_is_refused():
    assert TypeAdapter(Instant).dump_json(AT.replace(microsecond=0)) == b'"2026-07-10T15:59:59.000000Z"'
    assert not accepts(Instant, AT.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["Laporan kegiatan", "Layanan 24 jam", "Berkas 2026/07", "Rp 170.395.000", "Kelas ٢"])
def test_an_official_title_is_any_writing(text):
    assert accepts(OfficialText, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "a" * 2001,
        "baris\nbaru",
        "balik\u202earah",
        "NIP 198501012010011901",
        "hubungi siti@contoh.example",
        "telepon 0812 3456 7890",
        "WA +62 812-3456-789",
        "\ud800",
    ],
    ids=["empty", "blank", "long", "control", "direction", "NIP", "e-mail", "phone", "phone abroad", "surrogate"],
)
def test_a_title_never_holds_a_person_or_what_cannot_be_read(text):
    assert not accepts(OfficialText, text)


@pytest.mark.parametrize("text", ["0" * 63, "0" * 65, "G" * 64, "A" * 64])
def test_a_digest_is_64_lower_case_hex_digits(text):
    assert accepts(Digest, "0a" * 32)
    assert not accepts(Digest, text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(265, 3), "88.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(-1, 201), "0.00"),
        (Fraction(120), "120.00"),
        (Fraction(89995, 1000), "90.00"),
    ],
)
def test_a_computed_value_is_shown_rounded_half_up_and_kept_exact(value, shown):
    assert exact(value) == Exact(exact=str(value), shown=shown)
    assert Fraction(exact(value).exact) == value


def test_whole_numbers_are_shown_without_places():
    assert exact(Fraction(5, 2), 0) == Exact(exact="5/2", shown="3")
