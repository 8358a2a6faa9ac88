"""Realizations: report one or a whole quarter, and give a report back. Load, decide, append."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.sent_sheets import Account, Line, trouble_of
from chassis.store import Decision, History, fold
from chassis.texts import NewText, new_text, read_bodies
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.realization import RealizationReported
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.realization.domain import (
    Facts,
    NotYourReport,
    Report,
    Reports,
    Return,
    ReturnFacts,
    decide_report,
    decide_return,
    evolve_reports,
    indicators_of,
)
from services.realization.known import Known, known_of

__all__ = [
    "Entry",
    "indicators_by_title",
    "load_reports",
    "plan_reports",
    "report_realization",
    "reports_stream",
    "return_report",
]


@dataclass
class Entry:
    """One value of several that are reported together; `line` says where it stood. What is wrong already is in it."""

    line: Line
    indicator: UUID | None = None
    value: str = ""
    note: str | None = None
    lower_because: str | None = None
    columns: dict[str, str] = field(default_factory=dict)  # field -> what the file calls it


def reports_stream(runtime: Runtime, agreement: UUID, period: str) -> UUID:
    return runtime.stream(f"realization:{agreement}:{period}")


def load_reports(runtime: Runtime, agreement: UUID, period: str) -> History[Reports]:
    return runtime.store.folded(reports_stream(runtime, agreement, period), Reports(), evolve_reports)


def _elsewhere(known: Known, period: str) -> list[tuple[str, Reports]]:
    """What was last reported in the agreement's other periods, in order, in one question."""
    others = [one for one in known.periods if one != period]
    if len(others) == len(known.periods):  # no period of this agreement: it is refused
        return []
    streams = {reports_stream(known.runtime, known.last.agreement, one): one for one in others}
    loaded = known.runtime.store.load_many(list(streams))
    folded = {streams[stream]: fold(history, Reports(), evolve_reports) for stream, history in loaded.items()}
    return [(one, folded[one]) for one in others if one in folded]


def _facts(
    known: Known, period: str, indicator: UUID, here: Reports, elsewhere: Iterable[tuple[str, Reports]]
) -> Facts:
    values = [(one, reports.values[indicator]) for one, reports in elsewhere if indicator in reports.values]
    dates, agreed = known.periods.get(period), known.in_force(period)
    names = list(known.periods)
    place = names.index(period) if period in names else 0
    return Facts(
        agreed,
        tuple(names),
        known.final,
        begins_on=max(dates.starts_on, agreed.starts_on) if dates else agreed.starts_on,
        today=known.here(known.runtime.clock()).date(),
        earlier=tuple(one for one in values if names.index(one[0]) < place),
        later=tuple(one for one in values if names.index(one[0]) > place),
        standing=here.values.get(indicator),
    )


def report_realization(runtime: Runtime, actor: UUID, agreement: UUID, report: Report, note: str | None) -> Decision:
    """Report one value; the answer names the report as a stream head, to be shown by evidence."""
    known = known_of(runtime, agreement)
    history = load_reports(runtime, agreement, report.period)
    elsewhere = _elsewhere(known, report.period)
    facts = _facts(known, report.period, report.indicator, history.state, elsewhere)
    (event,) = decide_report(actor, report, facts)
    event, texts = _with_note(event, note)
    return Decision(
        [history.then(event, texts=texts)],
        body={
            "agreement": str(agreement),
            "period": report.period,
            "indicator": str(report.indicator),
            "report": {"stream": str(history.stream), "version": history.version + 1},
            "location": f"/v1/agreements/{agreement}/realizations/{report.period}",
        },
    )


def _with_note(event: Event, note: str | None) -> tuple[Event, list[NewText]]:
    if note is None:
        return event, []
    assert isinstance(event, RealizationReported)
    text = new_text(note, event.employee)
    return event.model_copy(update={"note": text.ref}), [text]


def plan_reports(call: Call, agreement: UUID, period: str, entries: Sequence[Entry]) -> Account:
    """Decide on several values of a period together; what says the same as what stands is not reported again.

    The first entry of an indicator counts; another one of it is refused, for nobody could say which is meant.
    """
    runtime, known = call.runtime, known_of(call.runtime, agreement)
    if call.employee != known.last.employee:  # of another's agreement nothing is told, line by line or else
        raise NotYourReport(agreement)
    history, elsewhere = load_reports(runtime, agreement, period), _elsewhere(known, period)
    standing = _standing(runtime, history, period)
    events: list[Event] = []
    texts: list[NewText] = []
    seen: set[UUID] = set()
    for entry in entries:
        if entry.line.errors or entry.indicator is None:
            continue
        if entry.indicator in seen:
            entry.line.errors.append(_twice(entry))
            continue
        seen.add(entry.indicator)
        report = Report(entry.indicator, period, entry.value, entry.lower_because)
        try:
            (event,) = decide_report(
                call.employee, report, _facts(known, period, entry.indicator, history.state, elsewhere)
            )
        except Refusal as refusal:
            column = entry.columns.get("value", "value")
            entry.line.errors.append(trouble_of(runtime, refusal, column))
            continue
        if _says_the_same(event, entry.note, history.state, standing):
            entry.line.unchanged = True
            continue
        event, written = _with_note(event, entry.note)
        events.append(event)
        texts += written
        entry.line.made = {"indicator": str(entry.indicator), "version": str(history.version + len(events))}
    appends = [history.then(*events, texts=texts)] if events else []
    return Account([entry.line for entry in entries], appends)


def _standing(runtime: Runtime, history: History[Reports], period: str) -> dict[UUID, tuple[RealizationReported, str]]:
    """The last report of each indicator, and what its note says."""
    last = {
        one.event.indicator: one.event
        for one in runtime.store.load(history.stream)
        if isinstance(one.event, RealizationReported)
    }
    notes = read_bodies(runtime.database, [one.note.text for one in last.values() if one.note])
    return {name: (one, notes.get(one.note.text, "") if one.note else "") for name, one in last.items()}


def _says_the_same(
    event: Event, note: str | None, state: Reports, standing: dict[UUID, tuple[RealizationReported, str]]
) -> bool:
    """Whether reporting it would only make the verifier look once more."""
    assert isinstance(event, RealizationReported)
    before = standing.get(event.indicator)
    if before is None or state.is_returned(event.indicator):
        return False
    same = (before[0].value, before[0].agreement_version) == (event.value, event.agreement_version)
    return same and note in (None, before[1])


def _twice(entry: Entry) -> dict[str, str]:
    return {
        "column": entry.columns.get("indicator", "indicator"),
        "what": "another line reports this indicator too",
        "apa": "indikator ini juga dilaporkan pada baris lain",
        "mend": "leave one of the two",
        "perbaikan": "sisakan satu baris saja",
    }


def return_report(  # noqa: PLR0913  # what is given back, and why
    runtime: Runtime, actor: UUID, agreement: UUID, period: str, wanted: tuple[UUID, int, str], comment: str
) -> Decision:
    """Give the last report of an indicator back; wanted: indicator, version of the report, code of the reason."""
    known = known_of(runtime, agreement)
    history = load_reports(runtime, agreement, period)
    indicator, version, reason_code = wanted
    text = new_text(comment, known.last.employee)
    given_back = Return(indicator, StreamHead(stream=history.stream, version=version), reason_code, text.ref)
    raters = known.raters(runtime.clock())
    facts = ReturnFacts(known.last, period, tuple(known.periods), known.final, raters)
    events = decide_return(history.state, actor, given_back, facts)
    return Decision([history.then(*events, texts=[text])])


def indicators_by_title(agreed: TargetAgreed) -> dict[str, list[UUID]]:
    """Indicators of one version by title, in small letters: how people name them in a sheet."""
    found: dict[str, list[UUID]] = {}
    for one in indicators_of(agreed).values():
        found.setdefault(" ".join(one.title.casefold().split()), []).append(one.indicator)
    return found
