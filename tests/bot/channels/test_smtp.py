"""Mail over SMTP, against a real server, and what its answers mean."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.channels.email import message
from bot.channels.smtp import SmtpProvider
from services.ports import Delivered, Later, Refused, Unknown
from tests.bot.channels.letters import PAPER, SENDER, letter
from tests.mailserver import Server, listening


@pytest.fixture
def server():
    return Server()


@pytest.fixture
async def address(server):
    async with listening(server) as address:
        yield f"smtp://{address}"


@pytest.fixture
async def provider(address):
    provider = SmtpProvider(address, SENDER, timeout=2)
    yield provider
    await provider.close()


async def test_a_letter_arrives_whole(provider, server):
    outcome = await provider.deliver(letter(attachments=(PAPER,)))

    [(to, mail)] = server.mails
    assert outcome == Delivered(mail["Message-ID"]) == Delivered("<turnout-1@example.org>")
    assert to == ["ana1@example.org"]
    assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, "ana1@example.org", "Du bist dabei: Jam ✅")
    assert mail["List-Unsubscribe"] == "<https://jam.example.org/mail/stop/1.news.x>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"]
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Hallo Ana, grüß dich"]
    assert mail.get_body(("html",)).get_content().strip() == "<p>Hallo Ana, <b>grüß dich</b></p>"
    [paper] = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content(), paper.get_content_type()) == (
        PAPER.name,
        PAPER.content,
        "application/pdf",
    )


async def test_what_has_to_come_offers_no_end(provider, server):
    await provider.deliver(letter(stop=""))

    assert server.mails[0][1]["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "field", [{"subject": "Jam\r\nBcc: all@example.org"}, {"to": "ana@example.org\r\nBcc: all@example.org"}]
)
async def test_no_header_can_be_put_in(provider, server, field):
    assert await provider.deliver(letter(**field)) == Refused("cannot stand in a header")
    assert server.mails == []


@pytest.mark.parametrize("file", ["a\r\nBcc: all@example.org.pdf", 'a"; x="b.pdf'])
def test_no_header_can_be_put_in_by_the_name_of_a_file(file):
    paper = type(PAPER)(file, b"x")
    try:
        made = message(letter(attachments=(paper,)), SENDER).as_bytes()
    except ValueError:
        return
    assert b"\nBcc:" not in made


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 no such user", Refused("550 5.1.1 no such user", unreachable=True)),
        ("550 5.7.1 we do not like you", Refused("550 5.7.1 we do not like you")),
        ("451 4.7.1 greylisted", Later("451 4.7.1 greylisted")),
        ("452 4.2.2 mailbox full", Later("452 4.2.2 mailbox full")),
    ],
)
async def test_what_a_server_says_of_the_address(provider, server, answer, outcome):
    server.rcpt = answer

    assert await provider.deliver(letter()) == outcome


@pytest.mark.parametrize("answer", ["530 5.7.0 authentication required", "553 5.7.1 sender not owned by you"])
async def test_what_a_server_has_against_the_sender_is_an_outage(provider, server, answer):
    server.mail = answer

    assert await provider.deliver(letter()) == Later(answer)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("554 5.6.0 spam", Refused("554 5.6.0 spam")),
        ("421 4.3.2 shutting down", Later("421 4.3.2 shutting down")),
    ],
)
async def test_what_a_server_says_of_the_mail(provider, server, answer, outcome):
    server.data = answer

    assert await provider.deliver(letter()) == outcome


async def test_an_answer_that_does_not_come_leaves_it_unknown(address, server):
    provider = SmtpProvider(address, SENDER, timeout=0.2)
    server.slow = 0.5

    assert isinstance(await provider.deliver(letter()), Unknown)
    await provider.close()


async def test_where_nobody_listens_it_is_tried_later():
    outcome = await SmtpProvider("smtp://127.0.0.1:1", SENDER, timeout=2).deliver(letter())

    assert isinstance(outcome, Later)
    assert outcome.seconds is None


async def test_connections_are_kept_and_few(provider, server):
    outcomes = await asyncio.gather(*(provider.deliver(letter(number)) for number in range(1, 41)))

    assert {type(one) for one in outcomes} == {Delivered}
    assert sorted(to for [to], _ in server.mails) == sorted(f"ana{number}@example.org" for number in range(1, 41))
    assert len(server.sessions) <= 4


async def test_a_connection_that_was_ended_meanwhile_is_made_anew(provider, server):
    await provider.deliver(letter(1))
    await provider._free[0].execute_command(b"QUIT")  # as a server does that waited for too long

    assert isinstance(await provider.deliver(letter(2)), Delivered)
    assert len(server.mails) == 2


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "is_well"), [("jam%26joy", True), ("wrong", False)])
async def test_a_password_is_told_and_a_wrong_one_is_an_outage(server, password, is_well):
    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"me@example.org", b"jam&joy"))

    options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    async with listening(server, **options) as address:
        provider = SmtpProvider(f"smtp://me%40example.org:{password}@{address}", SENDER, timeout=2)
        outcome = await provider.deliver(letter())
        await provider.close()

    assert isinstance(outcome, Delivered if is_well else Later)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_a_server_that_cannot_prove_who_it_is_gets_nothing(server, certificate, scheme):
    """By TLS from the first byte, and where the server offers to turn to it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    options = {"tls": context} if scheme == "smtps" else {"tls_context": context}
    async with listening(server, **options) as address:
        outcome = await SmtpProvider(f"{scheme}://{address}", SENDER, timeout=2).deliver(letter())

    assert isinstance(outcome, Later)
    assert server.mails == []
