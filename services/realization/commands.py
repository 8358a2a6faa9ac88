"""Realization's command: load, decide, append."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.planning import TargetAgreed
from contracts.readings import cycle_dates
from services.realization import projections
from services.realization.domain import Facts, Report, Reports, decide_report, evolve_reports

__all__ = ["agreement_of", "is_late", "load_reports", "report_realization", "reports_stream", "today"]


def reports_stream(runtime: Runtime, agreement: UUID, period: str) -> UUID:
    return runtime.stream(f"realization:{agreement}:{period}")


def load_reports(runtime: Runtime, agreement: UUID, period: str) -> History[Reports]:
    return runtime.store.folded(reports_stream(runtime, agreement, period), Reports(), evolve_reports)


def agreement_of(runtime: Runtime, agreement: UUID) -> list[TargetAgreed]:
    """The agreed versions. Raises `Unknown` while none has arrived here."""
    agreed = projections.agreement_events(runtime.projection, agreement)
    if not agreed:
        raise Unknown(
            detail=f"there is no agreed target under {agreement}, as far as this service has seen",
            pesan="belum ada target yang disepakati untuk SKP ini",
            mend="agree the targets first; if that was just now, send Ekinerja-Seen of that answer along",
            perbaikan="sepakati target terlebih dahulu",
        )
    return agreed


def report_realization(runtime: Runtime, actor: UUID, agreement: UUID, report: Report, note: str | None) -> Decision:
    """Report one value; the answer names the report as a stream head, to be shown by evidence."""
    agreed = agreement_of(runtime, agreement)
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{agreed[-1].year}"))
    version = projections.in_force(agreed, cycle, report.period) or agreed[-1]
    periods = projections.periods_of(version, cycle)
    history = load_reports(runtime, agreement, report.period)
    before = periods[: periods.index(report.period)] if report.period in periods else ()
    earlier = []
    for period in before:
        value = load_reports(runtime, agreement, period).state.values.get(report.indicator)
        if value is not None:
            earlier.append((period, value))
    final = projections.final_periods(runtime.projection, agreement)
    (event,) = decide_report(actor, report, Facts(version, periods, final, tuple(earlier)))
    texts = []
    if note is not None:
        text = new_text(note, version.employee)
        event = event.model_copy(update={"note": text.ref})
        texts.append(text)
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


def today(runtime: Runtime) -> date:
    """The day in the agency's zone, as this year's cycle names it."""
    now = runtime.clock()
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{now.year}"))
    return now.astimezone(ZoneInfo(cycle_dates(kept.event for kept in cycle)[0] or "UTC")).date()


def is_late(runtime: Runtime, year: int, period: str, at: datetime) -> bool:
    """Whether a report of `period` made at `at` came after the deadline now in force; shown, it costs nothing."""
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))
    found = projections.deadlines(cycle, period)
    return found is not None and at > found.reporting
