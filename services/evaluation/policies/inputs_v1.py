"""What a scoring policy is given: one agreement, one period, and all that was reported and shown for it.

Plain frozen records of exact values; whoever folds events into them decides nothing, and a policy reads
nothing else: no clock, no store, no directory. Each record refuses what cannot be scored (`InvalidInputs`),
so a policy never has to guess. Order carries no meaning except in `periods_before`. Frozen once released.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal, get_args

from contracts.achievement_v1 import Direction

__all__ = [
    "Accumulation",
    "Aspect",
    "Indicator",
    "Inputs",
    "InvalidInputs",
    "Item",
    "Kind",
    "Parameter",
    "Rating",
    "Report",
    "ReportRef",
    "UnitAchievement",
    "Unverified",
    "Verdict",
    "WorkResult",
]

Aspect = Literal["quantity", "quality", "time", "cost"]
Accumulation = Literal["sum", "latest", "average"]
Kind = Literal["main", "additional"]
Rating = Literal["above_expectation", "meets_expectation", "below_expectation"]
UnitAchievement = Literal["istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]
Unverified = Literal["exclude", "count"]


class InvalidInputs(ValueError):
    """The inputs cannot be scored: planning or realization should have refused them."""


@dataclass(frozen=True)
class Parameter:
    """One number or choice of a policy, with where it comes from; the code reads the same constant."""

    name: str
    value: Fraction | str
    source: str


@dataclass(frozen=True, order=True)
class ReportRef:
    """A report's place: its realization stream and its version there."""

    stream: str
    version: int


@dataclass(frozen=True)
class Report:
    """One `RealizationReported`; all are given, replaced ones too. `value` in the unit of measure, >= 0.

    All reports of one indicator and period stand in one stream, so `ref.version` is their order; `at` is shown only.
    """

    indicator: str
    period: str
    value: Fraction
    at: datetime
    ref: ReportRef

    def __post_init__(self) -> None:
        _exact(f"report {self.ref}", self.value)
        _aware(f"report {self.ref}", self.at)


@dataclass(frozen=True)
class Verdict:
    """What a verifier said of an item for one report. `version` is the verdict's place in the item's stream:
    of several for one indicator and report the last one holds.

    `answer_until`, of a rejection: the last instant (inclusive) at which an upload that answers the item is in time
    for this indicator if the item was.
    """

    indicator: str
    report: ReportRef
    verified: bool
    at: datetime
    version: int
    answer_until: datetime | None = None

    def __post_init__(self) -> None:
        _aware(f"verdict on {self.report}", self.at, self.answer_until)


@dataclass(frozen=True)
class Item:
    """One evidence item. `unusable`: malware found, or the content could not be had.

    `answers` is the rejected item this upload answers, if it says so; for which indicators that is true, and until
    when, is in the verdicts of that item.
    """

    item: str
    sha256: str
    indicators: tuple[str, ...]
    period: str
    uploaded_at: datetime
    withdrawn: bool = False
    unusable: bool = False
    lateness_accepted: bool = False
    answers: str | None = None
    verdicts: tuple[Verdict, ...] = ()

    def __post_init__(self) -> None:
        _aware(f"item {self.item}", self.uploaded_at)


@dataclass(frozen=True)
class Indicator:
    """An indicator with its target of the period (`low` = `high` for a single value; for `sum` cumulative).

    `maximum`: highest attainable value C of the period (lower_is_better: the lowest), if there is one.
    Not `due`: the target is not read and may be None. `weight` None: all siblings weigh alike.
    """

    indicator: str
    aspect: Aspect
    direction: Direction
    accumulation: Accumulation
    due: bool
    low: Fraction | None
    high: Fraction | None
    maximum: Fraction | None = None
    weight: Fraction | None = None

    def __post_init__(self) -> None:
        what = f"indicator {self.indicator}"
        _word(what, self.aspect, get_args(Aspect))
        _word(what, self.direction, get_args(Direction))
        _word(what, self.accumulation, get_args(Accumulation))
        _exact(what, self.low, self.high, self.maximum)
        if self.due:
            _target(what, self)


@dataclass(frozen=True)
class WorkResult:
    """A work result with its indicators. `weight` counts among `main` results only; None: all alike."""

    result: str
    kind: Kind
    indicators: tuple[Indicator, ...]
    weight: Fraction | None = None

    def __post_init__(self) -> None:
        what = f"work result {self.result}"
        _word(what, self.kind, get_args(Kind))
        _weights(what, [indicator.weight for indicator in self.indicators])


@dataclass(frozen=True)
class Inputs:
    """Everything one evaluation rests on.

    `periods_before`: earlier periods of the same agreement, earliest first. `evidence_deadline`: the instant in
    force; at it is still in time. `behaviour`: value name to rating, as far as assessed. `unit_achievement`
    matters for a `head_of_unit` only. `unverified`: the agency's choice, see `counting_v1`.
    """

    period: str
    periods_before: tuple[str, ...]
    results: tuple[WorkResult, ...]
    reports: tuple[Report, ...]
    items: tuple[Item, ...]
    evidence_deadline: datetime
    behaviour: Mapping[str, Rating] | None = None
    head_of_unit: bool = False
    unit_achievement: UnitAchievement | None = None
    unverified: Unverified = "exclude"

    def __post_init__(self) -> None:
        _aware("the evidence deadline", self.evidence_deadline)
        _word("unverified", self.unverified, get_args(Unverified))
        if self.unit_achievement is not None:
            _word("unit achievement", self.unit_achievement, get_args(UnitAchievement))
        _weights("main results", [result.weight for result in self.results if result.kind == "main"])
        _once("period", (*self.periods_before, self.period))
        _once("work result", (result.result for result in self.results))
        _once("indicator", (each.indicator for result in self.results for each in result.indicators))
        _once("item", (item.item for item in self.items))
        _once("report", ((report.indicator, report.ref) for report in self.reports))


def _exact(what: str, *numbers: Fraction | None) -> None:
    for number in numbers:
        if number is not None and not isinstance(number, Fraction):
            raise InvalidInputs(f"{what}: {number!r} is not a Fraction")
        if number is not None and number < 0:
            raise InvalidInputs(f"{what}: {number} is negative")


def _aware(what: str, *instants: datetime | None) -> None:
    if any(at is not None and at.utcoffset() is None for at in instants):
        raise InvalidInputs(f"{what}: an instant without its offset from UTC")


def _word(what: str, word: str, known: Iterable[str]) -> None:
    if word not in known:
        raise InvalidInputs(f"{what}: unknown word {word!r}")


def _target(what: str, indicator: Indicator) -> None:
    if indicator.low is None or indicator.high is None:
        raise InvalidInputs(f"{what}: due without a target")
    if indicator.low > indicator.high:
        raise InvalidInputs(f"{what}: lower bound above upper bound")
    if indicator.direction == "higher_is_better" and indicator.high == 0:
        raise InvalidInputs(f"{what}: a target of zero says nothing where higher is better")


def _weights(what: str, weights: Sequence[Fraction | None]) -> None:
    given = [weight for weight in weights if weight is not None]
    _exact(what, *given)
    if given and len(given) != len(weights):
        raise InvalidInputs(f"{what}: weights on some siblings only")
    if any(weight == 0 for weight in given):
        raise InvalidInputs(f"{what}: a weight of zero")


def _once(what: str, names: Iterable[Hashable]) -> None:
    seen: set[Hashable] = set()
    for name in names:
        if name in seen:
            raise InvalidInputs(f"{what} {name} is given twice")
        seen.add(name)
