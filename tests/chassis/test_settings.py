"""Settings: one list, from the environment, and a wrong one stops the process with its name."""

import re

import pytest

from chassis.settings import BadSettings, KafkaSettings, Settings, load_kafka_settings, load_settings

NEEDED = {
    "EKINERJA_AGENCY": "kanwil-gorontalo",
    "EKINERJA_DATABASE": "postgresql://somewhere/ekinerja",
    "EKINERJA_ISSUER": "http://127.0.0.1:9000",
}


@pytest.fixture
def environment(monkeypatch):
    """Sets variables on top of those needed (None: taken away); nothing is remembered from another test."""

    def put(**variables):
        for name in Settings.model_fields:
            monkeypatch.delenv(f"EKINERJA_{name.upper()}", raising=False)
        for name, value in {**NEEDED, **{f"EKINERJA_{key.upper()}": value for key, value in variables.items()}}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        load_settings.cache_clear()
        load_kafka_settings.cache_clear()

    yield put
    load_settings.cache_clear()
    load_kafka_settings.cache_clear()


def test_production_is_the_default(environment):
    environment()

    assert load_settings().env == "production"


def test_whoever_reads_topics_needs_the_agency_alone(environment):
    environment(database=None, issuer=None)

    assert load_kafka_settings().agency == "kanwil-gorontalo"
    with pytest.raises(BadSettings, match="EKINERJA_DATABASE"):
        load_settings()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"agency": None}, "EKINERJA_AGENCY: Field required"),
        ({"agency": "Kanwil Gorontalo"}, "EKINERJA_AGENCY"),
        ({"env": "test"}, "EKINERJA_ENV"),
        ({"database_pool": "1"}, "EKINERJA_DATABASE_POOL"),
        ({"log_level": "loud"}, "EKINERJA_LOG_LEVEL"),
        ({"kafka_security": "TLS"}, "EKINERJA_KAFKA_SECURITY"),
        ({"evidence_link_networks": "10.20.0.1/16"}, "EKINERJA_EVIDENCE_LINK_NETWORKS.*has host bits set"),
        ({"evidence_link_networks": "10.0.0.0/8, semua"}, "EKINERJA_EVIDENCE_LINK_NETWORKS"),
        ({"evidence_link_ports": "http"}, "EKINERJA_EVIDENCE_LINK_PORTS"),
        ({"clock_file": "clock.json"}, "EKINERJA_CLOCK_FILE is for development only"),
        ({"fault": "after append"}, "EKINERJA_FAULT is for development only"),
    ],
)
def test_a_missing_or_wrong_setting_stops_the_process_with_its_name(environment, wrong, named):
    environment(**wrong)

    with pytest.raises(BadSettings, match=named):
        load_settings()


def test_every_wrong_setting_is_named_at_once_and_no_secret_is_told(environment):
    environment(database_pool="many", log_level="loud", agency="")

    with pytest.raises(BadSettings) as stopped:
        load_settings()

    told = str(stopped.value)
    assert all(name in told for name in ("EKINERJA_DATABASE_POOL", "EKINERJA_LOG_LEVEL", "EKINERJA_AGENCY"))
    assert NEEDED["EKINERJA_DATABASE"] not in told


def test_a_secret_is_not_printed(environment):
    environment(kafka_password="a made-up password", database="postgresql://u:secret@somewhere/e")

    assert not re.search("secret@|made-up", repr(load_settings()))


def test_development_allows_what_is_for_development(environment):
    environment(env="development", clock_file="clock.json", fault="after append")

    assert load_settings().fault == "after append"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_says_what_it_is_for(name):
    assert len(Settings.model_fields[name].description or "") > 10
    assert set(KafkaSettings.model_fields) <= set(Settings.model_fields)
