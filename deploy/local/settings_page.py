"""The page of all settings, docs/settings.md: what a process takes, the local stack, its tests, and Compose.

Each row is made from where the setting is defined. `python -m deploy.local.settings_page` prints the page.
"""

from contracts.envelope import SERVICES
from deploy.local.addresses import (
    FIRST_SERVICE_PORT,
    ISSUER_PORT,
    ISSUER_SETTING,
    KAFKA_PORT,
    KAFKA_SETTING,
    POSTGRES_SETTING,
    port_setting,
)
from deploy.local.containers import KAFKA_IMAGE, KAFKA_IMAGE_SETTING, POSTGRES_IMAGE, POSTGRES_IMAGE_SETTING
from deploy.local.external import POSTGRES_SETTING as EXTERNAL_POSTGRES_SETTING
from deploy.local.external import WIPE_SETTING
from deploy.local.jars import MIRROR_SETTING
from deploy.local.parts import KIND_SETTING
from deploy.local.up import RUN_DIR_SETTING, STORY_SETTING
from services.settings_page import settings_page, table

__all__ = ["NOT_OF_COMPOSE", "page"]

STACK = [
    *((port_setting(name), FIRST_SERVICE_PORT + place, f"port of {name}") for place, name in enumerate(SERVICES)),
    (ISSUER_SETTING, ISSUER_PORT, "port of the development issuer"),
    (KAFKA_SETTING, KAFKA_PORT, "port of Kafka"),
    (
        POSTGRES_SETTING,
        "",
        "port of PostgreSQL on the loopback address, open to all on the machine; empty: by its socket",
    ),
    (RUN_DIR_SETTING, ".run", "where `make up` keeps endpoints, logs and data"),
    (STORY_SETTING, 1, "0: `make up` starts empty"),
    (KIND_SETTING, "embedded", "`embedded`, `containers` (a container engine is needed) or `external`"),
    (MIRROR_SETTING, "(Maven Central)", "embedded: another Maven repository for Kafka's jars"),
    (KAFKA_IMAGE_SETTING, KAFKA_IMAGE, "containers: the image of Kafka"),
    (POSTGRES_IMAGE_SETTING, POSTGRES_IMAGE, "containers: the image of PostgreSQL"),
    (
        EXTERNAL_POSTGRES_SETTING,
        "(needed)",
        "external: address of a PostgreSQL user who may create databases; Kafka is that of EKINERJA_KAFKA",
    ),
    (WIPE_SETTING, "", "external: 1 lets a stack delete topics and databases of ours that it finds there"),
    (
        "SEED",
        "(drawn and printed)",
        "tests: repeats what a run draws (kills, orders, requests, properties); CI draws of its commit",
    ),
    ("LONG", "1; 3 in `make test-long`", "tests: that many times the usual kills, interleavings and requests"),
]
COMPOSE = [
    ("EKINERJA_DATABASE_PASSWORD", "(needed)", "password of the databases, letters and digits"),
    ("EKINERJA_VERSION", "0.1.0", "tag of the image"),
    (
        "EKINERJA_TMP",
        "416m",
        "memory of each container for /tmp: more where EKINERJA_EVIDENCE_MAX_BYTES or EKINERJA_EVIDENCE_UPLOADS is",
    ),
]
_EMBEDDED = "development of the embedded stack only"
#: Settings of a process that Compose decides itself, and why.
NOT_OF_COMPOSE = {
    "EKINERJA_KAFKA": "the broker it starts",
    "EKINERJA_KAFKA_SECURITY": "that broker is in its own network, without a login",
    "EKINERJA_KAFKA_CA_FILE": "the same",
    "EKINERJA_KAFKA_USERNAME": "the same",
    "EKINERJA_KAFKA_PASSWORD": "the same",
    "EKINERJA_DATABASE": "made of EKINERJA_DATABASE_PASSWORD",
    "EKINERJA_EVIDENCE_STORE": "its volume `evidence`; an object store is for the chart",
    "EKINERJA_CLOCK_FILE": _EMBEDDED,
    "EKINERJA_FAULT": _EMBEDDED,
}


def page() -> str:
    """The whole page, as docs/settings.md holds it."""
    return (
        settings_page()
        + "\n## The local stack and its tests (`make demo`, `make up`, `make test`)\n\n"
        + "`make demo` and the tests take free ports, so the ports are those of `make up`.\n\n"
        + table(STACK)
        + "\n## Compose only (`deploy/compose`)\n\n"
        + "The env file may hold every setting of a process, those of evidence for evidence alone, but not what Compose"
        " decides itself:\n\n"
        + "".join(f"* {name}: {why}\n" for name, why in NOT_OF_COMPOSE.items())
        + "\n"
        + table(COMPOSE)
    )


if __name__ == "__main__":
    print(page(), end="")
