"""The parts of uploads that are on their way to this process, so that one who asks anew is told the truth.

A phone that changes its network leaves a connection behind, of which nobody hears for half a minute. Its owner asks at
once where the upload is, and would be told of a place that moves when what had come over the old connection is kept:
all that was sent since is then refused, and sent again. So whoever asks for an upload, or sends its next part, first
ends the part before; what had come of it is kept. Another process is not reached: there it is as it was.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

__all__ = ["coming", "end_part"]

#: Storing what had come takes less; who waits longer is told where the upload is now.
WITHIN_S = 5.0
#: Upload -> (set to end its part, set when that has ended). Of one event loop: a process has one.
_here: dict[UUID, tuple[asyncio.Event, asyncio.Event]] = {}


@asynccontextmanager
async def coming(upload: UUID) -> AsyncIterator[asyncio.Event]:
    """While a part comes; gives the event that is set when it should end with what has come."""
    await end_part(upload)
    own = asyncio.Event(), asyncio.Event()
    _here[upload] = own
    try:
        yield own[0]
    finally:
        own[1].set()
        if _here.get(upload) is own:
            del _here[upload]


async def end_part(upload: UUID) -> None:
    """End the part of an upload that is coming, if one is, and wait until what came of it is kept."""
    if (one := _here.get(upload)) is None:
        return
    one[0].set()
    with suppress(TimeoutError):
        async with asyncio.timeout(WITHIN_S):
            await one[1].wait()
