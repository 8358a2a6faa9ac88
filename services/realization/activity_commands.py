"""Activities: record, correct, withdraw, alone and many at once. Load, decide, append.

Stream `activities:<agreement>:<period>` (decision 0030): a quarter's working days, so that a stream stays short and a
page reads few of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID, uuid4, uuid5

from chassis.call import Call
from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.sent_sheets import Account, Line, trouble_of
from chassis.store import Decision, History, fold
from chassis.texts import NewText, new_text, read_bodies
from contracts.events import Event
from contracts.realization import ActivityCorrected, ActivityRecorded
from contracts.refusals import Refusal
from services.realization import projections
from services.realization.activities import (
    Activities,
    ActivityFacts,
    Done,
    decide_correct,
    decide_record,
    decide_withdraw,
    evolve_activities,
)
from services.realization.domain import NotYourReport
from services.realization.known import Known, known_of

__all__ = [
    "Deed",
    "activities_stream",
    "correct_activity",
    "facts_of",
    "load_activities",
    "plan_activities",
    "record_activity",
    "withdraw_activity",
]


@dataclass
class Deed:
    """One activity as somebody sends it. `key`: theirs, under which it is recorded once; of a line, what is wrong."""

    day: date
    indicator: UUID
    text: str
    amount: str
    unit_of_measure: str
    begins: str | None = None
    ends: str | None = None
    evidence: UUID | None = None
    key: str = ""
    line: Line = field(default_factory=lambda: Line(0))


def activities_stream(runtime: Runtime, agreement: UUID, period: str) -> UUID:
    return runtime.stream(f"activities:{agreement}:{period}")


def load_activities(known: Known) -> dict[str, History[Activities]]:
    """Every period's activities of an agreement, in one question."""
    runtime, agreement = known.runtime, known.last.agreement
    streams = {period: activities_stream(runtime, agreement, period) for period in known.periods}
    loaded = runtime.store.load_many(list(streams.values()))
    found = {}
    for period, stream in streams.items():
        history = loaded.get(stream, [])
        state = fold(history, Activities(), evolve_activities)
        found[period] = History(stream, len(history), state, history[-1].time if history else None)
    return found


def facts_of(known: Known, named: Iterable[UUID | None] = ()) -> ActivityFacts:
    """What is decided on; `named`: what activities name as evidence."""
    items = projections.items_of(known.runtime.projection, known.last.agreement, {one for one in named if one})
    return ActivityFacts(known.agreed, known.periods, known.final, known.here(known.runtime.clock()), items)


def _done(deed: Deed, activity: UUID, text: NewText) -> Done:
    return Done(
        activity=activity,
        indicator=deed.indicator,
        day=deed.day,
        begins=deed.begins,
        ends=deed.ends,
        amount=deed.amount,
        unit_of_measure=deed.unit_of_measure,
        text=text.ref,
        evidence=deed.evidence,
    )


def _answer(agreement: UUID, activity: UUID) -> dict[str, str]:
    path = f"/v1/agreements/{agreement}/activities/{activity}"
    return {"agreement": str(agreement), "activity": str(activity), "location": path}


def record_activity(runtime: Runtime, actor: UUID, agreement: UUID, deed: Deed) -> Decision:
    """Record one activity."""
    known, activity = known_of(runtime, agreement), uuid4()
    text = new_text(deed.text, known.last.employee)
    (event,) = decide_record(actor, _done(deed, activity, text), facts_of(known, [deed.evidence]))
    assert isinstance(event, ActivityRecorded)
    stream = activities_stream(runtime, agreement, event.period)
    history = runtime.store.folded(stream, Activities(), evolve_activities)
    return Decision([history.then(event, texts=[text])], body=_answer(agreement, activity))


def _history_with(known: Known, activity: UUID) -> History[Activities]:
    """The period an activity lies in. Raises `Unknown`."""
    for history in load_activities(known).values():
        if activity in history.state.standing:
            return history
    raise Unknown(
        detail=f"there is no activity {activity} under this agreement, or it was withdrawn",
        pesan="kegiatan tidak ditemukan atau sudah dibatalkan",
        mend="use an id of GET /v1/agreements/{agreement}/activities",
        perbaikan="gunakan pengenal dari daftar kegiatan",
    )


def correct_activity(runtime: Runtime, actor: UUID, agreement: UUID, activity: UUID, deed: Deed) -> Decision:
    """Replace what was recorded of an activity."""
    known = known_of(runtime, agreement)
    history = _history_with(known, activity)
    text = new_text(deed.text, known.last.employee)
    events = decide_correct(history.state, actor, _done(deed, activity, text), facts_of(known, [deed.evidence]))
    return Decision([history.then(*events, texts=[text])], body=_answer(agreement, activity))


def withdraw_activity(
    runtime: Runtime,
    actor: UUID,
    agreement: UUID,
    activity: UUID,
    reason_code: Literal["entered_twice", "wrong_day", "not_done", "other"],
) -> Decision:
    """Say that an activity does not hold."""
    known = known_of(runtime, agreement)
    history = _history_with(known, activity)
    events = decide_withdraw(history.state, actor, activity, reason_code, facts_of(known))
    return Decision([history.then(*events)])


def plan_activities(call: Call, agreement: UUID, deeds: Sequence[Deed]) -> Account:
    """Decide on several activities together. What is recorded already, by its key or word for word, is unchanged."""
    runtime, known = call.runtime, known_of(call.runtime, agreement)
    if call.employee != known.last.employee:  # of another's agreement nothing is told, line by line or else
        raise NotYourReport(agreement)
    facts, histories = facts_of(known, [deed.evidence for deed in deeds]), load_activities(known)
    seen = _Seen(runtime, histories)
    events: dict[str, list[tuple[Event, NewText]]] = {}
    for deed in deeds:
        if deed.line.errors:
            continue
        activity = uuid5(agreement, f"{call.employee}:{deed.key}") if deed.key else uuid4()
        text = new_text(deed.text, known.last.employee)
        try:
            (event,) = decide_record(call.employee, _done(deed, activity, text), facts)
        except Refusal as refusal:
            deed.line.errors.append(trouble_of(runtime, refusal, _COLUMNS.get(type(refusal).__name__, "")))
            continue
        assert isinstance(event, ActivityRecorded)
        if seen.has(event, deed.text):
            deed.line.unchanged = True
            continue
        events.setdefault(event.period, []).append((event, text))
        deed.line.made = {"activity": str(activity)}
    appends = [
        histories[period].then(*(event for event, _ in told), texts=[text for _, text in told])
        for period, told in events.items()
    ]
    return Account([deed.line for deed in deeds], appends)


#: Which column of a sheet a refusal is about.
_COLUMNS = {
    "InTheFuture": "Tanggal", "OutsideAgreement": "Tanggal", "OutsideCycle": "Tanggal", "PeriodIsFinal": "Tanggal",
    "EndsBeforeItBegins": "Jam Selesai", "NegativeValue": "Realisasi", "NotYourIndicator": "Rencana Aksi",
    "NotItsEvidence": "Bukti Dukung",
}  # fmt: skip


class _Seen:
    """What is recorded already: by id, and word for word."""

    def __init__(self, runtime: Runtime, histories: dict[str, History[Activities]]) -> None:
        standing = [one for history in histories.values() for one in history.state.standing.values()]
        bodies = read_bodies(runtime.database, [one.text.text for one in standing])
        self._ids = {one.activity for one in standing}
        # Withdrawn ones keep their ids: a sheet that is sent once more must not bring them back.
        streams = [history.stream for history in histories.values() if history.version]
        self._ids |= {
            one.event.activity
            for history in runtime.store.load_many(streams).values()
            for one in history
            if isinstance(one.event, ActivityRecorded)
        }
        self._said = {(_plain(one), bodies.get(one.text.text)) for one in standing}

    def has(self, event: ActivityRecorded, text: str) -> bool:
        """Whether it is there already; from now on it is."""
        said = (_plain(event), text)
        found = event.activity in self._ids or said in self._said
        self._ids.add(event.activity)
        self._said.add(said)
        return found


def _plain(event: ActivityRecorded | ActivityCorrected) -> tuple[object, ...]:
    return (
        event.day, event.begins, event.ends, event.indicator, event.amount, event.unit_of_measure, event.evidence,
    )  # fmt: skip
