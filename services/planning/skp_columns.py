"""The columns of the SKP plan form (6/2022) and what stands in a cell of each: what the form lacks has optional columns
and a default, told in the service's README. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.sheet_lines import Words, bad_kind
from chassis.spreadsheet_reading import Cell
from contracts.planning import PeriodTarget
from services.planning.sheet import accepts_official
from services.planning.target_text import Amount, amount_of, is_share
from services.planning.targets import PlannedIndicator

__all__ = ["HEADERS", "KINDS", "NEEDED", "NOT_OFFICIAL", "ReadIndicator", "chosen", "period_columns", "read_indicator"]

#: The first name is the form's, or ours where the form has no such column; the others are those of other editions.
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "order": ("NO", "NO."),
    "above": (
        "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI",
        "RENCANA HASIL KERJA ATASAN LANGSUNG YANG DIINTERVENSI",
        "RHK PIMPINAN YANG DIINTERVENSI",
    ),
    "result": ("RENCANA HASIL KERJA", "HASIL KERJA", "RHK"),
    "aspect": ("ASPEK",),
    "indicator": ("INDIKATOR KINERJA INDIVIDU", "INDIKATOR KINERJA", "IKI"),
    "target": ("TARGET", "TARGET TAHUNAN"),
    "number": ("NIP", "NIP/NI"),
    "position": ("JABATAN",),
    "kind": ("JENIS RHK",),
    "taken_over": ("CARA",),
    "unit": ("SATUAN",),
    "direction": ("ARAH",),
    "accumulation": ("AKUMULASI",),
    "whole": ("BULAT",),
    "maximum": ("NILAI TERTINGGI",),
    "result_weight": ("BOBOT RHK",),
    "weight": ("BOBOT IKI",),
}
NEEDED: Final = ("result", "aspect", "indicator", "target")

KINDS: Final = {"UTAMA": "main", "MAIN": "main", "TAMBAHAN": "additional", "ADDITIONAL": "additional"}
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": KINDS,
    "aspect": {
        "KUANTITAS": "quantity", "QUANTITY": "quantity", "KUALITAS": "quality", "QUALITY": "quality",
        "WAKTU": "time", "TIME": "time", "BIAYA": "cost", "COST": "cost",
    },
    "taken_over": {"LANGSUNG": "directly", "DIRECTLY": "directly", "SEBAGIAN": "in_part", "IN_PART": "in_part"},
    "direction": {
        "NORMAL": "higher_is_better", "HIGHER_IS_BETTER": "higher_is_better",
        "KHUSUS": "lower_is_better", "LOWER_IS_BETTER": "lower_is_better",
    },
    "accumulation": {
        "JUMLAH": "sum", "SUM": "sum", "TERAKHIR": "latest", "LATEST": "latest",
        "RATA-RATA": "average", "AVERAGE": "average",
    },
    "whole": {"YA": "true", "YES": "true", "TRUE": "true", "TIDAK": "false", "NO": "false", "FALSE": "false"},
}  # fmt: skip
_MONEY: Final = frozenset({"RP", "RP.", "RUPIAH"})
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class ReadIndicator:
    """An indicator as it was read; `assumed`: what the file does not say and is often not the default."""

    planned: PlannedIndicator
    assumed: tuple[str, ...] = ()
    line: int = 0


def period_columns(periods: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The optional columns of targets per period: `2026Q1`, or `TRIWULAN I`, `TW I`, `TW 1`."""
    names = {}
    for period in periods:
        quarter = re.fullmatch(r"[0-9]{4}Q([1-4])", period)
        roman = _ROMAN[int(quarter[1]) - 1] if quarter else ""
        more = (f"TRIWULAN {roman}", f"TW {roman}", f"TW {quarter[1]}") if quarter else ()
        names[period] = (period, *more)
    return names


def chosen(column: str, cell: Cell | None, default: str = "") -> tuple[str, Words | None]:
    """Which of a column's words stands in a cell; `default` where none does."""
    if cell is None:
        return default, None
    words = _CHOICES[column]
    found = words.get(cell.text.strip().upper())
    if found is not None:
        return found, None
    theirs = ", ".join(dict.fromkeys(list(words)[::2] if column != "kind" else ["UTAMA", "TAMBAHAN"]))
    return default, (
        f"'{cell.text[:40]}' is none of the words for it", f"'{cell.text[:40]}' bukan pilihan yang dikenal",
        f"write one of {theirs}", f"tulis salah satu dari {theirs}",
    )  # fmt: skip


def read_indicator(
    cells: Mapping[str, Cell], periods: Sequence[str]
) -> tuple[ReadIndicator | None, list[tuple[str, Words]]]:
    """The indicator of a row, or what is wrong with its cells by column. `cells` by column, periods' columns too."""
    wrong = [(name, words) for name, cell in cells.items() if (words := bad_kind(cell))]
    wrong += [(name, _MISSING) for name in ("aspect", "indicator", "target") if name not in cells]
    if wrong:
        return None, wrong
    found = {name: chosen(name, cells.get(name)) for name in ("aspect", "direction", "accumulation", "whole")}
    wrong = [(name, words) for name, (_, words) in found.items() if words]
    title, amount = cells["indicator"].text, amount_of(cells["target"], _text(cells, "unit"))
    if not accepts_official(title):
        wrong.append(("indicator", NOT_OFFICIAL))
    if not isinstance(amount, Amount):
        return None, [*wrong, ("target", amount)]
    said = {name: value for name, (value, _) in found.items() if value}
    extra, wrong_numbers = _numbers(cells, periods, amount.unit)
    if wrong or wrong_numbers:
        return None, [*wrong, *wrong_numbers]
    accumulation = said.get("accumulation") or _accumulation(said["aspect"], amount.unit)
    planned = PlannedIndicator(
        title=title,
        aspect=said["aspect"],
        unit_of_measure=amount.unit,
        whole=said["whole"] == "true" if "whole" in said else _whole(amount),
        direction=said.get("direction", "higher_is_better"),
        accumulation=accumulation,
        target=amount.target,
        maximum=extra.maximum,
        weight=extra.weight,
        targets=extra.targets,
    )
    unsaid = [name for name in ("direction", "accumulation") if name not in said]
    return ReadIndicator(planned, tuple(unsaid) if said["aspect"] in ("time", "cost") else ()), []


@dataclass(frozen=True)
class _Extra:
    maximum: str | None
    weight: str | None
    targets: tuple[PeriodTarget, ...] | None


def _numbers(cells: Mapping[str, Cell], periods: Sequence[str], unit: str) -> tuple[_Extra, list[tuple[str, Words]]]:
    """The optional figures: the highest attainable value, the weight, and the target of every period given."""
    wrong: list[tuple[str, Words]] = []
    read: dict[str, Amount] = {}
    for name in ("maximum", "weight", *periods):
        if name not in cells:
            continue
        amount = amount_of(cells[name], "%" if name == "weight" else unit)
        if isinstance(amount, Amount):
            read[name] = amount
        else:
            wrong.append((name, amount))
    given = tuple(
        PeriodTarget(period=period, low=read[period].target.low, high=read[period].target.high)
        for period in periods
        if period in read
    )
    single = {name: read[name].target.high for name in ("maximum", "weight") if name in read}
    return _Extra(single.get("maximum"), single.get("weight"), given or None), wrong


def _text(cells: Mapping[str, Cell], name: str) -> str:
    return cells[name].text if name in cells else ""


def _accumulation(aspect: str, unit: str) -> str:
    """What adds up over the year unless the file says otherwise: amounts, and months; shares never."""
    adds_up = aspect == "quantity" or (aspect == "time" and unit.strip().upper() == "BULAN")
    return "sum" if adds_up and not is_share(unit) else "latest"


def _whole(amount: Amount) -> bool:
    return amount.whole and not is_share(amount.unit) and amount.unit.strip().upper() not in _MONEY


_MISSING: Final[Words] = (
    "nothing stands in it", "belum diisi",
    "every row needs an aspect, an indicator and a target; delete a row that is not of the table",
    "setiap baris memerlukan aspek, indikator, dan target; hapus baris yang bukan bagian tabel",
)  # fmt: skip
NOT_OFFICIAL: Final[Words] = (
    "it holds control characters or a person's number or address, or is too long",
    "memuat karakter kendali, nomor atau alamat orang, atau terlalu panjang",
    "write the official wording alone", "tulis rumusan resminya saja",
)  # fmt: skip
