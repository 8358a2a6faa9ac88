"""Drafting, agreeing, revising, closing and moving in any order: no target is lost or doubled.

A machine plays one person's year: assignments begin, end and are corrected, and for each of them agreements are
drafted, agreed, revised and closed. After every step what every reader finds in force (`contracts/readings.py`) is held
against what was agreed to, which is remembered here beside the code: on each day and for each assignment that one set,
or nothing, where the assignment or the agreement was over. The last tests break the code and see it noticed.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts import readings
from contracts.planning import (
    AgreementClosed,
    AgreementDrafted,
    AssignmentEnded,
    AssignmentStarted,
    Revision,
    TargetAgreed,
)
from contracts.readings import agreed_versions, version_in_force
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.planning import agreement, closing, moving, targets
from services.planning.agreement import Agreement, Around, Terms, evolve_agreement, first_open_day
from services.planning.directory_rules import (
    Employee,
    decide_assign,
    decide_end_assignment,
    evolve_employee,
)
from services.planning.targets import Before
from tests.domain.given import uid
from tests.domain.planning.test_agreement import SET
from tests.domain.plans import EMPLOYEE, FIRST_DAY, LAST_DAY, RATER, UNIT, YEAR, main, planned

DAYS = st.dates(FIRST_DAY, LAST_DAY)
TITLES = ("berkas", "surat", "kunjungan")
#: Target, accumulation, and whether the unit is whole; the same in another plan only by chance.
COUNTED = st.tuples(st.integers(1, 400), st.sampled_from(("sum", "sum", "latest", "average")), st.booleans())
PLANS = st.dictionaries(st.sampled_from(TITLES), COUNTED, min_size=1)
Plan = dict[str, tuple[int, str, bool]]
PICK = st.integers(0, 7)
REASON = TextRef(text=uid("reason"), sha256="0" * 64)
ONE_DAY = timedelta(days=1)
MOST = 4


def folded(events, initial, evolve):
    for event in events:
        initial = evolve(initial, event)
    return initial


def targets_of(version: TargetAgreed) -> dict[str, dict[str, str]]:
    """Upper bound of every indicator by title and period, the year's under ""."""
    found = [indicator for result in version.results for indicator in result.indicators]
    return {one.title: {"": one.target.high} | {at.period: at.high for at in one.targets} for one in found}


class YearOfMoves(RuleBasedStateMachine):
    """One person, a clock, and what they and their rater agreed to: (agreement, valid from, plan), in order."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count()
        self.today = FIRST_DAY
        self.person: list = []
        self.streams: dict = {}
        self.agreed_to: list[tuple] = []
        self.closed_by_hand: dict = {}

    # -- what the code makes of it

    @property
    def owner(self) -> Employee:
        return folded(self.person, Employee(), evolve_employee)

    def state(self, one) -> Agreement:
        return folded(self.streams[one], Agreement(), evolve_agreement)

    @property
    def earliest(self) -> date | None:
        return first_open_day(YEAR, self.today)

    def decide(self, stream: list, decision, *args) -> bool:
        try:
            stream += decision(*args)
        except Refusal:
            return False
        return True

    # -- what happens

    @initialize()
    def begins(self) -> None:
        self.assigned(FIRST_DAY)

    @rule(day=DAYS)
    @precondition(lambda self: len(self.owner.assignments) < MOST)
    def assigned(self, day: date) -> None:
        event = AssignmentStarted(
            employee=EMPLOYEE, assignment=uid(f"a{next(self.numbers)}"), unit=UNIT, position=f"P{next(self.numbers)}",
            head_of_unit=False, starts_on=day, rater=RATER,
        )  # fmt: skip
        self.decide(self.person, decide_assign, self.owner, event)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + timedelta(days), LAST_DAY)

    @rule(pick=PICK, day=DAYS, corrected=st.booleans())
    def assignment_ends(self, pick: int, day: date, corrected: bool) -> None:
        held = list(self.owner.assignments.values())[pick % len(self.owner.assignments)]
        reason = "corrected" if corrected else "moved"
        event = AssignmentEnded(employee=EMPLOYEE, assignment=held.assignment, ends_on=day, reason_code=reason)
        if self.decide(self.person, decide_end_assignment, self.owner, event):
            for one, stream in self.streams.items():
                others = [self.state(other) for other in self.streams if other != one]
                stream += moving.closed_with(self.state(one), event, others)

    @rule(pick=PICK, days=st.tuples(DAYS, DAYS).map(sorted))
    @precondition(lambda self: len(self.streams) < MOST)
    def draft(self, pick: int, days: list[date]) -> None:
        held = list(self.owner.assignments.values())[pick % len(self.owner.assignments)]
        event = AgreementDrafted(
            employee=EMPLOYEE, agreement=uid(f"g{next(self.numbers)}"), assignment=held.assignment, unit=UNIT,
            year=2026, starts_on=days[0], ends_on=days[1], head_of_unit=False,
        )  # fmt: skip
        stream: list = []
        if self.decide(stream, agreement.decide_draft, self.owner, event):
            self.streams[event.agreement] = stream

    @rule(pick=PICK, plan=PLANS, late=st.booleans())
    @precondition(lambda self: self.streams)
    def agree(self, pick: int, plan: Plan, late: bool) -> None:
        one = list(self.streams)[pick % len(self.streams)]
        if self.propose(one, plan, None) or late:
            self.accept(one, plan)

    @rule(pick=PICK, plan=PLANS, valid_from=DAYS)
    @precondition(lambda self: self.agreed_to)
    def revise(self, pick: int, plan: Plan, valid_from: date) -> None:
        one = self.agreed_to[pick % len(self.agreed_to)][0]
        if self.propose(one, plan, valid_from):
            self.accept(one, plan)

    @rule(pick=PICK, plan=PLANS, day=DAYS, days=st.tuples(st.integers(1, 60), st.integers(0, 60)))
    @precondition(lambda self: self.agreed_to)
    def announced_and_revised_before(self, pick: int, plan: Plan, day: date, days: tuple[int, int]) -> None:
        """Closed for a day to come, and revised in between: refused only where the days say so."""
        one = self.agreed_to[pick % len(self.agreed_to)][0]
        self.close(list(self.streams).index(one), day, "moved")
        state, before = self.state(one), days[0] + days[1]
        valid_from = state.ends_on - timedelta(days[0])
        open_now = state.closed and self.today <= state.ends_on and state.ends_on >= state.drafted.starts_on
        first = max(self.earliest or LAST_DAY, state.agreed.valid_from)
        if before and open_now and first <= valid_from:
            plan = self.counted_as_before(one, plan)
            assert self.propose(one, plan, valid_from), "an announced closing stops no revision"
            self.accept(one, plan)

    @rule(pick=PICK, plan=PLANS, day=DAYS, later=DAYS)
    @precondition(lambda self: self.agreed_to and len(self.streams) < MOST)
    def closed_followed_and_corrected(self, pick: int, plan: Plan, day: date, later: date) -> None:
        """Closed by hand, and another agreed for the days that are left: a correction does not give them back."""
        one = self.agreed_to[pick % len(self.agreed_to)][0]
        self.close(list(self.streams).index(one), day, "moved")
        drafted, left = self.streams[one][0], self.state(one).ends_on + ONE_DAY
        held = list(self.owner.assignments).index(drafted.assignment)
        if left <= drafted.ends_on:
            self.draft(held, [left, drafted.ends_on])
            self.agree(len(self.streams) - 1, plan, late=False)
            self.close(list(self.streams).index(one), later, "corrected")

    @rule(pick=PICK, plan=PLANS, day=DAYS, later=DAYS)
    @precondition(lambda self: len(self.streams) < MOST - 1)
    def agreed_while_another_could_not_begin(self, pick: int, plan: Plan, day: date, later: date) -> None:
        """The place was to end before what was agreed for it begins, so a draft was agreed; the end is corrected."""
        number, first = pick % len(self.owner.assignments), len(self.streams)
        held = list(self.owner.assignments.values())[number]
        self.draft(number, [held.starts_on, LAST_DAY])
        self.draft(number, [day + ONE_DAY, LAST_DAY])
        if len(self.streams) == first + 2:
            self.agree(first + 1, plan, late=False)
            self.assignment_ends(number, day, corrected=True)
            self.agree(first, plan, late=False)
            self.assignment_ends(number, later, corrected=True)

    @rule(pick=PICK, plan=PLANS)
    @precondition(lambda self: self.streams)
    def propose_and_wait(self, pick: int, plan: Plan) -> None:
        self.propose(list(self.streams)[pick % len(self.streams)], plan, None)

    def counted_as_before(self, one, plan: Plan) -> Plan:
        """A plan that no version before keeps from being a revision: each indicator adds up as it did under its id."""
        results = [result for version in self.state(one).versions for result in version.results]
        known = {each.title: each.accumulation for result in results for each in result.indicators}
        return {title: (target, known.get(title, adds), whole) for title, (target, adds, whole) in plan.items()}

    def propose(self, one, plan: Plan, valid_from: date | None) -> bool:
        state = self.state(one)
        agreed = [result for version in state.versions for result in version.results]
        before = Before(state.agreed.results, valid_from, agreed) if state.agreed and valid_from else None
        revision = Revision(valid_from=valid_from, reason_code="other", reason=REASON) if valid_from else None
        wanted = [
            main(planned(str(target), title=title, accumulation=counted, whole=whole), title=f"hasil {title}")
            for title, (target, counted, whole) in sorted(plan.items())
        ]
        try:
            days = (state.drafted.starts_on, state.drafted.ends_on)
            results = targets.agreed_results(wanted, YEAR, *days, before)
        except Refusal:
            return False
        terms = Terms(None, revision, self.earliest)
        return self.decide(
            self.streams[one], agreement.decide_propose, state, self.today, results, "employee", EMPLOYEE, terms
        )

    def accept(self, one, plan: Plan) -> None:
        state = self.state(one)
        held = self.owner.assignments[state.drafted.assignment]
        others = [self.state(other) for other in self.streams if other != one]
        last = state.proposal.proposal if state.proposal else 1
        around = Around([SET], others, self.earliest, held.ends_on)
        before = agreed_versions(self.streams[one])
        if self.decide(self.streams[one], agreement.decide_accept, state, self.today, last, "rater", RATER, around):
            version = self.streams[one][-1]
            self.agreed_to.append((one, version.valid_from, plan))
            self.nothing_is_agreed_once_it_is_over(one)
            self.ended_periods_keep_their_targets(before, version)

    @rule(pick=PICK, day=DAYS, reason=st.sampled_from(("moved", "corrected")))
    @precondition(lambda self: self.streams)
    def close(self, pick: int, day: date, reason: str) -> None:
        """Past, today or announced for a day to come; another closing sets another day."""
        one = list(self.streams)[pick % len(self.streams)]
        event = AgreementClosed(employee=EMPLOYEE, agreement=one, year=2026, closes_on=day, reason_code=reason)
        state, others = self.state(one), [self.state(other) for other in self.streams if other != one]
        last = self.owner.assignments[state.drafted.assignment].ends_on
        if self.decide(self.streams[one], closing.decide_close, state, event, others, last):
            self.closed_by_hand[one] = day

    # -- what must hold

    def nothing_is_agreed_once_it_is_over(self, one) -> None:
        closings = [event.closes_on for event in self.streams[one] if isinstance(event, AgreementClosed)]
        whole = not closings or closings[-1] >= self.streams[one][0].ends_on
        assert whole or self.today <= closings[-1], "it was over"

    def ended_periods_keep_their_targets(self, versions, now) -> None:
        before = version_in_force(versions, LAST_DAY)
        ended = [dates.period for dates in YEAR if before and dates.ends_on < now.valid_from]
        was, is_now = targets_of(before) if before else {}, targets_of(now)
        for title in was.keys() & is_now.keys():
            assert [was[title].get(at) for at in ended] == [is_now[title].get(at) for at in ended]

    @invariant()
    def on_every_day_each_assignment_has_the_one_set_that_was_agreed_for_it(self) -> None:
        for day in self.turning_days():
            for held in self.owner.assignments.values():
                found = [self.in_force(one, day) for one in self.streams if self.of(one) == held.assignment]
                sets = [{title: at[""] for title, at in targets_of(one).items()} for one in found if one]

                assert sets == self.agreed_for(held, day), f"on {day}"

    def of(self, one):
        return self.streams[one][0].assignment

    def in_force(self, one, day: date) -> TargetAgreed | None:
        """What every reader finds in force of an agreement on a day."""
        version = version_in_force(agreed_versions(self.streams[one]), day)
        return version if version and version.starts_on <= day <= version.ends_on else None

    def agreed_for(self, held, day: date) -> list[dict[str, str]]:
        """What was agreed to for an assignment and is not over on a day: the last set of each agreement."""
        if day < held.starts_on or (held.ends_on and day > held.ends_on):
            return []
        last: dict = {}
        for one, valid_from, plan in self.agreed_to:
            drafted = self.streams[one][0]
            over = min(drafted.ends_on, self.closed_by_hand.get(one, LAST_DAY), self.given_way(drafted))
            if drafted.assignment == held.assignment and valid_from <= day <= over:
                last[one] = {title: str(target) for title, (target, *_) in plan.items()}
        assert len(last) <= 1, "nobody agrees to two sets of one assignment for a day"
        return list(last.values())

    def given_way(self, drafted) -> date:
        """The last day before what was agreed, when this could not be, for days that a correction gave back."""
        agreed = (self.streams[one][0] for one, _, _ in self.agreed_to)
        later = [one.starts_on for one in agreed if one.assignment == drafted.assignment]
        return min((day - ONE_DAY for day in later if day > drafted.starts_on), default=LAST_DAY)

    def turning_days(self) -> set[date]:
        """The days on which what is in force may change, and those beside them."""
        found = {FIRST_DAY, LAST_DAY, *self.closed_by_hand.values(), *(day for _, day, _ in self.agreed_to)}
        found |= {day for held in self.owner.assignments.values() for day in (held.starts_on, held.ends_on) if day}
        found |= {day for stream in self.streams.values() for day in (stream[0].starts_on, stream[0].ends_on)}
        return {at for day in found for at in (day - ONE_DAY, day, day + ONE_DAY) if FIRST_DAY <= at <= LAST_DAY}

    @invariant()
    def under_an_id_all_versions_count_alike(self) -> None:
        for one in self.streams:
            found = [
                each for version in self.state(one).versions for result in version.results for each in result.indicators
            ]
            assert len({each.indicator for each in found}) == len(
                {(each.indicator, each.accumulation) for each in found}
            )

    @invariant()
    def the_target_of_the_last_period_due_is_the_years(self) -> None:
        for one in self.streams:
            for version in self.state(one).versions:
                for at in targets_of(version).values():
                    due = [at[dates.period] for dates in YEAR if dates.period in at]
                    assert not due or Decimal(due[-1]) == Decimal(at[""])


YearOfMoves.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestYearOfMoves = YearOfMoves.TestCase


# -- it would notice --------------------------------------------------------------------------------------------------


def nothing(*_):
    return []


def first_closing_cuts(events):
    """`agreed_versions`, before a corrected day moved the closing."""
    events = list(events)
    closings = [one for one in events if isinstance(one, AgreementClosed)]
    return readings.agreed_versions([one for one in events if one not in closings[1:]])


BROKEN = {
    "a move closes nothing": (moving, "closed_with", nothing),
    "an agreement is accepted twice for a day": (agreement, "check_apart", nothing),
    "a revision forgets the ended periods": (targets, "_kept", lambda *_: ()),
    "an id is counted otherwise": (Before, "check_same", nothing),
    "a day to come stops both sides at once": (Agreement, "closed_on", lambda state, _: state.closed is not None),
    "a closing stops nobody": (Agreement, "closed_on", lambda *_: False),
    "a correction gives back a day agreed anew": (closing, "check_apart", nothing),
    "a corrected end gives back a day agreed anew": (moving, "_begins", lambda *_: False),
    "a corrected day is passed over": (None, "agreed_versions", first_closing_cuts),
    "a revision replaces what came before it": (None, "version_in_force", lambda agreed, day: max(
        agreed, key=lambda one: one.agreement_version, default=None)),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_noticed(case, monkeypatch):
    where, name, broken = BROKEN[case]
    if where is None:
        monkeypatch.setitem(globals(), name, broken)
    else:
        monkeypatch.setattr(where, name, broken)
    quick = settings(
        max_examples=400, stateful_step_count=30, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    with pytest.raises(AssertionError):
        run_state_machine_as_test(YearOfMoves, settings=quick)
