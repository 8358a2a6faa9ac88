"""Random small dossiers: few names and round numbers, so that ties, edges and clashes come up often.

Everything an agreement may hold is drawn: both directions, ranges, maxima, weights or none, things not due,
reports replaced and rejected, items late, withdrawn, answered, judged twice. All of it is valid input. Left to chance
alone hardly a report would be proven, so many get an item that proves them; `proven_dossiers` have one for certain.
"""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from services.evaluation.policies.inputs_v1 import Indicator, Inputs, Item, Report, Verdict, WorkResult
from tests.domain.evaluation.dossier import ABOVE, BEFORE, BELOW, DEADLINE, MEETS, PERIOD, all_seven, ref

DAY = timedelta(days=1)
DIRECTIONS = ["higher_is_better", "lower_is_better"]
ACCUMULATIONS = ["sum", "latest", "average"]
TARGETS = st.sampled_from([1, 2, 5, 10])
# Values at, just beside and far from the targets, the cap and the bands.
REALIZATIONS = st.sampled_from(["0", "1", "4.5", "5", "5.5", "9", "9.9999", "10", "10.9995", "11", "12", "40"])
IMPROVEMENTS = st.sampled_from(["0.0001", "0.5", "1", "5", "40"])
UPLOADS = st.sampled_from([-5 * DAY, 0 * DAY, timedelta(microseconds=1), DAY, 4 * DAY])
RATINGS = st.sampled_from([ABOVE, MEETS, BELOW])


@st.composite
def indicators(draw, name, weight, directions=DIRECTIONS):
    direction, accumulation = draw(st.sampled_from(directions)), draw(st.sampled_from(ACCUMULATIONS))
    low = draw(TARGETS)
    high = low + draw(st.sampled_from([0, 0, 2]))
    if direction == "lower_is_better":
        low, high = draw(st.sampled_from([(low, high), (0, 0), (0, high)]))
    maximum = draw(st.sampled_from([None, low, high, high + 1, high + 10]))
    aspect, due = (
        draw(st.sampled_from(["quantity", "quality", "time", "cost"])),
        draw(st.sampled_from([True] * 4 + [False])),
    )
    numbers = [None if each is None else Fraction(each) for each in (low, high, maximum)]
    return Indicator(name, aspect, direction, accumulation, due, *numbers, weight)


@st.composite
def weights(draw, count):
    """As many weights, or None for all."""
    given = draw(st.lists(st.sampled_from([10, 20, 30, 50]), min_size=count, max_size=count))
    return draw(st.sampled_from([[None] * count, [Fraction(each) for each in given]]))


@st.composite
def agreed(draw):
    """One to three work results of one to three indicators."""
    kinds = draw(st.lists(st.sampled_from(["main", "main", "main", "additional"]), min_size=1, max_size=3))
    shares = draw(weights(len(kinds)))
    results = []
    for place, (kind, share) in enumerate(zip(kinds, shares, strict=True)):
        inner = draw(weights(draw(st.integers(1, 3))))
        named = [draw(indicators(f"{place}{letter}", each)) for letter, each in zip("abc", inner, strict=False)]
        results.append(WorkResult(f"r{place}", kind, tuple(named), share))
    return tuple(results)


@st.composite
def told(draw, names):
    """Up to three reports of each indicator in this period and in the one before."""
    reports = []
    for period in (BEFORE[-1], PERIOD):
        named = draw(st.permutations([name for name in names for _ in range(draw(st.integers(0, 3)))]))
        for version, name in enumerate(named, 1):
            value = Fraction(draw(REALIZATIONS))
            reports.append(Report(name, period, value, DEADLINE - 9 * DAY, ref(version, period)))
    return tuple(reports)


@st.composite
def evidence_items(draw, place, names, reports):
    period = draw(st.sampled_from([PERIOD, PERIOD, BEFORE[-1]]))
    shown = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
    about = [each for each in reports if each.period == period and each.indicator in shown]
    judged = draw(st.lists(st.tuples(st.sampled_from(about), st.booleans()), max_size=3)) if about else []
    answers = f"i{draw(st.integers(0, 5))}" if draw(st.booleans()) else None
    return Item(
        item=f"i{place}",
        sha256=f"{place:064x}",
        indicators=shown,
        period=period,
        uploaded_at=DEADLINE + draw(UPLOADS),
        withdrawn=draw(st.sampled_from([False] * 5 + [True])),
        unusable=draw(st.sampled_from([False] * 5 + [True])),
        lateness_accepted=draw(st.booleans()),
        answers=answers,
        verdicts=tuple(
            Verdict(each.indicator, each.ref, word, DEADLINE, version, None if word else DEADLINE + draw(UPLOADS))
            for version, (each, word) in enumerate(judged, 2)
        ),
    )


def proof(report, name):
    """An ordinary item: in time, and verified for the report."""
    verdict = Verdict(report.indicator, report.ref, True, DEADLINE, 2)
    return Item(name, f"{name:0>64}", (report.indicator,), report.period, DEADLINE - DAY, verdicts=(verdict,))


@st.composite
def dossiers(draw):
    """Whole inputs of one evaluation."""
    results = draw(agreed())
    names = [each.indicator for result in results for each in result.indicators]
    reports = draw(told(names))
    items = tuple(draw(evidence_items(place, names, reports)) for place in range(draw(st.integers(0, 6))))
    items += tuple(proof(each, f"p{place}") for place, each in enumerate(reports) if draw(st.booleans()))
    seven = {name: draw(RATINGS) for name in all_seven()}
    return Inputs(
        period=PERIOD,
        periods_before=BEFORE,
        results=results,
        reports=reports,
        items=items,
        evidence_deadline=DEADLINE,
        behaviour=draw(st.sampled_from([seven, None])),
        head_of_unit=draw(st.sampled_from([False] * 4 + [True])),
        unit_achievement=draw(st.sampled_from(["istimewa", "baik", "kurang", None])),
        unverified=draw(st.sampled_from(["exclude", "count"])),
    )


@st.composite
def proven_dossiers(draw):
    """A whole evaluation, and a report in it that counts: the last of an indicator due in a main result, and proven."""
    dossier = draw(dossiers())
    due = [each for result in dossier.results if result.kind == "main" for each in result.indicators if each.due]
    assume(due)
    name = draw(st.sampled_from(due)).indicator
    version = 1 + max((each.ref.version for each in dossier.reports if each.period == PERIOD), default=0)
    report = Report(name, PERIOD, Fraction(draw(REALIZATIONS)), DEADLINE - 9 * DAY, ref(version))
    items = (*dossier.items, proof(report, "the proof"))
    return replace(dossier, reports=(*dossier.reports, report), items=items), report


@st.composite
def rejected_dossiers(draw):
    """A whole evaluation where the unverified counts, and the last report of an indicator in it, which was rejected."""
    dossier = draw(dossiers())
    names = [each.indicator for result in dossier.results for each in result.indicators]
    version = 1 + max((each.ref.version for each in dossier.reports if each.period == PERIOD), default=0)
    report = Report(
        draw(st.sampled_from(names)), PERIOD, Fraction(draw(REALIZATIONS)), DEADLINE - 9 * DAY, ref(version)
    )
    word = Verdict(report.indicator, report.ref, False, DEADLINE, 2)
    item = Item("rejected", f"{'rejected':0>64}", (report.indicator,), PERIOD, DEADLINE - DAY, verdicts=(word,))
    changed = {"reports": (*dossier.reports, report), "items": (*dossier.items, item), "unverified": "count"}
    return replace(dossier, **changed), report
