"""A busy office: people who send commands all the time, as their clients would, whatever dies meanwhile.

A command has one idempotency key and is sent again under it until it is accepted; every 2xx is remembered for the
checker. A service may be away, say "not now" or "changed meanwhile"; any other refusal ends that person's work and
fails the test, and so does a second answer under the same key that is not the first.
"""

import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from deploy.local.stack import Stack
from deploy.local.story import Story
from tests.checker import Accepted

__all__ = ["BusyOffice"]

PERIOD = "2026Q2"
#: Longer than any part is away: a service that is armed, dies and comes back, on a slow machine.
PATIENCE_S = 150.0
AGAIN_S = 0.1
#: One command in ten is sent once more after it was accepted.
SENT_TWICE = 0.1
#: Between two acts of one person: 20 commands a second in all, so that two cores also start processes.
PAUSE_S = 0.2
VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")


class BusyOffice:
    """The small world's people at work: the rater p-003, their staff p-004 and p-005, the head p-000, an officer."""

    def __init__(self, stack: Stack, story: Story, seed: int) -> None:
        self.accepted: list[Accepted] = []
        self._stack, self._story = stack, story
        self._rng = random.Random(seed)
        self._http = httpx.Client(timeout=15, trust_env=False)
        self._closing = threading.Event()
        #: What somebody met that should not be, each ended that person's work.
        self.failures: list[str] = []
        self._threads: list[threading.Thread] = []
        self._turn = 0

    # -- working --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Everybody begins to work."""
        acts = (self._staff_reports, self._staff_uploads, self._rater_assesses, self._officer_sets_objectives)
        self._threads = [threading.Thread(target=self._work, args=(act,), name=act.__name__) for act in acts]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Everybody finishes what they are at: what was recorded is also answered."""
        self._closing.set()
        for thread in self._threads:
            thread.join()
        self._http.close()

    def _work(self, act: Callable[[], None]) -> None:
        try:
            while not self._closing.is_set():
                act()
                self._closing.wait(PAUSE_S)
        except Exception as error:  # noqa: BLE001  # told by the test, in its own thread
            self.failures.append(f"{act.__name__}: {error!r}")

    def _staff_reports(self) -> None:
        self._report("p-005", self._story.ids["p-005/r1/i1"])

    def _staff_uploads(self) -> None:
        item = self._upload("p-005", self._story.ids["p-005/r1/i1"])["item"]
        if self._rng.random() < 0.5:
            self._command("evidence", f"/v1/evidence/{item}/withdrawal", "p-005")

    def _rater_assesses(self) -> None:
        assessed = self._assess("p-003", "p-004")
        self._acknowledge("p-004", assessed)

    def _officer_sets_objectives(self) -> None:
        self._set_objective("u-tu")

    # -- proving --------------------------------------------------------------------------------------------------

    def prove_all_work(self, deadline: float) -> None:
        """Send one command to every service and see each applied by all who read that topic.

        deadline: of the monotonic clock. Raises AssertionError with the last answer when it passes.
        """
        objective = self._set_objective("u-kanwil", deadline=deadline)
        assessed = self._assess("p-000", "p-003", deadline=deadline)
        report = self._report("p-003", self._story.ids["p-003/r1/i2"], deadline=deadline)
        upload = self._upload("p-003", self._story.ids["p-003/r1/i2"], deadline=deadline)
        read = self._acknowledge("p-003", assessed, deadline=deadline)

        agreement, unit = self._story.ids["p-003/skp"], self._story.ids["u-kanwil"]
        by_dossier = (objective, assessed, report, upload)
        self._see("planning", f"/v1/units/{unit}/objectives/2026", objective, deadline=deadline)
        self._see(
            "realization", f"/v1/agreements/{agreement}/realizations/{PERIOD}", objective, assessed, deadline=deadline
        )
        # Another period has no items: what is asked is whether it has seen.
        self._see("evidence", f"/v1/agreements/{agreement}/evidence/2026Q3", *by_dossier, deadline=deadline)
        self._see("evaluation", f"/v1/agreements/{agreement}/evaluations/{PERIOD}", *by_dossier, deadline=deadline)
        self._see("notify", "/v1/notices?limit=1", *by_dossier, read, deadline=deadline)

    def _see(self, service: str, path: str, *answers: Mapping[str, Any], deadline: float) -> None:
        headers = {"Authorization": f"Bearer {self._story.people['p-003']}", "Ekinerja-Seen": _heads(*answers)}
        self._until(lambda: self._http.get(self._stack.urls[service] + path, headers=headers), deadline)

    # -- commands -------------------------------------------------------------------------------------------------

    def _report(self, person: str, indicator: str, **how: Any) -> dict[str, Any]:
        path = f"/v1/agreements/{self._story.ids[f'{person}/skp']}/realizations/{PERIOD}"
        body = {"indicator": indicator, "value": str(self._rng.randrange(1000))}
        return self._command("realization", path, person, json=body, **how)

    def _upload(self, person: str, indicator: str, **how: Any) -> dict[str, Any]:
        form = {"agreement": self._story.ids[f"{person}/skp"], "period": PERIOD, "indicators": [indicator]}
        file = ("bukti.txt", f"bukti {uuid.uuid4()}".encode(), "text/plain")
        return self._command("evidence", "/v1/evidence", person, data=form, files={"file": file}, **how)

    def _assess(self, rater: str, person: str, **how: Any) -> dict[str, Any]:
        path = f"/v1/agreements/{self._story.ids[f'{person}/skp']}/evaluations/{PERIOD}/behaviour"
        ratings = ("below_expectation", "meets_expectation", "above_expectation")
        values = {value: self._rng.choice(ratings) for value in VALUES}
        return self._command("evaluation", path, rater, json={"values": values}, **how)

    def _acknowledge(self, person: str, told: Mapping[str, Any], **how: Any) -> dict[str, Any]:
        head = told["streams"][0]
        notice = uuid.uuid5(uuid.UUID(head["stream"]), str(head["version"]))  # a notice has the id of its event
        return self._command("notify", f"/v1/notices/{notice}/acknowledgement", person, seen=_heads(told), **how)

    def _set_objective(self, unit: str, **how: Any) -> dict[str, Any]:
        self._turn += 1
        body = {"year": 2026, "title": f"Sasaran nomor {self._turn}"}
        path = f"/v1/units/{self._story.ids[unit]}/objectives"
        return self._command("planning", path, "officer", json=body, **how)

    def _command(
        self, service: str, path: str, who: str, *, seen: str = "", deadline: float = 0.0, **content: Any
    ) -> dict[str, Any]:
        """Send one command until it is accepted, remember the answer, and now and then send it once more."""
        key = str(uuid.uuid4())
        token = self._story.people.get(who) or self._story.tokens[who]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key} | (
            {"Ekinerja-Seen": seen} if seen else {}
        )
        until = deadline or time.monotonic() + PATIENCE_S

        def send() -> httpx.Response:
            return self._http.post(self._stack.urls[service] + path, headers=headers, **content)

        answer = self._until(send, until)
        self.accepted.append(Accepted(service, self._story.ids[who], key, answer))
        if self._rng.random() < SENT_TWICE:
            again = self._until(send, until)
            assert again == answer, f"{service}{path}: {answer}, and under the same key then {again}"
        return answer

    def _until(self, send: Callable[[], httpx.Response], deadline: float) -> dict[str, Any]:
        """Send until the answer is 2xx. Raises AssertionError for a refusal, or past the deadline."""
        while True:
            try:
                answer = send()
                said = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
                if answer.is_success:
                    body: dict[str, Any] = answer.json()
                    return body
                assert _not_now(answer), said
            except httpx.TransportError as error:  # killed, or not up again
                said = f"{error.request.method} {error.request.url}: {error!r}"
            assert time.monotonic() < deadline, f"not accepted in time; at last {said}"
            time.sleep(AGAIN_S)


def _not_now(answer: httpx.Response) -> bool:
    """Whether the same command may be accepted later: away, catching up, or someone was faster."""
    return "Retry-After" in answer.headers or answer.json().get("type") == "urn:ekinerja:problem:conflict"


def _heads(*answers: Mapping[str, Any]) -> str:
    return ", ".join(f"{head['stream']}:{head['version']}" for answer in answers for head in answer["streams"])
