"""Fetches what a link leads to, and nothing a link must not lead to.

Whoever gives a link chooses what this service asks of which machine. So only http and https, only the ports and
addresses that the settings allow (by default 80, 443 and the public Internet), no credentials, cookies or proxies, and
bounded size, time and redirects, each of which is looked at anew. A name is resolved once, in the backend that opens
the connection, and connected to is the address that was looked at: a name that means another machine a moment later
(DNS rebinding) gains nothing. Whatever is said of the content's type is not read.

`httpcore` and not `httpx` above it: it follows, decodes, remembers and guesses nothing, and takes a backend (decision
0046). No address is ever logged or in an error: a link may tell of a person.
"""

import asyncio
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import IO

import httpcore
import httpx

from chassis.settings import Settings
from contracts.evidence import WhyNotFetched

__all__ = ["NotALink", "NotFetched", "Rules", "fetch", "is_reachable", "name_in_link", "parsed", "rules_of"]

MOST_REDIRECTS = 5
#: Of a connection, and of each silence; the whole is bounded by `EKINERJA_EVIDENCE_LINK_SECONDS`.
CONNECT_S, SILENCE_S = 10.0, 20.0
#: Of a name that has many, so many addresses are tried.
MOST_ADDRESSES = 4
PORTS = {"http": 80, "https": 443}
#: A name as the DNS has it (also of other scripts, once encoded), or an address.
HOST = re.compile(rb"[a-z0-9._-]+|[0-9a-f:.]+")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Answers that may be others in an hour.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: All of IPv6 that is routed publicly (IANA).
GLOBAL_UNICAST = ip_network("2000::/3")
#: What Python 3.11 takes for public and is for protocols, documentation, or carries another address (6to4, Teredo); and
#: the one address of a cloud's own machinery that lies among the public ones (Azure's WireServer, which tells secrets).
NOT_PUBLIC = tuple(
    ip_network(one)
    for one in (
        "168.63.129.16", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip

Address = IPv4Address | IPv6Address


class NotALink(ValueError):
    """The text is no address of the web; says why, without the text."""


class NotFetched(Exception):
    """Nothing was got. `passing`: another try may get it."""

    def __init__(self, why: WhyNotFetched, status: int | None = None, *, passing: bool = False) -> None:
        super().__init__(why)
        self.why, self.status, self.passing = why, status, passing


@dataclass(frozen=True)
class Rules:
    """What links may lead to; no `ports`: nowhere. `networks`: beside the public Internet. `seconds`: of the whole."""

    ports: frozenset[int]
    networks: tuple[IPv4Network | IPv6Network, ...]
    max_bytes: int
    seconds: float


def rules_of(settings: Settings) -> Rules:
    """By the settings of a process."""
    ports, networks = settings.evidence_link_ports, settings.evidence_link_networks
    return Rules(
        frozenset(int(port) for port in ports.split(",") if port.strip()),
        tuple(ip_network(one.strip()) for one in networks.split(",") if one.strip()),
        settings.evidence_max_bytes,
        settings.evidence_link_seconds,
    )


def parsed(link: str) -> httpx.URL:
    """A link as an absolute address. Raises `NotALink`: of another scheme, without a host, or with a password."""
    try:
        url = httpx.URL(link)
        port = url.port  # read, since it is what may be wrong
    except (httpx.InvalidURL, ValueError):
        raise NotALink("it is no web address") from None
    if url.scheme not in PORTS:
        raise NotALink("it begins with neither http:// nor https://")
    if not HOST.fullmatch(url.raw_host) or port == 0:
        raise NotALink("it names no host")
    if url.userinfo:
        raise NotALink("it carries a user or password before an @, which is never sent or kept")
    return url


def name_in_link(link: str) -> str:
    """The last part of the path, as a file's name; empty where there is none."""
    return parsed(link).path.rpartition("/")[2]


def is_reachable(address: Address, networks: Iterable[IPv4Network | IPv6Network] = ()) -> bool:
    """Whether a link may lead to this address: it is public, or in one of `networks`."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in networks):
        return True
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if any(address in network for network in NOT_PUBLIC):
        return False
    return isinstance(address, IPv4Address) or address in GLOBAL_UNICAST


class _Guarded(httpcore.AsyncNetworkBackend):
    """Opens connections to addresses that are allowed, and to no other."""

    def __init__(self, rules: Rules) -> None:
        self._rules, self._inner = rules, httpcore.AnyIOBackend()

    async def connect_tcp(  # noqa: PLR0913  # as httpcore has it
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or NotFetched("no_such_host", passing=True)

    async def _addresses(self, host: str, port: int) -> list[Address]:
        """Of those a name has, the ones that may be reached, in the resolver's order."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise NotFetched("no_such_host", passing=True) from None
        addresses = dict.fromkeys(ip_address(place[0]) for _, _, _, _, place in found)
        allowed = [one for one in addresses if is_reachable(one, self._rules.networks)]
        if addresses and not allowed:
            raise NotFetched("address_refused")
        return allowed[:MOST_ADDRESSES]

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise NotFetched("address_refused")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def fetch(link: str, rules: Rules, into: IO[bytes]) -> None:
    """Write what a link leads to into a file. Raises `NotFetched`; of what had come by then something is written."""
    if not rules.ports:
        raise NotFetched("not_allowed")
    try:
        async with (
            asyncio.timeout(rules.seconds),
            httpcore.AsyncConnectionPool(
                network_backend=_Guarded(rules), max_connections=1, max_keepalive_connections=0
            ) as pool,
        ):
            await _follow(pool, parsed(link), rules, into)
    except TimeoutError:
        raise NotFetched("too_slow", passing=True) from None
    except NotALink:
        raise NotFetched("address_refused") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError):
        raise NotFetched("no_answer", passing=True) from None


async def _follow(pool: httpcore.AsyncConnectionPool, url: httpx.URL, rules: Rules, into: IO[bytes]) -> None:
    for _ in range(1 + MOST_REDIRECTS):
        if (url.port or PORTS[url.scheme]) not in rules.ports:
            raise NotFetched("address_refused")
        async with pool.stream(
            "GET",
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[
                (b"Host", url.netloc),
                (b"User-Agent", b"ekinerja-evidence"),
                (b"Accept", b"*/*"),
                (b"Accept-Encoding", b"identity"),
                (b"Connection", b"close"),
            ],
            extensions={"timeout": {"connect": CONNECT_S, "read": SILENCE_S, "write": SILENCE_S, "pool": CONNECT_S}},
        ) as response:
            said = {name.lower(): value for name, value in response.headers}
            if response.status in REDIRECTS and (location := said.get(b"location")):
                url = _next(url, location)
                continue
            await _take(response, said, rules, into)
            return
    raise NotFetched("too_many_redirects")


def _next(url: httpx.URL, location: bytes) -> httpx.URL:
    try:
        return parsed(str(url.join(location.decode("ascii"))))
    except (httpx.InvalidURL, ValueError):  # `NotALink` too
        raise NotFetched("address_refused") from None


async def _take(response: httpcore.Response, said: dict[bytes, bytes], rules: Rules, into: IO[bytes]) -> None:
    if response.status != httpx.codes.OK:
        raise NotFetched("status", response.status, passing=response.status in PASSING)
    if said.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
        raise NotFetched("encoded")  # unpacking is how a small answer becomes a large one
    size = 0
    async for chunk in response.aiter_stream():
        size += len(chunk)
        if size > rules.max_bytes:
            raise NotFetched("too_large")
        into.write(chunk)
    if not size:
        raise NotFetched("empty")
