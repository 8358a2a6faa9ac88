"""The one list of settings. All come from environment variables `EKINERJA_<NAME>`; nothing reads a file.

A setting that is missing or wrong stops the process at once with its name and how to mend it. Production
is the default: what is only for development must be asked for.
"""

from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["BadSettings", "KafkaSettings", "Settings", "load_kafka_settings", "load_settings"]


S = TypeVar("S", bound="KafkaSettings")
_KIND = "(pdf|image|office|text|zip)"
TYPES = rf"^{_KIND}( *, *{_KIND})*$"
SCANNER = r"^(clamd://[A-Za-z0-9._-]+(:\d{1,5})?|clamd\+unix:///[^ ]+)?$"


PORTS = r"^(\d{1,5}( *, *\d{1,5})*)?$"


def _networks(text: str) -> str:
    for one in text.split(",") if text.strip() else ():
        ip_network(one.strip())
    return text


class BadSettings(SystemExit):
    """A setting is missing or wrong; the text names it."""


class KafkaSettings(BaseSettings):
    """What is enough to read the topics: all that an auditor or a subscriber needs."""

    model_config = SettingsConfigDict(env_prefix="EKINERJA_", env_ignore_empty=True, extra="ignore", frozen=True)

    agency: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9][a-z0-9-]{1,39}$",
            description="the one agency of this deployment; part of every event's source and of every token",
        ),
    ]
    kafka: str = Field(default="127.0.0.1:19092", description="Kafka bootstrap servers, comma separated")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="security protocol towards Kafka"
    )
    kafka_ca_file: Path | None = Field(default=None, description="CA certificate of the Kafka brokers")
    kafka_username: str | None = Field(default=None, description="SCRAM-SHA-512 user")
    kafka_password: SecretStr | None = Field(default=None, description="SCRAM-SHA-512 password")


class Settings(KafkaSettings):
    """Everything an operator can set. The description of each is the documentation (`ekinerja settings`)."""

    env: Literal["production", "development"] = Field(
        default="production",
        description="`development` allows the development issuer, the clock file and the fault points",
    )
    database: SecretStr = Field(
        description="PostgreSQL address of this service's own database; TLS by libpq's PGSSLMODE, PGSSLROOTCERT"
    )
    kafka_session_s: Annotated[int, Field(ge=1, le=300)] = Field(
        default=10,
        description="seconds without a heartbeat after which Kafka gives a dead worker's partitions to another; between"
        " the brokers' group.min.session.timeout.ms (6 s by default) and group.max.session.timeout.ms",
    )
    database_pool: Annotated[int, Field(ge=2, le=64)] = Field(default=8, description="connections kept, per process")
    issuer: str = Field(description="OIDC issuer; its keys are found by /.well-known/openid-configuration")
    audience: str = Field(default="ekinerja", description="audience an access token must be for")
    claim_employee: str = Field(default="ekinerja_employee", description="claim with the employee's id")
    claim_roles: str = Field(default="ekinerja_roles", description="claim with the list of roles")
    claim_agency: str = Field(default="ekinerja_agency", description="claim with the agency")
    clock_file: Path | None = Field(default=None, description="development only: a file that shifts the clock")
    fault: str = Field(default="", description="development only: `point` or `point:n`, die there at the n-th pass")
    evidence_store: str = Field(
        default="file:///var/lib/ekinerja/evidence",
        description="where evidence content lies: file:///folder or s3://bucket/prefix (evidence only)",
    )
    evidence_max_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=20 * 1024 * 1024, description="largest evidence file, bytes (evidence only)"
    )
    # An office of some thousand uploads on a deadline's day, at 20 MiB each; on the disk that is at most 320 MiB.
    evidence_uploads: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=16,
        description="uploads in hand at once, per process; one more is 503 (evidence only). Each takes"
        " EKINERJA_EVIDENCE_MAX_BYTES of /tmp",
    )
    evidence_open_uploads: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=20, description="resumable uploads one employee may have begun and not finished (evidence only)"
    )
    evidence_kept_hours: Annotated[int, Field(ge=1, le=720)] = Field(
        default=24,
        description="an unfinished upload, and a file that became no evidence, is removed after this (evidence only)",
    )
    evidence_types: Annotated[str, Field(pattern=TYPES)] = Field(
        default="pdf,image,office",
        description="kinds of files taken, found from their content: any of pdf, image, office, text, zip, comma"
        " separated (evidence only)",
    )
    evidence_scanner: Annotated[str, Field(pattern=SCANNER)] = Field(
        default="",
        description="malware scanner: clamd://host:port or clamd+unix:///path (ClamAV); empty: files are not scanned"
        " (evidence only)",
    )
    evidence_answer_days: Annotated[int, Field(ge=1, le=30)] = Field(
        default=3,
        description="working days to answer a rejection in; each rejection names the last of them, so another number"
        " holds for later ones only (evidence only)",
    )
    evidence_link_ports: Annotated[str, Field(pattern=PORTS)] = Field(
        default="80,443",
        description="ports that links given as evidence may lead to, comma separated; empty: no link is fetched"
        " (evidence only)",
    )
    evidence_link_networks: Annotated[str, AfterValidator(_networks)] = Field(
        default="",
        description="networks, comma separated (10.20.0.0/16), that such links may lead to beside the public Internet;"
        " never one with services that trust whoever reaches them (evidence only)",
    )
    # Less than a worker holds a link for (`services/evidence/link_work.py`).
    evidence_link_seconds: Annotated[int, Field(ge=1, le=240)] = Field(
        default=60, description="the longest that fetching one link may take, seconds (evidence only)"
    )
    request_max_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=1024 * 1024, description="largest request body except an evidence upload, bytes"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="least level logged")


def _load(kind: type[S]) -> S:
    try:
        return kind()
    except ValidationError as error:
        lines = [
            f"EKINERJA_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise BadSettings("settings are missing or wrong:\n  " + "\n  ".join(lines)) from None


@lru_cache
def load_settings() -> Settings:
    """Settings of this process. Raises `BadSettings` naming every variable that is missing or wrong."""
    settings = _load(Settings)
    if settings.env == "production":
        for name in ("clock_file", "fault"):
            if getattr(settings, name):
                raise BadSettings(f"EKINERJA_{name.upper()} is for development only and EKINERJA_ENV is production")
    return settings


@lru_cache
def load_kafka_settings() -> KafkaSettings:
    """Settings of a process that only reads the topics. Raises `BadSettings` likewise."""
    return _load(KafkaSettings)
