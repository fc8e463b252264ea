"""Letters to send."""

from services.mails.letters import Attachment, Letter

SENDER = "Turnout <no-reply@example.org>"


def letter(number: int = 1, **fields) -> Letter:
    given = {
        "to": f"ana{number}@example.org",
        "subject": "Du bist dabei: Jam ✅",
        "html": "<p>Hallo Ana, <b>grüß dich</b></p>",
        "text": "Hallo Ana, grüß dich\n",
        "kind": "registration_confirmed",
        "stop": "https://jam.example.org/mail/stop/1.news.x",
    }
    return Letter(number, **(given | fields))


PAPER = Attachment("Beleg Nr. 1.pdf", b"%PDF-1.7 \x00\xff")
