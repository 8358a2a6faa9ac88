"""The policy an agency has chosen for a year, by event; where it chose none, the regulation in force (`domain.md` 7).

A choice is made before the first final of the year and never after: people of one year are judged by one rule. The
final names the head of the stream its policy was taken from, so a stranger holds it against the choice. Whether a final
was recorded meanwhile is looked at once more in the transaction that records, so no two commands pass each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.errors import Conflict, Unknown
from chassis.runtime import Runtime
from chassis.store import Decision, History
from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized, PolicyChosen, PolicyRef
from contracts.events import Event
from contracts.readings import cycle_dates
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation.policies.inputs_v1 import Unverified
from services.evaluation.policies.objection_v1 import DEFAULT_PROCEDURE
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES, YEARS, policy_hash

__all__ = [
    "DEFAULT_UNVERIFIED",
    "Chosen",
    "ChosenPolicyMissing",
    "YearIsJudged",
    "as_chosen",
    "choose",
    "chosen",
    "decide_choose",
    "in_use",
    "policy_stream",
    "unless_taken_anew",
]

#: What an unverified realization is worth where the agency chose nothing.
DEFAULT_UNVERIFIED: Unverified = "exclude"

#: Both are set for one transaction only: what is written together sees what the other is about to record.
_MARK = "SELECT set_config(%s, '1', true), current_setting(%s, true) AS other"
_VERSION = "SELECT coalesce(max(originator_version), 0) AS version FROM stored_events WHERE originator_id = %s"
_LAST = "SELECT coalesce(max(notification_id), 0) AS last FROM stored_events"
_FINAL_SINCE = "SELECT 1 FROM stored_events WHERE notification_id > %s AND topic = ANY(%s) LIMIT 1"
_FINALS: tuple[type[Event], ...] = (EvaluationFinalized, AnnualEvaluationFinalized)


@dataclass(eq=False)
class YearIsJudged(Refusal):
    """A final of the year exists: its policy is no longer a choice."""

    year: int
    period: str
    employee: UUID


@dataclass(eq=False)
class ChosenPolicyMissing(Refusal):
    """The release that runs has not the very policy that was chosen: nobody is judged by another."""

    policy: str


@dataclass(frozen=True)
class Chosen:
    """By what a year is judged. `stream`: the choice it was taken from; None where none was made."""

    policy: PolicyRef
    year_policy: PolicyRef
    unverified: Unverified
    procedure: str
    stream: StreamHead | None


def policy_stream(runtime: Runtime, year: int) -> UUID:
    return runtime.stream(f"policy:{year}")


def _ref(policy: str) -> PolicyRef:
    return PolicyRef(id=policy, hash=policy_hash(policy))


def as_chosen(stream: UUID, events: Iterable[Event]) -> Chosen:
    """The last choice of a policy stream's events in order, else the default."""
    found = Chosen(
        _ref(DEFAULT_POLICY), _ref(YEARS[DEFAULT_POLICY].id), DEFAULT_UNVERIFIED, DEFAULT_PROCEDURE, stream=None
    )
    for version, event in enumerate(events, start=1):
        if isinstance(event, PolicyChosen):
            head = StreamHead(stream=stream, version=version)
            found = Chosen(event.policy, event.year_policy, event.unverified, event.procedure, head)
    return found


def chosen(runtime: Runtime, year: int) -> Chosen:
    """By what the year is judged, as this service has recorded it."""
    stream = policy_stream(runtime, year)
    return as_chosen(stream, (one.event for one in runtime.store.load(stream)))


def in_use(runtime: Runtime, year: int) -> Chosen:
    """The same, once the release has the very source that was chosen. Raises `ChosenPolicyMissing`."""
    found = chosen(runtime, year)
    for ref in (found.policy, found.year_policy):
        known = {*POLICIES, *(one.id for one in YEARS.values())}
        if ref.id not in known or policy_hash(ref.id) != ref.hash:
            raise ChosenPolicyMissing(ref.id)
    return found


def decide_choose(
    judged: EvaluationFinalized | AnnualEvaluationFinalized | None, stream: UUID, year: int, wanted: Chosen
) -> list[Event]:
    """Choose; `judged`: a final of the year, if there is one."""
    if judged is not None:
        period = judged.period if isinstance(judged, EvaluationFinalized) else str(judged.year)
        raise YearIsJudged(year, period, judged.employee)
    return [
        PolicyChosen(
            choice=stream,
            year=year,
            policy=wanted.policy,
            year_policy=wanted.year_policy,
            unverified=wanted.unverified,
            procedure=wanted.procedure,
        )
    ]


def choose(runtime: Runtime, year: int, policy: str, unverified: Unverified, procedure: str) -> Decision:
    """Choose the year's policy; the annual one goes with it."""
    stream = policy_stream(runtime, year)
    recorded = runtime.store.load(stream)
    last = _last_position(runtime)
    wanted = Chosen(_ref(policy), _ref(YEARS[policy].id), unverified, procedure, stream=None)
    events = decide_choose(_a_final_of(runtime, year), stream, year, wanted)
    at = recorded[-1].time if recorded else None

    def no_final_since(curs: Cursor[DictRow]) -> None:
        written_too = _mark(curs, f"ekinerja.chosen_{year}", f"ekinerja.final_{year}")
        kinds = [kind.TYPE for kind in _FINALS]
        if written_too or curs.execute(_FINAL_SINCE, (last, kinds)).fetchone() is not None:
            raise _changed("a final was recorded while the policy was chosen", "ada hasil evaluasi yang baru final")

    return Decision(
        [History(stream, len(recorded), None, at).then(*events)],
        body={"year": year, "location": f"/v1/cycles/{year}/policy"},
        rows=no_final_since,
    )


def unless_taken_anew(runtime: Runtime, year: int, used: StreamHead | None) -> Callable[[Cursor[DictRow]], None]:
    """What a final writes beside itself: nothing, but it is refused where the choice it rests on is not the last."""
    stream, version = policy_stream(runtime, year), used.version if used else 0

    def same(curs: Cursor[DictRow]) -> None:
        written_too = _mark(curs, f"ekinerja.final_{year}", f"ekinerja.chosen_{year}")
        row = curs.execute(_VERSION, (stream,)).fetchone()
        if written_too or row is None or row["version"] != version:
            raise _changed("the year's policy was chosen while this was decided", "kebijakan tahun ini baru diubah")

    return same


def _mark(curs: Cursor[DictRow], own: str, other: str) -> bool:
    row = curs.execute(_MARK, (own, other)).fetchone()
    return bool(row and row["other"])


def _changed(detail: str, pesan: str) -> Conflict:
    return Conflict(
        detail=detail,
        pesan=pesan,
        mend="read the current state and decide again",
        perbaikan="baca keadaan terkini lalu putuskan kembali",
    )


def _last_position(runtime: Runtime) -> int:
    with runtime.store.database.connection() as conn:
        row = conn.execute(_LAST).fetchone()
    return int(row["last"]) if row else 0


def _a_final_of(runtime: Runtime, year: int) -> EvaluationFinalized | AnnualEvaluationFinalized | None:
    """A final of the year: of those applied, and of those this service has only recorded. Raises `Unknown`."""
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))
    periods = cycle_dates(kept.event for kept in cycle)[2]
    if not periods:
        raise Unknown(
            detail=f"there is no cycle {year}, as far as this service has seen",
            pesan=f"siklus {year} tidak ditemukan",
            mend="the officer opens the cycle first; if that was just now, send Ekinerja-Seen of that answer along",
            perbaikan="buka siklus terlebih dahulu",
        )
    for one in runtime.store.not_applied(*_FINALS):
        event = one.event
        if isinstance(event, EvaluationFinalized) and event.period.startswith(str(year)):
            return event
        if isinstance(event, AnnualEvaluationFinalized) and event.year == year:
            return event
    for marked in runtime.projection.marked("final", [*periods, str(year)]):
        found = runtime.store.load(marked.stream)[marked.version - 1].event
        if isinstance(found, EvaluationFinalized | AnnualEvaluationFinalized):
            return found
    return None
