"""Examples of a link as evidence: one that leads nowhere, and one that was fetched and has changed since."""

from typing import Final

from contracts.evidence import LinkNotFetched, LinkRechecked, LinkSubmitted
from contracts.examples.plans import RESULTS
from contracts.examples.story import AGREEMENT, EMPLOYEE, PERIOD, Example, digest, example, head, made_up, text_ref

__all__ = ["EXAMPLES"]

_TAUGHT: Final = RESULTS[0].indicators[0].indicator
_PHOTOS: Final = made_up("item: link to photos")
_PAGE: Final = made_up("item: link to a page")

_SUBMITTED: Final = example(
    LinkSubmitted(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        period=PERIOD,
        item=_PHOTOS,
        indicators=(_TAUGHT,),
        link=text_ref("the photos' address"),
    ),
    head(_PHOTOS, 1),
    actor=EMPLOYEE,
    now="2026-10-06T02:20:00.000000Z",
)

EXAMPLES: Final[tuple[Example, ...]] = (
    _SUBMITTED,
    example(
        LinkNotFetched(employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, item=_PHOTOS, why="status", status=404),
        head(_PHOTOS, 2),
        actor="system",
        now="2026-10-06T02:20:02.000000Z",
        caused_by=_SUBMITTED,
    ),
    example(
        # Version 1 is its `LinkSubmitted`, 2 the `EvidenceUploaded` of what was fetched.
        LinkRechecked(
            employee=EMPLOYEE,
            agreement=AGREEMENT,
            period=PERIOD,
            item=_PAGE,
            outcome="changed",
            sha256=digest("the page of October"),
        ),
        head(_PAGE, 3),
        actor="system",
        now="2026-10-15T00:00:05.000000Z",
    ),
)
