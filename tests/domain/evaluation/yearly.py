"""A made-up employee's whole year as the topics would tell it, and the annual final decided on it.

As `tests.domain.histories`, over several agreements: `move` closes the first and begins another in another unit.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from contracts.evaluation import (
    BehaviourAssessed,
    ConsiderationLeft,
    CopiedOfYear,
    EvaluationAmended,
    EvaluationFinalized,
    InnovationRecorded,
    PeriodBeside,
    SelfAssessed,
    UnitAchievementSet,
)
from contracts.planning import AgreementClosed, AssignmentEnded, AssignmentStarted
from contracts.readings import annual_deadline, end_of_day, places
from contracts.values import StreamHead
from services.evaluation.annual import Year, YearCase, decide_finalize_year, evolve_year
from services.evaluation.annual_inputs import (
    Achieved,
    heads_of_year,
    innovations_of_year,
    judged_until,
    periods_of,
    rater_on,
    stretches,
    year_inputs,
)
from services.evaluation.domain import Given
from services.evaluation.policies.registry import YEARS
from services.evaluation.replay.recompute_year import recompute_years
from services.evaluation.time_left import to_answer
from tests.domain.given import uid
from tests.domain.histories import CYCLE, OPENED, TEXT, Told, behaviour
from tests.domain.plans import FIRST_DAY, LAST_DAY, RATER, agreed, main, planned, results

YEAR = "2026"
YEAR_FINAL_AT = datetime(2027, 1, 20, tzinfo=UTC)
#: In time for an agreement whose last period is the first.
IN_APRIL = datetime(2026, 4, 3, tzinfo=UTC)
OTHER_UNIT, OTHER_RATER = uid("another unit"), uid("another rater")


@dataclass
class ToldYear(Told):
    """A year's facts; `agreement` is the one that is reported on now."""

    @property
    def evaluated_year(self):
        """The stream of the annual evaluation."""
        return self.stream(f"evaluation {YEAR}")

    def begin(self, agreement, rater=RATER):
        """An assignment and what was agreed in it; from now on it is reported on."""
        self.agreement = agreement
        about = {name: getattr(agreement, name) for name in ("employee", "assignment", "unit", "head_of_unit")}
        started = AssignmentStarted(**about, starts_on=agreement.starts_on, position="Arsiparis", rater=rater)
        self.record(agreement.employee, started, datetime(2026, 1, 2, tzinfo=UTC))
        self.agree()

    def move(self, closes_on, *plan, **given):
        """The agreement is closed, and another begins the day after."""
        closed = {"agreement": self.agreement.agreement, "year": 2026, "closes_on": closes_on, "reason_code": "moved"}
        self.record(self.agreement.agreement, AgreementClosed(employee=self.agreement.employee, **closed))
        days = {"starts_on": closes_on + timedelta(days=1), "ends_on": LAST_DAY}
        named = {"agreement": uid("second agreement"), "assignment": uid("second assignment"), "unit": OTHER_UNIT}
        second = agreed(**named, **days, valid_from=days["starts_on"], results=results(*plan, **days), **given)
        self.begin(second, OTHER_RATER)

    def assess_year(self, values=None, *, heard=False):
        said = {"values": values or behaviour(), "colleagues_heard": heard}
        return self.record(self.evaluated_year, BehaviourAssessed(**self._about(YEAR), **said), YEAR_FINAL_AT)

    def assess_self_in_year(self):
        return self.record(self.evaluated_year, SelfAssessed(**self._about(YEAR), values=behaviour()), YEAR_FINAL_AT)

    def innovate_in_year(self, *items):
        new = {"kind": "new_idea", "items": tuple(map(self.stream, items)), "description": TEXT}
        return self.record(self.evaluated_year, InnovationRecorded(**self._about(YEAR), **new), YEAR_FINAL_AT)

    def consider(self):
        left = ConsiderationLeft(**self._about(YEAR), consideration=TEXT)
        return self.record(self.evaluated_year, left, YEAR_FINAL_AT)

    def achieve_year(self, achievement):
        unit = self.agreement.unit
        event = UnitAchievementSet(unit=unit, period=YEAR, achievement=achievement)
        return self.record(uid(f"unit {unit} {YEAR}"), event, YEAR_FINAL_AT)

    def _achieved(self, unit):
        told = [fact for fact in self.facts if fact.stream == uid(f"unit {unit} {YEAR}")]
        if not told:
            return None
        return Achieved(told[-1].event.achievement, StreamHead(stream=told[-1].stream, version=told[-1].version))

    def held(self):
        cycle = [fact.event for fact in self.facts if fact.stream == CYCLE]
        return stretches(self.dossier(), 2026, periods_of(cycle), self._achieved, self.placed())

    def placed(self):
        """Their assignments, by id."""
        return places(fact.event for fact in self.facts if fact.stream == self.agreement.employee)

    def leave(self, ends_on):
        """Their assignment ends, and what was agreed in it with it."""
        why = {"reason_code": "left_service"}
        ended = {"assignment": self.agreement.assignment, "ends_on": ends_on}
        self.record(self.agreement.employee, AssignmentEnded(employee=self.agreement.employee, **ended, **why))
        closed = {"agreement": self.agreement.agreement, "year": 2026, "closes_on": ends_on, "with_assignment": True}
        self.record(self.agreement.agreement, AgreementClosed(employee=self.agreement.employee, **closed, **why))

    def state(self):
        state = Year()
        for fact in (one for one in self.facts if one.stream == self.evaluated_year):
            state = evolve_year(state, fact.event)
        return state

    def year_case(self, **update):
        """Everything an annual final would rest on now."""
        dossier, held, chosen = self.dossier(), self.held(), self.chosen()
        cycle = [fact.event for fact in self.facts if fact.stream == CYCLE]
        last = held[-1].agreed
        told = [(fact.time, fact.event) for fact in self.facts if fact.stream == last.employee]
        inputs = year_inputs(dossier, 2026, held, time_zone=OPENED.time_zone, unverified=chosen.unverified)
        rater = rater_on(told, last.assignment, end_of_day(last.ends_on, OPENED.time_zone))
        left = self.state().consideration
        plain = YearCase(
            year=2026,
            held=held,
            rater=rater,
            raters=frozenset({rater}),
            rater_on_last_day=rater,
            inputs=inputs,
            outcome=YEARS[chosen.policy.id].evaluate(inputs),
            judged_by=YEARS[chosen.policy.id],
            policy=chosen.year_policy,
            unverified=chosen.unverified,
            copied=CopiedOfYear(
                time_zone=OPENED.time_zone,
                annual_evaluation_deadline=annual_deadline(cycle),
                cycle=StreamHead(stream=CYCLE, version=len(cycle)),
                policy_stream=chosen.stream,
            ),
            heads=heads_of_year(dossier, 2026, held),
            innovations=innovations_of_year(dossier, 2026, held),
            beside=self._beside(),
            consideration=StreamHead(stream=self.evaluated_year, version=left) if left else None,
            judged_until=judged_until(held, self.placed().values(), 2026),
            answerable=to_answer([one.periods[-1] for one in inputs.agreements], self.told_in(self.evaluated_year)),
            raters_of={one.agreed.agreement: self.placed()[one.agreed.assignment].rater for one in held},
        )
        return replace(plain, **update)

    def _beside(self):
        told = {
            fact.stream: fact for fact in self.facts if isinstance(fact.event, EvaluationFinalized | EvaluationAmended)
        }
        return tuple(
            PeriodBeside(
                agreement=fact.event.agreement,
                period=fact.event.period,
                final=StreamHead(stream=fact.stream, version=fact.version),
                predicate=fact.event.predicate,
            )
            for fact in told.values()
        )

    def finalized_year(self, result=None, about_behaviour=None):
        """Decide and record the annual final."""
        case, given = self.year_case(), (result or Given(), about_behaviour or Given())
        (final,) = decide_finalize_year(self.state(), case.rater, case, *given, YEAR_FINAL_AT)
        self.record(self.evaluated_year, final, YEAR_FINAL_AT)
        return final

    def history(self):
        """As `read_history` would find it; annual acts are those of the last agreement's rater."""
        found = super().history()
        last = self.held()[-1].agreed
        rater = OTHER_RATER if last.unit == OTHER_UNIT else RATER
        for place, origin in found.origins.items():
            if place[0] == self.evaluated_year:
                found.origins[place] = replace(origin, actor=str(rater))
        return found


def told_year(*plan, **given):
    """The cycle and an agreement of the whole year."""
    story = ToldYear()
    story.record(CYCLE, OPENED, datetime(2026, 1, 1, tzinfo=UTC))
    story.begin(agreed(*(plan or (main(planned("100", title="agreed")),)), **given))
    return story


def moved(closes_on=date(2026, 3, 31), first="100", second="90"):
    """A year with a move: one indicator in each agreement, proven in the last of its periods."""
    story = told_year()
    report = story.report("agreed", first, "2026Q1")
    story.upload("agreed 2026Q1", "agreed", period="2026Q1", at=IN_APRIL)
    story.verify("agreed 2026Q1", "agreed", report, period="2026Q1")
    story.move(closes_on, main(planned("100", title="counted"), title="counting"))
    story.prove("counted", second, "2026Q4")
    return story


def differences(history):
    """What a stranger finds of the annual final there is, and of what followed it."""
    return [one.what for verdict in recompute_years(history) for one in verdict.differences]


def changed(story, stream, version, **update):
    """A copy of the story's history in which one event says something else."""
    history = story.history()
    facts = tuple(
        replace(fact, event=fact.event.model_copy(update=update)) if fact.version == version else fact
        for fact in history.streams[stream]
    )
    return replace(history, streams={**history.streams, stream: facts})


def forged(story, **update):
    """What a stranger finds when the annual final itself says something else."""
    final = story.facts[-1]
    return differences(changed(story, final.stream, final.version, **update))


__all__ = ["FIRST_DAY", "OTHER_RATER", "OTHER_UNIT", "YEAR", "ToldYear", "changed", "differences", "forged", "moved"]
