"""Many commands in one call, as for a whole team: the single commands, one after the other (decision 0018).

Each entry is recorded once, under a key made from the request's and what the entry is about, and has its own outcome:
one that is refused, with the very problem the single call gives, undoes no other. So the same request again records
nothing twice, and may be sent again with the refused entries mended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.call import Call
from chassis.problems import ProblemBody
from chassis.store import Decision

__all__ = ["MOST_ENTRIES", "Part", "record_parts"]

#: As many heads as a caller may send back in one `Ekinerja-Seen`; a team is rarely half as large.
MOST_ENTRIES = 100


@dataclass(frozen=True)
class Part:
    """One entry: what it is about (no two of a request are alike), what was sent, and the command it stands for."""

    name: str
    sent: bytes
    decide: Callable[[], Decision]


def record_parts(call: Call, parts: Sequence[Part]) -> dict[str, Any]:
    """Record each entry; the account names every one, in the order they were sent in.

    Raises `Retryable` when nothing can be recorded any more; what was recorded by then stays, and is answered again.
    """
    call.refuse_while_behind()
    call.wait_until_seen()
    outcomes: list[dict[str, Any]] = []
    heads: dict[str, int] = {}
    for number, part in enumerate(parts):
        done = call.record_part(part.name, part.sent, part.decide)
        if isinstance(done, ProblemBody):
            told = done.model_copy(update={"correlation_id": call.correlation_id})
            problem = told.model_dump(exclude_defaults=True) | {"who_must_act": done.who_must_act}
            outcomes.append({"entry": number, "outcome": "refused", "problem": problem})
            continue
        said = {name: value for name, value in done.body.items() if name != "location"}
        outcomes.append({"entry": number, "outcome": "recorded", **said})
        heads |= {head["stream"]: head["version"] for head in done.body["streams"]}
    recorded = sum(one["outcome"] == "recorded" for one in outcomes)
    return {
        "entries": outcomes,
        "recorded": recorded,
        "refused": len(outcomes) - recorded,
        "streams": [{"stream": stream, "version": version} for stream, version in heads.items()],
    }
