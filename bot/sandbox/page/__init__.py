"""A local web page to try the bot in: two people's Teams chats, what Graph saw, and the audit."""

from bot.sandbox.page.files import missing
from bot.sandbox.page.server import Audit, Page

__all__ = ["Audit", "Page", "missing"]
