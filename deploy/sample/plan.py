"""Reads the tables and the wording (*rencana*): units, people, cycle, objectives, and everybody's agreement.

Pure reading: no chance in it, and nothing of the story. That the wording keeps the rules of `domain.md`
section 4 (no refusal, no absolute words) is asserted by the tests of the sample, not here.
"""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import yaml

from deploy.sample.model import (
    Agreement,
    Cycle,
    Goal,
    Holiday,
    Indicator,
    Objective,
    ObjectiveIndicator,
    Period,
    PeriodTarget,
    Person,
    Phase,
    Support,
    Target,
    Unit,
    WorkResult,
)

HERE = Path(__file__).parent
# WITA has no summer time; a fixed offset needs no zone database on the machine.
WITA = timezone(timedelta(hours=8))
TOP_POSITION = "Kepala Kantor Wilayah"

Rows = list[dict[str, str]]
Tree = Any  # what a YAML file holds; its shape is checked where it is read


def read_yaml(name: str) -> Tree:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> Rows:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def instant(local: str | datetime) -> datetime:
    """The UTC instant of a local (WITA) time."""
    at = datetime.fromisoformat(local) if isinstance(local, str) else local
    return at.replace(tzinfo=WITA).astimezone(UTC)


def decimal_text(value: Fraction) -> str:
    """`value` in plain notation, at most two decimals; ValueError if that would round it."""
    hundredths = value * 100
    if hundredths.denominator != 1:
        raise ValueError(f"{value} has more than two decimals")
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def phases(story: Tree) -> tuple[Phase, ...]:
    return tuple(Phase(p["key"], instant(p["at"]), p["title"]) for p in story["phases"])


def cycle() -> Cycle:
    raw = read_yaml("cycle.yaml")
    periods = tuple(
        Period(p["period"], p["starts_on"], p["ends_on"], p["reporting"], p["evidence"], p["evaluation"])
        for p in raw["periods"]
    )
    holidays = tuple(Holiday(h["date"], h["name"]) for h in raw["holidays"])
    return Cycle(
        raw["year"],
        raw["time_zone"],
        raw["agreement_deadline"],
        raw["annual_evaluation_deadline"],
        periods,
        holidays,
    )


def units() -> tuple[Unit, ...]:
    return tuple(
        Unit(
            row["key"],
            row["name"],
            row["parent"] or None,
            row["head"],
            row["achievement"] or None,
            row["territory"],
            row["scale"],
        )
        for row in read_csv("units.csv")
    )


def catalogue() -> dict[str, Tree]:
    """Role -> its wording, from all files of the folder."""
    roles: dict[str, Tree] = {}
    for path in sorted((HERE / "catalogue").glob("*.yaml")):
        for role, wording in read_yaml(f"catalogue/{path.name}").items():
            if role in roles:
                raise ValueError(f"the role {role} is worded twice")
            roles[role] = wording
    return roles


def people(all_units: tuple[Unit, ...], roles: dict[str, Tree], starts_on: date) -> tuple[Person, ...]:
    heads = {unit.head: unit for unit in all_units}
    unit_of = {unit.key: unit for unit in all_units}
    top = next(unit for unit in all_units if unit.parent is None)
    found = []
    for row in read_csv("people.csv"):
        key, is_head, at_top = row["key"], row["key"] in heads, row["key"] == top.head
        rater = None if at_top else top.head if is_head else unit_of[row["unit"]].head
        position = TOP_POSITION if at_top else roles[row["role"]]["position"]
        found.append(
            Person(
                key=key,
                name=row["name"],
                nip=row["nip"],
                employment="pppk" if row["employment"] == "pppk" else "pns",
                email=row["email"],
                unit=row["unit"],
                role=row["role"],
                position=position,
                head_of_unit=is_head,
                rater=rater,
                evaluated=not at_top,
                starts_on=starts_on,
            )
        )
    return tuple(found)


def goals(all_units: tuple[Unit, ...], year: int) -> tuple[Goal, ...]:
    top = next(unit.key for unit in all_units if unit.parent is None)
    titles = [one["title"] for one in read_yaml("objectives.yaml")["goals"]]
    return tuple(Goal(f"goal-{number}", top, title, year - 1, year + 3) for number, title in enumerate(titles, 1))


def objectives(all_units: tuple[Unit, ...]) -> tuple[Objective, ...]:
    wording = read_yaml("objectives.yaml")
    kind_of = {row["key"]: row["objectives"] for row in read_csv("units.csv")}
    return tuple(
        Objective(
            f"{unit.key}/o{number}",
            unit.key,
            one["title"].format(wilayah=unit.territory),
            f"{unit.parent}/o{one['supports']}" if unit.parent else f"goal-{one['goal']}",
            ObjectiveIndicator(**one["indicator"]) if "indicator" in one else None,
        )
        for unit in all_units
        for number, one in enumerate(wording[kind_of[unit.key]], start=1)
    )


def _scaled(text: str, scale: str) -> str:
    if not text.startswith("~"):
        return text
    return decimal_text(Fraction(text[1:]) * Fraction(scale))


def _target(text: str, scale: str) -> tuple[Target, str]:
    """`text` such as "80..90 persen" or "~24 kegiatan" -> the target and the unit of measure."""
    numbers, _, measure = text.partition(" ")
    low, _, high = numbers.partition("..")
    low = _scaled(low, scale)
    if not measure:
        raise ValueError(f"{text!r} has no unit of measure")
    return Target(low, _scaled(high, scale) or low), measure


def _period_targets(raw: dict[str, object] | None, year: int) -> tuple[PeriodTarget, ...] | None:
    if raw is None:
        return None
    return tuple(PeriodTarget(f"{year}{quarter}", str(value), str(value)) for quarter, value in sorted(raw.items()))


def _indicator(key: str, line: list[Tree], unit: Unit, year: int) -> Indicator:
    aspect, counting, target_text, title, *more = line
    words = counting.split()
    extra = more[0] if more else {}
    target, measure = _target(target_text, unit.scale)
    maximum, weight = extra.get("maximum"), extra.get("weight")
    return Indicator(
        key=key,
        title=title,
        aspect=aspect,
        unit_of_measure=measure,
        whole="whole" in words,
        direction="lower_is_better" if "lower" in words else "higher_is_better",
        accumulation=words[0],
        target=target,
        maximum=None if maximum is None else str(maximum),
        weight=None if weight is None else str(weight),
        targets=_period_targets(extra.get("periods"), year),
    )


def _support(text: str | None, person: Person, rater: str) -> Support | None:
    """`text` "o1 directly" (objective of the unit) or "r2 in_part" (result of the head)."""
    if text is None:
        return None
    where, _, how = text.partition(" ")
    taken_over: Literal["directly", "in_part"] = "directly" if how == "directly" else "in_part"
    if where.startswith("o"):
        return Support("unit_objective", f"{person.unit}/{where}", taken_over)
    return Support("work_result", f"{rater}/{where}", taken_over)


def agreement(person: Person, unit: Unit, wording: Tree, year: int, at: datetime) -> Agreement:
    """The SKP of one evaluated person for the whole year, worded by the role."""
    if person.rater is None:
        raise ValueError(f"{person.key} has no rater, so no agreement")
    results = []
    for r, raw in enumerate(wording["results"], start=1):
        key = f"{person.key}/r{r}"
        weight = raw.get("weight")
        results.append(
            WorkResult(
                key=key,
                kind="additional" if raw.get("additional") else "main",
                title=raw["result"].format(wilayah=unit.territory),
                supports=_support(raw.get("supports"), person, person.rater),
                weight=None if weight is None else str(weight),
                indicators=tuple(
                    _indicator(f"{key}/i{i}", line, unit, year) for i, line in enumerate(raw["indicators"], start=1)
                ),
            )
        )
    number = int(person.key.removeprefix("p-"))
    return Agreement(
        key=f"a-{number:03d}",
        person=person.key,
        unit=person.unit,
        rater=person.rater,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        # Every third agreement is proposed by the rater, so both ways are played.
        proposed_by="rater" if number % 3 == 0 else "employee",
        results=tuple(results),
        at=at,
    )
