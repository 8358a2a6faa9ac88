"""A second, slow reading of domain 7.4, to hold the numeric policy against.

Written from the domain text alone and from `reference`, the second reading of 7.1 to 7.3; it shares no code with the
policy, knows only the shape of the inputs, and prefers repetition to cleverness. Returns plain values.
"""

from fractions import Fraction

from tests.domain.evaluation.reference import average, per_cent, rounded, what_counts

#: Behaviour, classes and their values, in order from the best.
CLASSES = ["sangat_baik", "baik", "cukup", "kurang", "sangat_kurang"]
STAFF = {"sangat_baik": 120, "baik": 100, "cukup": 80, "kurang": 60, "sangat_kurang": 25}
FACTOR = {"sangat_baik": 100, "baik": 80, "cukup": 60, "kurang": 40, "sangat_kurang": 20}
BEHAVIOUR = {"above_expectation": 120, "meets_expectation": 100, "below_expectation": 60}


def whole(value):
    """Half up, by hand: no rounding function of anybody's."""
    down = value.numerator // value.denominator
    return down + 1 if value - down >= Fraction(1, 2) else down


def at_its_maximum(indicator):
    if indicator.direction == "lower_is_better":
        return indicator.low == indicator.high == 0 or indicator.maximum == indicator.low
    return indicator.maximum == indicator.high


def reached_fully(indicator, value):
    return value >= indicator.low if indicator.direction == "higher_is_better" else value <= indicator.high


def facts_of(indicator, value):
    """(per cent exact, whether a maximum target is fully reached, whether it is one) of a realization or None."""
    ceiling = at_its_maximum(indicator)
    if value is None:
        return Fraction(0), False, ceiling
    return per_cent(indicator, value), ceiling and reached_fully(indicator, value), ceiling


def points_of_head(exact, full, ceiling):
    if full:
        return Fraction(120)
    x = whole(exact)
    if ceiling and x > 100:
        x = 100
    if x > 110:
        return Fraction(120)
    if 101 <= x <= 110:
        return 110 + Fraction(10, 9) * (x - 101)
    if x == 100:
        return Fraction(109)
    if 80 <= x <= 99:
        return Fraction(70 + (x - 80))
    if 60 <= x <= 79:
        return Fraction(50 + (x - 60))
    return Fraction(49, 59) * x


def class_of_whole(x):
    for limit, name in ((101, "sangat_baik"), (100, "baik"), (80, "cukup"), (60, "kurang")):
        if x >= limit:
            return name
    return "sangat_kurang"


def value_of_staff(due, facts):
    """(value of the work result, class by aspect)."""
    classes = {}
    for aspect in {each.aspect for each in due}:
        mine = [each for each in due if each.aspect == aspect]
        percents = []
        for each in mine:
            exact, _, ceiling = facts[each.indicator]
            x = whole(exact)
            percents.append((each.weight, Fraction(100 if ceiling and x > 100 else x)))
        if all(facts[each.indicator][1] for each in mine):
            classes[aspect] = "sangat_baik"
        else:
            classes[aspect] = class_of_whole(whole(average(percents)))
    found = list(classes.values())
    if len(found) == 1:
        return Fraction(STAFF[found[0]]), classes
    number = {name: found.count(name) for name in CLASSES}
    if number["sangat_kurang"] > 1:
        value = 25
    elif number["sangat_kurang"] == 1 or number["kurang"] > 1:
        value = 60
    elif number["kurang"] == 1 or number["cukup"] > 1:
        value = 80
    elif number["sangat_baik"] + number["baik"] == len(found) and number["sangat_baik"] * 3 >= len(found) * 2:
        value = 120
    else:
        value = 100
    return Fraction(value), classes


def value_of(result, head, facts):
    """None where nothing was due. `facts`: of every indicator due."""
    due = [each for each in result.indicators if each.due]
    if not due:
        return None
    facts = dict(facts)
    work = [each for each in due if each.aspect in ("quantity", "quality")]
    if work and all(facts[each.indicator][0] == 0 for each in work):
        for each in due:
            if each.aspect in ("time", "cost"):
                facts[each.indicator] = (Fraction(0), False, facts[each.indicator][2])
    if head:
        return average([(each.weight, points_of_head(*facts[each.indicator])) for each in due])
    return value_of_staff(due, facts)[0]


def class_of(value):
    shown = rounded(value)
    for limit, name in ((110, "sangat_baik"), (90, "baik"), (70, "cukup"), (50, "kurang")):
        if shown >= limit:
            return name
    return "sangat_kurang"


def score_of(results, values):
    """Main and additional results together; None where no main result was due."""
    main = [
        (each.weight, values[each.result])
        for each in results
        if each.kind == "main" and values[each.result] is not None
    ]
    if not main:
        return None
    extra = Fraction(0)
    for each in results:
        value = values[each.result]
        if each.kind == "additional" and value is not None:
            extra += Fraction(FACTOR[class_of(value)], 100) * 2 * value / 100
    whole_value = average(main) + (extra if extra < 10 else 10)
    return whole_value if whole_value < 120 else Fraction(120)


def final_of(score, behaviour, innovation, heard):
    """(final, class) or (None, None)."""
    if score is None or not behaviour or len(behaviour) < 7:
        return None, None
    conduct = Fraction(sum(BEHAVIOUR[rating] for rating in behaviour.values()), 7)
    final = (60 * score + 40 * conduct) / 100 if heard else (70 * score + 30 * conduct) / 100
    name = class_of(final)
    if name == "sangat_baik" and not innovation:
        name = "baik"
    return final, "butuh_perbaikan" if name == "cukup" else name


def numeric_reference(dossier):
    """Everything the numeric policy's outcome is compared with."""
    scores = []
    values = {}
    for everything in (False, True):
        values = {}
        for result in dossier.results:
            facts = {}
            for each in result.indicators:
                if each.due:
                    counts, last, _ = what_counts(each, dossier)
                    report = last if everything else counts
                    facts[each.indicator] = facts_of(each, report.value if report else None)
            values[result.result] = value_of(result, dossier.head_of_unit, facts)
        scores.append((score_of(dossier.results, values), values))
    (score, values), (with_excluded, _) = scores
    final, predicate = final_of(score, dossier.behaviour, dossier.innovation, dossier.colleagues_heard)
    return {
        "values": values,
        "score": score,
        "with_excluded": with_excluded,
        "final": final,
        "shown": None if final is None else rounded(final),
        "predicate": predicate,
    }
