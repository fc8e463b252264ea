"""What admins tap. Every act checks again that it is an admin's."""

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Flag, Id, PageNumber


class ListPeople(CallbackData, prefix="admin.people"):
    """Everybody, or who fits what was typed last."""

    page: PageNumber = 0
    is_new: Flag = 0
    """Whether what was typed before is forgotten."""


class ShowPerson(CallbackData, prefix="admin.person"):
    user_id: Id


class AskBlocking(CallbackData, prefix="admin.ask_block"):
    user_id: Id


class Block(CallbackData, prefix="admin.block"):
    user_id: Id


class Unblock(CallbackData, prefix="admin.unblock"):
    user_id: Id


class ListHosts(CallbackData, prefix="admin.hosts"):
    page: PageNumber = 0


class ShowHost(CallbackData, prefix="admin.host"):
    host_id: Id


class Verify(CallbackData, prefix="admin.verify"):
    """`is_on` 0 takes the mark back."""

    host_id: Id
    is_on: Flag


class AskDeactivating(CallbackData, prefix="admin.ask_close"):
    host_id: Id


class SetActive(CallbackData, prefix="admin.active"):
    host_id: Id
    is_on: Flag


class ListFailed(CallbackData, prefix="admin.failed"):
    page: PageNumber = 0


class ShowFailed(CallbackData, prefix="admin.failure"):
    notification_id: Id


class RetryFailed(CallbackData, prefix="admin.retry"):
    """0 is all that failed up to `up_to`: what was on the screen, and nothing newer."""

    notification_id: Id = 0
    up_to: Id = 0


class DropFailed(CallbackData, prefix="admin.drop"):
    notification_id: Id = 0
    up_to: Id = 0


class SearchAudit(CallbackData, prefix="admin.audit"):
    """The newest events, or those that fit what was typed last."""

    page: PageNumber = 0
    is_new: Flag = 0


class AuditOfPerson(CallbackData, prefix="admin.audit_of"):
    user_id: Id
    page: PageNumber = 0


class ListAlerts(CallbackData, prefix="admin.alerts"):
    page: PageNumber = 0


class Acknowledge(CallbackData, prefix="admin.seen"):
    alert_id: Id
