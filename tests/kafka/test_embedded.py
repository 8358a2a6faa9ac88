"""The embedded Kafka and PostgreSQL: what they keep through SIGKILL, and that nothing of them outlives or harms others.

Everything here is real: the broker, the server, the processes and their deaths; the repository of jars is a small one
of our own on the loopback address, so that it can lie.
"""

import asyncio
import hashlib
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from chassis.database import Database
from deploy.local import jars, ports, processes
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres

ROOT = Path(__file__).parents[2]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
TALKER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


@pytest.fixture
def kafka(tmp_path):
    node = Kafka(tmp_path / "kafka", ports.free_port(), jars.ensure_jars(ROOT / ".tools" / "kafka"), tmp_path / "run")
    node.start()
    node.wait_ready()
    yield node
    node.stop()


@pytest.fixture
def postgres(tmp_path):
    server = Postgres(tmp_path / "postgres", tmp_path / "run")
    server.start()
    server.wait_ready()
    yield server
    server.stop()


async def make_topic(bootstrap, name, **configs):
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, 1, topic_configs=configs)])
    finally:
        await admin.close()


async def send(bootstrap, topic, values):
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_request_size=4 << 20
    ) as producer:
        for value in values:
            await producer.send_and_wait(topic, value)


async def read(bootstrap, topic, count):
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        async with asyncio.timeout(20):
            return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


@pytest.mark.kafka
def test_acknowledged_records_are_there_after_sigkill_and_a_new_start(kafka):
    values = [b"%d" % number for number in range(50)]
    asyncio.run(make_topic(kafka.bootstrap, "history"))
    asyncio.run(send(kafka.bootstrap, "history", values))
    kafka.kill()
    kafka.start()
    kafka.wait_ready()
    asyncio.run(send(kafka.bootstrap, "history", [b"after"]))
    assert asyncio.run(read(kafka.bootstrap, "history", 51)) == [*values, b"after"]


@pytest.mark.kafka
def test_a_topic_may_have_its_own_limit_and_none_appears_by_itself(kafka):
    async def run():
        await make_topic(kafka.bootstrap, "wide", **{"max.message.bytes": str(4 << 20)})
        await send(kafka.bootstrap, "wide", [b"x" * (2 << 20)])
        assert len((await read(kafka.bootstrap, "wide", 1))[0]) == 2 << 20
        async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, request_timeout_ms=500) as producer:
            with pytest.raises(KafkaError):
                await producer.send_and_wait("never-made", b"1")
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
        await admin.start()
        assert await admin.list_topics() == ["wide"]
        await admin.close()

    asyncio.run(run())


@pytest.mark.kafka
def test_a_taken_port_is_named_with_its_holder_and_its_setting(kafka, tmp_path):
    second = Kafka(tmp_path / "second", kafka.port, kafka.jars, tmp_path / "run", name="second")
    with pytest.raises(ports.PortTaken) as raised:
        second.start()
    assert str(raised.value) == (
        f"port {kafka.port} is taken (by pid {kafka.pid}, java); free it or set EKINERJA_KAFKA_PORT"
    )
    assert not (tmp_path / "second").exists()


#: Letters beyond Latin-1 and ASCII, and every sign that one of the two takes for its own: of lists, escapes, addresses.
ODD = "José kantor, Ķantor \\n 50% #1"


@pytest.mark.kafka
def test_a_folder_of_any_letters_holds_a_kafka(tmp_path):
    run_dir = tmp_path / ODD
    node = Kafka(run_dir / "data", ports.free_port(), jars.ensure_jars(ROOT / ".tools" / "kafka"), run_dir)
    try:
        node.restart()
        asyncio.run(make_topic(node.bootstrap, "history"))
        asyncio.run(send(node.bootstrap, "history", [b"before"]))
        node.restart()
        assert asyncio.run(read(node.bootstrap, "history", 1)) == [b"before"]
    finally:
        node.stop()
    assert [path.name for path in tmp_path.iterdir()] == [ODD]
    assert {path.name for path in run_dir.iterdir()} == {"data", "kafka", "logs", "pids"}


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["José kantor", "a,b"])
def test_a_folder_of_any_letters_holds_a_postgresql(name):
    with tempfile.TemporaryDirectory(prefix="ek-") as short:  # so that its socket would find room there
        Path(short).chmod(0o755)
        server = Postgres(Path(short) / name / "data", Path(short) / name, fsync=False)
        try:
            server.restart()
            database = Database(server.url(), pool=2)
            with database.connection() as connection:
                assert connection.execute("SELECT 1 AS one").fetchone() == {"one": 1}
            database.close()
            assert (server.socket_dir == server.data_dir) == ("," not in name)
        finally:
            server.stop()
        assert [path.name for path in Path(short).iterdir()] == [name]


@pytest.mark.postgres
def test_committed_rows_survive_sigkill_and_open_transactions_do_not(postgres):
    postgres.create_database("agency")
    postgres.create_database("agency")
    with psycopg.connect(postgres.url("agency")) as connection:
        connection.execute("CREATE TABLE seen (n int)")
        connection.execute("INSERT INTO seen SELECT generate_series(1, 1000)")
    with psycopg.connect(postgres.url("agency")) as unfinished:
        unfinished.execute("INSERT INTO seen VALUES (0)")
        postgres.kill()
        postgres.start()
        postgres.wait_ready()
        unfinished.close()
    with psycopg.connect(postgres.url("agency")) as connection:
        assert connection.execute("SELECT count(*), min(n) FROM seen").fetchone() == (1000, 1)
    postgres.drop_database("agency")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(postgres.url("agency"))


@pytest.mark.postgres
def test_a_paused_server_answers_nothing_and_goes_on_when_resumed(postgres):
    with psycopg.connect(postgres.url()) as connection:
        postgres.pause()
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            psycopg.connect(postgres.url(), connect_timeout=2)
        postgres.resume()
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.postgres
def test_a_lock_left_by_a_killed_server_does_not_stop_the_next_when_its_pid_is_another_s(postgres):
    lock = postgres.data_dir / "postmaster.pid"
    left = lock.read_text().splitlines()
    postgres.kill()
    lock.write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    postgres.start()
    postgres.wait_ready()


@pytest.mark.postgres
def test_a_folder_too_deep_for_a_socket_is_served_from_a_short_one(tmp_path):
    server = Postgres(tmp_path / ("deep" * 30), tmp_path / "run", port=ports.free_port(), fsync=False)
    server.start()
    try:
        server.wait_ready()
        assert len(str(server.socket_dir)) < 80
        by_tcp = f"postgresql://postgres@127.0.0.1:{server.port}/postgres"
        assert psycopg.connect(by_tcp).execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert not server.socket_dir.exists()


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A Maven repository with one jar, its lock, and the list of what was asked of it."""
    (tmp_path / "repository").mkdir()
    jar = b"not much of a jar"
    (tmp_path / "repository" / "tool-1.0.jar").write_bytes(jar)
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            right = self.path == "/org/example/tool/1.0/tool-1.0.jar"
            self.send_response(200 if right else 404)
            self.end_headers()
            self.wfile.write(jar if right else b"")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer((ports.HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv(jars.MIRROR_SETTING, f"http://{ports.HOST}:{server.server_port}")
    monkeypatch.setenv("NO_PROXY", ports.HOST)
    monkeypatch.setattr(jars, "TRIES", 1)
    lock = tmp_path / "lock.toml"
    jars.write_lock([jars.Jar("org.example:tool:1.0", hashlib.sha256(jar).hexdigest())], lock)
    yield lock, asked
    server.shutdown()
    server.server_close()


def test_jars_are_fetched_once_and_a_damaged_one_is_found(repository, tmp_path):
    lock, asked = repository
    first = jars.ensure_jars(tmp_path / "tools", lock=lock)
    fetched = len(asked)
    assert jars.ensure_jars(tmp_path / "tools", lock=lock) == first
    assert [jar.name for jar in first] == ["tool-1.0.jar"]
    assert fetched > 0
    assert len(asked) == fetched
    first[0].write_bytes(b"damaged")
    with pytest.raises(jars.JarError, match=r"^tool-1\.0\.jar has SHA-256 .* delete the folder .* and run this again$"):
        jars.ensure_jars(tmp_path / "tools", lock=lock)


def test_of_many_that_want_the_jars_at_once_one_fetches_them(repository, tmp_path):
    lock, asked = repository
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: jars.ensure_jars(tmp_path / "tools", lock=lock), range(4)))
    assert got == [got[0]] * 4
    assert asked.count("/org/example/tool/1.0/tool-1.0.jar") == 1


def test_a_jar_with_another_digest_than_the_lock_s_is_refused_and_nothing_is_left(repository, tmp_path):
    lock, _ = repository
    jars.write_lock([jars.Jar("org.example:tool:1.0", "0" * 64)], lock)
    with pytest.raises(jars.JarError, match=r"^tool-1\.0\.jar has SHA-256 [0-9a-f]{64}, but the lock says 0{64}; run"):
        jars.ensure_jars(tmp_path / "tools", lock=lock)
    assert [path.name for path in (tmp_path / "tools").iterdir()] == [".lock"]


def test_without_a_repository_one_line_says_how_to_mend_it(repository, tmp_path, monkeypatch):
    lock, _ = repository
    monkeypatch.setenv(jars.MIRROR_SETTING, f"http://{ports.HOST}:{ports.free_port()}")
    with pytest.raises(jars.JarError, match=r"^cannot fetch Kafka's jars: [^\n]+ or set EKINERJA_MAVEN_MIRROR [^\n]+$"):
        jars.ensure_jars(tmp_path / "tools", lock=lock)


def test_the_committed_lock_names_what_the_code_asks_for_and_no_address():
    locked = {jar.coordinate for jar in jars.read_lock(jars.LOCK.read_bytes())}
    assert set(jars.ROOTS) <= locked
    assert "://" not in jars.LOCK.read_text()


def test_sweep_ends_what_is_recorded_and_never_a_stranger_with_the_same_pid(tmp_path):
    ours = processes.spawn("ours", SLEEPER, run_dir=tmp_path)
    frozen = processes.spawn("frozen", SLEEPER, run_dir=tmp_path)
    frozen.pause()
    stranger = processes.spawn("stranger", SLEEPER, run_dir=tmp_path)
    record = json.loads(stranger.pidfile.read_text())
    stranger.pidfile.write_text(json.dumps(record | {"started": record["started"] + "0"}))
    try:
        assert processes.sweep(tmp_path) == ["frozen", "ours"]
        assert (ours.exit_code, frozen.exit_code) == (-signal.SIGTERM, -signal.SIGTERM)
        assert stranger.alive()
        assert list((tmp_path / "pids").iterdir()) == []
    finally:
        stranger.kill()


def test_a_name_runs_once_and_a_deaf_process_is_killed_after_its_grace(tmp_path):
    deaf = processes.spawn("deaf", STUBBORN, run_dir=tmp_path)
    wait_until(lambda: "deaf" in deaf.log_tail())
    with pytest.raises(processes.ProcessError, match=rf"deaf is still running \(pid {deaf.pid}\); `make down` ends it"):
        processes.spawn("deaf", STUBBORN, run_dir=tmp_path)
    assert deaf.stop(grace_s=0.2) == -signal.SIGKILL
    assert not deaf.pidfile.exists()


def test_a_child_that_ends_by_itself_is_reported_with_its_last_words(tmp_path):
    child = processes.spawn("brief", [sys.executable, "-c", "raise SystemExit('no such setting')"], run_dir=tmp_path)
    child.popen.wait(10)
    with pytest.raises(processes.ProcessError, match=r"brief ended with 1; its log .*\nno such setting$"):
        child.check()


@pytest.mark.xfail(
    sys.platform != "linux", strict=True, reason="only Linux tells a child that its parent's thread ended"
)
def test_a_child_outlives_the_thread_that_asked_for_it(tmp_path):
    def start_and_leave():
        child = processes.spawn("child", TALKER, run_dir=tmp_path)
        # Made by this thread itself: what the kernel sends to a thread's children, this one gets.
        own = subprocess.Popen([*processes.launcher(), *TALKER], stdout=subprocess.PIPE)
        wait_until(lambda: "up" in child.log_tail())  # before that there is no death signal yet
        own.stdout.readline()
        return child, own

    with ThreadPoolExecutor(1) as thread:
        child, own = thread.submit(start_and_leave).result()
    with own:
        assert own.wait(10) == -signal.SIGKILL
    assert child.alive()
    child.stop()


@pytest.mark.xfail(sys.platform != "linux", strict=True, reason="only Linux tells a child that its parent died")
def test_a_child_dies_with_its_parent_even_by_sigkill(tmp_path):
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time, pathlib; from deploy.local import processes\n"
            "child = processes.spawn('child', sys.argv[2:], run_dir=pathlib.Path(sys.argv[1]))\n"
            "print(child.pid, flush=True); time.sleep(600)",
            str(tmp_path),
            *TALKER,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    child = int(parent.stdout.readline())
    wait_until(lambda: "up" in (tmp_path / "logs" / "child.log").read_text())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    try:
        wait_until(lambda: not processes.started(child))
    finally:
        processes.sweep(tmp_path)


def wait_until(holds, timeout_s=10):
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
