"""Plays one quarter of the sample world through the public HTTP interfaces, each step with the role that may do it.

No SQL, no direct produce: what happens here any office could do. Acts of one person run in their order, people
side by side; the clock is moved from phase to phase. The story keeps the ids the services answered.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from deploy.local.client import Client, Seen, Upload
from deploy.sample import world as sample
from deploy.sample.model import (
    Achievement,
    Agreement,
    Behaviour,
    Evidence,
    Finalization,
    Indicator,
    LatenessAcceptance,
    Objective,
    Report,
    Verdict,
    WorkResult,
    World,
)

__all__ = ["Story", "play"]

#: People who work at the same time; the services' own limits decide the pace.
SIDE_BY_SIDE = 8
#: At most this many heads fit a request's Ekinerja-Seen.
MOST_HEADS = 100

Progress = Callable[[str, int, int], None]


class StackLike(Protocol):
    """What the story needs of a stack: addresses, tokens and the clock."""

    @property
    def urls(self) -> dict[str, str]: ...
    def token(self, roles: Any, employee: str | None = None) -> str: ...
    def move_clock(self, to: Any) -> None: ...


@dataclass
class Story:
    """What was played: ids by the sample's keys, a token per person, and one per role to try."""

    world: World
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    reports: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    #: Of each item that waited for its verifier: the flags it was shown with.
    flags: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: Streams that concern a person, in the order they came to be: what they have seen.
    streams: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def play(stack: StackLike, progress: Progress = lambda *_: None, world: World | None = None) -> Story:
    """Play the whole quarter. Raises `Refused` naming the first step that a service refused."""
    story = Story(world or sample.load())
    client = Client(stack.urls, story.seen)
    try:
        _Player(stack, client, story, progress).play()
    finally:
        client.close()
    return story


@dataclass(frozen=True)
class _Look:
    """A verifier looks through what a person has shown, before judging any of it."""

    person: str
    by: str
    at: Any


class _Player:
    def __init__(self, stack: StackLike, client: Client, story: Story, progress: Progress) -> None:
        self._stack = stack
        self._client = client
        self._story = story
        self._world = story.world
        self._progress = progress

    def play(self) -> None:
        self._tokens_of_outsiders()
        first = True
        acts = self._acts()
        for phase in self._world.phases:
            if first:  # the stack's clock starts at this phase and has moved on since
                self._load()
                first = False
            elif phase.at in acts:
                self._stack.move_clock(phase.at)
            for title, by_person in acts.get(phase.at, {}).items():
                self._side_by_side(title, by_person)
        someone = next(person for person in self._world.people if person.evaluated and not person.head_of_unit)
        self._story.tokens["employee"] = self._story.people[someone.key]
        self._story.tokens["rater"] = self._story.people[str(someone.rater)]

    def _tokens_of_outsiders(self) -> None:
        officer = str(uuid.uuid4())
        self._story.ids["officer"] = officer
        self._story.tokens["officer"] = self._stack.token(["officer"], officer)
        self._story.tokens["auditor"] = self._stack.token(["auditor"])

    def _acts(self) -> dict[Any, dict[str, dict[str, list[Callable[[], None]]]]]:
        """Acts by instant, then kind in the order of the work, then person."""
        world = self._world
        looks = dict.fromkeys(_Look(one.person, one.by, one.at) for one in world.verdicts)
        kinds: list[tuple[str, Iterable[Any], Callable[[Any], None], Callable[[Any], str]]] = [
            ("agreements", world.agreements, self._agree, lambda one: one.person),
            ("realizations", world.reports, self._report, lambda one: one.person),
            ("evidence", world.evidence, self._upload, lambda one: one.person),
            ("flags seen", looks, self._look, lambda one: one.person),
            ("verdicts", world.verdicts, self._judge, lambda one: one.person),
            ("lateness accepted", world.lateness, self._accept_lateness, lambda one: one.person),
            ("behaviour", world.behaviours, self._assess, lambda one: one.person),
            ("unit achievements", world.achievements, self._achieve, lambda one: one.unit),
            ("finals", world.finalizations, self._finalize, lambda one: one.person),
        ]
        acts: dict[Any, dict[str, dict[str, list[Callable[[], None]]]]] = {}
        for title, ones, act, whose in kinds:
            for one in ones:
                by_person = acts.setdefault(one.at, {}).setdefault(title, {})
                by_person.setdefault(whose(one), []).append(partial(act, one))
        return acts

    def _side_by_side(self, title: str, by_person: Mapping[str, Sequence[Callable[[], None]]]) -> None:
        total, done = sum(map(len, by_person.values())), 0
        self._progress(title, 0, total)

        def all_of(acts: Sequence[Callable[[], None]]) -> int:
            for act in acts:
                act()
            return len(acts)

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for number in pool.map(all_of, by_person.values()):
                done += number
                self._progress(title, done, total)

    # -- loading, by the performance officer ----------------------------------------------------------------------

    def _officer(self, service: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._client.post(service, path, self._story.tokens["officer"], body)

    def _load(self) -> None:
        ids = self._story.ids
        for unit in sorted(self._world.units, key=lambda one: one.parent is not None):
            body = {"name": unit.name, **({"parent": ids[unit.parent]} if unit.parent else {})}
            ids[unit.key] = self._officer("planning", "/v1/units", body)["unit"]
        people = sorted(self._world.people, key=lambda one: (one.rater is not None, not one.head_of_unit))
        self._side_by_side("people", {one.key: [partial(self._register, one)] for one in people})
        for level in (people[:1], [one for one in people[1:] if one.head_of_unit], people[1:]):
            waiting = {one.key: [partial(self._assign, one)] for one in level if f"{one.key}/at" not in ids}
            self._side_by_side("assignments", waiting)
        self._open_cycle()
        for goal in self._world.goals:
            wanted = {"title": goal.title, "first_year": goal.first_year, "last_year": goal.last_year}
            ids[goal.key] = self._officer("planning", f"/v1/units/{ids[goal.unit]}/goals", wanted)["goal"]
        for objective in self._world.objectives:
            answer = self._officer(
                "planning", f"/v1/units/{ids[objective.unit]}/objectives", self._objective(objective)
            )
            ids[objective.key] = answer["objective"]
            self._story.streams[objective.key] = [answer["streams"][0]["stream"]]

    def _objective(self, one: Objective) -> dict[str, Any]:
        kind = "strategic_goal" if one.supports in {goal.key for goal in self._world.goals} else "unit_objective"
        body: dict[str, Any] = {"year": self._world.cycle.year, "title": one.title}
        body["supports"] = {"kind": kind, "id": self._story.ids[one.supports]}
        if one.indicator is not None:
            target = {"low": one.indicator.low, "high": one.indicator.high}
            shown = {"title": one.indicator.title, "unit_of_measure": one.indicator.unit_of_measure}
            body["indicators"] = [{**shown, "target": target}]
        return body

    def _register(self, one: Any) -> None:
        body = {"name": one.name, "number": one.nip, "employment": one.employment, "email": one.email}
        answer = self._officer("planning", "/v1/employees", body)
        self._story.ids[one.key] = answer["employee"]
        self._story.people[one.key] = self._stack.token(
            ["employee", *(["rater"] if one.head_of_unit else [])], answer["employee"]
        )

    def _assign(self, one: Any) -> None:
        ids = self._story.ids
        body = {
            "unit": ids[one.unit],
            "position": one.position,
            "head_of_unit": one.head_of_unit,
            "starts_on": one.starts_on.isoformat(),
            **({"rater": ids[one.rater]} if one.rater else {}),
        }
        answer = self._officer("planning", f"/v1/employees/{ids[one.key]}/assignments", body)
        ids[f"{one.key}/at"] = answer["assignment"]
        self._story.streams[one.key].append(ids[one.key])

    def _open_cycle(self) -> None:
        cycle = self._world.cycle
        answer = self._officer(
            "planning",
            "/v1/cycles",
            {
                "year": cycle.year,
                "time_zone": cycle.time_zone,
                "agreement_deadline": cycle.agreement_deadline.isoformat(),
                "annual_evaluation_deadline": cycle.annual_evaluation_deadline.isoformat(),
                "holidays": [holiday.date.isoformat() for holiday in cycle.holidays],
                "periods": [
                    {
                        "period": period.key,
                        "starts_on": period.starts_on.isoformat(),
                        "ends_on": period.ends_on.isoformat(),
                        "reporting_deadline": period.reporting_deadline.isoformat(),
                        "evidence_deadline": period.evidence_deadline.isoformat(),
                        "evaluation_deadline": period.evaluation_deadline.isoformat(),
                    }
                    for period in cycle.periods
                ],
            },
        )
        self._story.ids["cycle"] = answer["cycle"]

    # -- the quarter, by employees and raters ---------------------------------------------------------------------

    def _as(self, person: str, service: str, path: str, body: dict[str, Any], streams: Iterable[str]) -> dict[str, Any]:
        heads = list(dict.fromkeys(streams))[-MOST_HEADS:]
        return self._client.post(service, path, self._story.people[person], body, seen=heads)

    def _known(self, person: str) -> list[str]:
        """What a person and their rater have seen of the person's record, and of the cycle."""
        return [self._story.ids["cycle"], *self._story.streams[person]]

    def _agree(self, one: Agreement) -> None:
        ids, story = self._story.ids, self._story
        other = one.rater if one.proposed_by == "employee" else one.person
        proposer = one.person if one.proposed_by == "employee" else one.rater
        body = {
            "employee": ids[one.person],
            "assignment": ids[f"{one.person}/at"],
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(),
            "results": [self._result(result) for result in one.results],
        }
        answer = self._as(proposer, "planning", "/v1/agreements", body, self._known(one.person))
        agreement = answer["agreement"]
        ids[f"{one.person}/skp"] = agreement
        for result, made in zip(one.results, answer["results"], strict=True):
            ids[result.key] = made["result"]
            story.streams[result.key] = [agreement]
            for indicator, identity in zip(result.indicators, made["indicators"], strict=True):
                ids[indicator.key] = identity
        supported = [stream for r in one.results if r.supports for stream in story.streams[r.supports.key]]
        path = f"/v1/agreements/{agreement}/acceptance"
        self._as(other, "planning", path, {"proposal": 1}, [*self._known(one.person), *supported])
        story.streams[one.person].append(agreement)

    def _result(self, result: WorkResult) -> dict[str, Any]:
        body: dict[str, Any] = {
            "kind": result.kind,
            "title": result.title,
            "indicators": [_indicator(one) for one in result.indicators],
        }
        if result.weight is not None:
            body["weight"] = result.weight
        if result.supports is not None:
            supported = self._story.ids[result.supports.key]
            body["supports"] = {
                "kind": result.supports.kind,
                "id": supported,
                "taken_over": result.supports.taken_over,
            }
        return body

    def _report(self, one: Report) -> None:
        ids = self._story.ids
        path = f"/v1/agreements/{ids[f'{one.person}/skp']}/realizations/{one.period}"
        body = {"indicator": ids[one.indicator], "value": one.value, **({"note": one.note} if one.note else {})}
        answer = self._as(one.person, "realization", path, body, self._known(one.person)[:3])
        self._story.reports[(one.person, one.indicator)] = answer["report"]
        self._story.streams[one.person].append(answer["report"]["stream"])

    def _upload(self, one: Evidence) -> None:
        ids = self._story.ids
        form: dict[str, Any] = {
            "agreement": ids[f"{one.person}/skp"],
            "period": one.period,
            "indicators": [ids[indicator] for indicator in one.indicators],
            **({"answers": ids[one.answers]} if one.answers else {}),
        }
        answer = self._client.post(
            "evidence",
            "/v1/evidence",
            self._story.people[one.person],
            seen=self._known(one.person)[:3],
            upload=Upload(form, (one.name, sample.evidence_file(self._world, one), one.media_type)),
        )
        ids[one.key] = answer["item"]
        self._story.streams[one.person].append(answer["item"])

    def _look(self, one: _Look) -> None:
        ids, person = self._story.ids, self._story.people[one.by]
        path = f"/v1/evidence/waiting?employee={ids[one.person]}&period={self._world.period}&limit=100"
        heads = list(dict.fromkeys(self._known(one.person)))[-MOST_HEADS:]
        waiting = self._client.get("evidence", path, person, seen=heads)["waiting"]
        keys = {ids.get(item.key): item.key for item in self._world.evidence if item.person == one.person}
        self._story.flags |= {keys[row["item"]]: row["flags"] for row in waiting}

    def _judge(self, one: Verdict) -> None:
        ids = self._story.ids
        body: dict[str, Any] = {
            "indicator": ids[one.indicator],
            "report": self._story.reports[(one.person, one.indicator)],
        }
        step = "verification"
        if one.verdict == "rejected":
            step = "rejection"
            body |= {"reason_code": one.reason_code, "reason": one.reason}
        path = f"/v1/evidence/{ids[one.evidence]}/{step}"
        self._as(one.by, "evidence", path, body, self._known(one.person))

    def _evaluation(self, person: str) -> str:
        return f"/v1/agreements/{self._story.ids[f'{person}/skp']}/evaluations/{self._world.period}"

    def _accept_lateness(self, one: LatenessAcceptance) -> None:
        body = {"item": self._story.ids[one.evidence], "reason_code": one.reason_code, "reason": one.reason}
        path = f"{self._evaluation(one.person)}/lateness"
        self._as(one.by, "evaluation", path, body, self._known(one.person))

    def _assess(self, one: Behaviour) -> None:
        path = f"{self._evaluation(one.person)}/behaviour"
        self._as(one.by, "evaluation", path, {"values": dict(one.values)}, self._known(one.person))

    def _achieve(self, one: Achievement) -> None:
        head = next(unit.head for unit in self._world.units if unit.key == one.unit)
        path = f"/v1/units/{self._story.ids[one.unit]}/achievements/{one.period}"
        self._as(one.by, "evaluation", path, {"achievement": one.achievement}, self._known(head)[:2])

    def _finalize(self, one: Finalization) -> None:
        body = {
            "result": _given(one.given_result, one.result_reason),
            "behaviour": _given(one.given_behaviour, one.behaviour_reason),
        }
        path = f"{self._evaluation(one.person)}/finalization"
        self._as(one.by, "evaluation", path, body, self._known(one.person))


def _indicator(one: Indicator) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": one.title,
        "aspect": one.aspect,
        "unit_of_measure": one.unit_of_measure,
        "whole": one.whole,
        "direction": one.direction,
        "accumulation": one.accumulation,
        "target": {"low": one.target.low, "high": one.target.high},
    }
    if one.maximum is not None:
        body["maximum"] = one.maximum
    if one.weight is not None:
        body["weight"] = one.weight
    if one.targets is not None:
        body["targets"] = [{"period": each.period, "low": each.low, "high": each.high} for each in one.targets]
    return body


def _given(rating: str, reason: Any) -> dict[str, Any]:
    if reason is None:
        return {"rating": rating}
    code = {"code": reason.code} if reason.code else {}
    return {"rating": rating, "because": {**code, "text": reason.text}}
