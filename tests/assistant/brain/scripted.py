"""A brain without a model, for tests of the edge: speaks the real wire protocol and does what the words say.

`python -m tests.assistant.brain.scripted FD`. Every turn that it begins is a line of `turns.log` in its data folder.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from assistant.brain.wire import MAX_LINE, Channel

CHOICES = [
    {"title": "Another", "intent": "another", "entities": {}},
    {"title": "换一个", "intent": "another", "entities": {}},
]


class Scripted:
    """Answers turns by their words."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._folder = Path()
        self._known: dict[str, int] = {}

    async def run(self) -> None:
        """Serve until the edge closes the channel."""
        tasks = set()
        while (message := await self._channel.receive()) is not None:
            tasks.add(asyncio.create_task(self._take(message)))

    async def _take(self, message: dict[str, Any]) -> None:
        number, arguments = message["request"], message["arguments"]
        if message["op"] == "configure":
            self._configure(arguments)
        elif message["op"] == "turn":
            await self._turn(number, arguments)
        elif message["op"] == "echo":
            self._post(number, type="result", value=arguments)
        elif message["op"] == "count":
            for count in range(arguments["to"]):
                self._post(number, type="item", count=count)
            self._post(number, type="result", value=None)
        else:
            self._post(number, type="error", code="bad-type", message="no such operation")

    def _configure(self, config: dict[str, Any]) -> None:
        self._folder = Path(config["data_dir"])
        if (self._folder / "cannot-start").exists():
            self._post(0, type="error", code="no-model", message="there is no model")
            self._channel.close()
        elif (self._folder / "babbles").exists():
            (self._folder / "babbles").unlink()
            self._channel._writer.write(b"Hello, I am no protocol.\n")
        else:
            self._post(0, type="ready")

    async def _turn(self, number: int, turn: dict[str, Any]) -> None:
        session, text = turn["session"], turn["text"]
        if session not in self._known and turn["events"] is None:
            self._post(number, type="error", code="unknown-session", message="send its events")
            return
        self._known.setdefault(session, len(turn["events"] or ()))
        with (self._folder / "turns.log").open("a", encoding="utf-8") as log:
            log.write(json.dumps({"key": turn["key"], "text": text, "events": turn["events"]}) + "\n")
        await self._obey(number, text, session)
        effects = {"forget me": ["erase-person"], "slower": ["voice-rate:140"], "as usual": ["voice-rate:0"]}.get(
            text, []
        )
        choices = CHOICES if text == "choices" else []
        said = f"{text} ({turn['choice']['intent']})" if turn["choice"] else text
        self._post(number, type="understood", intent={"name": "echo", "confidence": 1.0}, entities=[], ranking=[])
        reply = {"id": f"{turn['key']}.1", "text": said, "speech": said, "language": turn["language"], "expects": ""}
        self._post(number, type="reply", **reply, cards=[], choices=choices, effects=effects)
        self._post(number, type="done", events=[{"event": "slot", "name": "said", "value": text}], ms=1.0)

    async def _obey(self, number: int, text: str, session: str) -> None:
        if text == "die" or (text == "die once" and not (self._folder / "died").exists()):
            (self._folder / "died").touch()
            os._exit(9)
        while text == "wait" and not (self._folder / "go").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.01)
        if text == "lose the session":
            del self._known[session]
        if text == "move the player":
            self._post(0, type="player", session=session, player="mpv", state="playing", queue=[{"id": "track/1"}])
            self._post(0, type="player-command", session=session, command="play")
        if text == "fail":
            self._post(number, type="error", code="upstream-failed", message="the writer is ill")

    def _post(self, number: int, **message: Any) -> None:
        self._channel.post({**message, "request": number})


async def serve(descriptor: int) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=socket.socket(fileno=descriptor), limit=MAX_LINE)
    await Scripted(Channel(reader, writer)).run()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
