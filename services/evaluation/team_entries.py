"""What a rater sends of many in one call: entries, each the single command of one agreement (decision 0018).

Of a year an entry names the last agreement of it, as the lists of a year do; where that is another one by now, it is
refused. What is recorded is what the single command records.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from chassis.call import Call
from chassis.errors import Conflict
from chassis.inputs import Body, as_record
from chassis.parts import MOST_ENTRIES
from chassis.store import Decision
from contracts.evaluation import (
    AnnualEvaluationFinalized,
    BehaviourAssessed,
    BehaviourValues,
    EvaluationFinalized,
    Predicate,
)
from services.evaluation import annual_commands, commands, lateness_commands
from services.evaluation.finals import is_year
from services.evaluation.inputs import AcceptLateness, AssessBehaviour, Finalize

__all__ = ["AcceptLatenessInTeam", "AssessTeam", "Entry", "FinalizeTeam"]


class Entry(Body):
    """One agreement. `about`: no two entries of a call are about the same."""

    agreement: UUID = Field(description="of a year: the last of it, as the lists of the year name it")

    @property
    def about(self) -> str:
        return str(self.agreement)

    def decide(self, call: Call, period: str) -> Decision:
        """The single command, of a period or of a year."""
        raise NotImplementedError

    def _told(self, decision: Decision, period: str) -> Decision:
        return replace(decision, body={"agreement": str(self.agreement), "period": period})

    def _in_year(self, call: Call, year: str, decide: Callable[[UUID], Decision]) -> Decision:
        """The command on the year of whose agreement it is. Raises `Unknown`; `Conflict` where it is not the last."""
        dates, _ = commands.deadlines(call.runtime, year)
        decision = decide(commands.agreed_for(call.runtime, self.agreement, dates).employee)
        (event,) = decision.appends[0].events
        assert isinstance(event, BehaviourAssessed | AnnualEvaluationFinalized)
        if event.agreement != self.agreement:
            raise Conflict(
                detail=f"agreement {self.agreement} is not the last of {year}: the year is judged by another",
                pesan=f"SKP ini bukan SKP terakhir pada {year}",
                mend="read the team's list of the year again, and send the agreement it names",
                perbaikan="baca ulang daftar tim untuk tahun itu, lalu kirim SKP yang tercantum",
                who_must_act="rater",
            )
        return decision


class TeamFinal(Entry, Finalize):
    """As for the single finalization, of a period's agreement or of an employee's year."""

    expects: Predicate | None = Field(
        default=None, description="the predicate as it was read (`would_be`); refused where it would be another by now"
    )

    def decide(self, call: Call, period: str) -> Decision:
        runtime, actor, given = call.runtime, call.employee, (self.result.answered(), self.behaviour.answered())
        if is_year(period):
            decision = self._in_year(
                call, period, lambda who: annual_commands.finalize_year(runtime, actor, who, int(period), *given)
            )
        else:
            decision = commands.finalize(runtime, actor, self.agreement, period, *given)
        (event,) = decision.appends[0].events
        assert isinstance(event, EvaluationFinalized | AnnualEvaluationFinalized)
        if self.expects is not None and event.predicate != self.expects:
            raise Conflict(
                detail=f"the predicate would be {event.predicate}, not {self.expects}: the dossier is another by now",
                pesan=f"predikatnya kini {event.predicate}, bukan {self.expects}",
                mend="read the advice again, then send it with the predicate it has now",
                perbaikan="baca ulang sarannya, lalu kirim dengan predikat yang sekarang",
                who_must_act="rater",
            )
        return self._told(decision, period)


class TeamBehaviour(Entry, AssessBehaviour):
    """As for the single assessment of behaviour, of a period's agreement or of an employee's year."""

    def decide(self, call: Call, period: str) -> Decision:
        runtime, actor = call.runtime, call.employee
        values, heard = as_record(BehaviourValues, self.values), self.colleagues_heard

        def in_year(who: UUID) -> Decision:
            return annual_commands.assess_year(runtime, actor, who, int(period), values, colleagues_heard=heard)

        if is_year(period):
            return self._told(self._in_year(call, period, in_year), period)
        decision = commands.assess(runtime, actor, self.agreement, period, values, colleagues_heard=heard)
        return self._told(decision, period)


class TeamLateness(Entry, AcceptLateness):
    """As for the single acceptance of a late item."""

    @property
    def about(self) -> str:
        return str(self.item)

    def decide(self, call: Call, period: str) -> Decision:
        decision = lateness_commands.accept_lateness(
            call.runtime, call.employee, self.agreement, period, self.item, self.because()
        )
        return self._told(decision, period)


def _each_once(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    named = [one.about for one in entries]
    twice = next((one for number, one in enumerate(named) if one in named[:number]), None)
    if twice is not None:
        raise ValueError(f"{twice} stands twice; each has one entry")
    return entries


_MANY = (Field(min_length=1, max_length=MOST_ENTRIES), AfterValidator(_each_once))


class FinalizeTeam(Body):
    entries: Annotated[tuple[TeamFinal, ...], *_MANY]


class AssessTeam(Body):
    entries: Annotated[tuple[TeamBehaviour, ...], *_MANY]


class AcceptLatenessInTeam(Body):
    entries: Annotated[tuple[TeamLateness, ...], *_MANY]
