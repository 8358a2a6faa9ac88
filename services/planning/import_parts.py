"""One request that is made of many commands: each is recorded once, under a key made from the request's and its name.

So the same request again is answered alike and records nothing twice, and a mended file records what is missing.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from chassis.call import MOST_HEADS, Call
from chassis.errors import Mismatch, Refused
from chassis.problems import ProblemBody, body_of, told
from chassis.runtime import Runtime
from chassis.sheet_lines import Words
from chassis.store import Answer, Decision
from contracts.refusals import Refusal

__all__ = ["Parts", "words_of"]


def words_of(runtime: Runtime, error: Refusal | Refused) -> Words:
    """A refusal as the trouble of a line."""
    return _words(
        body_of(error) if isinstance(error, Refused) else told(runtime.definition.problems[type(error)], error)
    )


def _words(body: ProblemBody) -> Words:
    return body.detail, body.pesan, body.mend, body.perbaikan


class Parts:
    """The commands of one request. `sent` is what makes two of the same name the same command."""

    def __init__(self, call: Call) -> None:
        self._call, self._runtime = call, call.runtime
        self._heads: dict[str, int] = {}

    def heads(self) -> list[dict[str, Any]]:
        """The last of the streams that were appended to."""
        return [{"stream": stream, "version": version} for stream, version in self._heads.items()][-MOST_HEADS:]

    def record(self, name: str, sent: object, decide: Callable[[], Decision]) -> Mapping[str, Any] | Words:
        """Record one command; returns its answer, or why it was refused."""
        done = self._call.record_part(name, json.dumps(sent).encode(), decide)
        return self._noted(done.body) if isinstance(done, Answer) else _words(done)

    def answered(self, name: str, sent: object) -> Mapping[str, Any] | None:
        """What this very request was answered before; None for a new one, or one that then said something else."""
        try:
            answer = self._runtime.store.answered(self._call.part(name, json.dumps(sent).encode()))
        except Mismatch:
            return None
        return None if answer is None else self._noted(answer.body)

    def _noted(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        self._heads |= {head["stream"]: head["version"] for head in body["streams"]}
        return body
