"""A made-up employee's story after its final: who did what to it, decided by the domain's own rules."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.evaluation import Readmitted
from contracts.evidence import EvidenceFoundFalse
from contracts.planning import AssignmentStarted
from contracts.values import StreamHead
from services.evaluation.amended_case import amended_case
from services.evaluation.amendment import Change, amended_after_false_evidence, amended_by_objection
from services.evaluation.objection import (
    Decision,
    Objection,
    decide_answer,
    decide_lodge,
    decide_objection,
    evolve_objection,
)
from tests.domain.evaluation.objecting import CLOCK, DECIDERS, RATERS, at
from tests.domain.given import uid
from tests.domain.histories import EVALUATION, TEXT
from tests.domain.plans import EMPLOYEE, RATER, SUPERIOR, UNIT

LODGED, ANSWERED, DECIDED = at(7, 21), at(7, 22), at(7, 30)


class Afterwards:
    """A story's history after its final, each event with its actor."""

    stream, rater, raters = EVALUATION, RATER, RATERS
    lodged_at, answered_at, decided_at = LODGED, ANSWERED, DECIDED

    def __init__(self, story):
        self.story, self.actors = story, {}
        for rater in {RATER, self.rater}:
            self._rated_by_the_superior(rater)

    def _rated_by_the_superior(self, rater):
        if not any(one.stream == rater for one in self.story.facts):
            place = {"employee": rater, "assignment": uid(f"assignment of {rater}"), "unit": UNIT}
            above = {"head_of_unit": False, "starts_on": date(2026, 1, 1), "position": "Analis", "rater": SUPERIOR}
            self.story.record(rater, AssignmentStarted(**place, **above))

    def add(self, events, actor, when, stream=None):
        for event in events:
            head = self.story.record(stream or self.stream, event, when)
            self.actors[head.stream, head.version] = str(actor)
        return self

    @property
    def state(self):
        state = Objection()
        for fact in self.story.facts:
            if fact.stream == self.stream:
                state = evolve_objection(state, fact.event)
        return state

    @property
    def original(self):
        return StreamHead(stream=self.stream, version=self.state.final_version)

    @property
    def amenders(self):
        """Who amended after false evidence: they decide on no objection to it."""
        amended = [one for one in self.story.facts if getattr(one.event, "cause", None) == "false_evidence"]
        return {UUID(self.actors[one.stream, one.version]) for one in amended}

    def known(self):
        """The facts up to the final's heads."""
        heads = {head.stream: head.version for head in self.state.final.heads}
        return [one for one in self.story.facts if one.version <= heads.get(one.stream, 0)]

    def case(self, named, false, now):
        return amended_case(self.known(), self.state.final, self.state.amended, named, false, now)

    def object(self):
        lodged = decide_lodge(self.state, EMPLOYEE, TEXT, self.stream, self.lodged_at, CLOCK)
        self.add(lodged, EMPLOYEE, self.lodged_at)
        answered = decide_answer(self.state, self.rater, self.raters, TEXT, self.answered_at, CLOCK)
        return self.add(answered, self.rater, self.answered_at)

    def change(self, named, **answers):
        said, now = Change(self.original, TEXT, readmitted=named, **answers), self.decided_at
        event = amended_by_objection(self.state, self.case(named, None, now), said, now)
        events = decide_objection(self.state, SUPERIOR, DECIDERS, Decision(TEXT, event), now, CLOCK)
        return self.add(events, SUPERIOR, now)

    def stand(self, actor=SUPERIOR):
        events = decide_objection(self.state, SUPERIOR, DECIDERS, Decision(TEXT), self.decided_at, CLOCK)
        return self.add(events, actor, self.decided_at)

    def find_false(self, name, when=None):
        item = self.story.stream(name)
        uploaded = next(one.event for one in self.story.facts if one.stream == item)
        about = {one: getattr(uploaded, one) for one in ("employee", "item", "agreement", "period")}
        found = EvidenceFoundFalse(**about, reason_code="forged", reason=TEXT)
        self.add([found], self.rater, when or self.lodged_at, item)
        return StreamHead(stream=item, version=self.story.facts[-1].version)

    def amend(self, finding, when=None):
        when = when or self.answered_at
        case = self.case(Readmitted(), finding.stream, when)
        change = Change(self.original, TEXT, finding=finding)
        may = {self.rater, SUPERIOR}
        return self.add(amended_after_false_evidence(self.state, self.rater, may, case, change, when), self.rater, when)

    def history(self):
        history = self.story.history()
        origins = {
            place: replace(origin, actor=self.actors.get(place, origin.actor))
            for place, origin in history.origins.items()
        }
        return replace(history, origins=origins)
