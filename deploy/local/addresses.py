"""Where the parts of a stack listen: the usual ports, the settings that change them, and free ones for tests.

Everything listens on the loopback address only.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.envelope import SERVICES
from deploy.local import ports
from deploy.local.kafka import PORT_SETTING as KAFKA_SETTING
from deploy.local.postgres import PORT_SETTING as POSTGRES_SETTING
from deploy.local.processes import ProcessError

KAFKA_PORT, ISSUER_PORT, FIRST_SERVICE_PORT = 19092, 8000, 8001
ISSUER_SETTING = "EKINERJA_ISSUER_PORT"


def port_setting(service: str) -> str:
    """The setting that gives a service another port: EKINERJA_EVIDENCE_PORT."""
    return f"EKINERJA_{service.upper()}_PORT"


@dataclass(frozen=True)
class Ports:
    """One port for each part. postgres: None means by its socket alone."""

    kafka: int
    issuer: int
    services: Mapping[str, int]
    postgres: int | None = None

    @classmethod
    def free(cls, services: Sequence[str] = SERVICES) -> "Ports":
        """Ports nothing listens on now."""
        return cls(ports.free_port(), ports.free_port(), {service: ports.free_port() for service in services})

    @classmethod
    def from_environment(cls) -> "Ports":
        """The usual ones, each replaced by its setting. Raises ProcessError for a setting that is no port."""
        services = {
            service: _port(port_setting(service), FIRST_SERVICE_PORT + number)
            for number, service in enumerate(SERVICES)
        }
        postgres = _port(POSTGRES_SETTING, 0) or None
        return cls(_port(KAFKA_SETTING, KAFKA_PORT), _port(ISSUER_SETTING, ISSUER_PORT), services, postgres)

    def require_free(self, services: Sequence[str], *, kafka: bool) -> None:
        """Raise PortTaken for the first that is not free. kafka: whether Kafka is ours to start."""
        if kafka:
            ports.require_free(self.kafka, KAFKA_SETTING)
        ports.require_free(self.issuer, ISSUER_SETTING)
        for service in services:
            ports.require_free(self.services[service], port_setting(service))


def _port(setting: str, usual: int) -> int:
    word = os.environ.get(setting) or str(usual)
    if not word.isdecimal() or int(word) > 65535:
        raise ProcessError(f"{setting} is {word!r}; it must be a port number")
    return int(word)
