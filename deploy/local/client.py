"""A client of the public HTTP interfaces, as a person's browser would be one: a token, a key per command, heads seen.

Every command is sent with an idempotency key of its own and sent again when the answer says "not now"; a refusal
is an error naming the step and what the service said.
"""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

__all__ = ["Client", "Refused", "Seen", "Upload"]

TRIES = 20
TIMEOUT_S = 30.0


class Refused(RuntimeError):
    """A service refused a step of the story."""


@dataclass(frozen=True)
class Upload:
    """A form with one file: (name, content, media type)."""

    form: dict[str, Any]
    file: tuple[str, bytes, str]


@dataclass
class Seen:
    """The last version of every stream that answers have named, by stream id."""

    heads: dict[str, int] = field(default_factory=dict)

    def note(self, body: Mapping[str, Any]) -> list[str]:
        """Remember the heads of an answer; returns their stream ids."""
        for head in body.get("streams", ()):
            self.heads[head["stream"]] = max(self.heads.get(head["stream"], 0), head["version"])
        return [head["stream"] for head in body.get("streams", ())]

    def header(self, streams: Iterable[str]) -> str:
        return ", ".join(f"{stream}:{self.heads[stream]}" for stream in dict.fromkeys(streams))


class Client:
    """Sends commands and reads; threads may share one."""

    def __init__(self, urls: Mapping[str, str], seen: Seen) -> None:
        self._urls = urls
        self.seen = seen
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        self._http = httpx.Client(timeout=TIMEOUT_S, trust_env=False, limits=limits)

    def post(  # noqa: PLR0913  # what a request is made of
        self,
        service: str,
        path: str,
        token: str,
        body: Mapping[str, Any] | None = None,
        *,
        seen: Iterable[str] = (),
        upload: Upload | None = None,
    ) -> dict[str, Any]:
        """Send one command until it is accepted or refused; returns the answer's body."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
        if named := self.seen.header(seen):
            headers["Ekinerja-Seen"] = named
        for _ in range(TRIES):
            answer = self._http.post(
                self._urls[service] + path,
                headers=headers,
                json=body if upload is None else None,
                data=upload.form if upload else None,
                files={"file": upload.file} if upload else None,
            )
            if "retry-after" not in answer.headers:
                break
            time.sleep(0.2)
        if answer.is_error:
            raise Refused(f"POST {service}{path}: {answer.status_code} {answer.text[:600]}")
        found: dict[str, Any] = answer.json()
        self.seen.note(found)
        return found

    def get(self, service: str, path: str, token: str, *, seen: Iterable[str] = ()) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        if named := self.seen.header(seen):
            headers["Ekinerja-Seen"] = named
        for _ in range(TRIES):
            answer = self._http.get(self._urls[service] + path, headers=headers)
            if "retry-after" not in answer.headers:
                break
            time.sleep(0.2)
        if answer.is_error:
            raise Refused(f"GET {service}{path}: {answer.status_code} {answer.text[:600]}")
        found: dict[str, Any] = answer.json()
        return found

    def close(self) -> None:
        self._http.close()
