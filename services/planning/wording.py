"""How planning's values are said to people, in Bahasa Indonesia and English: days, periods, numbers, targets, codes.

Pure. Numbers are as recorded, with a comma before the decimals in Indonesian; thousands are not grouped, so that no
sign can be taken for the other's.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from contracts.planning import PeriodTarget, Target

__all__ = [
    "ACCUMULATION",
    "ASPECT",
    "DIRECTION",
    "KIND",
    "REASON",
    "TAKEN_OVER",
    "Said",
    "day_said",
    "number_said",
    "of",
    "period_said",
    "target_said",
]


class Said(NamedTuple):
    """The same thing said twice."""

    id: str
    en: str


_MONTHS = (
    Said("Januari", "January"), Said("Februari", "February"), Said("Maret", "March"), Said("April", "April"),
    Said("Mei", "May"), Said("Juni", "June"), Said("Juli", "July"), Said("Agustus", "August"),
    Said("September", "September"), Said("Oktober", "October"), Said("November", "November"),
    Said("Desember", "December"),
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")
ASPECT: Mapping[str, Said] = {
    "quantity": Said("Kuantitas", "Quantity"), "quality": Said("Kualitas", "Quality"),
    "time": Said("Waktu", "Time"), "cost": Said("Biaya", "Cost"),
}  # fmt: skip
DIRECTION: Mapping[str, Said] = {
    "higher_is_better": Said("makin tinggi makin baik", "higher is better"),
    "lower_is_better": Said("makin rendah makin baik", "lower is better"),
}
ACCUMULATION: Mapping[str, Said] = {
    "sum": Said("kumulatif", "cumulative"), "latest": Said("nilai terakhir", "latest value"),
    "average": Said("rata-rata", "average"),
}  # fmt: skip
KIND: Mapping[str, Said] = {"main": Said("utama", "main"), "additional": Said("tambahan", "additional")}
TAKEN_OVER: Mapping[str, Said] = {
    "directly": Said("diambil langsung", "taken over directly"),
    "in_part": Said("diambil sebagian", "taken over in part"),
}
#: Why a set was revised, or an agreement closed.
REASON: Mapping[str, Said] = {
    "task_changed": Said("tugas berubah", "the task changed"),
    "budget_changed": Said("anggaran berubah", "the budget changed"),
    "priorities_changed": Said("prioritas berubah", "priorities changed"),
    "error": Said("kekeliruan", "an error"), "other": Said("lainnya", "other"),
    "moved": Said("pindah tugas", "moved"), "left_service": Said("berhenti", "left"),
    "corrected": Said("perbaikan data", "corrected"),
}  # fmt: skip


def of(words: Mapping[str, Said], code: str) -> Said:
    """A code in words; one that a later release knows is shown as it is."""
    return words.get(code, Said(code, code))


def day_said(day: date) -> Said:
    """17 Agustus 2026."""
    month = _MONTHS[day.month - 1]
    return Said(f"{day.day} {month.id} {day.year}", f"{day.day} {month.en} {day.year}")


def period_said(period: str) -> Said:
    """`2026Q3` is triwulan III 2026, `2026M07` Juli 2026."""
    year, kind, number = period[:4], period[4:5], period[5:]
    if kind == "Q":
        return Said(f"triwulan {_ROMAN[int(number) - 1]} {year}", f"quarter {number} of {year}")
    month = _MONTHS[int(number) - 1]
    return Said(f"{month.id} {year}", f"{month.en} {year}")


def number_said(number: str) -> Said:
    """A recorded number: `12.5` is 12,5 in Indonesian."""
    return Said(number.replace(".", ","), number)


def target_said(target: Target, unit: str = "") -> Said:
    """A value or a range, with its unit of measure and, where a period has one, the highest attainable value."""
    low, high = number_said(target.low), number_said(target.high)
    after = f" {unit}" if unit else ""
    said = [a if a == b else f"{a}\u2013{b}" for a, b in zip(low, high, strict=True)]
    limit = target.maximum if isinstance(target, PeriodTarget) else None
    most = number_said(limit) if limit is not None else None
    more = Said(f" (maksimum {most.id})", f" (maximum {most.en})") if most else Said("", "")
    return Said(f"{said[0]}{after}{more.id}", f"{said[1]}{after}{more.en}")
