"""Who is calling: OIDC access tokens, verified against the issuer's keys (RFC 9068, RFC 7519).

Algorithms are fixed, issuer, audience and expiry are checked, and a token of another agency is refused. The
actor of a command is always the employee claim, never `sub`.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.clock import true_now
from chassis.errors import Forbidden, IssuerAway, Unauthenticated
from chassis.settings import Settings

__all__ = ["KEYS_TRUSTED_S", "REFRESH_S", "Identity", "Tokens"]

ALGORITHMS = ["ES256", "RS256", "EdDSA", "Ed25519"]
#: The issuer is asked again this often, so that a key it has withdrawn is trusted no longer than that.
KEYS_TRUSTED_S = 180.0
#: An unknown key id asks the issuer again at most this often, so that forged tokens cannot hammer it.
REFRESH_S = 10.0
REQUEST_TIMEOUT_S = 2.0
#: Verified tokens remembered per process; checking a signature costs more than the rest of a read.
REMEMBERED = 4096


#: The roles a token may have that names no employee.
WITHOUT_EMPLOYEE = frozenset({"auditor", "subscriber"})
#: What reading an answer raises that is not an issuer's.
NO_KEYS = (KeyError, ValueError, TypeError, AttributeError)
#: What decoding raises for whatever is not a token signed by one of the keys.
NOT_A_TOKEN = (JoseError, ValueError, TypeError, KeyError, UnicodeError)


@dataclass(frozen=True)
class Identity:
    """A verified caller. `employee` is absent for auditors and subscriber systems that write nothing.

    `roles`: those that count. Without an employee nobody is more than an auditor or a subscriber, whatever the token
    claims: whoever sees names, writes or erases is a person the events can name (design, section 8).
    """

    subject: str
    employee: UUID | None
    roles: frozenset[str]


class Tokens:
    """Verifies tokens; thread-safe. `load_keys` blocks for at most two requests.

    Whoever runs the process calls `load_keys` every `KEYS_TRUSTED_S`; while the issuer is away, the keys held go on.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys: KeySet | None = None
        self._published: Any = None  # the keys as the issuer wrote them
        self._asked = 0.0
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[Identity, float]] = OrderedDict()

    @property
    def ready(self) -> bool:
        return self._keys is not None

    def load_keys(self) -> None:
        """Ask the issuer for its keys. Raises `IssuerAway`; the keys held before are kept."""
        self._asked = time.monotonic()
        try:
            with httpx.Client(timeout=REQUEST_TIMEOUT_S) as client:
                issuer = self._settings.issuer.rstrip("/")
                about = client.get(f"{issuer}/.well-known/openid-configuration").raise_for_status().json()
                published = client.get(about["jwks_uri"]).raise_for_status().json()
            keys = KeySet.import_key_set(published)
        except (httpx.HTTPError, httpx.InvalidURL, JoseError, *NO_KEYS) as error:
            raise IssuerAway(
                detail=f"the issuer {self._settings.issuer} does not answer ({type(error).__name__})",
                pesan="penerbit token tidak menjawab",
                mend="try again shortly; the operator checks EKINERJA_ISSUER",
                perbaikan="coba lagi sebentar",
            ) from error
        with self._lock:
            if published != self._published:
                self._keys, self._published = keys, published
                self._known.clear()  # who was let in by a key that is gone is not known any more

    def known(self, authorization: str | None) -> Identity | None:
        """The caller whose token was verified before and is still valid; None says nothing. Never blocks."""
        with self._lock:
            found = self._known.get(_bearer(authorization))
        return found[0] if found is not None and found[1] > true_now().timestamp() else None

    def identify(self, authorization: str | None) -> Identity:
        """The caller of a request. Raises `Unauthenticated`, `Forbidden` (another agency) or `IssuerAway`."""
        token = _bearer(authorization)
        if not token:
            raise _no_token("no bearer token was sent")
        if (known := self.known(authorization)) is not None:
            return known
        identity, expires, keys = self._verify(token)
        with self._lock:
            if keys is self._keys:
                self._known[token] = (identity, expires)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return identity

    def _verify(self, token: str) -> tuple[Identity, float, KeySet]:
        claims, keys = self._claims(token)
        requests = jwt.JWTClaimsRegistry(
            now=int(true_now().timestamp()),
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.audience},
            exp={"essential": True},
        )
        try:
            requests.validate(dict(claims))
            return self._identity(claims), float(claims["exp"]), keys
        except (JoseError, TypeError, ValueError) as error:
            raise _no_token(f"the token is not valid here: {error}") from error

    def _claims(self, token: str) -> tuple[Mapping[str, Any], KeySet]:
        """What the token claims, and the keys that vouch for it; the issuer is asked once for keys not yet held."""
        if self._keys is None:
            self.load_keys()
        keys = self._keys
        assert keys is not None
        try:
            return _decoded(token, keys), keys
        except NOT_A_TOKEN as error:
            failure = error
        if time.monotonic() - self._asked >= REFRESH_S:
            with suppress(IssuerAway):  # by the keys that are held, it is no token
                self.load_keys()
        if (newer := self._keys) is not keys and newer is not None:
            try:
                return _decoded(token, newer), newer
            except NOT_A_TOKEN as error:
                failure = error
        raise _no_token(f"the token cannot be verified: {type(failure).__name__}") from failure

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        settings = self._settings
        if claims.get(settings.claim_agency) != settings.agency:
            raise Forbidden(
                detail=f"the token is for another agency than {settings.agency}",
                pesan="token ini untuk instansi lain",
                mend="use a token issued for this agency",
                perbaikan="gunakan token instansi ini",
            )
        employee = claims.get(settings.claim_employee)
        roles = claims.get(settings.claim_roles) or []
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise ValueError(f"claim {settings.claim_roles} is not a list of words")
        return Identity(
            subject=str(claims.get("sub", "")),
            employee=None if employee is None else UUID(str(employee)),
            roles=WITHOUT_EMPLOYEE.intersection(roles) if employee is None else frozenset(roles),
        )


def _decoded(token: str, keys: KeySet) -> Mapping[str, Any]:
    return jwt.decode(token, keys, algorithms=ALGORITHMS).claims


def _bearer(authorization: str | None) -> str:
    """The token of an `Authorization` header; empty when there is none."""
    return authorization[7:].strip() if authorization and authorization.lower().startswith("bearer ") else ""


def _no_token(detail: str) -> Unauthenticated:
    return Unauthenticated(
        detail=detail,
        pesan="token akses tidak ada, tidak sah, atau kedaluwarsa",
        mend="send `Authorization: Bearer <access token>` with a current token of the issuer",
        perbaikan="masuk kembali untuk memperoleh token baru",
    )
