"""The recap of a unit's period or year: everybody in exactly one row class, and the classes are the head-count.

`domain.md` 7.6 and 11. A person is counted once, by the agreement in force on the period's last day, and where there is
none by where they work then. Classes: `final`, `open` (at whom), `excluded` (why: no agreement, in a year two of the
same days, nothing due where a class is computed, or left out by the officer when the distribution was settled). Who was
there and is counted no more stands beside, outside the count, and so does what is agreed in a second office of somebody
who is counted by another.
A year is everybody's one evaluation, over all their agreements: it is told of where they are on its last day.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from contracts.evaluation import LeftOut
from services.evaluation import words
from services.evaluation.distribution_views import left_out_in, unit_stream
from services.evaluation.finals import Amended
from services.evaluation.people_views import unit_people
from services.evaluation.population import Member, Population
from services.evaluation.progress import Actor, State
from services.evaluation.reviews import under_review
from services.evaluation.standing import Opened, Stands, opened_of, standings
from services.evaluation.units import Units
from services.evaluation.words import Said, of

__all__ = ["Recap", "Row", "recap_of", "rows_of", "shown"]

RowClass = Literal["final", "open", "excluded"]
Beside = Literal["ended", "second_office"]
_REVIEW = Said(", ditinjau karena bukti dinyatakan palsu", ", under review as evidence was found false")


@dataclass(frozen=True)
class Row:
    """One person. `state`: how far, of what is open; `actor`, `person`: at whom it is; `why`: of the excluded."""

    member: Member
    row_class: RowClass
    stands: Stands | None = None
    state: State | None = None
    actor: Actor | None = None
    person: UUID | None = None
    overdue: bool = False
    why: str | None = None
    #: Of a row outside the count: the agreement ended before the last day, or is of a second office.
    beside: Beside | None = None
    #: Evidence in the final was found false, and no amendment has answered that.
    open_review: bool = False

    @property
    def amended(self) -> bool:
        return isinstance(self.stands, Amended)

    def said(self) -> Said:
        """What the row says, in words."""
        if self.stands is not None:
            stands = Said("final, telah diubah", "final, amended") if self.amended else Said("final", "final")
            return Said(stands.id + _REVIEW.id, stands.en + _REVIEW.en) if self.open_review else stands
        if self.row_class == "excluded":
            return of({**words.STATE, **words.LEFT_OUT}, self.why)
        return of(words.STATE, self.state) if self.state else Said("belum final", "not final")


@dataclass(frozen=True)
class Recap:
    """A unit's period. `rows`: one for each of the head-count; `beside`: of agreements that ended before, and
    of second offices."""

    unit: UUID
    period: str
    units: Units
    rows: tuple[Row, ...]
    beside: tuple[Row, ...]

    @property
    def classes(self) -> Mapping[str, int]:
        counted = Counter(row.row_class for row in self.rows)
        return {name: counted[name] for name in ("final", "open", "excluded")}


def recap_of(call: Call, unit: UUID, period: str) -> Recap:
    """The recap, for whoever may see the unit. Raises `Forbidden`, `Unknown`, `TooLarge`."""
    people, units, _ = unit_people(call, unit, period)
    rows, beside = rows_of(call, people, units, unit, period)
    return Recap(unit, period, units, rows, beside)


def rows_of(
    call: Call, people: Population, units: Units, unit: UUID, period: str, *, states: bool = True
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows, and those beside. `states`: also how far what is open is, and at whom; that runs the policy on each."""
    everyone = [*people.members, *people.gone, *people.second]
    stands = standings(call.runtime, everyone, period)
    left_out = _left_out(call.runtime, units, unit, period)
    still = [one for one in everyone if one not in stands]
    opened = opened_of(call.runtime, still, period, call.now, cases=False) if states else None
    reviewed = under_review(call.runtime, list(stands), period)

    def row(member: Member, beside: Beside | None = None) -> Row:
        made = _row(member, stands, left_out, opened)
        return replace(made, beside=beside, open_review=member in reviewed)

    ended = [row(one, "ended") for one in people.gone]
    return tuple(row(one) for one in people.members), (*ended, *(row(one, "second_office") for one in people.second))


def _row(
    member: Member,
    stands: Mapping[Member, Stands],
    left_out: Mapping[str, LeftOut],
    opened: Mapping[Member, Opened] | None,
) -> Row:
    if member in stands:
        return Row(member, "final", stands[member])
    if member.agreement is None:
        return Row(member, "excluded", why="no_agreement", actor="performance_officer")
    if str(member.employee) in left_out:
        return Row(member, "excluded", why=left_out[str(member.employee)].reason_code)
    if opened is None:
        return Row(member, "open")
    found = opened[member]
    if found.state == "nothing_due":
        return Row(member, "excluded", why=found.state)
    if found.state in ("not_in_period", "agreements_overlap"):
        return Row(member, "excluded", why=found.state, actor="performance_officer")
    waits = found.waits_for
    return Row(
        member,
        "open",
        state=found.state,
        actor=waits.actor if waits else None,
        person=waits.person if waits else None,
        overdue=found.overdue,
    )


def _left_out(runtime: Runtime, units: Units, unit: UUID, period: str) -> Mapping[str, LeftOut]:
    """Whom a settlement of the unit, of one below, or of one above left out with a reason."""
    streams = [unit_stream(runtime, one, period) for one in dict.fromkeys((*units.below(unit), *units.line(unit)))]
    found: dict[str, LeftOut] = {}
    for history in runtime.store.load_many(streams).values():
        found |= left_out_in(history)
    return found


def shown(found: Recap) -> dict[str, Any]:
    return {
        "unit": str(found.unit),
        "name": found.units.name(found.unit),
        "period": found.period,
        "people": len(found.rows),
        "classes": dict(found.classes),
        "rows": [row_shown(one) for one in found.rows],
        "beside": [row_shown(one) for one in found.beside],
    }


def row_shown(row: Row) -> dict[str, Any]:
    member, final = row.member, row.stands
    return {
        "employee": str(member.employee),
        "agreement": str(member.agreement) if member.agreement else None,
        "unit": str(member.unit),
        "head_of_unit": member.head_of_unit,
        "position": member.position,
        "class": row.row_class,
        "state": "final" if final else row.state,
        "at": {"actor": row.actor, "person": str(row.person) if row.person else None} if row.actor else None,
        "overdue": row.overdue,
        "why": row.why,
        **row.said().plain(),
        "score": final.score.model_dump() if final and final.score else None,
        "result": final.given.result if final else None,
        "behaviour": final.given.behaviour if final else None,
        "predicate": final.predicate if final else None,
        "amended": row.amended,
        "acting": member.acting,
        "beside": row.beside,
        "open_review": row.open_review,
    }
