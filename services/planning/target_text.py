"""A target as people write it, "2 Dokumen", "95,5 %", "80-90 %": its number and unit, or why they cannot be told.

A comma is the decimal sign (Indonesian); a dot between groups of three is one of thousands. What can be read in two
ways ("1.000", "1,000") is refused with how to mend it, and so is whatever stands beside number and unit: nothing is
guessed (`domain.md` 11). Pure.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chassis.sheet_lines import Words
from chassis.spreadsheet_reading import Cell
from contracts.planning import Target
from services.planning.sheet import accepts_official

__all__ = ["Amount", "amount_of", "is_share"]

LONGEST_UNIT: Final = 100
#: Two numbers and a unit are shorter; what is longer is not looked at, whatever it is made of.
LONGEST_TEXT: Final = 200
MOST_DIGITS: Final = 15
MOST_DECIMALS: Final = 6
#: Units that are shares or money: divisible, and of a share the year's value is no sum.
_SHARES: Final = frozenset({"%", "PERSEN", "PERSEN (%)", "PERCENT"})

_DIGITS = r"[0-9][0-9.,]*"
_RANGE = re.compile(
    rf"(?P<low>{_DIGITS})\s*(?P<share>%?)\s*(?:-|–|—|s/d|s\.d\.?|sampai(?: dengan)?)\s*(?P<high>{_DIGITS})(?P<rest>.*)",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?P<money>Rp\.?\s*)?(?P<low>{_DIGITS})(?P<rest>.*)", re.IGNORECASE)
#: Letters and signs of a unit; a figure only as in m2.
_UNIT = re.compile(r"%|[^\W\d_](?:[^\W\d_]|[ ./'()\-]|%|(?<=m)[23])*", re.IGNORECASE)
_PER_TIME = re.compile(r"(?:\bper|/)\s*(hari|minggu|bulan|triwulan|semester|tahun)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A target and its unit of measure, as it was written; `whole`: written without decimals."""

    target: Target
    unit: str
    whole: bool


def is_share(unit: str) -> bool:
    """Whether a unit is a share of something (per cent)."""
    return unit.strip().upper() in _SHARES


def amount_of(cell: Cell, unit: str = "") -> Amount | Words:
    """The target in a cell, or what is wrong with it. `unit`: from a column of its own, where the file has one."""
    if cell.kind == "date":
        return _words("the spreadsheet has made a date of it", "lembar kerja mengubahnya menjadi tanggal")
    if len(cell.text) > LONGEST_TEXT:
        return _words("it is too long for a target", "terlalu panjang untuk sebuah target")
    if cell.kind == "number" and cell.number is not None:
        numbers: list[Decimal | Words] = [cell.number]
        written = ""
    else:
        found = _RANGE.fullmatch(cell.text) or _SINGLE.fullmatch(cell.text)
        if found is None:
            return _words(f"'{_short(cell.text)}' does not begin with a number", "tidak diawali angka")
        parts = found.groupdict()
        numbers = [_decimal(parts[name]) for name in ("low", "high") if parts.get(name)]
        written = _written_unit(parts)
    for number in numbers:
        if isinstance(number, tuple):
            return number
    return _amount([one for one in numbers if isinstance(one, Decimal)], written, unit.strip())


def _written_unit(parts: dict[str, str | None]) -> str:
    """What stands beside the number; a per cent sign after both bounds of a range is one."""
    rest = (parts["rest"] or "").strip()
    if parts.get("share") and not rest.startswith("%"):
        return f"% {rest}".strip()
    money = (parts.get("money") or "").strip()
    return f"{money} {rest}".strip()


def _amount(numbers: list[Decimal], written: str, column: str) -> Amount | Words:
    unit = written or column
    if not unit:
        return _words("it has no unit", "tidak ada satuannya")
    if written and column and written.upper() != column.upper():
        return _words(f"its unit is not that of the column, '{_short(column)}'", "satuannya berbeda dari kolom satuan")
    if len(unit) > LONGEST_UNIT or not accepts_official(unit) or (written and not _UNIT.fullmatch(written)):
        return _words(f"what follows the number, '{_short(unit)}', is no unit", "yang mengikuti angka bukan satuan")
    if written and _PER_TIME.search(written):
        return (
            f"'{_short(written)}' does not say how much it is in the year", "jumlah setahun tidak tertulis",
            "write the year's total; or number alone, with the unit in the column SATUAN",
            "isi jumlah setahun; atau angka saja, dengan satuan pada kolom SATUAN",
        )  # fmt: skip
    for number in numbers:
        if not _fits(number):
            return _words("at most 15 digits and six decimals are kept", "paling banyak 15 digit dan enam desimal")
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        return _words("the range is upside down", "batas bawah melebihi batas atas")
    low, high = _plain(numbers[0]), _plain(numbers[-1])
    return Amount(Target(low=low, high=high), unit, all(number == number.to_integral() for number in numbers))


def _decimal(text: str) -> Decimal | Words:
    """A number as it is written here, or why it may be one of two, or none."""
    dots, commas = text.count("."), text.count(",")
    if re.fullmatch(r"[0-9]+", text):
        return Decimal(text)
    if dots + commas == 1:
        return _one_sign(text)
    if dots and commas:
        decimal = max(text.rfind("."), text.rfind(","))
        whole, sign = text[:decimal], text[decimal]
        if whole.count(sign) == 0 and re.fullmatch(r"[0-9]+", text[decimal + 1 :]) and _grouped(whole):
            return Decimal(re.sub("[.,]", "", whole) + "." + text[decimal + 1 :])
    elif _grouped(text):
        return Decimal(re.sub("[.,]", "", text))
    return _words(f"'{_short(text)}' is no number", "bukan angka yang sah")


def _one_sign(text: str) -> Decimal | Words:
    """With one comma or dot: a decimal sign, unless three digits follow and it might be one of thousands."""
    whole, sign, rest = re.split(r"([.,])", text)
    if not whole or not rest:
        return _words(f"'{_short(text)}' is no number", "bukan angka yang sah")
    if len(rest) == 3 and whole != "0" and len(whole) <= 3:
        thousand, decimal = f"{whole}{rest}", f"{whole},{rest}".rstrip("0").rstrip(",")
        return (
            f"'{text}' may be {thousand} or {decimal}", f"'{text}' dapat berarti {thousand} atau {decimal}",
            f"write {thousand} without a sign, or the decimals with a comma and not three of them",
            f"tulis {thousand} tanpa tanda, atau desimal dengan koma dan bukan tiga angka",
        )  # fmt: skip
    if len(whole) > 1 and whole.startswith("0"):
        return _words(f"'{_short(text)}' is no number", "bukan angka yang sah")
    return Decimal(f"{whole}.{rest}")


def _grouped(text: str) -> bool:
    """Whether it is groups of three with one and the same sign between them: 1.250.000."""
    return re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?:,[0-9]{3})+", text) is not None


def _fits(number: Decimal) -> bool:
    digits, exponent = len(f"{abs(number):f}".partition(".")[0]), number.normalize().as_tuple().exponent
    return digits <= MOST_DIGITS and isinstance(exponent, int) and exponent >= -MOST_DECIMALS


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(what: str, apa: str) -> Words:
    return (
        what, apa, "write one number, or two with a dash, and the unit: 2 Dokumen, 95,5 %, 7-8 bulan",
        "tulis satu angka, atau dua dengan tanda hubung, lalu satuannya: 2 Dokumen, 95,5 %, 7-8 bulan",
    )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."
