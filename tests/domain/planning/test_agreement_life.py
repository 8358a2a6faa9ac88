"""Proposing, accepting, revising, moving and closing in any order: no target is lost or doubled.

A machine plays the two sides and the passing of time over the aggregate; after each step the agreement must still be
one story: versions numbered in order, each in force from a day that was open, one version on every day.
"""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.planning import AgreementClosed, Revision, TargetAgreed
from contracts.readings import agreed_versions, version_in_force
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.planning.agreement import (
    Agreement,
    Around,
    Terms,
    decide_accept,
    decide_propose,
    evolve_agreement,
    first_open_day,
)
from services.planning.closing import decide_close
from services.planning.targets import Before, agreed_results
from tests.domain.given import uid
from tests.domain.planning.test_agreement import DRAFTED, SET
from tests.domain.plans import AGREEMENT, EMPLOYEE, FIRST_DAY, LAST_DAY, RATER, YEAR, main, planned

SIDES = st.sampled_from(["employee", "rater"])
DAYS = st.dates(FIRST_DAY, LAST_DAY)
TITLES = ("berkas", "surat", "kunjungan")
PLANS = st.dictionaries(st.sampled_from(TITLES), st.integers(1, 400), min_size=1)
REASON = TextRef(text=uid("reason"), sha256="0" * 64)


class AgreementLife(RuleBasedStateMachine):
    """The two sides of one agreement, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.events = [DRAFTED]
        self.today = FIRST_DAY
        self.seen: list[TargetAgreed] = []

    @property
    def state(self) -> Agreement:
        state = Agreement()
        for event in self.events:
            state = evolve_agreement(state, event)
        return state

    @property
    def earliest(self) -> date | None:
        return first_open_day(YEAR, self.today)

    def decide(self, decision, *args) -> bool:
        try:
            decided = decision(self.state, *args)
        except Refusal:
            return False
        self.events += decided
        return True

    @initialize()
    def drafted(self) -> None:
        assert self.state.drafted == DRAFTED

    @rule(days=st.integers(1, 90))
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + timedelta(days), LAST_DAY)

    @rule(side=SIDES, plan=PLANS)
    def propose(self, side: str, plan: dict[str, int]) -> None:
        self.decide(decide_propose, self.today, self.results(plan), side, RATER if side == "rater" else EMPLOYEE)

    @rule(side=SIDES, plan=PLANS, valid_from=DAYS)
    def revise(self, side: str, plan: dict[str, int], valid_from: date) -> None:
        agreed = self.state.agreed
        results = self.results(plan, Before(agreed.results, valid_from) if agreed else None)
        revision = Revision(valid_from=valid_from, reason_code="other", reason=REASON)
        actor = RATER if side == "rater" else EMPLOYEE
        self.decide(decide_propose, self.today, results, side, actor, Terms(None, revision, self.earliest))

    def results(self, plan: dict[str, int], before: Before | None = None):
        indicators = [planned(str(target), title=title, accumulation="sum") for title, target in sorted(plan.items())]
        return agreed_results([main(*indicators)], YEAR, FIRST_DAY, LAST_DAY, before)

    @rule(side=SIDES, number=st.integers(0, 2))
    def accept(self, side: str, number: int) -> None:
        last = self.state.proposal.proposal if self.state.proposal else 0
        around = Around([SET], (), self.earliest)
        before = agreed_versions(self.events)
        accepted = self.decide(decide_accept, self.today, last - number, side, RATER, around)
        if accepted:
            (version,) = self.events[-1:]
            assert number == 0, "only the last proposal is accepted"
            assert version.results == self.state.proposal.results, "what was proposed is what is agreed"
            self.seen.append(version)
            assert self.today <= self.state.ends_on or not self.state.closed, "nothing is agreed after the last day"
            self.periods_that_have_ended_keep_their_targets(before, version)

    def periods_that_have_ended_keep_their_targets(self, before: list[TargetAgreed], now: TargetAgreed) -> None:
        for dates in YEAR:
            if before and dates.ends_on < now.valid_from:
                assert (
                    targets(version_in_force(before, dates.ends_on), dates.period).items()
                    >= {title: target for title, target in targets(now, dates.period).items() if title}.items()
                )

    @rule(day=DAYS, reason=st.sampled_from(["moved", "corrected"]))
    def close(self, day: date, reason: str) -> None:
        event = AgreementClosed(employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=day, reason_code=reason)
        self.decide(decide_close, event)

    @invariant()
    def versions_are_numbered_and_none_is_lost(self) -> None:
        versions = self.state.versions
        assert list(versions) == self.seen
        assert [one.agreement_version for one in versions] == list(range(1, len(versions) + 1))

    @invariant()
    def every_day_of_an_agreed_set_has_one_version_and_no_day_after_the_last(self) -> None:
        versions = agreed_versions(self.events)
        if not versions:
            return
        ends_on = self.state.ends_on
        assert {one.ends_on for one in versions} == {ends_on}
        for day in (FIRST_DAY, ends_on):
            assert version_in_force(versions, day) is not None

    @invariant()
    def the_last_closing_holds(self) -> None:
        closings = [event.closes_on for event in self.events if isinstance(event, AgreementClosed)]
        assert self.state.ends_on == ([LAST_DAY, *closings])[-1]


def targets(version: TargetAgreed | None, period: str) -> dict[str, str]:
    """Upper bound of every indicator due in a period, by title."""
    if version is None:
        return {}
    indicators = [indicator for result in version.results for indicator in result.indicators]
    return {one.title: target.high for one in indicators for target in one.targets if target.period == period}


AgreementLife.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestAgreementLife = AgreementLife.TestCase
