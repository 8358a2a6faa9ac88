"""A made-up agency for planning's views: a tree of 1,000 units, 20,000 people, each with an agreed SKP.

The same seed makes the same agency, to the id. Units stand in four levels; the first of a unit's people heads it and is
rated by the head above; everyone supports results of their rater. Nobody in it exists.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

import psycopg

from chassis.texts import NewText, write_texts
from contracts.envelope import Act, encode, namespace
from contracts.evaluation import IndicatorLine, ResultLine
from contracts.events import Event
from contracts.examples import EXAMPLES
from contracts.planning import (
    AgreementClosed,
    AgreementDrafted,
    AssignmentEnded,
    AssignmentStarted,
    CycleOpened,
    EmployeeRegistered,
    Indicator,
    ObjectiveSupport,
    PeriodDates,
    PeriodTarget,
    RaterDisputed,
    Revision,
    StrategicGoalSet,
    Support,
    Target,
    TargetAgreed,
    TargetsProposed,
    TemplateIndicator,
    TemplateResult,
    TemplateSet,
    UnitObjectiveSet,
    UnitRegistered,
    WorkResult,
)
from contracts.values import exact
from deploy.local.stack import AGENCY
from tests.load.history import Event as Row

__all__ = ["YEAR", "Agency", "Person", "fill"]

YEAR = 2026
SEED = 2026
#: Units of each level below the top: with it 1,000.
LEVELS = (39, 240, 720)
PEOPLE_PER_UNIT = 20
POSITIONS = 50
AT = datetime(2026, 1, 5, tzinfo=UTC)
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
#: In every third unit one left the agency, and in every fiftieth the head with one they rate; in every twentieth one
#: disputes their rater.
LEFT_ON = date(YEAR, 3, 31)
LEAVER, DISPUTER = 5, 7


@dataclass(frozen=True)
class Person:
    """A person; the results are those they agreed to."""

    id: UUID
    unit: UUID
    rater: "Person | None"
    position: str
    head: bool
    agreement: UUID
    results: tuple[UUID, ...]


@dataclass
class Agency:
    """Who and what there is; `rows` are the events, in an order in which they could have been recorded."""

    units: list[UUID] = field(default_factory=list)
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    people: dict[UUID, list[Person]] = field(default_factory=dict)
    objectives: list[UUID] = field(default_factory=list)
    templates: list[UUID] = field(default_factory=list)
    big: Person | None = None
    #: The results of `big` as first agreed, and why they were revised.
    agreed: tuple[WorkResult, ...] = ()
    why: NewText = field(default_factory=lambda: NewText("Tugas bertambah sejak Juli.", frozenset()))
    _random: random.Random = field(default_factory=lambda: random.Random(SEED))

    @classmethod
    def made_up(cls) -> "Agency":
        agency = cls()
        level = [agency._unit(None)]
        for size in LEVELS:
            level = [agency._unit(level[number % len(level)]) for number in range(size)]
        return agency

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _unit(self, parent: UUID | None) -> UUID:
        unit = self._id()
        self.units.append(unit)
        self.parents[unit] = parent
        above = self.people[parent][0] if parent is not None else None
        people: list[Person] = []
        for number in range(PEOPLE_PER_UNIT):
            position = f"Jabatan {self._random.randrange(POSITIONS)}" if number else "Kepala"
            results = tuple(self._id() for _ in range(3))
            rater = people[0] if number else above
            people.append(Person(self._id(), unit, rater, position, not number, self._id(), results))
        self.people[unit] = people
        return unit

    def rows(self) -> Iterator[Row]:
        """(stream, version, type, value) of every event."""
        top = self.units[0]
        plan = uuid5(namespace(AGENCY), f"unit-plan:{top}:{YEAR}")
        cycle = uuid5(namespace(AGENCY), f"cycle:{YEAR}")
        goal = StrategicGoalSet(unit=top, goal=self._id(), title="Umat yang rukun", first_year=YEAR, last_year=YEAR + 4)
        above = ObjectiveSupport(kind="strategic_goal", id=goal.goal)
        self.objectives = [self._id() for _ in range(3)]
        following = uuid5(namespace(AGENCY), f"cycle:{YEAR + 1}")
        yield _row(cycle, 1, _cycle(cycle, YEAR))
        yield _row(following, 1, _cycle(following, YEAR + 1))
        yield _row(plan, 1, goal)
        for number, objective in enumerate(self.objectives):
            title = f"Sasaran {number + 1}"
            event = UnitObjectiveSet(unit=top, year=YEAR, objective=objective, title=title, supports=above)
            yield _row(plan, number + 2, event)
        self.templates = [self._id() for _ in range(POSITIONS)]
        for number, template in enumerate(self.templates):
            position = {"unit": top, "template": template, "position": f"Jabatan {number}"}
            yield _row(template, 1, TemplateSet.model_validate(position | {"results": _TEMPLATE}))
        for place, unit in enumerate(self.units):
            yield _row(unit, 1, UnitRegistered(unit=unit, name=f"Unit {place}", parent=self.parents[unit]))
            for number, person in enumerate(self.people[unit]):
                yield from self._of(person, place, number)

    def _of(self, person: Person, place: int, number: int) -> Iterator[Row]:
        assignment = self._id()
        yield _row(person.id, 1, EmployeeRegistered(employee=person.id, employment="pns"))
        started = AssignmentStarted(
            employee=person.id,
            assignment=assignment,
            unit=person.unit,
            position=person.position,
            head_of_unit=person.head,
            starts_on=FIRST,
            rater=person.rater.id if person.rater else None,
        )
        yield _row(person.id, 2, started)
        whose: dict[str, Any] = {"employee": person.id, "assignment": assignment}
        left = (place % 3 == 1 and number == LEAVER) or (
            place % 50 == 49 and place < len(self.units) - 1 and number in (0, LEAVER)
        )
        if left:
            yield _row(person.id, 3, AssignmentEnded(**whose, ends_on=LEFT_ON, reason_code="left_service"))
        elif place % 20 == 2 and number == DISPUTER:
            said = {"rater": person.rater.id if person.rater else None, "reason_code": "moved"}
            yield _row(person.id, 3, RaterDisputed.model_validate(whose | said))
        about = {
            "employee": person.id,
            "agreement": person.agreement,
            "assignment": assignment,
            "unit": person.unit,
            "year": YEAR,
            "starts_on": FIRST,
            "ends_on": LAST,
            "head_of_unit": person.head,
        }
        yield _row(person.agreement, 1, AgreementDrafted.model_validate(about))
        rater = person.rater or self.people[self.units[1]][0]
        results = tuple(self._result(person, number) for number in range(len(person.results)))
        if person.unit == self.units[-1] and person == self.people[person.unit][-1]:
            self.big = person
            results = (*results, *(self._more(results[0], number) for number in range(17)))
            self.agreed = results
        by = {"proposal": 1, "proposed_by": "employee", "proposer": person.id}
        yield _row(person.agreement, 2, TargetsProposed.model_validate({**about, **by, "results": results}))
        agreed = {**about, "agreement_version": 1, "valid_from": FIRST, "rater": rater.id, "results": results}
        yield _row(person.agreement, 3, TargetAgreed.model_validate(agreed))
        if person == self.big:
            day = date(YEAR, 7, 1)
            revision = Revision(valid_from=day, reason_code="task_changed", reason=self.why.ref)
            anew = {"results": tuple(_revised(one) for one in results), "revision": revision}
            yield _row(person.agreement, 4, TargetsProposed.model_validate({**about, **by, **anew, "proposal": 2}))
            agreed |= {"agreement_version": 2, "valid_from": day, **anew}
            yield _row(person.agreement, 5, TargetAgreed.model_validate(agreed))
        if left:
            end = {"closes_on": LEFT_ON, "reason_code": "left_service", "with_assignment": True}
            yield _row(person.agreement, 4, AgreementClosed.model_validate(about | end))

    def finals(self) -> list[bytes]:
        """Evaluation's events of the first half of `big`'s year: of all that was due four fifths were reached."""
        assert self.big is not None
        plain = next(one.event for one in EXAMPLES if type(one.event).__name__ == "EvaluationFinalized")
        whose = {"employee": self.big.id, "agreement": self.big.agreement, "unit": self.big.unit}
        found = []
        for number in (0, 1):
            told = {"period": f"{YEAR}Q{number + 1}", "results": tuple(_line(one, number) for one in self.agreed)}
            event = plain.model_copy(update=whose | told)
            stream = uuid5(namespace(AGENCY), f"evaluation:{self.big.agreement}:{told['period']}")
            found.append(_row(stream, 1, event)[3])
        return found

    def _result(self, person: Person, number: int) -> WorkResult:
        if person.rater is None:
            supports = Support(kind="unit_objective", id=self.objectives[number], taken_over="directly")
        else:
            wanted = self._random.choice(person.rater.results)
            supports = Support(kind="work_result", id=wanted, taken_over="in_part")
        indicators = tuple(self._indicator(self._random.randrange(40)) for _ in range(3))
        title = f"Terlaksananya layanan {self._random.randrange(200)}"
        result = person.results[number]
        return WorkResult(result=result, kind="main", title=title, indicators=indicators, supports=supports)

    def _more(self, like: WorkResult, number: int) -> WorkResult:
        """A further result, of so many indicators that the whole SKP has 200."""
        indicators = tuple(self._indicator(each) for each in range(12 if number < 4 else 11))
        return like.model_copy(update={"result": self._id(), "indicators": indicators})

    def _indicator(self, number: int) -> Indicator:
        target = Target(low="120", high="120")
        quarters = tuple(
            PeriodTarget(period=f"{YEAR}Q{quarter}", low=str(30 * quarter), high=str(30 * quarter))
            for quarter in (1, 2, 3, 4)
        )
        return Indicator(
            indicator=self._id(),
            title=f"Jumlah berkas layanan {number} yang selesai",
            aspect="quantity",
            unit_of_measure="berkas",
            whole=True,
            direction="higher_is_better",
            accumulation="sum",
            target=target,
            targets=quarters,
        )


_TEMPLATE = tuple(
    TemplateResult(
        kind="main",
        title=f"Terlaksananya layanan {number}",
        indicators=tuple(
            TemplateIndicator(
                title=f"Jumlah berkas layanan {each} yang selesai",
                aspect="quantity",
                unit_of_measure="berkas",
                whole=True,
                direction="higher_is_better",
                accumulation="sum",
                target=Target(low="300", high="300"),
            )
            for each in range(3)
        ),
    )
    for number in range(3)
)


def _revised(result: WorkResult) -> WorkResult:
    """With 160 where there were 120, from the third quarter on."""
    more = {"Q3": "110", "Q4": "160"}
    indicators = []
    for one in result.indicators:
        targets = [
            PeriodTarget(period=at.period, low=more.get(at.period[4:], at.low), high=more.get(at.period[4:], at.high))
            for at in one.targets
        ]
        changed = {
            "target": Target(low="160", high="160"),
            "targets": tuple(targets),
            "title": f"{one.title} tepat waktu",
        }
        indicators.append(one.model_copy(update=changed))
    return result.model_copy(update={"indicators": tuple(indicators)})


def _line(result: WorkResult, period: int) -> ResultLine:
    lines = []
    for one in result.indicators:
        target = one.targets[period]
        value = exact(Fraction(target.low) * 4 / 5)
        lines.append(
            IndicatorLine(indicator=one.indicator, due=True, low=target.low, high=target.high, realization=value)
        )
    return ResultLine(result=result.result, kind=result.kind, indicators=tuple(lines))


def _row(stream: UUID, version: int, event: Event) -> Row:
    act = Act(str(stream), uuid5(stream, str(version)), "load", AT)
    return stream, version, event.TYPE, encode(event, stream=stream, version=version, agency=AGENCY, act=act)


def _cycle(cycle: UUID, year: int) -> CycleOpened:
    quarters = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))
    periods = tuple(
        PeriodDates(
            period=f"{year}Q{number}",
            starts_on=date(year, first, 1),
            ends_on=date(year, last, day),
            reporting_deadline=date(year + last // 12, last % 12 + 1, 7),
            evidence_deadline=date(year + last // 12, last % 12 + 1, 10),
            evaluation_deadline=date(year + last // 12, last % 12 + 1, 24),
        )
        for number, (first, last, day) in enumerate(quarters, 1)
    )
    return CycleOpened(
        cycle=cycle,
        year=year,
        time_zone="Asia/Makassar",
        periods=periods,
        agreement_deadline=date(year, 1, 31),
        annual_evaluation_deadline=date(year + 1, 1, 29),
    )


def fill(address: str, agency: Agency) -> None:
    """Write who the people are, as planning's directory has them, and what one wrote. psycopg.Error: they are there."""
    with (
        psycopg.connect(address) as conn,
        conn.cursor() as curs,
        curs.copy("COPY people (employee, name, number) FROM STDIN") as rows,
    ):
        number = 0
        for people in agency.people.values():
            for person in people:
                number += 1
                rows.write_row((person.id, f"Orang Karangan {number}", f"1990010120150{number:05}"))
    assert agency.big is not None
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row) as conn, conn.cursor() as texts:
        write_texts(texts, agency.big.agreement, str(agency.big.id), [agency.why])
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE people")
