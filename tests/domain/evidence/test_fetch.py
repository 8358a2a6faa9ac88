"""What a link may lead to, and what it may not: the guard itself, against a real server on the loopback address."""

import asyncio
import io
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chassis.settings import Settings
from services.evidence.fetch import (
    MOST_REDIRECTS,
    NotALink,
    NotFetched,
    Rules,
    fetch,
    is_reachable,
    name_in_link,
    parsed,
    rules_of,
)
from tests.services.web import (
    PDF,
    answer,
    broken_off,
    drip,
    endless,
    endless_headers,
    redirect,
    web,
)

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture(scope="module")
def server():
    with web() as running:
        yield running


@pytest.fixture
def rules(server):
    return Rules(frozenset({server.port}), LOOPBACK, 1000, 5.0)


def got(link, rules):
    into = io.BytesIO()
    asyncio.run(fetch(link, rules, into))
    return into.getvalue()


def refused(link, rules):
    """(why, status, passing) of what was not fetched."""
    with pytest.raises(NotFetched) as failed:
        got(link, rules)
    return failed.value.why, failed.value.status, failed.value.passing


# -- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.66.1", "2606:4700::1111", "::ffff:8.8.8.8", "223.255.255.1"])
def test_a_public_address_may_be_reached(address):
    assert is_reachable(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "168.63.129.16", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "192.88.99.1", "::1", "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001::7f00:1", "2001:db8::1", "3fff::1", "fe80::1",
        "fe80::1%1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "5f00::1",
    ],
)  # fmt: skip
def test_no_other_may(address):
    assert not is_reachable(ip_address(address))


def test_a_network_of_the_settings_may_be_reached_too_and_nothing_beside_it():
    office = [ip_network("10.20.0.0/16")]

    reached = [is_reachable(ip_address(one), office) for one in ("10.20.3.4", "::ffff:10.20.3.4", "10.21.0.1", "::1")]

    assert reached == [True, True, False, False]


# -- what is a link ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "ftp://contoh.go.id/a", "file:///etc/passwd", "gopher://127.0.0.1:25/", "javascript:alert(1)", "//contoh.go.id",
        "contoh.go.id/a", "http:///a", "http://", "http://budi:rahasia@contoh.go.id/", "http://budi@contoh.go.id/",
        "http://contoh.go.id\\@127.0.0.1/", "http://[::1", "http://contoh.go.id:port/", "http://contoh.go.id:0/",
        "http://contoh.go.id/\x00", "http://contoh go id/", "http://[fe80::1%1]/", "",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_no_link(link):
    with pytest.raises(NotALink) as why:
        parsed(link)

    assert "rahasia" not in str(why.value)


@pytest.mark.parametrize("link", ["https://contoh.go.id", "HTTP://contoh.go.id:8080/a?b#c", "http://contoh.go.id/@a"])
def test_others_are(link):
    assert parsed(link).host == "contoh.go.id"


def test_a_file_is_named_by_the_last_part_of_the_path_without_what_is_asked():
    paths = ("/a/Laporan%20Q3.pdf?n=budi#1", "/a/", "", "/%2e%2e%2fx")

    names = [name_in_link(f"http://contoh.go.id{path}") for path in paths]

    assert names == ["Laporan Q3.pdf", "", "", "x"]


# -- fetching ---------------------------------------------------------------------------------------------------------


def test_what_is_there_is_got_and_nothing_is_told_but_who_asks(server, rules):
    server.pages["/a"] = PDF

    assert got(server.url("/a?b=c#d"), rules) == PDF

    path, headers = server.asked[-1]
    assert path == "/a?b=c"
    assert headers == {
        "Host": f"127.0.0.1:{server.port}", "User-Agent": "ekinerja-evidence", "Accept": "*/*",
        "Accept-Encoding": "identity", "Connection": "close",
    }  # fmt: skip


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_its_own_body_is_not_taken(server, rules, status):
    server.pages |= {"/away/now": redirect("../there", status), "/there": PDF}

    assert got(server.url("/away/now"), rules) == PDF


def test_a_cookie_is_not_sent_back(server, rules):
    server.pages |= {"/gives": answer(302, Location="/there", Set_Cookie="a=b"), "/there": PDF}

    got(server.url("/gives"), rules)

    assert "Cookie" not in server.asked[-1][1]


def test_a_proxy_of_the_environment_is_not_asked(server, rules, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.pages["/a"] = PDF

    assert got(server.url("/a"), rules) == PDF


def spelt(port):
    """This machine, as addresses and names that do not look like it."""
    hosts = [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "localhost", "LOCALHOST.",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "0", "0.0.0.0", "[::]",
        "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021",
    ]  # fmt: skip
    return [f"http://{host}:{port}/a" for host in hosts]


def test_this_machine_is_not_reached_however_it_is_spelt(server, rules):
    server.pages["/a"] = PDF
    before, public = server.connections, replace(rules, networks=())

    whys = {link: refused(link, public)[0] for link in spelt(server.port)}

    # Some resolvers know no such spelling; none of them leads here.
    assert set(whys.values()) <= {"address_refused", "no_such_host"}
    assert whys[f"http://127.0.0.1:{server.port}/a"] == whys[f"http://localhost:{server.port}/a"] == "address_refused"
    assert server.connections == before


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://[fd00::1]/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "http://a:b@127.0.0.1/", "http://[broken", "//169.254.169.254/",
        "https://192.168.1.1/",
    ],
)  # fmt: skip
def test_a_redirect_is_looked_at_anew(server, rules, to):
    server.pages["/away"] = redirect(to)
    open_ports = replace(rules, ports=rules.ports | {80, 443})

    assert refused(server.url("/away"), open_ports) == ("address_refused", None, False)


def test_a_redirect_to_this_machine_is_refused_where_only_another_address_is_allowed(server):
    """127.0.0.2 stands for an allowed address; the server behind it leads to 127.0.0.1, which is not."""
    with web("127.0.0.2") as allowed:
        server.pages["/a"] = PDF
        allowed.pages["/away"] = redirect(server.url("/a"))
        rules = Rules(frozenset({allowed.port, server.port}), (ip_network("127.0.0.2/32"),), 1000, 5.0)
        before = server.connections

        assert refused(allowed.url("/away", "127.0.0.2"), rules)[0] == "address_refused"

    assert server.connections == before


def test_a_port_that_is_not_allowed_is_not_connected_to(server, rules):
    server.pages["/a"] = PDF
    before, usual = server.connections, replace(rules, ports=frozenset({80, 443}))

    assert refused(server.url("/a"), usual)[0] == "address_refused"
    assert server.connections == before


def test_without_ports_nothing_is_fetched(server, rules):
    assert refused(server.url("/a"), replace(rules, ports=frozenset())) == ("not_allowed", None, False)


def settings(**more):
    needed = {"agency": "kanwil", "database": "postgresql://x", "issuer": "http://127.0.0.1:9000"}
    return Settings(**needed, **more)


def test_by_default_links_lead_to_the_public_internet_alone():
    assert rules_of(settings()) == Rules(frozenset({80, 443}), (), 20 * 1024 * 1024, 60)


def test_the_settings_name_other_ports_and_networks_or_nothing():
    named = rules_of(settings(evidence_link_ports="443, 8443", evidence_link_networks="10.20.0.0/16, fd00:1::/32"))

    assert named.ports == {443, 8443}
    assert named.networks == (ip_network("10.20.0.0/16"), ip_network("fd00:1::/32"))
    assert rules_of(settings(evidence_link_ports="")).ports == frozenset()


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch):
    """A name that means an allowed address when it is looked at, and this machine a moment later."""
    asked, real = [], socket.getaddrinfo

    def rebinding(host, *args, **more):
        if host != "berubah.contoh":
            return real(host, *args, **more)
        asked.append(host)
        return real("127.0.0.2" if len(asked) == 1 else "127.0.0.1", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with web("127.0.0.2") as allowed:
        allowed.pages["/a"] = PDF
        rules = Rules(frozenset({allowed.port}), (ip_network("127.0.0.2/32"),), 1000, 5.0)

        assert got(allowed.url("/a", "berubah.contoh"), rules) == PDF
        assert allowed.asked[-1][1]["Host"] == f"berubah.contoh:{allowed.port}"
        assert len(asked) == 1
        assert refused(allowed.url("/a", "berubah.contoh"), rules)[0] == "address_refused"


def test_of_a_name_with_several_addresses_only_those_allowed_are_tried(server, monkeypatch):
    real = socket.getaddrinfo

    def several(host, *args, **more):
        if host != "banyak.contoh":
            return real(host, *args, **more)
        return real("127.0.0.1", *args, **more) + real("127.0.0.2", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", several)
    before = server.connections
    rules = Rules(frozenset({server.port}), (ip_network("127.0.0.2/32"),), 1000, 5.0)

    assert refused(server.url("/a", "banyak.contoh"), rules)[0] == "no_answer"  # nobody listens at 127.0.0.2
    assert server.connections == before


# -- bounds -----------------------------------------------------------------------------------------------------------


def test_as_many_redirects_are_followed_and_no_more(server, rules):
    server.pages |= {f"/{number}": redirect(f"/{number + 1}") for number in range(MOST_REDIRECTS + 1)}
    server.pages[f"/{MOST_REDIRECTS + 1}"] = PDF

    assert got(server.url("/1"), rules) == PDF
    assert refused(server.url("/0"), rules) == ("too_many_redirects", None, False)


@pytest.mark.parametrize(
    ("page", "why", "passing"),
    [
        (answer(404), "status", False),
        (answer(403, PDF), "status", False),
        (answer(206, PDF), "status", False),
        (answer(503), "status", True),
        (answer(302), "status", False),
        (answer(200), "empty", False),
        (answer(200, bytes(1001)), "too_large", False),
        (answer(200, PDF, Content_Encoding="gzip"), "encoded", False),
        (endless, "too_large", False),
        (broken_off, "no_answer", True),
        (drip(b"%", 0.2), "too_slow", True),
        (endless_headers, "too_slow", True),
    ],
)
def test_what_is_not_got_says_why(server, rules, page, why, passing):
    server.pages["/page"] = page

    found = refused(server.url("/page"), replace(rules, seconds=1.0 if why == "too_slow" else 20.0))

    assert (found[0], found[2]) == (why, passing)


def test_a_body_of_just_the_size_that_is_taken_is_got(server, rules):
    server.pages["/full"] = bytes(1000)

    assert len(got(server.url("/full"), rules)) == 1000


def test_whoever_does_not_answer_or_has_no_address_is_tried_again(rules, monkeypatch):
    real = socket.getaddrinfo

    def resolved(host, *args, **kwargs):
        if host == "tidak-ada.invalid":  # asked of a resolver of this machine it would take as long as that likes
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    silent = replace(rules, ports=frozenset({port}))

    assert refused(f"http://127.0.0.1:{port}/", silent) == ("no_answer", None, True)
    assert refused(f"http://tidak-ada.invalid:{port}/", silent) == ("no_such_host", None, True)
    assert refused(f"https://127.0.0.1:{port}/", silent) == ("no_answer", None, True)


# -- TLS --------------------------------------------------------------------------------------------------------------


def certificate(folder, name):
    """A file with the key and the certificate of a name, which vouches for itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(whose, whose, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, *plain) + made.public_bytes(pem))
    return file


def test_the_name_and_not_the_address_is_what_a_certificate_is_for(tmp_path, monkeypatch):
    file, names = certificate(tmp_path, "aman.contoh"), []
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    real = socket.getaddrinfo
    here = {"aman.contoh", "lain.contoh"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1" if host in here else host, *a, **k)
    )
    with web() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.pages["/a"] = PDF
        rules = Rules(frozenset({server.port}), LOOPBACK, 1000, 20.0)

        assert got(f"https://aman.contoh:{server.port}/a", rules) == PDF
        assert refused(f"https://lain.contoh:{server.port}/a", rules) == ("no_answer", None, True)
        assert refused(f"https://127.0.0.1:{server.port}/a", rules) == ("no_answer", None, True)

    assert names[:2] == ["aman.contoh", "lain.contoh"]
