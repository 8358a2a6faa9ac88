"""What the paper of an SKP says, gathered as it stood when it was agreed or proposed: the same version, the same paper.

Names and numbers are for the two sides, who sign it, and the officer; an auditor reads everything else.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.call import Call
from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Recorded, fold
from contracts.envelope import opened
from contracts.planning import Annexes, TargetAgreed, TargetsProposed
from contracts.readings import latest_place, places
from contracts.values import instant_text
from services.planning import directory
from services.planning.agreement import Agreement, Side
from services.planning.agreement_views import is_side, recorded_agreement
from services.planning.commands import load_cycle, today
from services.planning.directory_commands import load_employee
from services.planning.directory_rules import Employee, Unit, evolve_employee, evolve_unit
from services.planning.document import Paper, Party, Source
from services.planning.intervened import intervened

__all__ = ["Wanted", "paper"]

#: A version of what is agreed, `proposal` for the one that waits, or None: what is agreed, before that the proposal.
Wanted = int | str | None


def paper(call: Call, agreement: UUID, wanted: Wanted) -> tuple[Paper, int]:
    """The paper and the version of the agreement's stream. Raises `Forbidden`, and `Unknown` for no such version."""
    recorded, state = recorded_agreement(call, agreement)
    shown = _chosen(recorded, wanted, waits=state.waits_on(today(call.runtime)))
    return _paper(call, state, recorded, shown), len(recorded)


def _chosen(recorded: Sequence[Recorded], wanted: Wanted, *, waits: bool) -> Recorded:
    proposed = [one for one in recorded if isinstance(one.event, TargetsProposed)]
    agreed = [one for one in recorded if isinstance(one.event, TargetAgreed)]
    if isinstance(wanted, int) and wanted <= len(agreed):
        return agreed[wanted - 1]
    if wanted is None and agreed:
        return agreed[-1]
    if (wanted == "proposal" and waits) or (wanted is None and proposed):
        return proposed[-1]
    if wanted is None:
        raise Unknown(
            detail="nothing is proposed in this agreement yet, so there is no paper of it",
            pesan="SKP ini belum diusulkan, sehingga belum ada dokumennya",
            mend="propose its targets first; a draft is read with GET /v1/agreements/{agreement}",
            perbaikan="usulkan targetnya lebih dahulu; draf dibaca dengan GET /v1/agreements/{agreement}",
            who_must_act="the employee or the rater",
        )
    there = [f"1 to {len(agreed)}"] if agreed else []
    there += ["proposal"] if waits else []
    raise Unknown(
        detail=f"the agreement has no version {wanted}; there is {' and '.join(there) or 'none'}",
        pesan=f"SKP ini tidak mempunyai versi {wanted}",
        mend="leave `version` out for what is agreed",
        perbaikan="kosongkan `version` untuk yang disepakati",
    )


def _paper(call: Call, state: Agreement, recorded: Sequence[Recorded], shown: Recorded) -> Paper:
    runtime, event, drafted = call.runtime, shown.event, state.drafted
    assert drafted is not None
    assert isinstance(event, TargetAgreed | TargetsProposed)
    proposed = next(one for one in reversed(recorded[: shown.version]) if isinstance(one.event, TargetsProposed))
    assert isinstance(proposed.event, TargetsProposed)
    zone = ZoneInfo(load_cycle(runtime, drafted.year).state.time_zone)
    held = load_employee(runtime, drafted.employee).state.assignments[drafted.assignment]
    agreed = event if isinstance(event, TargetAgreed) else None
    on = _day(shown.time, zone)
    units = _names_up(runtime, drafted.unit, shown.time)
    identified = call.has("officer") or is_side(call, state)
    rater = agreed.rater if agreed else held.rater
    supported = {one.supports.id for one in event.results if one.supports is not None}
    found = intervened(runtime.projection, runtime.store, supported)
    return Paper(
        agreement=drafted.agreement,
        agency=units[-1],
        version=agreed.agreement_version if agreed else None,
        starts_on=drafted.starts_on,
        ends_on=drafted.ends_on,
        valid_from=_valid_from(event, drafted.starts_on),
        valid_until=_valid_until(state, agreed),
        employee=Party(drafted.employee, held.position, units[0], *_identity(runtime, drafted.employee, identified)),
        rater=None if rater is None else _rater(call, rater, shown.time, on, identified=identified),
        results=event.results,
        supported={one: of.title for one, of in found.items()},
        annexes=event.annexes or Annexes(),
        revision=event.revision,
        closed=state.closed,
        source=_source(shown, on),
        proposed_by=proposed.event.proposed_by,
        proposed_on=_day(proposed.time, zone),
        waits_for=_other(proposed.event) if agreed is None and state.waits_on(today(runtime)) else None,
        identified=identified,
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _other(proposed: TargetsProposed) -> Side:
    return "rater" if proposed.proposed_by == "employee" else "employee"


def _valid_from(event: TargetAgreed | TargetsProposed, starts_on: date) -> date:
    return event.revision.valid_from if event.revision else starts_on


def _valid_until(state: Agreement, agreed: TargetAgreed | None) -> date:
    """The last day a version is in force: the day before the next one's, or the agreement's last."""
    later = [one.valid_from for one in state.versions if agreed and one.agreement_version > agreed.agreement_version]
    return min([state.ends_on, *(day - timedelta(days=1) for day in later)])


def _source(shown: Recorded, on: date) -> Source:
    kind = type(shown.event).TYPE
    return Source(kind, opened(shown.value).id, shown.stream, shown.version, instant_text(shown.time), on)


def _until(runtime: Runtime, stream: UUID, at: datetime) -> list[Recorded]:
    """What a stream held at an instant; all of it where clocks disagree by so much that it held nothing."""
    recorded = runtime.store.load(stream)
    return [one for one in recorded if one.time <= at] or recorded


def _names_up(runtime: Runtime, unit: UUID, at: datetime) -> list[str]:
    """The names of a unit and of those above it at an instant, up to the top."""
    names: list[str] = []
    seen: set[UUID] = set()
    above: UUID | None = unit
    while above is not None and above not in seen:
        seen.add(above)
        state = fold(_until(runtime, above, at), Unit(), evolve_unit)
        names.append(state.name)
        above = state.parent
    return names


def _rater(call: Call, rater: UUID, at: datetime, day: date, *, identified: bool) -> Party:
    return Party(rater, *_place(call.runtime, rater, at, day), *_identity(call.runtime, rater, identified))


def _place(runtime: Runtime, employee: UUID, at: datetime, day: date) -> tuple[str | None, str | None]:
    """Position and unit of someone on a day, as it was known at an instant; None where they held no assignment."""
    recorded = _until(runtime, employee, at)
    place = latest_place(places(one.event for one in recorded).values(), day)
    if place is None:
        return None, None
    held = fold(recorded, Employee(), evolve_employee).assignments[place.assignment]
    return held.position, _names_up(runtime, place.unit, at)[0]


def _identity(runtime: Runtime, employee: UUID, identified: bool) -> tuple[str | None, str | None]:
    person = directory.read_person(runtime.database, employee) if identified else {}
    return person.get("name"), person.get("number")
