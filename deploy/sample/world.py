"""The sample world (`domain.md` section 10): one made-up regional office and one quarter of its work.

`load()` reads the files beside it and returns one frozen `World`; the same files give the same world, to
the last byte of the last evidence file (`digest`). It speaks no HTTP, imports no service, computes no score.
"""

import csv
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache

from deploy.sample import plan
from deploy.sample.files import evidence_file
from deploy.sample.model import Achievement, Outsider, Unit, World
from deploy.sample.shown import shown
from deploy.sample.story import Cast, behaviours, cast, finalizations, reports

__all__ = ["Expected", "digest", "evidence_file", "expected", "load"]


@dataclass(frozen=True)
class Expected:
    """One line of `expected.csv`: a result worked out by hand (`expected.md`). Exclusions: (indicator, code)."""

    person: str
    name: str
    score_exact: str
    score_shown: str
    score_with_excluded_exact: str
    score_with_excluded_shown: str
    advised_result: str
    advised_behaviour: str
    given_result: str
    given_behaviour: str
    predicate: str
    exclusions: tuple[tuple[str, str], ...]


@cache
def load() -> World:
    """The whole world; the same object on every call."""
    return build()


def build() -> World:
    """The world read anew from its files."""
    raw = plan.read_yaml("story.yaml")
    phases, cycle, units, roles = plan.phases(raw), plan.cycle(), plan.units(), plan.catalogue()
    people = plan.people(units, roles, cycle.periods[0].starts_on)
    at, unit_of = {phase.key: phase.at for phase in phases}, {unit.key: unit for unit in units}
    agreements = tuple(
        plan.agreement(
            person,
            unit_of[person.unit],
            roles[person.role],
            cycle.year,
            at["agree_heads" if person.head_of_unit else "agree_staff"],
        )
        for person in people
        if person.evaluated
    )
    story = cast(raw, people, agreements, phases)
    reported = reports(story)
    evidence = shown(story, reported)
    judged = behaviours(story)
    return World(
        period=story.period,
        phases=phases,
        cycle=cycle,
        units=units,
        people=people,
        officer=Outsider("officer", "officer"),
        auditor=Outsider("auditor", "auditor"),
        goals=plan.goals(units, cycle.year),
        objectives=plan.objectives(units),
        agreements=agreements,
        reports=reported,
        evidence=evidence.evidence,
        verdicts=evidence.verdicts,
        lateness=evidence.lateness,
        behaviours=judged,
        achievements=_achievements(story, units),
        finalizations=finalizations(story, judged),
        cases=tuple(sorted((key, case) for key, (case, _) in story.cases.items())),
        by_hand=tuple(sorted(raw["by_hand"])),
    )


def _achievements(story: Cast, units: tuple[Unit, ...]) -> tuple[Achievement, ...]:
    top = next(unit for unit in units if unit.parent is None)
    return tuple(
        Achievement(unit.key, top.head, story.period, unit.achievement, story.at["achievement"])
        for unit in units
        if unit.achievement is not None
    )


def expected() -> tuple[Expected, ...]:
    """The eight results worked out by hand."""
    found = []
    with (plan.HERE / "expected.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs = [pair.partition(":") for pair in row.pop("exclusions").split(";") if pair]
            found.append(Expected(**row, exclusions=tuple((key, code) for key, _, code in pairs)))
    return tuple(found)


def digest(world: World) -> str:
    """SHA-256 over every field of `world` and every evidence file."""
    whole = hashlib.sha256(json.dumps(asdict(world), sort_keys=True, default=str).encode())
    for item in world.evidence:
        whole.update(hashlib.sha256(evidence_file(world, item)).digest())
    return whole.hexdigest()
