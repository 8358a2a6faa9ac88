"""A made-up employee's second quarter of 2026 as the topics would tell it, and a final decided on it.

`Told` records facts with versions and instants as a store would; `finalized` decides over them what evaluation's
command decides, with the domain's own functions. A test changes what matters to it and tells the rest as it is.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from contracts.evaluation import (
    BehaviourAssessed,
    BehaviourValues,
    CopiedFacts,
    EvaluationFinalized,
    InnovationRecorded,
    LatenessAccepted,
    PolicyChosen,
    PolicyRef,
    SelfAssessed,
    UnitAchievementSet,
)
from contracts.evidence import (
    EvidenceChecked,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
)
from contracts.planning import AssignmentStarted, CycleOpened, TargetAgreed
from contracts.readings import agreed_versions, deadlines_of, version_in_force
from contracts.realization import RealizationReported
from contracts.values import StreamHead, TextRef
from services.evaluation.domain import Case, Evaluation, Given, decide_finalize, evolve_evaluation
from services.evaluation.dossier import Fact, fold, heads_of, innovations_in, scoring_inputs
from services.evaluation.policies.registry import POLICIES, YEARS, policy_hash
from services.evaluation.policy_choice import as_chosen
from services.evaluation.replay.history import History, Origin
from services.evaluation.time_left import to_answer
from tests.domain.given import uid
from tests.domain.plans import RATER, UNIT, YEAR, agreed, indicator_of, main, planned

PERIOD = "2026Q2"
BEFORE, AFTER = datetime(2026, 7, 3, tzinfo=UTC), datetime(2026, 7, 13, tzinfo=UTC)  # of the evidence deadline, 10 July
FINAL_AT = datetime(2026, 7, 18, tzinfo=UTC)
NAMES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")
ABOVE, MEETS, BELOW = "above_expectation", "meets_expectation", "below_expectation"
TEXT = TextRef(text=uid("a text"), sha256="a" * 64)
REASON = {"reason_code": "context_not_in_figures", "reason": TEXT}

CYCLE, EVALUATION, UNIT_PERIOD = uid("cycle"), uid(f"evaluation {PERIOD}"), uid(f"unit {PERIOD}")
POLICY = uid("policy")
OPENED = CycleOpened(
    cycle=CYCLE,
    year=2026,
    time_zone="Asia/Makassar",
    periods=YEAR,
    agreement_deadline=date(2026, 1, 31),
    annual_evaluation_deadline=date(2027, 1, 31),
)
PLAN = (
    main(planned("100", title="agreed"), title="first"),
    main(planned("40", title="files", accumulation="sum"), title="second"),
)


def realization(period=PERIOD):
    return uid(f"realization {period}")


def behaviour(rating=MEETS, **others) -> BehaviourValues:
    """All seven values `rating` but for `others`."""
    return BehaviourValues(**{name: others.get(name, rating) for name in NAMES})


@dataclass
class Told:
    """Facts in the order they were recorded, and the agreement they are about.

    `whose`: what the names of its streams begin with, where two people's stories are told together.
    """

    agreement: TargetAgreed = field(default_factory=lambda: agreed(*PLAN))
    facts: list[Fact] = field(default_factory=list)
    whose: str = ""

    def stream(self, name) -> UUID:
        return uid(self.whose + name)

    def record(self, stream, event, at=BEFORE) -> StreamHead:
        version = 1 + sum(fact.stream == stream for fact in self.facts)
        self.facts.append(Fact(stream, version, at, event))
        return StreamHead(stream=stream, version=version)

    def agree(self, **update) -> StreamHead:
        return self.record(self.agreement.agreement, self.agreement.model_copy(update=update))

    @property
    def evaluated(self) -> UUID:
        """The stream of the period's evaluation."""
        return self.stream(f"evaluation {PERIOD}")

    def indicator(self, title):
        return indicator_of(self.agreement, title).indicator

    def _about(self, period):
        return {"employee": self.agreement.employee, "agreement": self.agreement.agreement, "period": period}

    def report(self, title, value, period=PERIOD) -> StreamHead:
        said = {"agreement_version": 1, "indicator": self.indicator(title), "value": value}
        return self.record(self.stream(f"realization {period}"), RealizationReported(**self._about(period), **said))

    def upload(self, name, title, *, period=PERIOD, at=BEFORE, answers=None) -> StreamHead:
        file = {"media_type": "application/pdf", "size": 9, "sha256": uid(name).hex * 2, "name": TEXT}
        shows = {"indicators": (self.indicator(title),), "answers": answers}
        item = self.stream(name)
        return self.record(item, EvidenceUploaded(**self._about(period), **file, **shows, item=item), at)

    def verify(self, name, title, report, *, period=PERIOD, at=AFTER) -> StreamHead:
        verdict = {"item": self.stream(name), "indicator": self.indicator(title), "report": report}
        return self.record(self.stream(name), EvidenceVerified(**self._about(period), **verdict), at)

    def reject(self, name, title, report, *, until=date(2026, 7, 16), period=PERIOD, at=AFTER) -> StreamHead:
        verdict = {"item": self.stream(name), "indicator": self.indicator(title), "report": report}
        why = {"reason_code": "unreadable", "reason": TEXT, "answer_until": until}
        return self.record(self.stream(name), EvidenceRejected(**self._about(period), **verdict, **why), at)

    def withdraw(self, name) -> StreamHead:
        return self.record(self.stream(name), EvidenceWithdrawn(**self._about(PERIOD), item=self.stream(name)))

    def check(self, name, outcome, period=PERIOD) -> StreamHead:
        found = {"outcome": outcome, "signature": "Eicar" if outcome == "infected" else None, "engine": "ClamAV"}
        return self.record(self.stream(name), EvidenceChecked(**self._about(period), item=self.stream(name), **found))

    def prove(self, title, value, period=PERIOD) -> None:
        """A report with an item verified for it."""
        report = self.report(title, value, period)
        self.upload(f"{title} {period}", title, period=period)
        self.verify(f"{title} {period}", title, report, period=period)

    def assess(self, values=None, *, heard=False) -> StreamHead:
        said = {"values": values or behaviour(), "colleagues_heard": heard}
        return self.record(self.evaluated, BehaviourAssessed(**self._about(PERIOD), **said))

    def assess_self(self, at=BEFORE) -> StreamHead:
        return self.record(self.evaluated, SelfAssessed(**self._about(PERIOD), values=behaviour()), at)

    def accept_lateness(self, name, period=PERIOD, at=AFTER) -> StreamHead:
        stream = self.stream(f"evaluation {period}")
        because = {"reason_code": "on_leave", "reason": TEXT}
        return self.record(stream, LatenessAccepted(**self._about(period), item=self.stream(name), **because), at)

    def innovate(self, *items, period=PERIOD) -> StreamHead:
        """Record what is new about the work of a period."""
        new = {"kind": "new_idea", "items": tuple(map(self.stream, items)), "description": TEXT}
        return self.record(self.stream(f"evaluation {period}"), InnovationRecorded(**self._about(period), **new))

    def choose(self, policy, unverified="exclude") -> StreamHead:
        """The agency chooses the year's policy."""
        refs = [PolicyRef(id=one, hash=policy_hash(one)) for one in (policy, YEARS[policy].id)]
        terms = {"unverified": unverified, "procedure": "pp-30-2019.v1"}
        return self.record(POLICY, PolicyChosen(choice=POLICY, year=2026, policy=refs[0], year_policy=refs[1], **terms))

    def chosen(self):
        """By what the year is judged."""
        return as_chosen(POLICY, [fact.event for fact in self.facts if fact.stream == POLICY])

    def achieve(self, achievement) -> StreamHead:
        return self.record(UNIT_PERIOD, UnitAchievementSet(unit=UNIT, period=PERIOD, achievement=achievement))

    def copied(self, period=PERIOD) -> CopiedFacts:
        """What evaluation would copy of the cycle and the unit now."""
        cycle = [fact for fact in self.facts if fact.stream == CYCLE]
        dates = deadlines_of([fact.event for fact in cycle], period)
        achieved = [fact for fact in self.facts if fact.stream == UNIT_PERIOD and self.agreement.head_of_unit]
        return CopiedFacts(
            time_zone=dates.time_zone,
            reporting_deadline=dates.reporting,
            evidence_deadline=dates.evidence,
            evaluation_deadline=dates.evaluation,
            cycle=StreamHead(stream=CYCLE, version=len(cycle)),
            unit_achievement=achieved[-1].event.achievement if achieved else None,
            unit_stream=StreamHead(stream=UNIT_PERIOD, version=achieved[-1].version) if achieved else None,
            policy_stream=self.chosen().stream,
        )

    def dossier(self):
        return fold(fact for fact in self.facts if getattr(fact.event, "employee", None) == self.agreement.employee)

    def inputs(self, period=PERIOD, unverified="exclude"):
        return scoring_inputs(self.dossier(), self.agreement, period, self.copied(period), unverified)

    def told_in(self, stream):
        """The events of a stream, each with its instant."""
        return [(fact.time, fact.event) for fact in self.facts if fact.stream == stream]

    def evaluation(self) -> Evaluation:
        state = Evaluation()
        for fact in (one for one in self.facts if one.stream == self.evaluated):
            state = evolve_evaluation(state, fact.event)
        return state

    def case(self, **update) -> Case:
        """Everything a final would rest on now."""
        dossier = self.dossier()
        versions = agreed_versions(fact.event for fact in self.facts if fact.stream == self.agreement.agreement)
        last_day = min(YEAR[1].ends_on, versions[-1].ends_on)
        in_force = version_in_force(versions, last_day)
        chosen = self.chosen()
        inputs = scoring_inputs(dossier, in_force, PERIOD, self.copied(), chosen.unverified)
        plain = Case(
            agreed=in_force,
            period=PERIOD,
            rater=RATER,
            raters=frozenset({RATER}),
            outcome=POLICIES[chosen.policy.id].evaluate(inputs),
            copied=self.copied(),
            policy=chosen.policy,
            unverified=chosen.unverified,
            heads=heads_of(dossier, self.agreement.agreement, PERIOD),
            innovations=innovations_in(dossier, {self.agreement.agreement}, {PERIOD}),
            colleagues_heard=inputs.colleagues_heard,
            last_day=last_day,
            answerable=to_answer([inputs], self.told_in(self.evaluated)),
        )
        return replace(plain, **update)

    def finalized(self, result=None, about_behaviour=None) -> EvaluationFinalized:
        """Decide and record the final."""
        given = (result or Given(), about_behaviour or Given())
        (final,) = decide_finalize(self.evaluation(), RATER, self.case(), *given, FINAL_AT)
        self.record(self.evaluated, final, FINAL_AT)
        return final

    def history(self) -> History:
        """As `read_history` would find it."""
        streams = {}
        for fact in self.facts:
            streams[fact.stream] = (*streams.get(fact.stream, ()), fact)
        origins = {
            (fact.stream, fact.version): Origin("ekinerja.made-up.v1", 0, offset, str(RATER))
            for offset, fact in enumerate(self.facts)
        }
        return History(streams=streams, origins=origins, records=len(self.facts))


def _assigned(agreement) -> AssignmentStarted:
    about = {name: getattr(agreement, name) for name in ("employee", "assignment", "unit", "head_of_unit", "starts_on")}
    return AssignmentStarted(**about, position="Arsiparis", rater=RATER)


def told(**given) -> Told:
    """The cycle and the agreement: the quarter may begin."""
    beginning = Told(**given)
    beginning.record(CYCLE, OPENED)
    beginning.record(beginning.agreement.employee, _assigned(beginning.agreement))
    beginning.agree()
    return beginning


def together(*stories: Told) -> History:
    """Several people's stories on the same topics: the cycle is told once."""
    facts = {(fact.stream, fact.version): fact for story in stories for fact in story.facts}
    return Told(facts=list(facts.values())).history()


def whole_quarter(achievement=None, **given) -> Told:
    """A quarter of everything: proven, rejected and answered, late and accepted, unproven; ready for its final."""
    quarter = told(**given)
    quarter.prove("agreed", "92")
    quarter.prove("files", "9", "2026Q1")
    first = quarter.report("files", "21")
    quarter.upload("list", "files")
    quarter.reject("list", "files", first)
    quarter.upload("better list", "files", at=AFTER + timedelta(days=1), answers=quarter.stream("list"))
    quarter.verify("better list", "files", first, at=AFTER + timedelta(days=2))
    quarter.upload("photo", "files", at=AFTER)
    quarter.accept_lateness("photo")
    quarter.reject("photo", "files", first)
    quarter.report("files", "22")
    quarter.assess(behaviour(loyal=ABOVE))
    if achievement:
        quarter.achieve(achievement)
    return quarter
