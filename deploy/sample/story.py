"""Plays the quarter on paper: reports, evidence, verdicts, judgements, all from one seeded chance.

Guarantees: the same seed gives the same story; each indicator has at most one special case; an item in
time, or accepted although late, has a verdict, so no finalization is blocked (`domain.md` 7.1). What is
pinned in `story.yaml` (the people worked out by hand) is never drawn. It computes no score.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from deploy.sample.model import (
    VALUES,
    Agreement,
    Behaviour,
    Case,
    Finalization,
    Given,
    Indicator,
    Person,
    Phase,
    Rating,
    Reason,
    Report,
)
from deploy.sample.reported import Level, realization
from deploy.sample.targets import due

Tree = Any  # the parsed story.yaml

STEPS: dict[str, Rating] = {
    "a": "above_expectation",
    "m": "meets_expectation",
    "b": "below_expectation",
}
CASES_PER_PERSON = 2
# How many of the seven values lie on the side that makes the median; the rest meet expectation.
MEDIAN_OF_SEVEN = (4, 6)
NOTE_EVERY = 3


@dataclass
class Cast:
    """What the story is drawn from: pinned data, the agreements, and the one source of chance."""

    raw: Tree
    chance: Random
    people: tuple[Person, ...]
    agreements: tuple[Agreement, ...]
    at: dict[str, datetime]
    due: dict[str, tuple[Indicator, ...]] = field(default_factory=dict)
    cases: dict[str, tuple[Case, str | None]] = field(default_factory=dict)

    @property
    def period(self) -> str:
        return str(self.raw["period"])


def cast(raw: Tree, people: tuple[Person, ...], agreements: tuple[Agreement, ...], phases: tuple[Phase, ...]) -> Cast:
    """Everybody's due indicators and the special cases, pinned and drawn."""
    story = Cast(raw, Random(raw["seed"]), people, agreements, {phase.key: phase.at for phase in phases})
    for agreement in agreements:
        story.due[agreement.person] = tuple(
            indicator
            for result in agreement.results
            for indicator in result.indicators
            if due(indicator, story.period) is not None
        )
    _pinned_cases(story)
    _drawn_cases(story)
    return story


def _pinned_cases(story: Cast) -> None:
    for person, pinned in story.raw["by_hand"].items():
        for where, text in pinned.get("cases", {}).items():
            case, _, code = text.partition(" ")
            story.cases[f"{person}/{where}"] = (case, code or None)


def _drawn_cases(story: Cast) -> None:
    spared = set(story.raw["by_hand"]) | set(story.raw["strong"]) | {p.key for p in story.people if p.head_of_unit}
    free = [i.key for person in sorted(story.due) if person not in spared for i in story.due[person]]
    story.chance.shuffle(free)
    per_person: Counter[str] = Counter()
    for case, wanted in story.raw["draw"].items():
        if case in ("corrected_report", "late_report"):
            continue
        for number in range(wanted):
            key = next(k for k in free if per_person[owner(k)] < CASES_PER_PERSON)
            free.remove(key)
            per_person[owner(key)] += 1
            story.cases[key] = (case, _code(story, case, number))


def _code(story: Cast, case: str, number: int) -> str | None:
    """Reason codes in turn, so that each kind of reason occurs."""
    texts = story.raw["texts"]
    if case in ("rejected", "rejected_and_answered"):
        codes = list(texts["rejected"])
        return str(codes[number % len(codes)])
    if case == "late_accepted":
        codes = list(texts["lateness"])
        return str(codes[number % len(codes)])
    return None


def owner(indicator_key: str) -> str:
    return indicator_key.split("/")[0]


def case_of(story: Cast, indicator_key: str) -> Case:
    return story.cases.get(indicator_key, ("ok", None))[0]


def reports(story: Cast) -> tuple[Report, ...]:
    """One report per due indicator that is reported, some corrected by a second, some after the deadline."""
    made: list[Report] = []
    reported = [
        (person, indicator)
        for person in sorted(story.due)
        for indicator in story.due[person]
        if case_of(story, indicator.key) != "not_reported"
    ]
    special = [i.key for p, i in reported if p not in story.raw["by_hand"] and i.key not in story.cases]
    drawn = story.chance.sample(special, story.raw["draw"]["corrected_report"] + story.raw["draw"]["late_report"])
    corrected = set(drawn[: story.raw["draw"]["corrected_report"]])
    late = set(drawn[story.raw["draw"]["corrected_report"] :])
    for number, (person, indicator) in enumerate(reported):
        value = _value(story, person, indicator)
        note = _note(story, number)
        if indicator.key in late:
            made.append(_report(story, indicator, 1, value, story.raw["texts"]["late_notes"][0], "report_late"))
        elif indicator.key in corrected:
            made.append(_report(story, indicator, 1, _before_correction(value), None, "report_first"))
            made.append(_report(story, indicator, 2, value, note, "report_second"))
        else:
            phase = story.chance.choice(("report_first", "report_second"))
            made.append(_report(story, indicator, 1, value, note, phase))
    return tuple(sorted(made, key=lambda report: (report.at, report.key)))


def _report(story: Cast, indicator: Indicator, number: int, value: str, note: str | None, phase: str) -> Report:  # noqa: PLR0913 - plain fields
    person = owner(indicator.key)
    return Report(f"{indicator.key}/report-{number}", person, indicator.key, story.period, value, note, story.at[phase])


def _note(story: Cast, number: int) -> str | None:
    notes = story.raw["texts"]["notes"]
    return str(notes[(number // NOTE_EVERY) % len(notes)]) if number % NOTE_EVERY == 0 else None


def _before_correction(value: str) -> str:
    """A first, hasty report of the same value: its whole part, less one where that is possible."""
    return str(max(0, int(value.partition(".")[0]) - 1))


def _value(story: Cast, person: str, indicator: Indicator) -> str:
    pinned = story.raw["by_hand"].get(person)
    if pinned is not None:
        return str(pinned["reports"][indicator.key.removeprefix(f"{person}/")])
    target = due(indicator, story.period)
    if target is None:
        raise ValueError(f"{indicator.key} is not due in {story.period}")
    return realization(indicator, target, _level(story, person), story.chance)


def _level(story: Cast, person: str) -> Level:
    if person in story.raw["strong"]:
        return "strong"
    return "weak" if person in story.raw["weak"] else "expected"


def behaviours(story: Cast) -> tuple[Behaviour, ...]:
    """The seven values of everybody, by the rater."""
    made = []
    for person in story.people:
        if person.rater is None:
            continue
        letters = _letters(story, person.key)
        values = tuple((name, STEPS[letter]) for name, letter in zip(VALUES, letters, strict=True))
        made.append(Behaviour(person.key, person.rater, story.period, values, story.at["behaviour"]))
    return tuple(made)


def _letters(story: Cast, person: str) -> str:
    pinned = story.raw["by_hand"].get(person)
    if pinned is not None:
        return str(pinned["behaviour"])
    if person in story.raw["behaviour_above"]:
        letters = _mix("a", story.chance.randint(*MEDIAN_OF_SEVEN))
    elif person in story.raw["behaviour_below"]:
        letters = _mix("b", story.chance.randint(*MEDIAN_OF_SEVEN))
    else:
        letters = _mix("a", story.chance.randint(1, 3))
    if person in story.raw["one_below"]:
        letters = ["b", *letters[:2], *["m"] * 4]
    story.chance.shuffle(letters)
    return "".join(letters)


def _mix(letter: str, count: int) -> list[str]:
    return [letter] * count + ["m"] * (len(VALUES) - count)


def finalizations(story: Cast, judged: tuple[Behaviour, ...]) -> tuple[Finalization, ...]:
    """Each rater's final: the advice is confirmed unless `story.yaml` names a departure."""
    texts, values = story.raw["texts"], {b.person: [v for _, v in b.values] for b in judged}
    made = []
    for person in story.people:
        if person.rater is None:
            continue
        pinned = story.raw["by_hand"].get(person.key, {})
        departure = pinned.get("departure") or story.raw["departures"].get(person.key) or {}
        given_result: Given = departure.get("result", "advised")
        given_behaviour: Given = departure.get("behaviour", "advised")
        reason = Reason(departure["code"], departure["reason"]) if departure else None
        below = values[person.key].count("below_expectation")
        behaviour_reason = reason if given_behaviour != "advised" else None
        if below and behaviour_reason is None:
            text = texts["below_confirmed" if below >= MEDIAN_OF_SEVEN[0] else "value_below_confirmed"]
            behaviour_reason = Reason(None, text)
        made.append(
            Finalization(
                person=person.key,
                by=person.rater,
                period=story.period,
                given_result=given_result,
                given_behaviour=given_behaviour,
                result_reason=reason if given_result != "advised" else None,
                behaviour_reason=behaviour_reason,
                at=story.at["finalize_heads" if person.head_of_unit else "finalize_staff"],
            )
        )
    return tuple(sorted(made, key=lambda final: (final.at, final.person)))
