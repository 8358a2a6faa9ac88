"""The development issuer: an OIDC issuer that gives anyone any token. Refuses to work in production.

Its key lies beside the stack's data, so that tokens survive a restart of the stack.
"""

from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import BaseModel, Field

from chassis.clock import true_now
from chassis.settings import BadSettings, Settings

__all__ = ["TokenRequest", "make_issuer", "make_token"]

LIFETIME_S = 24 * 3600


class TokenRequest(BaseModel):
    """Whose token is wanted."""

    employee: str | None = None
    roles: list[str]
    subject: str = "development"
    agency: str | None = None
    audience: str | None = None
    lifetime_s: Annotated[int, Field(ge=-86400, le=30 * 86400)] = LIFETIME_S


def _key(file: Path) -> ECKey:
    if not file.exists():
        key = ECKey.generate_key("P-256", {"kid": "development", "use": "sig", "alg": "ES256"}, private=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(key.as_pem(private=True))
    return ECKey.import_key(file.read_bytes(), {"kid": "development", "use": "sig", "alg": "ES256"})


def make_token(key: ECKey, settings: Settings, wanted: TokenRequest) -> str:
    """A signed access token with the claims the services read."""
    now = int(true_now().timestamp())
    claims: dict[str, Any] = {
        "iss": settings.issuer,
        "aud": wanted.audience or settings.audience,
        "sub": wanted.subject,
        "iat": now,
        "exp": now + wanted.lifetime_s,
        settings.claim_roles: wanted.roles,
        settings.claim_agency: wanted.agency or settings.agency,
    }
    if wanted.employee is not None:
        claims[settings.claim_employee] = wanted.employee
    return jwt.encode({"alg": "ES256", "kid": "development"}, claims, key)


def make_issuer(settings: Settings, key_file: Path) -> FastAPI:
    """The issuer's application. Raises `BadSettings` in production."""
    if settings.env == "production":
        raise BadSettings("the development issuer refuses to work while EKINERJA_ENV is production")
    key = _key(key_file)
    app = FastAPI(title="ekinerja development issuer")
    issuer = settings.issuer.rstrip("/")

    @app.get("/.well-known/openid-configuration")
    def configuration() -> dict[str, str]:
        return {"issuer": settings.issuer, "jwks_uri": f"{issuer}/jwks.json", "token_endpoint": f"{issuer}/token"}

    @app.get("/jwks.json")
    def keys() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    @app.post("/token")
    def token(wanted: TokenRequest) -> dict[str, Any]:
        """Any token that is asked for: development only."""
        return {
            "access_token": make_token(key, settings, wanted),
            "token_type": "Bearer",
            "expires_in": wanted.lifetime_s,
        }

    return app
