"""The words that admins give mails."""

import pytest
from sqlalchemy import select

from db.models import AuditEvent, MailTemplate
from services import notices
from services.errors import NotFound
from services.errors.organizing import NoMailText, UnknownGap
from services.mails import templates
from tests.factories import NOW

KIND = {"kind": "registration_confirmed", "language": "en"}


@pytest.fixture
def admin(make):
    return make.user("Adam", is_admin=True).id


def test_every_kind_of_notice_has_words_by_itself(tx, admin):
    assert {*notices.KINDS, *notices.MATTERS} <= set(templates.kinds())
    for kind in templates.kinds():
        assert templates.look(tx, user_id=admin, kind=kind, language="en").wording.body


def test_an_admin_changes_subject_and_body_and_sets_them_back(tx, admin):
    usual = templates.find(tx, **KIND)
    templates.set_subject(tx, user_id=admin, typed="In: {title}", **KIND, now=NOW)
    templates.set_body(tx, user_id=admin, typed="Hi {name}\n\n{text}", **KIND, now=NOW)

    found = templates.find(tx, **KIND)
    assert (found.subject, found.body) == ("In: {title}", "Hi {name}\n\n{text}")
    assert templates.look(tx, user_id=admin, **KIND).is_own
    assert templates.find(tx, kind="registration_confirmed", language="de") != found
    assert "In: Monday Jam" in templates.preview(templates.look(tx, user_id=admin, **KIND), now=NOW).subject

    assert templates.reset(tx, user_id=admin, **KIND, now=NOW).wording == usual
    assert templates.find(tx, **KIND) == usual
    assert tx.scalars(select(MailTemplate)).all() == []
    actions = list(tx.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions == ["mail_template.edited", "mail_template.edited", "mail_template.reset"]


def test_what_is_refused_changes_nothing(tx, admin):
    usual = templates.find(tx, **KIND)
    for act in (templates.set_subject, templates.set_body):
        with pytest.raises(UnknownGap):
            act(tx, user_id=admin, typed="{nonsense}", **KIND, now=NOW)
        with pytest.raises(NoMailText):
            act(tx, user_id=admin, typed=" ", **KIND, now=NOW)

    assert templates.find(tx, **KIND) == usual


@pytest.mark.parametrize("wrong", [{"kind": "nonsense"}, {"language": "fr"}])
def test_there_is_no_other_kind_or_language(tx, admin, wrong):
    with pytest.raises(NotFound):
        templates.look(tx, user_id=admin, **(KIND | wrong))


def test_they_are_for_admins_only(tx, make):
    user_id = make.user("Bo").id
    for act in (templates.set_subject, templates.set_body):
        with pytest.raises(NotFound):
            act(tx, user_id=user_id, typed="x", **KIND, now=NOW)
    with pytest.raises(NotFound):
        templates.reset(tx, user_id=user_id, **KIND, now=NOW)
    with pytest.raises(NotFound):
        templates.list_kinds(tx, user_id=user_id, now=NOW)


def test_kinds_come_in_pages_and_say_which_are_own(tx, admin):
    templates.set_subject(tx, user_id=admin, typed="x", kind="alert_raised", language="de", now=NOW)

    first = templates.list_kinds(tx, user_id=admin, now=NOW)
    assert len(first.kinds) == templates.PAGE
    assert first.has_next
    assert first.own == {"alert_raised"}
    pages = [templates.list_kinds(tx, user_id=admin, page=page, now=NOW).kinds for page in range(30)]
    assert [kind for page in pages for kind in page] == templates.kinds()
