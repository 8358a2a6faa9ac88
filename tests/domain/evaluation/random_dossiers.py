"""Ten thousand random dossiers by a plain seeded generator: quick to make, the same on every machine.

Like `strategies`, few names and round numbers, so that ties, edges and clashes come up often; all of it is valid
input. Hypothesis shrinks and looks for the unusual; this one is for numbers.
"""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from services.evaluation.policies.extended_8_2021_v1 import NumericInputs
from services.evaluation.policies.inputs_v1 import Indicator, Inputs, Item, Report, ReportRef, Verdict, WorkResult
from tests.domain.evaluation.dossier import ABOVE, BEFORE, BELOW, DEADLINE, MEETS, PERIOD, all_seven

DAY = timedelta(days=1)
VALUES = [
    Fraction(each) for each in ("0", "1", "2", "4.5", "5", "5.5", "9", "9.95", "9.9999", "10", "10.9995", "12", "40")
]
UPLOADS = [-5 * DAY, 0 * DAY, timedelta(microseconds=1), DAY, 4 * DAY]


def targets(random, direction):
    """(low, high, maximum) that planning would accept."""
    low = random.choice([1, 2, 5, 10])
    high = low + random.choice([0, 0, 2])
    if direction == "lower_is_better":
        low, high = random.choice([(low, high), (low, high), (0, 0), (0, high)])
    maximum = random.choice([None, None, low, high, high + 1, high + 10])
    return tuple(None if each is None else Fraction(each) for each in (low, high, maximum))


def indicator(random, name, weight):
    direction = random.choice(["higher_is_better", "lower_is_better"])
    accumulation = random.choice(["sum", "latest", "average"])
    aspect = random.choice(["quantity", "quality", "time", "cost"])
    return Indicator(name, aspect, direction, accumulation, random.random() < 0.85, *targets(random, direction), weight)


def weights(random, count):
    given = random.random() < 0.5
    return [Fraction(random.choice([10, 20, 30, 50])) if given else None for _ in range(count)]


def agreed(random):
    kinds = [random.choice(["main", "main", "main", "additional"]) for _ in range(random.randint(1, 4))]
    results = []
    for place, (kind, share) in enumerate(zip(kinds, weights(random, len(kinds)), strict=True)):
        names = "abcde"[: random.randint(1, 4)]
        inner = [
            indicator(random, f"{place}{letter}", each)
            for letter, each in zip(names, weights(random, len(names)), strict=True)
        ]
        results.append(WorkResult(f"r{place}", kind, tuple(inner), share))
    return tuple(results)


def told(random, names, periods):
    reports = []
    for period in periods:
        stream = f"realization {period}"
        named = [name for name in names for _ in range(random.choice([0, 1, 1, 2]))]
        random.shuffle(named)
        for version, name in enumerate(named, 1):
            at = DEADLINE - 9 * DAY
            reports.append(Report(name, period, random.choice(VALUES), at, ReportRef(stream, version)))
    return reports


def items(random, reports):
    """For most reports one that proves it; and others, late, rejected, answering, withdrawn."""
    made = []
    for place, report in enumerate(reports):
        if random.random() < 0.7:
            word = Verdict(report.indicator, report.ref, True, DEADLINE, 2)
            made.append(
                Item(f"p{place}", f"{place:064x}", (report.indicator,), report.period, DEADLINE - DAY, verdicts=(word,))
            )
    for place in range(random.randint(0, 4) if reports else 0):
        about = random.choice(reports)
        words = [random.choice([True, False]) for _ in range(random.choice([0, 1, 1, 2]))]
        verdicts = [
            Verdict(
                about.indicator, about.ref, word, DEADLINE, version, None if word else DEADLINE + random.choice(UPLOADS)
            )
            for version, word in enumerate(words, 2)
        ]
        made.append(
            Item(
                f"i{place}",
                f"{place:064x}",
                (about.indicator,),
                about.period,
                DEADLINE + random.choice(UPLOADS),
                withdrawn=random.random() < 0.1,
                unusable=random.random() < 0.1,
                lateness_accepted=random.random() < 0.3,
                answers=f"i{random.randint(0, 3)}" if random.random() < 0.4 else None,
                verdicts=tuple(verdicts),
            )
        )
    return tuple(made)


def quarter(random):
    """Whole inputs of one evaluation."""
    results = agreed(random)
    names = [each.indicator for result in results for each in result.indicators]
    reports = told(random, names, (BEFORE[-1], PERIOD))
    seven = {name: random.choice([ABOVE, ABOVE, MEETS, BELOW]) for name in all_seven()}
    return NumericInputs(
        period=PERIOD,
        periods_before=BEFORE,
        results=results,
        reports=tuple(reports),
        items=items(random, reports),
        evidence_deadline=DEADLINE,
        behaviour=seven if random.random() < 0.9 else None,
        head_of_unit=random.random() < 0.3,
        unit_achievement=random.choice(["istimewa", "baik", "kurang", None]),
        unverified=random.choice(["exclude", "exclude", "count"]),
        innovation=random.random() < 0.5,
        colleagues_heard=random.random() < 0.3,
    )


def quarters(seed, count):
    random = Random(seed)
    return [quarter(random) for _ in range(count)]


def due_in(random, result, period):
    """The result as it is in one period: other targets, some not due."""
    indicators = []
    for each in result.indicators:
        low, high, maximum = targets(random, each.direction)
        if random.random() < 0.6:
            low, high, maximum = each.low, each.high, each.maximum
        due = random.random() < 0.8
        indicators.append(
            Indicator(
                each.indicator, each.aspect, each.direction, each.accumulation, due, low, high, maximum, each.weight
            )
        )
    return WorkResult(result.result, result.kind, tuple(indicators), result.weight)


def stretch(random, starts_on, ends_on, periods):
    """One agreement's part of a year: (starts_on, ends_on, inputs by period, unit's achievement)."""
    results = agreed(random)
    names = [each.indicator for result in results for each in result.indicators]
    reports = told(random, names, periods)
    shown = items(random, reports)
    head = random.random() < 0.25
    unverified = random.choice(["exclude", "exclude", "count"])
    made = []
    for place, period in enumerate(periods):
        made.append(
            Inputs(
                period=period,
                periods_before=periods[:place],
                results=tuple(due_in(random, each, period) for each in results),
                reports=tuple(each for each in reports if each.period in periods[: place + 1]),
                items=tuple(each for each in shown if each.period in periods[: place + 1]),
                evidence_deadline=DEADLINE,
                head_of_unit=head,
                unverified=unverified,
            )
        )
    achievement = random.choice(["istimewa", "baik", "kurang", None]) if head else None
    return starts_on, ends_on, tuple(made), achievement


def years(seed, count):
    """(stretches, behaviour, innovation, colleagues heard) of as many years."""
    random = Random(seed)
    quarters_of = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    for _ in range(count):
        moved = random.random() < 0.4
        if moved:
            day = date(2026, 1, 1) + timedelta(days=random.randint(1, 363))
            first = (day.month + 2) // 3
            parts = [
                stretch(random, date(2026, 1, 1), day, quarters_of[:first]),
                stretch(random, day + timedelta(days=1), date(2026, 12, 31), quarters_of[first - 1 :]),
            ]
        else:
            begins = random.choice([date(2026, 1, 1), date(2026, 1, 1), date(2026, 5, 17), date(2026, 11, 3)])
            parts = [stretch(random, begins, date(2026, 12, 31), quarters_of[(begins.month + 2) // 3 - 1 :])]
        seven = {name: random.choice([ABOVE, ABOVE, MEETS, BELOW]) for name in all_seven()}
        yield parts, seven if random.random() < 0.9 else None, random.random() < 0.5, random.random() < 0.3
