"""`/admin/site/mails`: the words of mails, by kind and language; changed, looked at with sample values, set back."""

from aiohttp import web

from services.errors.organizing import NoMailText, UnknownGap
from services.mails import templates
from services.mails.templates import Text
from services.mails.wording import GAPS, LONGEST_BODY, LONGEST_SUBJECT, Wording
from services.notices.alerts import spelled
from services.translator import LANGUAGES
from web import guards
from web.admin.asking import number, refusals
from web.operating.asking import SITE_PATH, begin, done, said
from web.rendering import render

MAIL = f"{SITE_PATH}/mails/{{kind:[a-z0-9_]{{1,60}}}}/{{language:[a-z]{{2}}}}"
WITH_FRAME = f"{guards.POLICY}; frame-src 'self'"
LETTER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""A mail brings its style with it, as mails must; it can do nothing else."""


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{SITE_PATH}/mails", list_kinds),
        web.get(MAIL, show_text),
        web.post(MAIL, change),
        web.post(f"{MAIL}/reset", reset),
        web.get(f"{MAIL}/preview", preview),
    ]


async def list_kinds(request: web.Request) -> web.Response:
    site, visitor, _ = begin(request)
    shown = number(request, "page")
    page = await site.db.read(templates.list_kinds, user_id=visitor.id, page=shown, now=site.clock())
    context = {"page": page, "rows": [(kind, spelled(kind), kind in page.own) for kind in page.kinds]}
    return render(request, "operating/mails.html", {**context, "languages": LANGUAGES})


async def show_text(request: web.Request) -> web.Response:
    text = await _look(request)
    return _show(request, text, text.wording)


async def _look(request: web.Request) -> Text:
    site, visitor, _ = begin(request)
    async with refusals():
        return await site.db.read(templates.look, user_id=visitor.id, **_which(request))


def _which(request: web.Request) -> dict[str, str]:
    return {"kind": request.match_info["kind"], "language": request.match_info["language"]}


def _show(request: web.Request, text: Text, shown: Wording, *, refused: str = "", status: int = 200) -> web.Response:
    _, _, t = begin(request)
    context = {
        "text": text,
        "shown": shown,
        "title": spelled(text.kind),
        "languages": LANGUAGES,
        "gaps": [(f"{{{gap}}}", t(meaning)) for gap, meaning in GAPS.items()],
        "longest": (LONGEST_SUBJECT, LONGEST_BODY),
        "path": request.path,
        "base": f"{SITE_PATH}/mails/{text.kind}",
        "said": said(request, t),
        "refused": refused,
    }
    page = render(request, "operating/mail.html", context, status=status)
    page.headers["Content-Security-Policy"] = WITH_FRAME
    return page


async def change(request: web.Request) -> web.Response:
    """What is wrong is said beside what was typed."""
    site, visitor, t = begin(request)
    form, which = await request.post(), _which(request)
    typed = {name: str(form.get(name, ""))[: 2 * LONGEST_BODY] for name in ("subject", "body")}
    text = await _look(request)
    try:
        await site.db.write(templates.set_words, user_id=visitor.id, now=site.clock(), **which, **typed)
    except (NoMailText, UnknownGap) as refusal:
        return _show(request, text, Wording(**typed), refused=refusal.text(t), status=422)
    raise done(f"/mails/{which['kind']}/{which['language']}", "kept")


async def reset(request: web.Request) -> web.Response:
    site, visitor, _ = begin(request)
    which = _which(request)
    async with refusals():
        await site.db.write(templates.reset, user_id=visitor.id, now=site.clock(), **which)
    raise done(f"/mails/{which['kind']}/{which['language']}", "reset")


async def preview(request: web.Request) -> web.Response:
    """The mail itself, for the frame beside its words."""
    site, _, _ = begin(request)
    letter = templates.preview(await _look(request), now=site.clock())
    headers = {"Content-Security-Policy": LETTER}
    return web.Response(text=letter.html, content_type="text/html", headers=headers)
