"""Ends a conversation on Ctrl-C in good order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


def run_until_interrupted(conversation: Coroutine[Any, Any, None]) -> None:
    """Run `conversation` to its end, or until Ctrl-C, which is no failure.

    KeyboardInterrupt would come up anywhere, also in the middle of closing a sound device; a cancelled task closes
    what it has opened.
    """
    asyncio.run(_interruptible(conversation))


async def _interruptible(conversation: Coroutine[Any, Any, None]) -> None:
    loop = asyncio.get_running_loop()
    talking = asyncio.ensure_future(conversation)
    loop.add_signal_handler(signal.SIGINT, talking.cancel)
    try:
        await asyncio.wait({talking})
    finally:
        loop.remove_signal_handler(signal.SIGINT)
    if not talking.cancelled():
        talking.result()


async def ended(task: asyncio.Task[Any]) -> None:
    """Cancel `task` and wait until it is over, however it ends."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
