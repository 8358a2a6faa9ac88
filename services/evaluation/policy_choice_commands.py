"""Choosing a year's policy, and taking the one in use.

Whether a final was recorded meanwhile, or another choice, is looked at once more in the transaction that records, so no
two commands pass each other.
"""

from collections.abc import Callable
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.runtime import Runtime
from chassis.store import Decision, History
from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized
from contracts.events import Event
from contracts.readings import cycle_dates
from contracts.values import StreamHead
from services.evaluation.cycles import cycle_of
from services.evaluation.passing import changed, written_too
from services.evaluation.policies.inputs_v1 import Unverified
from services.evaluation.policies.registry import YEARS
from services.evaluation.policy_choice import Chosen, as_chosen, check_here, decide_choose, ref_of

__all__ = ["choose", "chosen", "in_use", "policy_stream", "unless_taken_anew"]

_VERSION = "SELECT coalesce(max(originator_version), 0) AS version FROM stored_events WHERE originator_id = %s"
_LAST = "SELECT coalesce(max(notification_id), 0) AS last FROM stored_events"
_FINAL_SINCE = "SELECT 1 FROM stored_events WHERE notification_id > %s AND topic = ANY(%s) LIMIT 1"
_FINALS: tuple[type[Event], ...] = (EvaluationFinalized, AnnualEvaluationFinalized)


def policy_stream(runtime: Runtime, year: int) -> UUID:
    return runtime.stream(f"policy:{year}")


def chosen(runtime: Runtime, year: int) -> Chosen:
    """By what the year is judged, as this service has recorded it."""
    stream = policy_stream(runtime, year)
    return as_chosen(stream, (one.event for one in runtime.store.load(stream)))


def in_use(runtime: Runtime, year: int) -> Chosen:
    """The same, once the release has the very source that was chosen. Raises `ChosenPolicyMissing`."""
    found = chosen(runtime, year)
    check_here(found)
    return found


def choose(runtime: Runtime, year: int, policy: str, unverified: Unverified, procedure: str) -> Decision:
    """Choose the year's policy; the annual one goes with it."""
    stream = policy_stream(runtime, year)
    recorded = runtime.store.load(stream)
    last = _last_position(runtime)
    wanted = Chosen(ref_of(policy), ref_of(YEARS[policy].id), unverified, procedure, stream=None)
    events = decide_choose(_a_final_of(runtime, year), stream, year, wanted)
    at = recorded[-1].time if recorded else None

    def no_final_since(curs: Cursor[DictRow]) -> None:
        at_once = written_too(curs, "chosen", "final", year)
        kinds = [kind.TYPE for kind in _FINALS]
        if at_once or curs.execute(_FINAL_SINCE, (last, kinds)).fetchone() is not None:
            raise changed("a final was recorded while the policy was chosen", "ada hasil evaluasi yang baru final")

    return Decision(
        [History(stream, len(recorded), None, at).then(*events)],
        body={"year": year, "location": f"/v1/cycles/{year}/policy"},
        rows=no_final_since,
    )


def unless_taken_anew(runtime: Runtime, year: int, used: StreamHead | None) -> Callable[[Cursor[DictRow]], None]:
    """What a final writes beside itself: nothing, but it is refused where the choice it rests on is not the last."""
    stream, version = policy_stream(runtime, year), used.version if used else 0

    def same(curs: Cursor[DictRow]) -> None:
        at_once = written_too(curs, "final", "chosen", year)
        row = curs.execute(_VERSION, (stream,)).fetchone()
        if at_once or row is None or row["version"] != version:
            raise changed("the year's policy was chosen while this was decided", "kebijakan tahun ini baru diubah")

    return same


def _last_position(runtime: Runtime) -> int:
    with runtime.store.database.connection() as conn:
        row = conn.execute(_LAST).fetchone()
    return int(row["last"]) if row else 0


def _a_final_of(runtime: Runtime, year: int) -> EvaluationFinalized | AnnualEvaluationFinalized | None:
    """A final of the year: of those applied, and of those this service has only recorded. Raises `Unknown`."""
    periods = cycle_dates(kept.event for kept in cycle_of(runtime, year))[2]
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
