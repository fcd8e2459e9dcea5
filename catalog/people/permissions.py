"""Who may do what: one table, read like a statute book. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.foundation.errors import NotPermitted


class Role(StrEnum):
    """What an account is there for."""

    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    RECIPIENT = "recipient"
    #: The machine itself, and an operator at the command line.
    OPERATOR = "operator"


class Action(StrEnum):
    """A deed that not everybody may do."""

    SEE_MINISTRY = "see_ministry"
    ENTER_FILM = "enter_film"
    UPLOAD = "upload"
    APPROVE = "approve"
    PUBLISH = "publish"
    #: Let a version pass the gate although something stands in its way.
    OVERRIDE = "override"
    RECALL = "recall"
    #: Send a campaign or a reminder.
    CAMPAIGN = "campaign"
    #: Enter sticks and what was told by telephone, and put right what was entered wrongly.
    KEEP_LEDGER = "keep_ledger"
    SEE_COVERAGE = "see_coverage"
    KEEP_REGISTER = "keep_register"
    KEEP_ACCOUNTS = "keep_accounts"
    SEE_AUDIT = "see_audit"
    SEE_DELIVERIES = "see_deliveries"
    COLLECT = "collect"
    ACKNOWLEDGE = "acknowledge"
    REPORT_SCREENING = "report_screening"
    REQUEST_LANGUAGE = "request_language"
    #: Confirm that the copies of a recalled revision are gone.
    SETTLE = "settle"


_LOOKING = {Action.SEE_MINISTRY, Action.SEE_COVERAGE}
_EDITING = _LOOKING | {
    Action.ENTER_FILM,
    Action.UPLOAD,
    Action.PUBLISH,
    Action.RECALL,
    Action.CAMPAIGN,
    Action.KEEP_LEDGER,
}
_KEEPING = _EDITING | {Action.KEEP_REGISTER, Action.KEEP_ACCOUNTS, Action.SEE_AUDIT}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(_KEEPING | {Action.OVERRIDE}),
    Role.EDITOR: frozenset(_EDITING),
    Role.REVIEWER: frozenset(_LOOKING | {Action.APPROVE}),
    Role.RECIPIENT: frozenset(
        {
            Action.SEE_DELIVERIES,
            Action.COLLECT,
            Action.ACKNOWLEDGE,
            Action.REPORT_SCREENING,
            Action.REQUEST_LANGUAGE,
            Action.SETTLE,
        }
    ),
    Role.OPERATOR: frozenset(_KEEPING),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does a deed, and for which organisation."""

    role: Role
    name: str
    account_id: int | None = None
    organisation_id: int | None = None
    #: The letter's link by which somebody without an account came in.
    link_id: int | None = None

    def may(self, action: Action) -> bool:
        """Return whether the role allows the action."""
        return action in ALLOWED[self.role]


MACHINE = Actor(Role.OPERATOR, "Filmbote")


def require(by: Actor, action: Action) -> None:
    """Let the deed go on only when its actor may do it.

    Raises:
        NotPermitted: the role does not allow the action.
    """
    if not by.may(action):
        raise NotPermitted
