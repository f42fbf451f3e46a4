"""The brain's process: loads the model and the services, then answers the edge until it goes away.

Started by `assistant.brain.client.Brain` as `python -m assistant.brain.process FD`, where FD is one end of a socket
pair. It ends when the other end closes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.brain import fast
from assistant.brain.wire import MAX_LINE, Channel, Message

if TYPE_CHECKING:
    from assistant.brain.dialogue import Dialogue
    from assistant.brain.operations import Operations

log = logging.getLogger("encore.brain")

BROKEN = "Something went wrong inside; please try again."


class NoModel(Exception):
    """The trained model is not where it should be."""

    code = "no-model"


def quieten() -> None:
    """Keep libraries from printing what people say, and their own news, to the terminal."""
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Sanic sets its own filter when it is imported; ours has to come after.
    import sanic.app  # noqa: F401

    warnings.simplefilter("ignore")
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger("rasa").setLevel(logging.ERROR)


class BrainProcess:
    """Takes requests from the channel and runs each as its own task."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._tasks: set[asyncio.Task[None]] = set()
        self._operations: Operations | None = None

    async def run(self) -> None:
        """Serve until the edge closes the channel."""
        while (message := await self._channel.receive()) is not None:
            task = asyncio.create_task(self._answer(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._operations is not None:
            await self._operations.close()

    async def _answer(self, message: Message) -> None:
        number = message["request"]

        def emit(part: Message) -> None:
            self._channel.post({**part, "request": number})

        try:
            if message["op"] == "configure":
                await self._configured(message["arguments"])
            elif self._operations is None:
                emit({"type": "error", "code": "waking", "message": "The brain is still waking up."})
            else:
                await self._operations.run(message["op"], message["arguments"], emit)
        except Exception as error:
            code = getattr(error, "code", "")
            if not code:
                log.exception("operation %s failed", message["op"])
            # Why it cannot start goes to whoever runs the server; anything else may hold what somebody said.
            told = f"{type(error).__name__}: {error}" if message["op"] == "configure" else BROKEN
            text = str(error) if code else told
            emit({"type": "error", "code": str(code or "internal"), "message": text})

    async def _configured(self, config: dict[str, Any]) -> None:
        try:
            await self._configure(config)
        except BaseException:
            # A brain that cannot load ends once it has said why; the edge tries again.
            asyncio.get_running_loop().call_soon(self._channel.close)
            raise

    async def _configure(self, config: dict[str, Any]) -> None:
        dialogue, operations = await asyncio.to_thread(load, config)
        self._operations = operations
        await dialogue.warm_up()
        await operations.open(dialogue, lambda message: self._channel.post({**message, "request": 0}))
        self._channel.post({"request": 0, "type": "ready"})


def load(config: dict[str, Any]) -> tuple[Dialogue, Operations]:
    """Load model and services; takes seconds. Raises NoModel, and what the stores raise."""
    if not Path(config["model"]).is_file():
        raise NoModel(f"There is no trained model at {config['model']}; `encore train` makes one.")
    fast.leave_out_tensorflow()
    quieten()
    from actions.handlers.base import use_services
    from actions.services import ServicesConfig, build
    from assistant.brain.dialogue import Dialogue
    from assistant.brain.operations import Operations

    services = build(
        ServicesConfig(
            data_dir=Path(config["data_dir"]),
            library_folders=tuple(Path(folder) for folder in config["library_folders"]),
            database_url=config["database_url"],
            writer_url=config["writer_url"],
            writer_model=config["writer_model"],
            writer_key=config["writer_key"],
            audio_output=config["audio_output"],
        )
    )
    services.warm_up()
    use_services(services)
    return Dialogue(Path(config["model"])), Operations(services)


async def serve(descriptor: int) -> None:
    """Serve the edge at the other end of the socket `descriptor`."""
    reader, writer = await asyncio.open_unix_connection(sock=socket.socket(fileno=descriptor), limit=MAX_LINE)
    brain = asyncio.create_task(BrainProcess(Channel(reader, writer)).run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, writer.close)
    await brain


def main() -> None:
    """Run the process; the first argument is the socket's file descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(serve(int(sys.argv[1])))
    # What libraries left running must not hold the interpreter.
    os._exit(0)


if __name__ == "__main__":
    main()
