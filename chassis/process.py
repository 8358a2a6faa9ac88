"""One process of one service: connects in the background, says what it waits for, and stops in order.

The lifespan only starts a task and yields at once, so that `/livez` answers before PostgreSQL, Kafka or the
issuer are there (waiting inside the lifespan would keep the port closed). `--role api` serves HTTP,
`worker` runs relay and inbox (and answers only the probes), `all` does both.
"""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import AsyncIterator, Coroutine, Iterable
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import generate_latest
from starlette.routing import BaseRoute, Route

from chassis.auth import KEYS_TRUSTED_S, REFRESH_S
from chassis.call import allowed
from chassis.common_routes import common_access, common_routes
from chassis.errors import IssuerAway
from chassis.faults import arm
from chassis.heartbeat import Heartbeat
from chassis.inbox import Inbox
from chassis.middleware import Edge
from chassis.migrate import expected, recorded
from chassis.openapi import BEARER, ERRORS, tell_errors_as_problems
from chassis.problems import handle_problems
from chassis.relay import Relay
from chassis.runtime import ANYONE, Definition, Role, Runtime
from chassis.settings import Settings
from chassis.sweep import sweep_for_ever
from chassis.telemetry import log
from contracts.envelope import topic_of

__all__ = ["STOP_REQUESTS_S", "make_app", "make_runtime"]

CHECK_S = 0.2
CHECK_ISSUER_S = 0.5
#: From SIGTERM to the end in less than ten seconds: first requests in hand are finished, then the parts are stopped.
STOP_REQUESTS_S = 5
STOP_PARTS_S = 3.0
STOP_ALL_S = 4.0
PROBES = {("GET", path): ANYONE for path in ("/livez", "/readyz", "/metrics", "/openapi.json", "/docs")}


def make_runtime(definition: Definition, settings: Settings, role: Role) -> Runtime:
    """The parts of a process; nothing is connected yet."""
    arm(settings.fault)
    access = {**definition.access, **common_access, **PROBES}
    runtime = Runtime(Definition(**{**definition.__dict__, "access": access}), settings, role)
    runtime.own = definition.prepare(runtime)
    return runtime


def make_app(definition: Definition, settings: Settings, role: Role = "all") -> Edge:
    """The ASGI application of a service. Raises `LookupError` for a route that is not in the access table."""
    runtime = make_runtime(definition, settings, role)
    app = FastAPIOffline(
        title=f"ekinerja {definition.name}",
        summary=definition.title,
        version="1",
        redoc_url=None,
        lifespan=_lifespan(runtime),
        responses=ERRORS,
    )
    app.state.runtime = runtime
    _probes(app, runtime)
    if role != "worker":
        # Asked for every route, so that one whose function does not take the caller is no open door.
        for router in (definition.router, common_routes):
            app.include_router(router, dependencies=[Depends(BEARER), Depends(allowed)])
    handle_problems(app, definition.problems)
    tell_errors_as_problems(app)
    # Of the routers themselves: the application only holds that they are included (fastapi 0.165, `_IncludedRouter`).
    _all_in_access_table([*definition.router.routes, *common_routes.routes, *_probe_routes(app)], runtime)
    return Edge(app, runtime, definition.uploads)


def _all_in_access_table(routes: Iterable[BaseRoute], runtime: Runtime) -> None:
    """Raise `LookupError` for a route that no row lets in, and for what has no method and path to be a row of."""
    for route in routes:
        if not isinstance(route, Route):
            raise LookupError(f"{route!r} of {runtime.name} is no plain route, so no access table can name it")
        for method in route.methods or ():
            if method != "HEAD" and (method, route.path) not in runtime.definition.access:
                raise LookupError(f"{method} {route.path} is not in the access table of {runtime.name}")


def _probe_routes(app: FastAPI) -> list[BaseRoute]:
    return [route for route in app.routes if isinstance(route, Route) and not route.path.startswith("/docs")]


def _probes(app: FastAPI, runtime: Runtime) -> None:
    @app.get("/livez", include_in_schema=False)
    async def livez() -> PlainTextResponse:
        """The process runs; depends on nothing else."""
        return PlainTextResponse("alive")

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        """Whether work can be sent here, and what it waits for."""
        parts = _parts(runtime)
        ready = all(parts[part] == "ready" for part in _needed(runtime))
        for part, state in parts.items():
            runtime.telemetry.set("ekinerja_ready", state == "ready", part=part)
        body = {"status": "ready" if ready else "waiting", "service": runtime.name, "role": runtime.role, **parts}
        return JSONResponse(body, status_code=200 if ready else 503, headers={} if ready else {"Retry-After": "1"})

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> PlainTextResponse:
        """Prometheus metrics."""
        return PlainTextResponse(generate_latest(runtime.telemetry.registry), media_type="text/plain; version=0.0.4")


def _needed(runtime: Runtime) -> tuple[str, ...]:
    """What must be there: an API can serve without Kafka, a worker cannot work without it."""
    if runtime.role == "worker":
        return ("database", "migrations", "store", "kafka", "inbox")
    return ("database", "migrations", "issuer", "store")


def _parts(runtime: Runtime) -> dict[str, str]:
    alive = runtime.heartbeat is not None and runtime.heartbeat.answers
    gate = runtime.gate
    parts = {
        "database": "ready" if alive else "waiting",
        "migrations": "ready" if runtime.migrated else f"waiting: run `ekinerja migrate {runtime.name}`",
        "store": "ready" if gate.accepts else f"{'waiting: ' if gate.state == 'unchecked' else ''}{gate.why}",
    }
    if runtime.role != "worker":
        parts["issuer"] = "ready" if runtime.tokens.ready else "waiting"
    if runtime.role != "api":
        parts["kafka"] = "ready" if gate.kafka_up else "waiting"
        inbox = runtime.inbox.waits_for if runtime.inbox else "waiting for PostgreSQL"
        parts["inbox"] = inbox or "ready"
    return parts


def _lifespan(runtime: Runtime) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_connect(runtime), name="connect")]
        if runtime.role != "worker":
            tasks.append(asyncio.create_task(_issuer(runtime), name="issuer"))
        for task in tasks:
            task.add_done_callback(_stop_process_on_defect)
        yield
        log.info("stopping")
        # A thread that waits for a frozen database cannot be cancelled, and Python waits for it at exit. Nothing is
        # lost with it: what was answered is in PostgreSQL.
        end = threading.Timer(STOP_ALL_S, os._exit, (1,))
        end.daemon = True
        end.start()
        for task in tasks:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_PARTS_S):
                await asyncio.gather(*tasks, return_exceptions=True)
        if runtime.heartbeat is not None:
            runtime.heartbeat.stop()
        runtime.database.close()
        log.info("stopped")

    return lifespan


def _stop_process_on_defect(task: asyncio.Task[None]) -> None:
    """Whoever started the process starts it anew; one that answers but does no work would go unnoticed."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("a part of the process ended by a defect", part=task.get_name(), exc_info=error)
        os.kill(os.getpid(), signal.SIGTERM)


async def _issuer(runtime: Runtime) -> None:
    """Ask for the issuer's keys until they are there, and then again and again: one of them may be withdrawn."""
    said = False
    while True:
        try:
            await asyncio.to_thread(runtime.tokens.load_keys)
            said, pause = False, KEYS_TRUSTED_S
        except IssuerAway as error:
            if not said:
                log.warning("waiting for the issuer", why=error.detail)
            said, pause = True, REFRESH_S if runtime.tokens.ready else CHECK_ISSUER_S
        await asyncio.sleep(pause)


async def _connect(runtime: Runtime) -> None:
    """Wait for PostgreSQL and the right migration, then run relay and inbox for as long as the process lives."""
    runtime.heartbeat = Heartbeat(runtime.database, runtime.gate)
    said = ""
    while not runtime.migrated:
        why = await asyncio.to_thread(_not_migrated, runtime)
        if not why:
            runtime.migrated = True
            break
        if why != said:
            log.warning("waiting", why=why)
            said = why
        await asyncio.sleep(CHECK_S)
    log.info("database is ready")
    if runtime.role == "api":
        return
    runtime.inbox = Inbox(
        [topic_of(service) for service in runtime.definition.consumes],
        runtime.settings,
        runtime.database,
        runtime.reader,
        runtime.telemetry,
    )
    relay = Relay(runtime.name, runtime.settings, runtime.database, runtime.gate, runtime.telemetry)
    async with asyncio.TaskGroup() as group:
        group.create_task(_endless(relay.run(), "relay"), name="relay")
        group.create_task(_endless(runtime.inbox.run(), "inbox"), name="inbox")
        group.create_task(_endless(sweep_for_ever(runtime.database), "sweep"), name="sweep")
        for name, part in runtime.definition.in_worker.items():
            group.create_task(_endless(part(runtime), name), name=name)


async def _endless(part: Coroutine[Any, Any, None], name: str) -> None:
    """Run a part that only ends when we cancel it; any other end is a defect, also a library's stray cancellation."""
    try:
        await part
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise RuntimeError(f"the {name} was cancelled from within") from None
    raise RuntimeError(f"the {name} ended")


def _not_migrated(runtime: Runtime) -> str:
    """Why the database cannot be used yet; empty when it can."""
    assert runtime.heartbeat is not None
    if not runtime.heartbeat.answers:
        return "waiting for PostgreSQL"
    try:
        with runtime.database.connection() as conn:
            has = recorded(conn)
    except Exception as error:  # noqa: BLE001  # said in the log and on /readyz, and tried again
        return f"waiting for PostgreSQL: {str(error).splitlines()[0]}"
    needs = expected(runtime.definition.migrations)
    lacking = [f"{name} {has.get(name, 0)} of {number}" for name, number in needs.items() if has.get(name, 0) < number]
    runtime.lacking = ", ".join(lacking)
    return f"waiting for migrations ({runtime.lacking}): run `ekinerja migrate {runtime.name}`" if lacking else ""
