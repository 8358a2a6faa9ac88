"""Credit points of a year's final in words and numbers: a line of arithmetic for each level (`domain.md` 7.8). Pure.

For the explanation of a year; all rows that stand of a year, of its periods too, are `credit_points.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.values import exact
from services.evaluation.arithmetic import plain
from services.evaluation.policies.credit_points_v1 import COEFFICIENTS, SHARES, Level, Row, total
from services.evaluation.words import PREDICATE, Said, of, with_numbers

__all__ = ["credit_explained"]

_LEVEL: Mapping[Level, str] = {
    "ahli_pertama": "Ahli Pertama", "ahli_muda": "Ahli Muda", "ahli_madya": "Ahli Madya", "ahli_utama": "Ahli Utama",
    "pemula": "Pemula", "terampil": "Terampil", "mahir": "Mahir", "penyelia": "Penyelia",
}  # fmt: skip


def credit_explained(rows: Sequence[Row]) -> dict[str, Any]:
    """The annual rows with their arithmetic, and their sum; none: no final yet, or no level is held."""
    if not rows:
        said = Said("belum ada: tanpa hasil final atau tanpa jenjang fungsional", "none: no final, or no level is held")
        return {"rows": [], "total": None, **said.plain()}
    points = " + ".join(str(one.points) for one in rows)
    said = with_numbers(
        "angka kredit setahun: {} = {}; menggantikan angka kredit periodik dari bulan yang sama",
        "credit points of the year: {} = {}; they replace the periodic ones of the same months",
        points, str(total(rows)),
    )  # fmt: skip
    return {"rows": [_row(one) for one in rows], "total": str(total(rows)), **said.plain()}


def _row(one: Row) -> dict[str, Any]:
    share, coefficient, predicate = SHARES[one.predicate], COEFFICIENTS[one.level], of(PREDICATE, one.predicate)
    months, level = len(one.months), _LEVEL[one.level]
    product = with_numbers(
        "{} % x {} x {} / 12 = {}", "{} % x {} x {} / 12 = {}",
        plain(share * 100), plain(coefficient), str(months), str(one.points),
    )  # fmt: skip
    said = Said(
        f"{level}, {predicate.id}, {months} bulan: {product.id}",
        f"{level}, {predicate.en}, {months} months: {product.en}",
    )
    return {
        "level": one.level,
        "predicate": one.predicate,
        "months": [month.replace("-", "M") for month in one.months],
        "share": exact(share).model_dump(),
        "coefficient": exact(coefficient).model_dump(),
        "points": exact(one.exact).model_dump(),
        **said.plain(),
    }
