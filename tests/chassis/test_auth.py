"""Tokens against the development issuer itself: a forged one is refused while it is away, and a withdrawn key is
trusted no longer than until the issuer is asked again.
"""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from joserfc.jwk import ECKey

from chassis import process
from chassis.auth import REFRESH_S, Tokens
from chassis.dev_issuer import TokenRequest, make_issuer, make_token
from chassis.errors import Forbidden, IssuerAway, Unauthenticated
from chassis.runtime import Runtime
from chassis.settings import BadSettings, Settings
from deploy.local.ports import free_port
from services.cli import definition_of

AN_OFFICER = TokenRequest(employee="6f1c4f7e-6a0f-4b39-9d3c-3f6f1d9c2a10", roles=["officer"])
SOON_S = 30.0
POLL_S = 0.02


class Issuer:
    """The development issuer on a port of its own; `withdraw_key` puts another key in the place of the one it had."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.settings = Settings(
            agency="kantor-uji",
            env="development",
            database="postgresql://nowhere",
            issuer=f"http://127.0.0.1:{self.port}",
        )
        self._folder = folder
        self._keys = 0
        self._server: uvicorn.Server | None = None
        self.withdraw_key()

    def withdraw_key(self) -> None:
        self.stop()
        self._keys += 1
        self._key_file = self._folder / f"{self._keys}.pem"
        self.start()

    def start(self) -> None:
        app = make_issuer(self.settings, self._key_file)
        self._server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="critical"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            threading.Event().wait(POLL_S)

    def stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = None

    def header(self, wanted: TokenRequest = AN_OFFICER, *, key_file: Path | None = None, **settings: str) -> str:
        """The `Authorization` of somebody, by the key in use or another, as an issuer of other settings gives it."""
        pem = (key_file or self._key_file).read_bytes()
        key = ECKey.import_key(pem, {"kid": "development"})
        return f"Bearer {make_token(key, self.settings.model_copy(update=settings), wanted)}"

    def forged(self) -> str:
        path = self._folder / "stranger.pem"
        path.write_bytes(ECKey.generate_key("P-256", private=True).as_pem(private=True))
        return self.header(key_file=path)


@pytest.fixture
def issuer(tmp_path) -> Iterator[Issuer]:
    one = Issuer(tmp_path)
    yield one
    one.stop()


@pytest.fixture
def tokens(issuer, monkeypatch) -> Tokens:
    """Tokens that hold the issuer's keys, asked for long enough ago to be asked for again."""
    made = Tokens(issuer.settings)
    made.load_keys()
    made._asked -= 2 * REFRESH_S
    return made


def test_a_token_of_another_issuer_is_refused_though_the_same_key_signed_it(issuer, tokens):
    with pytest.raises(Unauthenticated, match="iss"):
        tokens.identify(issuer.header(issuer="https://another.example"))


@pytest.mark.parametrize(("employee", "counts"), [
    (AN_OFFICER.employee, {"employee", "rater", "officer", "auditor", "subscriber"}), (None, {"auditor", "subscriber"}),
])  # fmt: skip
def test_without_an_employee_no_role_counts_but_an_auditors_and_a_subscribers(issuer, tokens, employee, counts):
    """An officer's claim alone read names and numbers of employees, and erased them."""
    claimed = ["employee", "rater", "officer", "auditor", "subscriber"]

    assert tokens.identify(issuer.header(TokenRequest(employee=employee, roles=claimed))).roles == counts


def test_the_claims_are_called_as_the_settings_say(issuer, tokens):
    names = {"claim_employee": "nip_acak", "claim_roles": "peran", "claim_agency": "instansi"}
    calling = Tokens(issuer.settings.model_copy(update=names))

    known = calling.identify(issuer.header(**names))

    assert (str(known.employee), known.roles) == (AN_OFFICER.employee, {"officer"})
    with pytest.raises(Forbidden):  # whose agency is not said
        calling.identify(issuer.header())


def test_the_development_issuer_refuses_to_work_in_production(issuer, tmp_path):
    in_production, key = issuer.settings.model_copy(update={"env": "production"}), tmp_path / "production.pem"

    with pytest.raises(BadSettings, match="production"):
        make_issuer(in_production, key)

    assert not key.exists()


def test_a_forged_token_is_refused_while_the_issuer_is_away_and_a_sound_one_is_let_in(issuer, tokens):
    sound, forged = issuer.header(), issuer.forged()
    issuer.stop()

    with pytest.raises(Unauthenticated):
        tokens.identify(forged)

    assert tokens.identify(sound).roles == {"officer"}


def test_without_any_key_the_issuer_is_what_is_missing(issuer):
    sound, forged = issuer.header(), issuer.forged()
    issuer.stop()

    for header in (sound, forged):
        with pytest.raises(IssuerAway):
            Tokens(issuer.settings).identify(header)


def test_a_token_by_a_key_not_yet_held_asks_the_issuer_once(issuer, tokens):
    issuer.withdraw_key()

    assert tokens.identify(issuer.header()).roles == {"officer"}


def test_a_withdrawn_key_lets_nobody_in_any_more_not_even_whom_it_let_in_before(issuer, tokens):
    known, new = issuer.header(), issuer.header()
    tokens.identify(known)
    issuer.withdraw_key()

    tokens.load_keys()

    assert tokens.known(known) is None
    for header in (known, new):
        with pytest.raises(Unauthenticated):
            tokens.identify(header)


def test_keys_that_are_the_same_keep_who_is_known(issuer, tokens):
    header = issuer.header()
    tokens.identify(header)

    tokens.load_keys()

    assert tokens.known(header) is not None


def test_an_answer_that_is_not_an_issuers_counts_as_away_and_the_keys_are_kept(issuer, tokens, monkeypatch):
    header = issuer.header()

    for said in ([], "busy", {"jwks_uri": None}, {"jwks_uri": "x:y"}):
        monkeypatch.setattr("httpx.Response.json", lambda _, said=said: said)
        with pytest.raises(IssuerAway):
            tokens.load_keys()

    assert tokens.identify(header).roles == {"officer"}


def test_a_process_asks_for_the_keys_again_and_again_also_after_the_issuer_was_away(issuer, monkeypatch):
    """A key was trusted for as long as the process lived."""
    for pause in ("KEYS_TRUSTED_S", "REFRESH_S"):
        monkeypatch.setattr(process, pause, POLL_S)
    runtime = Runtime(definition_of("planning"), issuer.settings)

    async def withdrawn_while_it_runs():
        asking = asyncio.create_task(process._issuer(runtime))
        async with asyncio.timeout(SOON_S):
            while not runtime.tokens.ready:
                await asyncio.sleep(POLL_S)
            header = issuer.header()
            await asyncio.to_thread(runtime.tokens.identify, header)
            await asyncio.to_thread(issuer.withdraw_key)
            while runtime.tokens.known(header) is not None:
                await asyncio.sleep(POLL_S)
        asking.cancel()

    asyncio.run(withdrawn_while_it_runs())
