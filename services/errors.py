"""The kinds of error Suluh tells apart; anything else is a bug of ours."""

from __future__ import annotations

from enum import StrEnum


class Refused(Exception):
    """A person asked for something that cannot be done; the message key says why and what to do next."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Outcome(StrEnum):
    """What a failed call to Telegram means for the one who wanted to send."""

    NOT_SENT = "not_sent"
    """It never left: try again later."""
    WAIT = "wait"
    """Telegram asks to wait (429): it was not sent."""
    UNKNOWN = "unknown"
    """It left and no answer came back: it may have arrived."""
    GONE = "gone"
    """This recipient cannot be reached: blocked, deactivated, kicked, never started."""
    MIGRATED = "migrated"
    """The group has become a supergroup with another id."""
    HARMLESS = "harmless"
    """Nothing was lost: not modified, query too old, message to edit is gone."""
    REFUSED = "refused"
    """The content itself is at fault; it would fail for everybody."""


class DeliveryFailed(Exception):
    """A call to Telegram did not succeed.

    Attributes:
        outcome: what that means for the sender.
        retry_after: seconds to wait, with ``Outcome.WAIT``; 0 otherwise.
        new_chat_id: the supergroup's id, with ``Outcome.MIGRATED``.
    """

    def __init__(
        self, outcome: Outcome, description: str, *, retry_after: float = 0, new_chat_id: int | None = None
    ) -> None:
        super().__init__(f"{outcome}: {description}")
        self.outcome = outcome
        self.description = description
        self.retry_after = retry_after
        self.new_chat_id = new_chat_id
