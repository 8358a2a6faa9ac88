"""Report, judge, revise, move, finalize the year, object, find false and amend in any order, by anybody who tries.

As `test_evaluation_life` plays a quarter: whatever came of it, the employee's year has at most one final, every result
names the hash of its policy and inputs that are there, nobody acted on themself, an objection lowered nothing, and a
stranger recomputes all of it (`domain.md` 7.7, 7.9, 9; issue 7).
"""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.evaluation import AnnualEvaluationFinalized, BehaviourAssessed, Readmitted, SelfAssessed
from contracts.evidence import EvidenceFoundFalse, EvidenceUploaded, EvidenceVerified
from contracts.realization import RealizationReported
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation.amendment import (
    Change,
    amended_after_false_evidence,
    amended_by_objection,
    items_used,
    lowers,
)
from services.evaluation.annual import decide_assess_year, decide_finalize_year, time_left_of_year
from services.evaluation.domain import Given
from services.evaluation.finals import Amended, Final
from services.evaluation.objection import (
    Decision,
    decide_answer,
    decide_deliver,
    decide_hear,
    decide_lodge,
    decide_objection,
)
from services.evaluation.policies.registry import policy_hash
from services.evaluation.replay.recompute_year import recompute_years
from services.evaluation.self_assessment import decide_assess_self
from tests.domain.evaluation.after_year import AfterTheYear
from tests.domain.evaluation.objecting import CLOCK
from tests.domain.evaluation.yearly import IN_APRIL, OTHER_RATER, YEAR, YEAR_FINAL_AT, told_year
from tests.domain.histories import ABOVE, BEFORE, BELOW, MEETS, REASON, TEXT, behaviour
from tests.domain.plans import EMPLOYEE, LAST_DAY, RATER, STRANGER, SUPERIOR, agreed, main, planned

PEOPLE = (EMPLOYEE, RATER, OTHER_RATER, SUPERIOR, STRANGER)
QUARTERS = st.sampled_from(["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026Q4"])
#: Which of the two indicators of the agreement there is now.
INDICATORS = st.integers(0, 1)
RATINGS = st.sampled_from([None, None, None, ABOVE, MEETS, BELOW])


def plan(titles, goal="100"):
    """Two main results: what is counted once more each quarter, and what adds up."""
    return (
        main(planned(goal, title=titles[0]), title=f"{titles[0]} result"),
        main(planned("40", title=titles[1], accumulation="sum"), title=f"{titles[1]} result"),
    )


FIRST, SECOND = ("agreed", "files"), ("counted", "lists")


def mostly(who):
    """Whoever may, and sometimes anybody. "rater": of the last agreement there is."""
    return st.sampled_from([who] * 8 + list(PEOPLE))


is_final = precondition(lambda machine: machine.life.state.final is not None)
is_open = precondition(lambda machine: machine.life.state.final is None)
is_objected = precondition(lambda machine: machine.life.state.lodged and not machine.life.state.decided)


def some(data, names, most):
    return tuple(data.draw(st.lists(st.sampled_from(names), max_size=most, unique=True))) if names else ()


def answers(rating):
    return Given() if rating is None else Given(rating, **REASON)


class YearLife(RuleBasedStateMachine):
    """One employee's year, with a move perhaps, and whoever tries something."""

    def __init__(self) -> None:
        super().__init__()
        self.now = YEAR_FINAL_AT
        self.life = AfterTheYear(told_year(*plan(FIRST)))
        self.titles = FIRST

    @property
    def story(self):
        return self.life.story

    def who(self, named):
        return (RATER if self.titles is FIRST else OTHER_RATER) if named == "rater" else named

    @property
    def rater(self):
        """Of the final's last agreement; before it, of the last there is."""
        final = self.life.state.final
        return final.rater if final else self.who("rater")

    @property
    def asked(self):
        """Who is let in; the rules refuse of them whose own rating it is."""
        return {EMPLOYEE, self.rater, SUPERIOR}

    @property
    def deciders(self):
        return self.asked - self.life.amenders

    def tried(self, actor, decide, *args) -> None:
        """Recorded, if the rules let it happen."""
        try:
            events = decide(*args)
        except Refusal:
            return
        self.life.add(events, actor, self.now)

    def told(self, kind):
        return [one for one in self.story.facts if isinstance(one.event, kind)]

    @initialize(
        proven=st.dictionaries(INDICATORS, st.sampled_from([True, True, False]), min_size=1),
        rating=st.sampled_from([ABOVE, MEETS, BELOW]),
    )
    def the_year_begins(self, proven: dict[int, bool], rating: str) -> None:
        for which, sound in proven.items():
            self.report(which, 90, "2026Q4")
            self.show(which, 1, "2026Q4", sound=sound, judged=True, at=BEFORE)
        self.assess("rater", rating)

    @rule(days=st.integers(0, 6))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    # -- the year -----------------------------------------------------------------------------------------------------

    @rule(which=INDICATORS, value=st.integers(0, 120), period=QUARTERS)
    def report(self, which: int, value: int, period: str) -> None:
        self.story.report(self.titles[which], str(value), period)

    @rule(
        which=INDICATORS, number=st.integers(1, 3), period=QUARTERS, sound=st.booleans(),
        judged=st.sampled_from([True] * 7 + [False]), at=st.sampled_from([IN_APRIL, BEFORE, None]),
    )  # fmt: skip
    def show(self, which: int, number: int, period: str, *, sound: bool, judged: bool, at) -> None:
        """An item for the last report of the period, judged or not; after the final it is after the fact."""
        title = self.titles[which]
        name, indicator = f"{title} {period} {number}", self.story.indicator(title)
        reported = [
            one for one in self.told(RealizationReported)
            if (one.event.indicator, one.event.period) == (indicator, period)
        ]  # fmt: skip
        if not reported or any(one.stream == self.story.stream(name) for one in self.story.facts):
            return
        self.story.upload(name, title, period=period, at=at or self.now)
        if judged:
            report = StreamHead(stream=reported[-1].stream, version=reported[-1].version)
            (self.story.verify if sound else self.story.reject)(name, title, report, period=period, at=self.now)

    @rule(goal=st.integers(1, 150), valid_from=st.dates(date(2026, 2, 1), LAST_DAY))
    def revise(self, goal: int, valid_from: date) -> None:
        agreement = self.story.agreement
        versions = sum(one.stream == agreement.agreement for one in self.story.facts)
        if self.titles is SECOND or valid_from <= agreement.starts_on:
            return
        results = agreed(*plan(FIRST, str(goal))).results
        self.story.agree(agreement_version=versions + 1, valid_from=valid_from, results=results)

    @rule(closes_on=st.dates(date(2026, 1, 15), date(2026, 12, 15)))
    def move(self, closes_on: date) -> None:
        if self.titles is FIRST:
            self.story.move(closes_on, *plan(SECOND))
            self.titles = SECOND

    # -- judging ------------------------------------------------------------------------------------------------------

    @rule(actor=mostly(EMPLOYEE))
    def assess_self(self, actor) -> None:
        actor, agreement = self.who(actor), self.story.agreement
        about = {"employee": EMPLOYEE, "agreement": agreement.agreement, "period": YEAR}
        assessed = SelfAssessed(**about, values=behaviour())
        state = self.story.state()
        left = time_left_of_year(state, self.story.year_case(), self.now)
        self.tried(actor, decide_assess_self, state, actor, assessed, left)

    @rule(actor=mostly("rater"), rating=st.sampled_from([ABOVE, MEETS, BELOW]))
    def assess(self, actor, rating: str) -> None:
        actor, agreement = self.who(actor), self.story.agreement
        about = {"employee": EMPLOYEE, "agreement": agreement.agreement, "period": YEAR}
        assessed = BehaviourAssessed(**about, values=behaviour(rating))
        raters = frozenset({self.who("rater")})
        self.tried(actor, decide_assess_year, self.story.state(), actor, agreement, raters, assessed)

    @rule(actor=mostly("rater"), result=RATINGS, about_behaviour=RATINGS)
    def finalize(self, actor, result, about_behaviour) -> None:
        actor, given = self.who(actor), (answers(result), answers(about_behaviour))
        self.tried(
            actor, decide_finalize_year, self.story.state(), actor, self.story.year_case(), *given, self.now
        )  # fmt: skip

    @is_open
    @rule()
    def finalize_as_advised(self) -> None:
        """So that many a year comes to its end, whatever was tried before."""
        self.assess("rater", MEETS)
        self.finalize("rater", None, None)

    # -- after it -----------------------------------------------------------------------------------------------------

    @is_final
    @rule(actor=mostly(EMPLOYEE))
    def deliver(self, actor) -> None:
        state, stream = self.life.state, self.life.stream
        self.tried(self.who(actor), decide_deliver, state, self.who(actor), "opened", stream, self.now, CLOCK)

    @is_final
    @rule(actor=mostly(EMPLOYEE))
    def lodge(self, actor) -> None:
        state, stream = self.life.state, self.life.stream
        self.tried(self.who(actor), decide_lodge, state, self.who(actor), TEXT, stream, self.now, CLOCK)

    @is_final
    @rule()
    def object_and_be_answered(self) -> None:
        """The same of an objection: it comes to where it is decided."""
        self.lodge(EMPLOYEE)
        self.answer("rater")

    @is_objected
    @rule(actor=mostly("rater"))
    def answer(self, actor) -> None:
        actor = self.who(actor)
        self.tried(actor, decide_answer, self.life.state, actor, {EMPLOYEE, self.rater}, TEXT, self.now, CLOCK)

    @is_objected
    @rule(actor=mostly(SUPERIOR), side=st.sampled_from(["employee", "rater"]))
    def hear(self, actor, side: str) -> None:
        actor, day = self.who(actor), CLOCK.day(self.now)
        lodged = CLOCK.day(YEAR_FINAL_AT)
        self.tried(actor, decide_hear, self.life.state, actor, self.deciders, side, day, None, lodged, day)

    @is_objected
    @rule(actor=mostly(SUPERIOR), data=st.data(), result=RATINGS, about_behaviour=RATINGS, stands=st.booleans())
    def decide(self, actor, data, result, about_behaviour, *, stands: bool) -> None:
        actor = self.who(actor)
        items = sorted({one.stream for one in self.told(EvidenceUploaded)})
        reports = [StreamHead(stream=one.stream, version=one.version) for one in self.told(RealizationReported)]
        named = Readmitted(items=some(data, items, 2), reports=some(data, reports, 1))

        def decided():
            change = Change(self.life.original, TEXT, answers(result), answers(about_behaviour), readmitted=named)
            case = self.life.case(named, None, self.now)
            amended = None if stands else amended_by_objection(self.life.state, case, change, self.now)
            return decide_objection(self.life.state, actor, self.deciders, Decision(TEXT, amended), self.now, CLOCK)

        self.tried(actor, decided)

    @rule(data=st.data(), used=st.booleans(), at_once=st.booleans())
    def find_false(self, data, *, used: bool, at_once: bool) -> None:
        """Before the final it counts in it as rejected; after it, of what was used, it opens a review."""
        found = {one.stream for one in self.told(EvidenceFoundFalse)}
        verified = {one.stream for one in self.told(EvidenceVerified)} - found
        items = sorted(verified & items_used(self.life.state) if used else verified)
        if not items:
            return
        item = data.draw(st.sampled_from(items))
        uploaded = next(one.event for one in self.told(EvidenceUploaded) if one.stream == item)
        about = {name: getattr(uploaded, name) for name in ("employee", "item", "agreement", "period")}
        event = EvidenceFoundFalse(**about, reason_code="forged", reason=TEXT)
        self.life.add([event], SUPERIOR, self.now, item)
        if at_once and self.life.state.final is not None:
            self.amend(self.who("rater"), item)

    @is_final
    @rule(actor=mostly("rater"), data=st.data())
    def amend_later(self, actor, data) -> None:
        found = sorted({one.stream for one in self.told(EvidenceFoundFalse)})
        if found:
            self.amend(self.who(actor), data.draw(st.sampled_from(found)))

    def amend(self, actor, item) -> None:
        found = next(one for one in self.told(EvidenceFoundFalse) if one.stream == item)
        change = Change(self.life.original, TEXT, finding=StreamHead(stream=item, version=found.version))

        def amended():
            case = self.life.case(Readmitted(), item, self.now)
            return amended_after_false_evidence(self.life.state, actor, self.asked, case, change, self.now)

        self.tried(actor, amended)

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def the_year_has_one_final_at_most(self) -> None:
        finals = self.told(AnnualEvaluationFinalized)
        assert len(finals) <= 1
        assert {one.stream for one in finals} <= {self.life.stream}

    @invariant()
    def only_the_employee_assesses_themself_and_never_after_the_final(self) -> None:
        places = [(one.stream, one.version) for one in self.told(SelfAssessed)]
        assert {self.life.actors[place] for place in places} <= {str(EMPLOYEE)}
        final = self.life.state.final_version
        assert not final or all(version < final for _, version in places)

    @invariant()
    def every_result_has_its_policys_hash_and_inputs_that_are_there(self) -> None:
        there = {(one.stream, one.version) for one in self.story.facts}
        for one in self.told(Final | Amended):
            assert one.event.policy.hash == policy_hash(one.event.policy.id)
            assert {(head.stream, head.version) for head in one.event.heads} <= there
            assert one.event.heads

    @invariant()
    def an_objection_lowers_nothing(self) -> None:
        for before, after in pairwise(one.event for one in self.told(Final | Amended)):
            assert after.cause == "false_evidence" or not lowers(before, after)

    @invariant()
    def nobody_acted_on_themself_and_a_stranger_recomputes_it_all(self) -> None:
        if not (results := self.told(Final | Amended)):
            return
        verdicts = recompute_years(self.life.history())
        assert len(verdicts) == len(results)
        assert [one.differences for one in verdicts] == [()] * len(verdicts)


TestYearLife = YearLife.TestCase
TestYearLife.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
