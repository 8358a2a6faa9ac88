"""Realization's routes, and who may call them; and who may read what was written."""

from fastapi import APIRouter

from chassis.call import Call
from chassis.texts import StoredText
from contracts import people
from services.realization import (
    http_activities,
    http_attendance,
    http_monitoring,
    http_reports,
    http_talks,
)
from services.realization.known import close_to

__all__ = ["ACCESS", "may_read_text", "router"]

router = APIRouter()

FEATURES = (http_reports, http_activities, http_talks, http_attendance, http_monitoring)
ACCESS = {row: roles for feature in FEATURES for row, roles in feature.ACCESS.items()}

# Not included but taken in: every route stands in this table by itself (`chassis.process`).
for feature in FEATURES:
    router.routes.extend(feature.router.routes)


def may_read_text(call: Call, text: StoredText) -> bool:
    """What is written about an agreement is for its employee and who acts as rater.

    Its author may read it anyway, a colleague who gave feedback also the answer.
    """
    first = next(iter(call.runtime.store.load(text.stream)), None)
    agreement = getattr(first.event, "agreement", None) if first else None
    if agreement is None:
        return False
    agreed = people.agreed_versions(call.runtime.projection, agreement)
    return bool(agreed) and close_to(call, agreed[-1].employee, agreed[-1].assignment)
