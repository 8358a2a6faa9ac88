"""Report, judge, revise, move, finalize, object, find false and amend in any order, by anybody who tries.

A machine plays one employee's quarter over the pure rules. Whatever came of it: each agreement's period has at most one
final, every result names the hash of its policy and inputs that are there, nobody acted on themself, an objection
lowered nothing, and a stranger recomputes all of it (`domain.md` 7.9, 9; issue 7).
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.evaluation import EvaluationAmended, EvaluationFinalized, FollowUpPlanned, Readmitted, SelfAssessed
from contracts.evidence import EvidenceFoundFalse, EvidenceUploaded, EvidenceVerified
from contracts.planning import AgreementClosed, AssignmentStarted
from contracts.readings import agreed_versions, version_in_force
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation.amendment import Change, amended_after_false_evidence, amended_by_objection, lowers
from services.evaluation.domain import Given, decide_assess, decide_finalize, time_left_of
from services.evaluation.follow_up import FollowUps, decide_plan, evolve_follow_ups
from services.evaluation.objection import (
    Decision,
    about,
    decide_answer,
    decide_deliver,
    decide_hear,
    decide_lodge,
    decide_objection,
)
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES, policy_hash
from services.evaluation.replay.recompute import recompute_all
from services.evaluation.self_assessment import decide_assess_self
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.objecting import CLOCK
from tests.domain.given import uid
from tests.domain.histories import (
    ABOVE,
    BEFORE,
    BELOW,
    CYCLE,
    MEETS,
    PERIOD,
    REASON,
    TEXT,
    Told,
    behaviour,
    together,
    told,
)
from tests.domain.plans import (
    EMPLOYEE,
    FIRST_DAY,
    LAST_DAY,
    RATER,
    STRANGER,
    SUPERIOR,
    UNIT,
    YEAR,
    agreed,
    main,
    planned,
)

PEOPLE = (EMPLOYEE, RATER, SUPERIOR, STRANGER)
ALL = {EMPLOYEE, RATER, SUPERIOR}
TITLES = st.sampled_from(["agreed", "files"])
RATINGS = st.sampled_from([None, None, None, ABOVE, MEETS, BELOW])
ENDS_ON = YEAR[1].ends_on


def story_items(story, kind):
    """The items that an event of this type is about."""
    return {one.event.item for one in story.facts if isinstance(one.event, kind)}


def mostly(who):
    """Whoever may, and sometimes anybody."""
    return st.sampled_from([who] * 6 + list(PEOPLE))


is_final = precondition(lambda machine: machine.lives[0].state.final is not None)
is_open = precondition(lambda machine: machine.life.state.final is None)
is_objected = precondition(lambda machine: machine.lives[0].state.lodged and not machine.lives[0].state.decided)


def answers(rating):
    return Given() if rating is None else Given(rating, **REASON)


class EvaluationLife(RuleBasedStateMachine):
    """Two agreements of one employee, the second after a move, and whoever tries something."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEFORE
        self.lives = [Afterwards(told())]

    @property
    def life(self) -> Afterwards:
        return self.lives[-1]

    def record(self, life, events, actor, stream=None) -> bool:
        life.add(events, actor, self.now, stream or life.story.evaluated)
        return bool(events)

    def tried(self, life, actor, decide, *args) -> bool:
        """Whether the rules let it happen; then it is recorded."""
        try:
            events = decide(*args)
        except Refusal:
            return False
        return self.record(life, events, actor)

    @initialize(
        proven=st.dictionaries(TITLES, st.sampled_from([True, True, False]), min_size=1),
        rating=st.sampled_from([ABOVE, MEETS, BELOW, MEETS]),
    )
    def the_quarter_begins(self, proven: dict[str, bool], rating: str) -> None:
        for title, sound in proven.items():
            self.report(title, 90)
            self.show(title, 1, sound=sound, judged=True)
        self.assess(RATER, rating)

    @rule(days=st.integers(0, 6))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    # -- the quarter --------------------------------------------------------------------------------------------------

    @rule(title=TITLES, value=st.integers(0, 120))
    def report(self, title: str, value: int) -> None:
        self.life.story.report(title, str(value))

    @is_open
    @rule(
        title=TITLES, number=st.integers(1, 3), sound=st.booleans(), judged=st.sampled_from([True, True, True, False])
    )
    def show(self, title: str, number: int, *, sound: bool, judged: bool) -> None:
        story, name = self.life.story, f"{title} {number}"
        reported = [one for one in story.facts if getattr(one.event, "value", None) is not None]
        reported = [one for one in reported if one.event.indicator == story.indicator(title)]
        if not reported or any(one.stream == story.stream(name) for one in story.facts):
            return
        story.upload(name, title, at=self.now)
        if judged:
            report = StreamHead(stream=reported[-1].stream, version=reported[-1].version)
            (story.verify if sound else story.reject)(name, title, report, at=self.now)

    @is_open
    @rule(goal=st.integers(1, 150), valid_from=st.dates(date(2026, 2, 1), LAST_DAY))
    def revise(self, goal: int, valid_from: date) -> None:
        story = self.life.story
        versions = sum(type(one.event).__name__ == "TargetAgreed" for one in story.facts)
        plan = (
            main(planned(str(goal), title="agreed"), title="first"),
            main(planned("40", title="files", accumulation="sum"), title="second"),
        )
        results = agreed(*plan).results
        story.agree(agreement_version=versions + 1, valid_from=valid_from, results=results)

    @rule(day=st.dates(date(2026, 4, 1), LAST_DAY))
    def move(self, day: date) -> None:
        """The agreement ends; another begins, with streams of its own."""
        if len(self.lives) == 2:
            return
        story = self.life.story
        closing = AgreementClosed(
            employee=EMPLOYEE, agreement=story.agreement.agreement, year=2026, closes_on=day, reason_code="moved"
        )
        story.record(story.agreement.agreement, closing, self.now)
        new = {"agreement": uid("after the move"), "assignment": uid("new place")}
        begun = [one for one in story.facts if one.stream in (CYCLE, EMPLOYEE)]
        after = Told(agreement=story.agreement.model_copy(update=new), facts=begun, whose="after the move ")
        place = {"employee": EMPLOYEE, "assignment": new["assignment"], "unit": UNIT, "position": "Arsiparis"}
        started = AssignmentStarted(**place, head_of_unit=False, starts_on=FIRST_DAY, rater=RATER)
        after.record(EMPLOYEE, started, self.now)
        after.agree()
        self.lives.append(Afterwards(after))

    # -- judging ------------------------------------------------------------------------------------------------------

    @is_open
    @rule(actor=mostly(EMPLOYEE))
    def assess_self(self, actor) -> None:
        story = self.life.story
        about_it = {"employee": EMPLOYEE, "agreement": story.agreement.agreement, "period": PERIOD}
        assessed = SelfAssessed(**about_it, values=behaviour())
        state = story.evaluation()
        left = time_left_of(state, self.case(self.life), self.now)
        self.tried(self.life, actor, decide_assess_self, state, actor, assessed, left)

    @is_open
    @rule(actor=mostly(RATER), rating=st.sampled_from([ABOVE, MEETS, BELOW]))
    def assess(self, actor, rating: str) -> None:
        story = self.life.story
        raters = frozenset({RATER})
        self.tried(
            self.life,
            actor,
            decide_assess,
            story.evaluation(),
            actor,
            story.agreement,
            PERIOD,
            raters,
            behaviour(rating),
        )

    def case(self, life):
        story = life.story
        told_of = [one.event for one in story.facts if one.stream == story.agreement.agreement]
        versions = agreed_versions(told_of)
        in_force = version_in_force(versions, min(ENDS_ON, versions[-1].ends_on)) or versions[-1]
        view = replace(story, agreement=in_force)
        outcome = POLICIES[DEFAULT_POLICY].evaluate(view.inputs())
        return replace(view.case(), agreed=in_force, outcome=outcome)

    @rule(actor=mostly(RATER), result=RATINGS, about_behaviour=RATINGS, which=st.integers(0, 1))
    def finalize(self, actor, result, about_behaviour, which: int) -> None:
        life = self.lives[min(which, len(self.lives) - 1)]
        given = (answers(result), answers(about_behaviour))
        self.tried(life, actor, decide_finalize, life.story.evaluation(), actor, self.case(life), *given, self.now)

    @rule()
    def finalize_as_advised(self) -> None:
        self.tried(
            self.life,
            RATER,
            decide_finalize,
            self.life.story.evaluation(),
            RATER,
            self.case(self.life),
            Given(),
            Given(),
            self.now,
        )

    # -- after it -----------------------------------------------------------------------------------------------------

    @is_final
    @rule(actor=mostly(EMPLOYEE))
    def deliver(self, actor) -> None:
        life = self.lives[0]
        self.tried(life, actor, decide_deliver, life.state, actor, "opened", life.story.evaluated, self.now, CLOCK)

    @is_final
    @rule(actor=mostly(EMPLOYEE))
    def lodge(self, actor) -> None:
        life = self.lives[0]
        self.tried(life, actor, decide_lodge, life.state, actor, TEXT, life.story.evaluated, self.now, CLOCK)

    @is_objected
    @rule(actor=mostly(RATER))
    def answer(self, actor) -> None:
        life = self.lives[0]
        self.tried(life, actor, decide_answer, life.state, actor, ALL - {SUPERIOR}, TEXT, self.now, CLOCK)

    @is_objected
    @rule(actor=mostly(SUPERIOR), side=st.sampled_from(["employee", "rater"]))
    def hear(self, actor, side: str) -> None:
        life, day = self.lives[0], CLOCK.day(self.now)
        heard_by = ALL - life.amenders
        self.tried(life, actor, decide_hear, life.state, actor, heard_by, side, day, None, CLOCK.day(BEFORE), day)

    @is_objected
    @rule(actor=mostly(SUPERIOR), data=st.data(), result=st.sampled_from([None, BELOW, ABOVE]), stands=st.booleans())
    def decide(self, actor, data, result, *, stands: bool) -> None:
        life = self.lives[0]
        if life.state.final is None:
            return
        story = life.story
        items = sorted(story_items(story, EvidenceUploaded))
        drawn = data.draw(st.lists(st.sampled_from(items), max_size=2, unique=True)) if items else ()
        named = Readmitted(items=tuple(drawn))

        def decided():
            change = Change(life.original, TEXT, answers(result), readmitted=named)
            case = life.case(named, None, self.now)
            amended = None if stands else amended_by_objection(life.state, case, change, self.now)
            may_decide = ALL - life.amenders
            return decide_objection(life.state, actor, may_decide, Decision(TEXT, amended), self.now, CLOCK)

        self.tried(life, actor, decided)

    @is_final
    @rule(data=st.data(), at_once=st.booleans())
    def find_false(self, data, *, at_once: bool) -> None:
        story = self.lives[0].story
        items = story_items(story, EvidenceVerified) - story_items(story, EvidenceFoundFalse)
        if not items:
            return
        item = data.draw(st.sampled_from(sorted(items)))
        found = {"employee": EMPLOYEE, "item": item, "agreement": story.agreement.agreement, "period": PERIOD}
        event = EvidenceFoundFalse(**found, reason_code="forged", reason=TEXT)
        self.record(self.lives[0], [event], RATER, item)

        if at_once:
            self.amend(RATER, item)

    @is_final
    @rule(actor=mostly(RATER), data=st.data())
    def amend_later(self, actor, data) -> None:
        found = story_items(self.lives[0].story, EvidenceFoundFalse)
        if found:
            self.amend(actor, data.draw(st.sampled_from(sorted(found))))

    def amend(self, actor, item) -> None:
        life = self.lives[0]
        (found,) = (one for one in life.story.facts if one.stream == item and isinstance(one.event, EvidenceFoundFalse))
        finding = StreamHead(stream=item, version=found.version)
        change = Change(life.original, TEXT, finding=finding)

        def amended():
            case = life.case(Readmitted(), item, self.now)
            return amended_after_false_evidence(life.state, actor, ALL, case, change, self.now)

        self.tried(life, actor, amended)

    @is_final
    @rule(actor=mostly(RATER))
    def follow_up(self, actor) -> None:
        life = self.lives[0]
        if life.state.final is None:
            return
        state = FollowUps()
        for one in life.story.facts:
            if one.stream == life.story.evaluated:
                state = evolve_follow_ups(state, one.event)
        number = len(state.planned)
        task = {"follow_up": uid(f"task {number}"), "kind": "coaching", "owner": RATER, "due_on": CLOCK.day(self.now)}
        planned_one = FollowUpPlanned(**about(life.state.final), **task)
        self.tried(life, actor, decide_plan, state, actor, ALL, planned_one, CLOCK.day(self.now))

    # -- what must hold -----------------------------------------------------------------------------------------------

    def results(self):
        return [
            (life, one)
            for life in self.lives
            for one in life.story.facts
            if isinstance(one.event, EvaluationFinalized | EvaluationAmended)
        ]

    @invariant()
    def a_period_of_an_agreement_has_one_final_at_most(self) -> None:
        for life in self.lives:
            finals = [one for one in life.story.facts if isinstance(one.event, EvaluationFinalized)]
            assert len(finals) <= 1
            assert {one.event.agreement for one in finals} <= {life.story.agreement.agreement}

    @invariant()
    def every_result_has_its_policys_hash_and_inputs_that_are_there(self) -> None:
        for life, one in self.results():
            there = {(fact.stream, fact.version) for fact in life.story.facts}
            assert one.event.policy.hash == policy_hash(one.event.policy.id)
            assert {(head.stream, head.version) for head in one.event.heads} <= there
            assert one.event.heads

    @invariant()
    def an_objection_lowers_nothing(self) -> None:
        for life in self.lives:
            told_of = [one.event for of, one in self.results() if of is life]
            for before, after in pairwise(told_of):
                assert after.cause == "false_evidence" or not lowers(before, after)

    @invariant()
    def nobody_acted_on_themself_and_a_stranger_recomputes_it_all(self) -> None:
        if not self.results():
            return
        history = together(*(life.story for life in self.lives))
        actors = {place: actor for life in self.lives for place, actor in life.actors.items()}
        origins = {
            place: replace(origin, actor=actors.get(place, origin.actor)) for place, origin in history.origins.items()
        }
        verdicts = recompute_all(replace(history, origins=origins))
        assert len(verdicts) == len(self.results())
        assert [one.differences for one in verdicts] == [()] * len(verdicts)
        assert not [note for one in verdicts for note in one.notes if note.startswith("made before")]


TestEvaluationLife = EvaluationLife.TestCase
TestEvaluationLife.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
