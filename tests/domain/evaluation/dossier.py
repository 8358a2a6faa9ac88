"""Builders of small dossiers: a test names only what matters to it.

One agreement, period 2026Q3 after Q1 and Q2, evidence due by `DEADLINE`. Streams are one per period, as in life.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from services.evaluation.policies.inputs_v1 import Indicator, Inputs, Item, Report, ReportRef, Verdict, WorkResult
from services.evaluation.policies.permenpanrb_6_2022_v1 import evaluate

PERIOD = "2026Q3"
BEFORE = ("2026Q1", "2026Q2")
DEADLINE = datetime(2026, 10, 9, 15, 59, 59, 999999, tzinfo=UTC)
BEFORE_DEADLINE = DEADLINE - timedelta(days=3)
AFTER_DEADLINE = DEADLINE + timedelta(days=1)
ABOVE, MEETS, BELOW = "above_expectation", "meets_expectation", "below_expectation"


def indicator(name="a", target=100, *, aspect="quantity", direction="higher_is_better", **given):
    """An indicator due with `target`, a number or a pair (low, high); `accumulation` is `latest` unless given."""
    low, high = target if isinstance(target, tuple) else (target, target)
    numbers = {key: None if given.get(key) is None else Fraction(given[key]) for key in ("maximum", "weight")}
    return Indicator(
        name,
        aspect,
        direction,
        given.get("accumulation", "latest"),
        given.get("due", True),
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
        numbers["maximum"],
        numbers["weight"],
    )


def result(name, *indicators, kind="main", weight=None):
    return WorkResult(name, kind, indicators, None if weight is None else Fraction(weight))


def ref(version=1, period=PERIOD):
    return ReportRef(f"realization {period}", version)


def report(value, version=1, *, of="a", period=PERIOD):
    """Report `version` of indicator `of`: versions count through the period's stream."""
    return Report(of, period, Fraction(value), BEFORE_DEADLINE - timedelta(days=9), ref(version, period))


def verdict(version=1, *, verified=True, of="a", period=PERIOD, order=None, until=None):
    """A verdict for report `version`; `order` is its place in the item's stream, `until` ends the time to answer it."""
    return Verdict(of, ref(version, period), verified, BEFORE_DEADLINE, order or version + 1, until)


def verified(version=1, **given):
    return verdict(version, verified=True, **given)


def rejected(version=1, **given):
    return verdict(version, verified=False, **given)


def item(*verdicts, name="i1", of=("a",), period=PERIOD, at=BEFORE_DEADLINE, **given):
    return Item(name, f"{name:0>64}", tuple(of), period, at, verdicts=verdicts, **given)


def inputs(*results, reports=(), items=(), **given):
    """Inputs of the period; indicators may be given bare and then are one main result's."""
    bare = tuple(each for each in results if isinstance(each, Indicator))
    whole = tuple(each for each in results if isinstance(each, WorkResult))
    results = (*whole, result("r", *bare)) if bare else whole
    return Inputs(PERIOD, BEFORE, results, tuple(reports), tuple(items), DEADLINE, **given)


def proven(**values):
    """Reports and items that prove `values` (indicator name to realization), for `inputs(**proven(a=80))`."""
    reports = [report(value, version, of=name) for version, (name, value) in enumerate(values.items(), 1)]
    items = [
        item(verified(version, of=name), name=f"item of {name}", of=(name,)) for version, name in enumerate(values, 1)
    ]
    return {"reports": reports, "items": items}


def line(outcome, name="a"):
    """The one line of indicator `name`."""
    lines = {each.indicator: each for whole in outcome.results for each in whole.indicators}
    return lines[name]


def counted(outcome, name="a"):
    """The realization that counts of indicator `name`."""
    return line(outcome, name).realization


def code(outcome, name="a"):
    """The code indicator `name` is excluded with, or None."""
    exclusion = line(outcome, name).exclusion
    return exclusion and exclusion.code


def scored(*results, **given):
    return evaluate(inputs(*results, **given))


def all_seven(rating=MEETS, **others):
    """The seven behaviour values, all `rating` but for `others`."""
    names = ["service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative"]
    return {name: others.get(name, rating) for name in names}
