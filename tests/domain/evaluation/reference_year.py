"""A second, slow reading of domain 7.7, to hold the annual evaluation against, under both policies.

Written from the domain text alone, on top of the second readings of a period; it shares no code with the services.
A year is a list of stretches: (first day, last day, inputs of its periods, the unit's achievement of the year).
"""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from tests.domain.evaluation.reference import (
    RANK,
    WORD,
    average,
    band,
    per_cent,
    rounded,
    waiting,
    what_counts,
)
from tests.domain.evaluation.reference_numeric import at_its_maximum, final_of, reached_fully, score_of, value_of


def months(first, last):
    """Day by day: each day is one part of its month."""
    total, day = Fraction(0), first
    while day <= last:
        beginning = day.replace(day=1)
        following = (beginning + timedelta(days=40)).replace(day=1)
        total += Fraction(1, (following - beginning).days)
        day += timedelta(days=1)
    return total


def whole_story(periods):
    """Every period's inputs with all that was reported and shown in the year, and the last evidence deadline."""
    reports, items = {}, {}
    for inputs in periods:
        for report in inputs.reports:
            reports[report.indicator, report.period, report.ref.version] = report
        for item in inputs.items:
            items[item.item] = item
    return [
        replace(
            inputs,
            periods_before=tuple(one.period for one in periods[:place]),
            reports=tuple(reports.values()),
            items=tuple(items.values()),
            evidence_deadline=periods[-1].evidence_deadline,
        )
        for place, inputs in enumerate(periods)
    ]


def found_in(inputs, name):
    for result in inputs.results:
        for each in result.indicators:
            if each.indicator == name:
                return each
    return None


def of_year(name, story):
    """(target, (exact, fully), the same with the excluded) or None where it is never due."""
    due = [(inputs, found_in(inputs, name)) for inputs in story if found_in(inputs, name).due]
    if not due:
        return None
    target = due[-1][1]
    if target.accumulation == "average":
        looked = due
    elif target.accumulation == "sum" and target.direction == "higher_is_better":
        told = [
            inputs for inputs in story if any(r.indicator == name and r.period == inputs.period for r in inputs.reports)
        ]
        looked = [((told or story)[-1], target)]
    else:
        looked = [due[-1]]
    parts = []
    for everything in (False, True):
        exact, full = Fraction(0), True
        for inputs, indicator in looked:
            counts, last, _ = what_counts(indicator, inputs)
            report = last if everything else counts
            exact += per_cent(indicator, report.value) if report else 0
            full = full and report is not None and reached_fully(indicator, report.value)
        parts.append((exact / len(looked), full))
    return target, *parts


def points(target, exact, full):
    if at_its_maximum(target) and full:
        return Fraction(120)
    value = exact
    if (
        target.direction == "higher_is_better"
        and exact > 100
        and target.maximum is not None
        and target.maximum > target.high
    ):
        realization = exact * target.high / 100
        value = max(value, 100 + 20 * (realization - target.high) / (target.maximum - target.high))
    return min(value, Fraction(120))


def stretch_of(periods, head):
    """What a stretch comes to under both policies, and its results in their order."""
    story = whole_story(periods)
    lines = {each.indicator: of_year(each.indicator, story) for r in story[-1].results for each in r.indicators}
    results = [
        replace(
            result,
            indicators=tuple(
                lines[each.indicator][0] if lines[each.indicator] else replace(each, due=False)
                for each in result.indicators
            ),
        )
        for result in story[-1].results
    ]
    ratings, numeric = {}, {}
    for place in (1, 2):
        ratings[place] = {result.result: value_by_ratings(result, lines, place) for result in results}
        numeric[place] = {
            result.result: value_of(
                result,
                head,
                {
                    each.indicator: (
                        lines[each.indicator][place][0],
                        fully(lines[each.indicator], place),
                        at_its_maximum(each),
                    )
                    for each in result.indicators
                    if each.due
                },
            )
            for result in results
        }
    blocked = set()
    for inputs in story:
        blocked |= waiting(inputs)
    return results, ratings, numeric, blocked


def fully(line, place):
    return at_its_maximum(line[0]) and line[place][1]


def value_by_ratings(result, lines, place):
    due = [each for each in result.indicators if each.due]
    if not due:
        return None
    work = [each for each in due if each.aspect in ("quantity", "quality")]
    nothing_done = bool(work) and all(lines[each.indicator][place][0] == 0 for each in work)
    values = []
    for each in due:
        value = points(each, *lines[each.indicator][place])
        if nothing_done and each.aspect in ("time", "cost"):
            value = Fraction(0)
        values.append((each.weight, value))
    return average(values)


def main_mean(results, values):
    return average(
        [
            (each.weight, values[each.result])
            for each in results
            if each.kind == "main" and values[each.result] is not None
        ]
    )


def by_months(pairs):
    there = [(weight, value) for weight, value in pairs if value is not None]
    return average(there)


def rule(above, below):
    if above * 2 > 1 and below == 0:
        return 2
    return 1 if below * 3 <= 1 else 0


def of_unit(achievement):
    return {"istimewa": 2, "baik": 1}.get(achievement, 0)


def year_reference(stretches, behaviour, innovation, heard):
    """Everything both annual outcomes are compared with."""
    rows, blocked = [], set()
    for first, last, periods, achievement in stretches:
        head = periods[-1].head_of_unit
        results, ratings, numeric, waits = stretch_of(periods, head)
        blocked |= waits
        rows.append((months(first, last), head, achievement, results, ratings, numeric))
    score = by_months([(held, main_mean(results, ratings[1])) for held, _, _, results, ratings, _ in rows])
    excluded = by_months([(held, main_mean(results, ratings[2])) for held, _, _, results, ratings, _ in rows])
    shares = [(held, shares_of(results, ratings[1])) for held, _, _, results, ratings, _ in rows]
    above = by_months([(held, both and both[0]) for held, both in shares])
    below = by_months([(held, both and both[1]) for held, both in shares])
    if any(head for _, head, *_ in rows):
        advised = by_own_ratings(rows)
    else:
        advised = None if score is None else min(rule(above, below), RANK[band(score)])
    figure = by_months([(held, score_of(results, numeric[1])) for held, _, _, results, _, numeric in rows])
    final, predicate = final_of(figure, behaviour, innovation, heard)
    return {
        "score": score,
        "shown": None if score is None else rounded(score),
        "with_excluded": excluded,
        "counting": None if above is None else WORD[rule(above, below)],
        "advised": None if advised is None else WORD[advised],
        "figure": figure,
        "figure_with_excluded": by_months(
            [(held, score_of(results, numeric[2])) for held, _, _, results, _, numeric in rows]
        ),
        "final": final,
        "predicate": predicate,
        "waiting": blocked,
        "short": sum(held for held, *_ in rows) < 3,
    }


def shares_of(results, values):
    main = [band(values[each.result]) for each in results if each.kind == "main" and values[each.result] is not None]
    extra = [
        band(values[each.result]) for each in results if each.kind == "additional" and values[each.result] is not None
    ]
    if not main:
        return None
    helping = extra.count(WORD[2])
    return (
        Fraction(main.count(WORD[2]) + helping, len(main) + helping),
        Fraction(main.count(WORD[0]), len(main)),
    )


def by_own_ratings(rows):
    ratings = []
    for held, head, achievement, results, values, _ in rows:
        if head:
            if achievement is None:
                return None
            ratings.append((held, of_unit(achievement)))
            continue
        both = shares_of(results, values[1])
        if both is not None:
            ratings.append((held, min(rule(*both), RANK[band(main_mean(results, values[1]))])))
    held = sum(months for months, _ in ratings)
    above = sum(months for months, rating in ratings if rating == 2)
    below = sum(months for months, rating in ratings if rating == 0)
    return rule(Fraction(above) / held, Fraction(below) / held)
