"""Sends commands as people's clients would, whatever dies meanwhile, and remembers every 2xx for the checker.

A command has one idempotency key and is sent again under it until it is accepted. A service may be away, say "not now"
or "changed meanwhile"; any other refusal is an AssertionError, and so is a second answer under the same key that is not
the first. No try is waited for longer than TRY_S, and none begins past the deadline.
"""

import random
import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from deploy.local.stack import Stack
from deploy.local.story import Story
from services.cli import definition_of
from tests.checker import Accepted

__all__ = ["Sender", "heads"]

#: Longer than any part is away: a service that is armed, dies and comes back, on a slow machine.
PATIENCE_S = 150.0
#: An answer comes within two or three seconds, or not at all: what is waited for may have died.
TRY_S = 5.0
AGAIN_S = 0.1
#: One command in ten is sent once more after it was accepted.
SENT_TWICE = 0.1


class Sender:
    """Threads may share one. who: a person or role of the story."""

    def __init__(self, stack: Stack, story: Story, rng: random.Random) -> None:
        self.accepted: list[Accepted] = []
        self._stack, self._story, self._rng = stack, story, rng
        self._http = httpx.Client(trust_env=False)

    def close(self) -> None:
        self._http.close()

    def command(  # noqa: PLR0913  # what a request is made of
        self,
        service: str,
        path: str,
        who: str,
        *,
        seen: str = "",
        deadline: float = 0.0,
        events: int = 1,
        **content: Any,
    ) -> dict[str, Any]:
        """Send one command until it is accepted, remember the answer, and now and then send it once more.

        deadline: of the monotonic clock, else PATIENCE_S from now. events: how many the command records.
        """
        key, until = str(uuid.uuid4()), deadline or time.monotonic() + PATIENCE_S
        headers = {**self._headers(who, seen), "Idempotency-Key": key}
        request = self._http.build_request("POST", self._stack.urls[service] + path, headers=headers, **content)
        request.read()
        answer = self._until(request, until)
        self.accepted.append(Accepted(service, self._story.ids[who], key, answer, events))
        if self._rng.random() < SENT_TWICE:
            again = self._until(request, until)
            assert again == answer, f"{service}{path}: {answer}, and under the same key then {again}"
        return answer

    def see(self, service: str, path: str, who: str, *answers: Mapping[str, Any], deadline: float) -> None:
        """Read until `service` has applied what these answers name."""
        headers = self._headers(who, heads(*answers))
        self._until(self._http.build_request("GET", self._stack.urls[service] + path, headers=headers), deadline)

    def seen_by(self, service: str, told: list[tuple[str, Mapping[str, Any]]]) -> str:
        """Of answers with the service that gave them: the heads that `service` reads."""
        reads = definition_of(service).consumes
        return heads(*(answer for of, answer in told if of in reads))

    def _headers(self, who: str, seen: str) -> dict[str, str]:
        token = self._story.people.get(who) or self._story.tokens[who]
        return {"Authorization": f"Bearer {token}"} | ({"Ekinerja-Seen": seen} if seen else {})

    def _until(self, request: httpx.Request, deadline: float) -> dict[str, Any]:
        """Send until the answer is 2xx. Raises AssertionError for a refusal, or past the deadline."""
        said = "nothing was sent"
        while (left := deadline - time.monotonic()) > 0:
            request.extensions["timeout"] = httpx.Timeout(min(TRY_S, left)).as_dict()
            try:
                answer = self._http.send(request)
            except httpx.TransportError as error:  # killed, or not up again
                said = repr(error)
            else:
                said = f"{answer.status_code} {answer.text[:500]}"
                if answer.is_success:
                    body: dict[str, Any] = answer.json()
                    return body
                assert _not_now(answer), f"{request.method} {request.url}: {said}"
            time.sleep(AGAIN_S)
        raise AssertionError(f"{request.method} {request.url} was not accepted in time; at last {said}")


def heads(*answers: Mapping[str, Any]) -> str:
    """What these answers name, for `Ekinerja-Seen`."""
    return ", ".join(f"{head['stream']}:{head['version']}" for answer in answers for head in answer["streams"])


def _not_now(answer: httpx.Response) -> bool:
    """Whether the same command may be accepted later: away, catching up, or someone was faster."""
    return "Retry-After" in answer.headers or answer.json().get("type") == "urn:ekinerja:problem:conflict"
