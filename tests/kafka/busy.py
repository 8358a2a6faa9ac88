"""A busy office: people who send commands all the time, as their clients would, whatever dies meanwhile.

Each kind of work is done by a thread of its own, through `sending.py`, which repeats a command until it is accepted.
What nobody should meet ends that person's work and fails the test.
"""

import random
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from deploy.local.stack import Stack
from deploy.local.story import Story
from tests.checker import Accepted
from tests.kafka.newcomer import VALUES, life
from tests.kafka.sending import Sender, heads

__all__ = ["BusyOffice"]

PERIOD = "2026Q2"
QUARTER_OVER = "2026-06-30T16:00:00Z"  # midnight in Makassar
#: Between two acts of one person: 20 commands a second in all, so that two cores also start processes.
PAUSE_S = 0.25


class BusyOffice:
    """The small world's people at work: the rater p-003, their staff p-004 and p-005, the head p-000, an officer.

    And newcomers, one after the other (`newcomer.py`).
    """

    def __init__(self, stack: Stack, story: Story, seed: int) -> None:
        self._rng = random.Random(seed)
        self._send = Sender(stack, story, self._rng)
        self._stack, self._story = stack, story
        self._closing = threading.Event()
        #: What somebody met that should not be, each ended that person's work.
        self.failures: list[str] = []
        self._threads: list[threading.Thread] = []
        self._turn = 0
        #: Newcomers who went their whole way; and everybody registered: employee -> number.
        self.newcomers = 0
        self.registered: dict[str, str] = {}

    @property
    def accepted(self) -> list[Accepted]:
        return self._send.accepted

    # -- working --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Everybody begins to work, on the first day after the quarter that newcomers are made final for."""
        self._stack.move_clock(QUARTER_OVER)
        acts = (
            self._staff_reports,
            self._staff_uploads,
            self._rater_assesses,
            self._officer_sets_objectives,
            self._newcomer_comes,
        )
        self._threads = [threading.Thread(target=self._work, args=(act,), name=act.__name__) for act in acts]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Everybody finishes what they are at: what was recorded is also answered."""
        self._closing.set()
        for thread in self._threads:
            thread.join()
        self._send.close()

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
            self._send.command("evidence", f"/v1/evidence/{item}/withdrawal", "p-005")

    def _rater_assesses(self) -> None:
        assessed = self._assess("p-003", "p-004")
        self._acknowledge("p-004", assessed)

    def _officer_sets_objectives(self) -> None:
        self._set_objective("u-tu")

    def _newcomer_comes(self) -> None:
        for _ in life(self._send, self._stack, self._story, self.registered):
            if self._closing.wait(PAUSE_S):
                return
        self.newcomers += 1

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

        def see(service: str, path: str, *answers: Mapping[str, Any]) -> None:
            self._send.see(service, path, "p-003", *answers, deadline=deadline)

        see("planning", f"/v1/units/{unit}/objectives/2026", objective)
        see("realization", f"/v1/agreements/{agreement}/realizations/{PERIOD}", objective, assessed)
        # Another period has no items: what is asked is whether it has seen.
        see("evidence", f"/v1/agreements/{agreement}/evidence/2026Q3", *by_dossier)
        see("evaluation", f"/v1/agreements/{agreement}/evaluations/{PERIOD}", *by_dossier)
        see("notify", "/v1/notices?limit=1", *by_dossier, read)

    # -- commands -------------------------------------------------------------------------------------------------

    def _report(self, person: str, indicator: str, **how: Any) -> dict[str, Any]:
        path = f"/v1/agreements/{self._story.ids[f'{person}/skp']}/realizations/{PERIOD}"
        body = {"indicator": indicator, "value": str(self._rng.randrange(1000))}
        return self._send.command("realization", path, person, json=body, **how)

    def _upload(self, person: str, indicator: str, **how: Any) -> dict[str, Any]:
        form = {"agreement": self._story.ids[f"{person}/skp"], "period": PERIOD, "indicators": [indicator]}
        file = ("bukti.pdf", f"%PDF-1.4 bukti {uuid.uuid4()}".encode(), "application/pdf")
        return self._send.command("evidence", "/v1/evidence", person, data=form, files={"file": file}, **how)

    def _assess(self, rater: str, person: str, **how: Any) -> dict[str, Any]:
        path = f"/v1/agreements/{self._story.ids[f'{person}/skp']}/evaluations/{PERIOD}/behaviour"
        ratings = ("below_expectation", "meets_expectation", "above_expectation")
        values = {value: self._rng.choice(ratings) for value in VALUES}
        return self._send.command("evaluation", path, rater, json={"values": values}, **how)

    def _acknowledge(self, person: str, told: Mapping[str, Any], **how: Any) -> dict[str, Any]:
        head = told["streams"][0]
        notice = uuid.uuid5(uuid.UUID(head["stream"]), str(head["version"]))  # a notice has the id of its event
        path = f"/v1/notices/{notice}/acknowledgement"
        return self._send.command("notify", path, person, seen=heads(told), **how)

    def _set_objective(self, unit: str, **how: Any) -> dict[str, Any]:
        self._turn += 1
        body = {"year": 2026, "title": f"Sasaran nomor {self._turn}"}
        path = f"/v1/units/{self._story.ids[unit]}/objectives"
        return self._send.command("planning", path, "officer", json=body, **how)
