"""Teams, as text: the people, the invites, and what an invite means to who opens it. Pure."""

from handlers.cards import lines, paragraphs
from handlers.fitting import WHOLE, beginning, fitted
from services.notices.team import role_name, unled
from services.team import Helper, Invite, Invited, Joined, Offer, OpenInvite, OpenPerson, Passed, Place, Removed, Team
from services.text import esc
from services.translator import Translator


def team(team: Team, t: Translator, *, said: str = "") -> str:
    """Everybody with their role; only their own roles to who may not see the others."""
    head = t("Team of {where}", where=name(team.where))
    owner = t("{name} · owner", name=esc(team.owner))
    people = [f"👤 {helper(one, t)}" for one in team.people]
    first = f"👤 {owner}" if team.sees_all and not team.number else ""
    number = len(team.invites)
    open_now = t.plural("⏳ {count} open invite", "⏳ {count} open invites", number) if number else ""
    return paragraphs(said, f"<b>{head}</b>", lines(first, *people), open_now, _hint(team, t))


def _hint(team: Team, t: Translator) -> str:
    if not team.sees_all:
        return t("These are your own roles here. Tap your name to leave.")
    if not team.people:
        return t("Nobody else yet. An invite is a link that works once.")
    return t("Tap a name to change something.")


def name(where: Place) -> str:
    return esc(where.title or where.host_name)


def helper(one: Helper, t: Translator) -> str:
    role = role_name(one.role, t)
    if one.title:
        return t("{name} · {role} · {title}", name=esc(one.name), role=role, title=esc(one.title))
    if one.to_come:
        to_come = t.plural("{count} session to come", "{count} sessions to come", one.to_come)
        return t("{name} · {role} · {title}", name=esc(one.name), role=role, title=to_come)
    return t("{name} · {role}", name=esc(one.name), role=role)


def link(invite: Invite, address: str, t: Translator) -> str:
    """A message of its own, made to be forwarded as it is."""
    head = t("{name} invites you: {where}", name=esc(invite.inviter), where=name(invite.where))
    return paragraphs(
        lines(f"<b>{head}</b>", t("Role: {role}", role=role_name(invite.role, t))),
        address,
        until(invite, t),
    )


def words(invite: Invite, t: Translator) -> str:
    """What goes along with the link when it is shared; plain text."""
    where = invite.where.title or invite.where.host_name
    return t("You are invited: {where}. Role: {role}.", where=where, role=role_name(invite.role, t))


def until(invite: Invite, t: Translator) -> str:
    moment, zone = t.moment(invite.until), t.zone(t.time_zone)
    return t("⏳ The link works once, until {moment} ({zone}).", moment=moment, zone=zone)


def made(invite: Invite, t: Translator) -> str:
    role = role_name(invite.role, t)
    return t("The invite is below (role: {role}). Forward it to one person.", role=role)


def ask_address(role: Invited, where: Place, t: Translator) -> str:
    return paragraphs(
        lines(f"<b>{name(where)}</b>", t("Role: {role}", role=role_name(role, t))),
        t("To which email address shall I send the invite? Please type it."),
    )


def preview(invite: Invite, viewer_name: str, t: Translator) -> str:
    """What somebody is asked to be, and what they may do then; why they cannot, where they cannot."""
    head = t("Hello {name}", name=esc(viewer_name))
    asked = t("{name} invites you: {where}", name=esc(invite.inviter), where=name(invite.where))
    of_host = f"👤 {esc(invite.where.host_name)}" if invite.where.title else ""
    if invite.obstacle is not None:
        kept = t("The invite was not used up; somebody else can have it.")
        return paragraphs(lines(f"<b>{head}</b>", asked), lines(esc(invite.obstacle.text(t)), kept))
    return paragraphs(
        lines(f"<b>{head}</b>", f"<b>{asked}</b>", of_host),
        lines(t("Role: {role}", role=role_name(invite.role, t)), may(invite.role, t)),
        until(invite, t),
    )


def may(role: Invited, t: Translator) -> str:
    """What a role may do, in plain words."""
    texts = {
        Invited.OWNER: t("You may do everything there."),
        Invited.MANAGER: t("You run everything there together with the owner: series, sessions, people and the team."),
        Invited.INSTRUCTOR: t("You see who comes to the sessions that you give, check people in and keep notes."),
        Invited.CO_ORGANIZER: t(
            "You run this series: plan and cancel sessions, see and write to its people, check in."
        ),
        Invited.DOOR: t("You see who comes to this series, and check people in at the door."),
        Invited.MEMBER: t("You see this private series and can book its sessions."),
    }
    return texts[role]


def joined(joined: Joined, t: Translator) -> str:
    """A member is in; everybody else helps."""
    where, role = name(joined.where), role_name(joined.role, t)
    if joined.role == Invited.MEMBER:
        head = t("✅ You are in: {where}", where=where)
        return paragraphs(f"<b>{head}</b>", lines(t("Role: {role}", role=role), may(joined.role, t)))
    head = t("✅ You help now: {where}, as {role}", where=where, role=role)
    return paragraphs(f"<b>{head}</b>", may(joined.role, t))


def open_invites(team: Team, t: Translator, *, said: str = "") -> str:
    """Every one of them, with beginnings of titles and names where there are many."""
    return fitted(lambda longest: _open_invites(team, t, said, longest))


def _open_invites(team: Team, t: Translator, said: str, longest: int) -> str:
    head = t("Open invites: {where}", where=name(team.where))
    rows = [open_invite(number, one, t, longest) for number, one in enumerate(team.invites, 1)]
    empty = "" if rows else t("None is open.")
    return paragraphs(said, f"<b>{head}</b>", "\n".join(rows), empty)


def open_invite(number: int, one: OpenInvite, t: Translator, longest: int = WHOLE) -> str:
    role = role_name(one.role, t)
    title = esc(beginning(one.title, longest)) if one.title else ""
    what = t("{role} of {title}", role=role, title=title) if title else role
    return t(
        "{number}. {role}, by {name}, until {moment}",
        number=number,
        role=what,
        name=esc(beginning(one.inviter, longest)),
        moment=t.moment(one.until),
    )


def withdraw(number: int, t: Translator) -> str:
    """A button's word."""
    return t("Withdraw {number}", number=number)


def withdrawn(number: int, t: Translator) -> str:
    if not number:
        return t("None was open.")
    return t.plural("{count} invite is withdrawn.", "{count} invites are withdrawn.", number)


def person(one: OpenPerson, t: Translator) -> str:
    return paragraphs(f"<b>{name(one.where)}</b>", helper(one.helper, t), may_text(one, t))


def may_text(one: OpenPerson, t: Translator) -> str:
    return may(one.helper.role, t) if one.is_viewer else ""


def ask_removing(one: OpenPerson, t: Translator) -> str:
    if one.is_viewer:
        question = t("Leave {where}?", where=name(one.where))
    else:
        question = t("Remove {name} from {where}?", name=esc(one.helper.name), where=name(one.where))
    to_come = t.plural(
        "{count} session that they give needs another instructor then.",
        "{count} sessions that they give need another instructor then.",
        one.helper.to_come,
    )
    return paragraphs(
        lines(f"<b>{question}</b>", t("Role: {role}", role=role_name(one.helper.role, t))),
        lines(to_come if one.helper.to_come else "", _after(one, t)),
    )


def _after(one: OpenPerson, t: Translator) -> str:
    if one.is_viewer:
        return t("To come back you need another invite.")
    return t("They are told. Their buttons stop working at once; places that they booked stay theirs.")


def removed(gone: Removed, t: Translator) -> str:
    said = t("{name} is removed.", name=esc(gone.name))
    return lines(said, unled(gone.unled, t))


def left(gone: Removed, t: Translator) -> str:
    return t("✖️ You left {where}. Your places stay yours.", where=name(gone.where))


def ask_passing(one: OpenPerson, t: Translator) -> str:
    question = t("Pass {where} on to {name}?", where=name(one.where), name=esc(one.helper.name))
    return paragraphs(
        f"<b>{question}</b>",
        t("{name} is asked, and has 48 hours to say yes. Until then you are the owner.", name=esc(one.helper.name)),
        t("After that they are the owner and you are a manager. Only they can undo it."),
    )


def asked(offer: Offer, t: Translator) -> str:
    return t("{name} is asked. You hear from me what they say.", name=esc(offer.name))


def taken(passed: Passed, t: Translator) -> str:
    said = t("✅ You are the owner now: {where}", where=esc(passed.host_name))
    return f"<b>{said}</b>"


def declined(passed: Passed, t: Translator) -> str:
    return t("All right. {where} stays as it is.", where=esc(passed.host_name))


def not_joined(t: Translator) -> str:
    return t("All right. The invite stays good until its time is over, should you change your mind.")
