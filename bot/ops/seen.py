"""A look-up's answer, or its failure, as a value: the doctor judges both."""

from collections.abc import Awaitable
from typing import TypeVar

from bot.ports import Failure

T = TypeVar("T")


async def seen(look: Awaitable[T]) -> T | Failure:
    try:
        return await look
    except Failure as failure:
        return failure
