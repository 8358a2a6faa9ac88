"""Notify: an in-app feed of what concerns whom, read off all five topics."""

from pathlib import Path

from chassis.problems import Problem
from chassis.runtime import Definition
from services.notify.domain import AlreadyAcknowledged
from services.notify.http import ACCESS, router
from services.notify.projections import CONSUMES, labels

__all__ = ["DEFINITION"]

DEFINITION = Definition(
    name="notify",
    title="A feed of what concerns whom",
    consumes=CONSUMES,
    router=router,
    access=ACCESS,
    problems={
        AlreadyAcknowledged: Problem(
            409,
            "already-acknowledged",
            "Read already",
            "notice {notice} is acknowledged",
            "pemberitahuan ini sudah dibaca",
            "nothing needs to be done",
            "tidak perlu tindakan",
            "nobody",
        )
    },
    migrations=Path(__file__).parent / "migrations",
    labels=labels,
)
