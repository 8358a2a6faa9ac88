"""What waits for a verdict, and which reports nothing verified shows (`domain.md` 6): pure, from what was read.

Only the last report of an indicator counts here: a later one carries its items over, which are then verified again for
the new value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

__all__ = ["Awaited", "Gap", "LastReport", "Shown", "Verdict", "awaited", "gap_of"]

Verdict = Literal["verified", "rejected"]
#: Nothing was shown for it; only links whose content nobody has; the verifier has not judged what was; all of it is
#: rejected.
Why = Literal["nothing_shown", "no_content", "waiting", "rejected"]


@dataclass(frozen=True)
class LastReport:
    """The report of an indicator that counts now."""

    agreement: UUID
    period: str
    indicator: UUID
    stream: UUID
    version: int
    value: str


@dataclass
class Shown:
    """An item, with its verdicts by (indicator, report stream, report version)."""

    item: UUID
    employee: UUID
    agreement: UUID
    period: str
    indicators: Sequence[UUID]
    uploaded_at: datetime
    void: bool = False  # withdrawn or infected: it shows nothing
    has_content: bool = True  # not of a link that is not fetched, and not uploaded
    found_false: bool = False  # it counts as rejected, and nothing more is said of it
    verdicts: dict[tuple[UUID, UUID, int], Verdict] = field(default_factory=dict)

    def verdict(self, report: LastReport) -> Verdict | None:
        if self.found_false:
            return "rejected"
        return self.verdicts.get((report.indicator, report.stream, report.version))

    def earlier(self, report: LastReport) -> tuple[int, Verdict] | None:
        """For which earlier report of the indicator it was judged last, and what was said."""
        said = [(place[2], one) for place, one in self.verdicts.items() if place[0] == report.indicator]
        return max(said) if said else None


#: (agreement, period, indicator) -> its last report.
Reports = Mapping[tuple[UUID, str, UUID], LastReport]


@dataclass(frozen=True)
class Awaited:
    """An item that nobody has judged for the last report of one of its indicators."""

    shown: Shown
    report: LastReport
    earlier: tuple[int, Verdict] | None  # (version of the report, what was said) where it was judged for one before

    @property
    def order(self) -> tuple[datetime, UUID, UUID]:
        """Who has waited longest comes first."""
        return self.shown.uploaded_at, self.shown.item, self.report.indicator


def awaited(
    items: Iterable[Shown],
    reports: Reports,
    final: frozenset[tuple[UUID, str]],
    years: frozenset[UUID] = frozenset(),
) -> list[Awaited]:
    """What waits, oldest upload first.

    final: (agreement, period) that are final: there only what was never judged waits, for the annual evaluation is made
    over it. years: agreements whose year is final, in which a verdict changes nothing any more.
    """
    found: list[Awaited] = []
    for shown in items:
        if shown.void or not shown.has_content or shown.agreement in years:
            continue
        is_final = (shown.agreement, shown.period) in final
        for indicator in shown.indicators:
            report = reports.get((shown.agreement, shown.period, indicator))
            if report is None or shown.verdict(report) is not None:
                continue
            earlier = shown.earlier(report)
            if not (is_final and earlier):
                found.append(Awaited(shown, report, earlier))
    return sorted(found, key=lambda one: one.order)


@dataclass(frozen=True)
class Gap:
    """A report that no verified item shows."""

    report: LastReport
    why: Why
    items: int  # with content that were shown for it and are not void


def gap_of(items: Iterable[Shown], reports: Iterable[LastReport]) -> list[Gap]:
    """Of these reports, those that are not proven, in their order."""
    by_indicator: dict[tuple[UUID, str, UUID], list[Shown]] = {}
    for shown in items:
        for indicator in () if shown.void else shown.indicators:
            by_indicator.setdefault((shown.agreement, shown.period, indicator), []).append(shown)
    found: list[Gap] = []
    for report in reports:
        given = by_indicator.get((report.agreement, report.period, report.indicator), [])
        own = [shown for shown in given if shown.has_content]
        said = [shown.verdict(report) for shown in own]
        if "verified" not in said:
            found.append(Gap(report, _why(given, said), len(own)))
    return found


def _why(given: Sequence[Shown], said: Sequence[Verdict | None]) -> Why:
    """given: all that was; said: of what has content."""
    if not said:
        return "no_content" if given else "nothing_shown"
    return "waiting" if None in said else "rejected"
