"""A second, slow reading of domain 7.1, 7.2, 7.3 and 7.5, to hold the policy against.

Written from the domain text alone: it shares no code with the policy, knows only the shape of the inputs, and
prefers repetition to cleverness. It works with per cent throughout, unlike the policy. Returns plain values.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

RANK = {"below_expectation": 0, "meets_expectation": 1, "above_expectation": 2}
WORD = ["below_expectation", "meets_expectation", "above_expectation"]


def came_in_time(item, name, dossier, depth=0):
    """Of one indicator: an answer is in time where what it answers was rejected for it, and was in time itself."""
    if item.uploaded_at <= dossier.evidence_deadline:
        return True
    if depth > len(dossier.items) or item.answers is None:
        return False
    for other in dossier.items:
        if other.item == item.answers and other.period == item.period and name in other.indicators:
            ends = [v.answer_until for v in other.verdicts if v.indicator == name and v.verified is False]
            open_still = [end for end in ends if end is not None and end >= item.uploaded_at]
            return len(open_still) > 0 and came_in_time(other, name, dossier, depth + 1)
    return False


def last_word(item, report):
    """What the verifier last said of the item for the report: True, False, or None for nothing."""
    word, newest = None, -1
    for verdict in item.verdicts:
        if verdict.indicator == report.indicator and verdict.report == report.ref and verdict.version > newest:
            word, newest = verdict.verified, verdict.version
    return word


def state_of_report(report, dossier):
    """`proven`, or the code it would be excluded with."""
    found = set()
    for item in dossier.items:
        if item.period != report.period or report.indicator not in item.indicators:
            continue
        alive = not (item.withdrawn or item.unusable)
        cleared = came_in_time(item, report.indicator, dossier) or item.lateness_accepted
        found.add((last_word(item, report), alive, cleared))
    if (True, True, True) in found:
        return "proven"
    if (True, True, False) in found:
        return "late_not_accepted"
    if any(word is False for word, _, _ in found):
        return "rejected"
    return "late_not_accepted" if (None, True, False) in found else "not_shown"


def told_of(indicator, dossier):
    """Reports of the indicator, oldest first; of earlier periods too where they may stand in."""
    told = []
    periods = list(dossier.periods_before) if stands_in(indicator) else []
    for period in [*periods, dossier.period]:
        of_period = [r for r in dossier.reports if r.indicator == indicator.indicator and r.period == period]
        while of_period:
            oldest = of_period[0]
            for each in of_period:
                if each.ref.version < oldest.ref.version:
                    oldest = each
            of_period.remove(oldest)
            told.append(oldest)
    return told


def stands_in(indicator):
    return indicator.accumulation == "sum" and indicator.direction == "higher_is_better"


def what_counts(indicator, dossier):
    """(report that counts or None, last report or None, exclusion code or None)."""
    told = told_of(indicator, dossier)
    own = [report for report in told if report.period == dossier.period]
    states = {report.ref: state_of_report(report, dossier) for report in told}
    credit = None
    for report in told:
        uncounted = report not in own or rejection_stands(report, own, states, dossier)
        if states[report.ref] == "proven" or (dossier.unverified == "count" and not uncounted):
            credit = report
    last = told[-1] if told else None
    if credit is None:
        code = states[own[-1].ref] if own else "not_reported"
        tainted = dossier.unverified == "count" and any(states[report.ref] == "rejected" for report in own)
        return None, last, "rejected" if tainted else code
    worse = last.value < credit.value if indicator.direction == "higher_is_better" else last.value > credit.value
    return (last if worse else credit), last, None


def rejection_stands(report, own, states, dossier):
    """Whether an unproven report has no credit: one of the period was rejected, and nothing has shown one since.

    It may be this one, one before it, or one after it; what a verified item shows, be it late, is shown.
    """
    if verified_for(report, dossier):
        return False
    numbers = [each.ref.version for each in own if states[each.ref] == "rejected"]
    shown = [each.ref.version for each in own if verified_for(each, dossier)]
    return any(all(later <= number for later in shown) for number in numbers)


def verified_for(report, dossier):
    """Whether an item that is neither withdrawn nor unusable was verified for it."""
    for item in dossier.items:
        about = item.period == report.period and report.indicator in item.indicators
        if about and last_word(item, report) is True and not item.withdrawn and not item.unusable:
            return True
    return False


def per_cent(indicator, value):
    if value < indicator.low:
        target = indicator.low
    elif value > indicator.high:
        target = indicator.high
    else:
        return Fraction(100)
    if indicator.direction == "higher_is_better":
        return 100 * value / target
    if target == 0:
        return Fraction(0)
    reached = 100 * (1 + (1 - value / target))
    return reached if reached > 0 else Fraction(0)


def points(indicator, value):
    reached = per_cent(indicator, value)
    if indicator.direction == "lower_is_better":
        zero_defects = indicator.low == 0 and indicator.high == 0
        if (zero_defects or indicator.maximum == indicator.low) and value <= indicator.high:
            return Fraction(120)
        return reached if reached < 120 else Fraction(120)
    if indicator.maximum is not None and indicator.maximum == indicator.high and value >= indicator.low:
        return Fraction(120)
    if indicator.maximum is not None and indicator.maximum > indicator.high and value > indicator.high:
        on_the_way = 100 + Fraction(20) * (value - indicator.high) / (indicator.maximum - indicator.high)
        reached = on_the_way if on_the_way > reached else reached
    return reached if reached < 120 else Fraction(120)


def values_of(result, dossier, everything):
    """Points by indicator due; `everything`: the last report counts whatever was shown for it."""
    due = [indicator for indicator in result.indicators if indicator.due]
    values, reached = {}, {}
    for indicator in due:
        counts, last, _ = what_counts(indicator, dossier)
        report = last if everything else counts
        values[indicator.indicator] = points(indicator, report.value) if report else Fraction(0)
        reached[indicator.indicator] = per_cent(indicator, report.value) if report else Fraction(0)
    work = [each for each in due if each.aspect in ("quantity", "quality")]
    if work and sum(reached[each.indicator] for each in work) == 0:
        for each in due:
            if each.aspect in ("time", "cost"):
                values[each.indicator] = Fraction(0)
    return values


def average(pairs):
    """Weighted mean of (weight or None, value) pairs."""
    if not pairs:
        return None
    if pairs[0][0] is None:
        return sum(value for _, value in pairs) / len(pairs)
    return sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs)


def value_of(result, dossier, everything=False):
    values = values_of(result, dossier, everything)
    return average([(each.weight, values[each.indicator]) for each in result.indicators if each.due])


def rounded(value):
    # Far more digits than any test needs to tell 109.995 from its neighbours.
    return (Decimal(value.numerator * 10**12 // value.denominator) / 10**12).quantize(Decimal("0.01"), ROUND_HALF_UP)


def band(value):
    shown = rounded(value)
    return WORD[2] if shown >= 110 else WORD[1] if shown >= 90 else WORD[0]


def advice(dossier, score, main, additional):
    if dossier.head_of_unit:
        if dossier.unit_achievement is None:
            return None
        return {"istimewa": WORD[2], "baik": WORD[1]}.get(dossier.unit_achievement, WORD[0])
    if score is None:
        return None
    ratings = [band(value) for value in main]
    extra = len([value for value in additional if band(value) == WORD[2]])
    above, below = ratings.count(WORD[2]) + extra, ratings.count(WORD[0])
    if above * 2 > len(ratings) + extra and below == 0:
        counting = 2
    else:
        counting = 1 if below * 3 <= len(ratings) else 0
    return WORD[min(counting, RANK[band(score)])]


def waiting(dossier):
    """(item, indicator) pairs that stop a final."""
    found = set()
    for item in dossier.items:
        if item.period != dossier.period or item.withdrawn or item.unusable:
            continue
        for name in item.indicators:
            if not (came_in_time(item, name, dossier) or item.lateness_accepted):
                continue
            judged = [verdict for verdict in item.verdicts if verdict.indicator == name]
            reported = [r for r in dossier.reports if r.indicator == name and r.period == dossier.period]
            if reported and not judged:
                found.add((item.item, name))
    return found


def reference(dossier):
    """Everything the policy's outcome is compared with."""
    lines = {}
    for indicator in (each for result in dossier.results for each in result.indicators):
        counts, _, code = what_counts(indicator, dossier)
        lines[indicator.indicator] = (counts and counts.value, counts and counts.ref, code if indicator.due else None)
    due = [result for result in dossier.results if any(each.due for each in result.indicators)]
    main = [result for result in due if result.kind == "main"]
    additional = [value_of(result, dossier) for result in due if result.kind == "additional"]
    score = average([(each.weight, value_of(each, dossier)) for each in main])
    behaviour = dossier.behaviour or {}
    median = sorted(RANK[rating] for rating in behaviour.values())[3] if len(behaviour) == 7 else None
    return {
        "lines": lines,
        "values": {each.result: value_of(each, dossier) for each in due},
        "score": score,
        "shown": None if score is None else rounded(score),
        "with_excluded": average([(each.weight, value_of(each, dossier, everything=True)) for each in main]),
        "advised": advice(dossier, score, [value_of(each, dossier) for each in main], additional),
        "behaviour": None if median is None else WORD[median],
        "waiting": waiting(dossier),
    }
