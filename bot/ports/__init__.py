"""What the use cases need from the world, and how the world may fail them."""

from bot.ports.failures import (
    DirectoryFailed,
    Failure,
    MessageGone,
    NothingMade,
    TeamsFailed,
    Trouble,
    Unclear,
    Unreachable,
)
from bot.ports.microsoft import (
    Conversation,
    Directory,
    Notifier,
    PassIssuer,
    TokenSource,
)
from bot.ports.store import (
    BatchStep,
    FirstStep,
    OwedView,
    RequestStore,
    Step,
)

__all__ = [
    "BatchStep",
    "Conversation",
    "Directory",
    "DirectoryFailed",
    "Failure",
    "FirstStep",
    "MessageGone",
    "NothingMade",
    "Notifier",
    "OwedView",
    "PassIssuer",
    "RequestStore",
    "Step",
    "TeamsFailed",
    "TokenSource",
    "Trouble",
    "Unclear",
    "Unreachable",
]
