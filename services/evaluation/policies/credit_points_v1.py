"""Credit points (*angka kredit*) of functional positions from the predicate (domain 7.8, PerBKN 3/2023).

`AK = share(predicate) x coefficient x months / 12`, each row rounded half up to two decimals, totals adding rows. A
month is paid once: it belongs to the level held on its last day, and periodic points of a month stand only until an
annual row has it. Months are texts like `2026-04`. Pure; frozen once released.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, get_args

from services.evaluation.policies.inputs_v1 import InvalidInputs, Parameter
from services.evaluation.policies.outcome_v1 import Predicate
from services.evaluation.policies.rounding_v1 import half_up

__all__ = [
    "COEFFICIENTS",
    "PARAMETERS",
    "SHARES",
    "Held",
    "Level",
    "Row",
    "months_by_level",
    "row",
    "rows",
    "standing",
    "total",
]

Level = Literal["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama", "pemula", "terampil", "mahir", "penyelia"]
Kind = Literal["periodic", "annual"]

#: Share of the coefficient, by predicate.
SHARES: Mapping[Predicate, Fraction] = MappingProxyType(
    {
        "sangat_baik": Fraction(150, 100),
        "baik": Fraction(1),
        "butuh_perbaikan": Fraction(75, 100),
        "kurang": Fraction(50, 100),
        "sangat_kurang": Fraction(25, 100),
    }
)
#: Points of a year, by level.
COEFFICIENTS: Mapping[Level, Fraction] = MappingProxyType(
    {
        "ahli_pertama": Fraction("12.5"),
        "ahli_muda": Fraction(25),
        "ahli_madya": Fraction("37.5"),
        "ahli_utama": Fraction(50),
        "pemula": Fraction("3.75"),
        "terampil": Fraction(5),
        "mahir": Fraction("12.5"),
        "penyelia": Fraction(25),
    }
)
MONTHS_OF_A_YEAR = 12

PARAMETERS = (
    *(Parameter(f"share_{name}", share, "PerBKN 3/2023") for name, share in SHARES.items()),
    *(Parameter(f"coefficient_{name}", points, "PerBKN 3/2023") for name, points in COEFFICIENTS.items()),
    Parameter("rounding", "each row half up to two places; totals add rows", "BKN prints 2.08 and 20.83"),
    Parameter("month", "of the level held on its last day", "reading"),
    Parameter("paid_once", "an annual row replaces the periodic ones of its months", "reading"),
)


@dataclass(frozen=True)
class Held:
    """A level held from a day to a day, both inclusive; `until` None: still."""

    level: Level
    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.level not in get_args(Level):
            raise InvalidInputs(f"unknown level {self.level!r}")


@dataclass(frozen=True)
class Row:
    """The points of some months at one level under one predicate. `points` is what is added up."""

    kind: Kind
    level: Level
    predicate: Predicate
    months: tuple[str, ...]
    exact: Fraction
    points: Decimal


def row(kind: Kind, level: Level, predicate: Predicate, months: Sequence[str]) -> Row:
    """One row; raises InvalidInputs for an unknown word, or for no month or the same one twice."""
    if level not in tuple(COEFFICIENTS) or predicate not in tuple(SHARES):
        raise InvalidInputs(f"no credit points for {predicate!r} at {level!r}")
    if not months or len(set(months)) != len(months):
        raise InvalidInputs(f"a row is of months, each once: {months}")
    exact = SHARES[predicate] * COEFFICIENTS[level] * len(months) / MONTHS_OF_A_YEAR
    return Row(kind, level, predicate, tuple(sorted(months)), exact, half_up(exact))


def months_by_level(held: Sequence[Held], starts_on: date, ends_on: date) -> list[tuple[Level, tuple[str, ...]]]:
    """The months from one day to another whose last day lies among these, by the level held on that day, in order.

    A month without a level on its last day belongs to nobody. Raises InvalidInputs where two levels are held at once.
    """
    found: list[tuple[Level, tuple[str, ...]]] = []
    year, month = starts_on.year, starts_on.month
    while (last := date(year, month, monthrange(year, month)[1])) <= ends_on:
        levels = [one.level for one in held if one.starts_on <= last and (one.ends_on is None or last <= one.ends_on)]
        if len(levels) > 1:
            raise InvalidInputs(f"two levels are held on {last}: {levels}")
        if levels:
            named = f"{year}-{month:02}"
            if found and found[-1][0] == levels[0]:
                found[-1] = (levels[0], (*found[-1][1], named))
            else:
                found.append((levels[0], (named,)))
        year, month = year + month // 12, month % 12 + 1
    return found


def rows(kind: Kind, predicate: Predicate, held: Sequence[Held], starts_on: date, ends_on: date) -> list[Row]:
    """The rows of one evaluation from a day to a day: one for each level held."""
    return [row(kind, level, predicate, months) for level, months in months_by_level(held, starts_on, ends_on)]


def standing(given: Iterable[Row]) -> list[Row]:
    """The rows that stand: annual ones, and of periodic ones the months that no annual row has.

    Raises InvalidInputs where a month is in two rows of a kind: one month is paid once.
    """
    all_rows = list(given)
    for kind in get_args(Kind):
        months = [month for one in all_rows if one.kind == kind for month in one.months]
        if twice := sorted({month for month in months if months.count(month) > 1}):
            raise InvalidInputs(f"months in two {kind} rows: {', '.join(twice)}")
    paid = {month for one in all_rows if one.kind == "annual" for month in one.months}
    stand = []
    for one in all_rows:
        left = [month for month in one.months if month not in paid]
        if one.kind == "annual":
            stand.append(one)
        elif left:
            stand.append(row(one.kind, one.level, one.predicate, left))
    return sorted(stand, key=lambda one: one.months)


def total(given: Iterable[Row]) -> Decimal:
    """The sum of the rounded rows that stand."""
    return sum((one.points for one in standing(given)), Decimal("0.00"))
