"""The commands of the annual evaluation: fold the dossier over the year, run the year's policy, decide, append."""

from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import NewText, new_text
from contracts.evaluation import BehaviourAssessed, BehaviourValues, ConsiderationLeft, InnovationRecorded
from services.evaluation import policy_choice_commands
from services.evaluation.annual import (
    check_may_evaluate_year,
    decide_assess_year,
    decide_finalize_year,
    decide_leave_consideration,
    decide_record_innovation_of_year,
)
from services.evaluation.annual_cases import known_year, load_year, raters_of_year, year_case, year_stream
from services.evaluation.clockwork import together
from services.evaluation.commands import Answered, given_answer
from services.evaluation.delivery import awaits_delivery
from services.evaluation.innovation import EvidenceNotUsable, not_usable
from services.evaluation.innovation_commands import Sent
from services.evaluation.lateness_commands import unless_accepted_since

__all__ = [
    "assess_year",
    "finalize_year",
    "leave_consideration",
    "load_year",
    "record_innovation_of_year",
    "year_case",
    "year_stream",
]


def assess_year(  # noqa: PLR0913  # what is said of behaviour, and of whom
    runtime: Runtime,
    actor: UUID,
    employee: UUID,
    year: int,
    values: BehaviourValues,
    *,
    colleagues_heard: bool = False,
) -> Decision:
    """Rate behaviour over the year."""
    known, history = known_year(runtime, employee, year), load_year(runtime, employee, year)
    last = known.held[-1].agreed
    assessed = BehaviourAssessed(
        employee=employee,
        agreement=last.agreement,
        period=str(year),
        values=values,
        colleagues_heard=colleagues_heard,
    )
    events = decide_assess_year(history.state, actor, last, raters_of_year(runtime, known)[1], assessed)
    return Decision([history.then(*events)])


def record_innovation_of_year(runtime: Runtime, actor: UUID, employee: UUID, year: int, sent: Sent) -> Decision:
    """Record an innovation of the year, shown by evidence of any of its agreements."""
    known, history = known_year(runtime, employee, year), load_year(runtime, employee, year)
    last, raters = known.held[-1].agreed, raters_of_year(runtime, known)[1]
    check_may_evaluate_year(history.state, actor, last, raters, year)  # before anything of theirs is told
    agreements = {one.agreed.agreement for one in known.held}
    if missing := not_usable(known.dossier.items, sent.items, agreements):
        raise EvidenceNotUsable(", ".join(map(str, missing)))
    text = new_text(sent.description, employee)
    event = InnovationRecorded(
        employee=employee,
        agreement=last.agreement,
        period=str(year),
        kind=sent.kind,
        items=tuple(dict.fromkeys(sent.items)),
        description=text.ref,
    )
    events = decide_record_innovation_of_year(history.state, actor, last, raters, event)
    return Decision([history.then(*events, texts=[text])])


def leave_consideration(runtime: Runtime, actor: UUID, employee: UUID, year: int, written: str) -> Decision:
    """Leave a consideration for whoever finalizes the year."""
    known, history = known_year(runtime, employee, year), load_year(runtime, employee, year)
    text = new_text(written, employee)
    left = ConsiderationLeft(
        employee=employee, agreement=known.held[-1].agreed.agreement, period=str(year), consideration=text.ref
    )
    events = decide_leave_consideration(history.state, actor, known.rater_on_last_day, left)
    return Decision([history.then(*events, texts=[text])])


def finalize_year(
    runtime: Runtime, actor: UUID, employee: UUID, year: int, result: Answered, behaviour: Answered
) -> Decision:
    """Finalize the year on the dossier as it stands; the event names every head that decided."""
    case, history = year_case(runtime, employee, year)
    texts: list[NewText] = []
    given = (given_answer(result, case.employee, texts), given_answer(behaviour, case.employee, texts))
    now = history.now(runtime.clock())
    (event,) = decide_finalize_year(history.state, actor, case, *given, now)
    named = event.model_dump(include={"departures"}, mode="json")["departures"]
    used = {departure["reason"]["text"] for departure in named}
    return Decision(
        [history.then(event, texts=[text for text in texts if str(text.id) in used])],
        body={
            "employee": str(employee),
            "year": year,
            "location": f"/v1/employees/{employee}/evaluations/{year}",
        },
        rows=together(
            policy_choice_commands.unless_taken_anew(runtime, year, case.copied.policy_stream),
            unless_accepted_since(history.stream, case.heads),
            awaits_delivery(runtime, history.stream, now, year),
        ),
    )
