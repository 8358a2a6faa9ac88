"""The days of an objection, held against the procedure and the agency's calendar (`domain.md` 7.9).

Which holidays the service had seen when it set a day is not named anywhere, so a day may be moved past any holiday that
the topics tell of; it is never earlier than the procedure says, and nothing but holidays lies between. What is received
and objected to is the final, or the amendment after false evidence that took its place.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from contracts.evaluation import EvaluationDelivered, ObjectionLodged
from services.evaluation.dossier import Fact
from services.evaluation.finals import Final, made_at
from services.evaluation.objection import Objection, evolve_objection
from services.evaluation.policies.objection_v1 import PROCEDURES, day_of, delivered_on
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.history import History
from services.evaluation.replay.people import CLOCKS_DIFFER

__all__ = ["as_it_stood", "days_kept"]

DECIDED_WITHIN = timedelta(minutes=1)


def as_it_stood(facts: Sequence[Fact]) -> Iterator[tuple[Fact, Objection]]:
    """Each event of an evaluation's stream, with what was received and objected to before it."""
    state = Objection()
    for one in facts:
        yield one, state
        state = replace(evolve_objection(state, one.event), version=one.version)


def days_kept(history: History, final: Final, own: Sequence[Fact]) -> Iterator[Difference]:
    """What followed a final: when it was delivered, until when it could be objected to, and whether that was kept."""
    zone, holidays = final.copied.time_zone, history.holidays
    for one, state in as_it_stood(own):
        event, at, delivered = one.event, f"{one.stream}:{one.version}", state.delivered
        if not isinstance(event, EvaluationDelivered | ObjectionLodged):
            continue
        # Decided a moment after the command came, from which the record has its time: that may be the next day.
        days = sorted({day_of(one.time, zone), day_of(one.time + DECIDED_WITHIN, zone)})
        procedure = PROCEDURES.get(event.procedure)
        if procedure is None:
            yield Difference(f"procedure in {at}", event.procedure, "no such procedure")
            continue
        final_on = day_of(made_at(state.subject or final), zone)
        if isinstance(event, EvaluationDelivered):
            last = delivered_on(final_on, max(days), procedure)
            if event.how == "deemed":
                yield from differ(f"delivered_on in {at}", event.delivered_on, last)
            elif not final_on <= event.delivered_on <= last:
                yield Difference(f"delivered_on in {at}", str(event.delivered_on), f"from {final_on} to {last}")
            first = event.delivered_on + timedelta(days=procedure.steps[0].days_to_lodge)
            yield from _moved(f"object_until in {at}", event.object_until, first, holidays)
            continue
        step = procedure.steps[event.step - 1] if event.step <= len(procedure.steps) else None
        yield from differ(f"before whom in {at}", event.before, step.before if step else None)
        if step is not None:
            lodged_on = day_of(one.time - CLOCKS_DIFFER, zone)
            if event.step == 1 and delivered is not None and lodged_on > delivered.object_until:
                yield Difference(f"lodged in {at}", str(lodged_on), f"until {delivered.object_until}")
            firsts = [day + timedelta(days=step.days_to_decide) for day in days]
            first = next((day for day in firsts if not list(_moved("", event.answer_until, day, holidays))), firsts[0])
            yield from _moved(f"answer_until in {at}", event.answer_until, first, holidays)


def _moved(what: str, said: date, first: date, holidays: Collection[date]) -> Iterator[Difference]:
    """A last day is the first possible one, or as far after it as only holidays lie between."""
    day = first
    while day < said and day in holidays:
        day += timedelta(days=1)
    yield from differ(what, said, day)
