"""A made-up employee's story after its final: who did what to it, decided by the domain's own rules."""

from dataclasses import replace

from contracts.evaluation import Readmitted
from contracts.evidence import EvidenceFoundFalse
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
from tests.domain.histories import EVALUATION, TEXT
from tests.domain.plans import EMPLOYEE, RATER, SUPERIOR

LODGED, ANSWERED, DECIDED = at(7, 21), at(7, 22), at(7, 30)


class Afterwards:
    """A story's history after its final, each event with its actor."""

    def __init__(self, story):
        self.story, self.actors = story, {}

    def add(self, events, actor, when, stream=EVALUATION):
        for event in events:
            head = self.story.record(stream, event, when)
            self.actors[head.stream, head.version] = str(actor)
        return self

    @property
    def state(self):
        state = Objection()
        for fact in self.story.facts:
            if fact.stream == EVALUATION:
                state = evolve_objection(state, fact.event)
        return state

    @property
    def original(self):
        return StreamHead(stream=EVALUATION, version=self.state.final_version)

    def case(self, named, false, now):
        final = self.state.final
        heads = {head.stream: head.version for head in final.heads}
        facts = [one for one in self.story.facts if one.version <= heads.get(one.stream, 0)]
        return amended_case(facts, final, self.state.amended, named, false, now)

    def object(self):
        self.add(decide_lodge(self.state, EMPLOYEE, TEXT, EVALUATION, LODGED, CLOCK), EMPLOYEE, LODGED)
        answered = decide_answer(self.state, RATER, RATERS, TEXT, ANSWERED, CLOCK)
        return self.add(answered, RATER, ANSWERED)

    def change(self, named, **answers):
        said = Change(self.original, TEXT, readmitted=named, **answers)
        event = amended_by_objection(self.state, self.case(named, None, DECIDED), said, DECIDED)
        decision = Decision(TEXT, event)
        events = decide_objection(self.state, SUPERIOR, DECIDERS, decision, DECIDED, CLOCK)
        return self.add(events, SUPERIOR, DECIDED)

    def stand(self, actor=SUPERIOR):
        events = decide_objection(self.state, SUPERIOR, DECIDERS, Decision(TEXT), DECIDED, CLOCK)
        return self.add(events, actor, DECIDED)

    def find_false(self, name, when=LODGED):
        item = self.story.stream(name)
        about = {"employee": EMPLOYEE, "item": item, "agreement": self.state.final.agreement, "period": "2026Q2"}
        self.add([EvidenceFoundFalse(**about, reason_code="forged", reason=TEXT)], RATER, when, item)
        return StreamHead(stream=item, version=self.story.facts[-1].version)

    def amend(self, finding, when=ANSWERED):
        case = self.case(Readmitted(), finding.stream, when)
        change = Change(self.original, TEXT, finding=finding)
        events = amended_after_false_evidence(self.state, RATER, {RATER, SUPERIOR}, case, change, when)
        return self.add(events, RATER, when)

    def history(self):
        history = self.story.history()
        origins = {
            place: replace(origin, actor=self.actors.get(place, origin.actor))
            for place, origin in history.origins.items()
        }
        return replace(history, origins=origins)
