"""One conversation with the handlers: real services, Rasa's own tracker and dispatcher, no Rasa around them."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.handlers.base import handler_for, use_services
from actions.handlers.phrasebook import Phrasebook
from actions.playback import Library, MpvPlayer, Playback
from actions.services import Services
from tests.actions.playback.conftest import sound_file


class Talk:
    """What one person says and hears."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.person = f"p{uuid.uuid4().hex[:8]}"
        self.slots: dict[str, Any] = {}
        self.turns = 0

    async def say(self, intent: str, text: str, *, part: str = "", ranking: tuple[str, ...] = (), **named: Any) -> Any:
        """Say something understood as `intent`; return the only reply. A value that is no text is a typed one."""
        return (await self.replies(intent, text, part=part, ranking=ranking, **named))[-1]

    async def replies(
        self, intent: str, text: str, *, part: str = "", ranking: tuple[str, ...] = (), **named: Any
    ) -> list[dict[str, Any]]:
        """Say something understood as `intent`; return the replies."""
        self.turns += 1
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.5, "part": part},
            "intent_ranking": [{"name": name, "confidence": 0.2} for name in ranking],
            "entities": [{"entity": name, "value": value} for name, value in named.items()],
            "metadata": {"person": self.person, "key": f"k{self.turns}", "text": text},
        }
        tracker = Tracker(f"s-{self.person}", dict(self.slots), message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        handler = handler_for("fallback" if intent == "nlu_fallback" else intent)
        assert handler is not None
        for event in await handler.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        return [said["custom"] for said in dispatcher.messages]

    def opinions(self) -> list[tuple[str, str]]:
        """What this person is known to think, the oldest first."""
        return [(opinion.item, opinion.value) for opinion in self.services.people.opinions(self.person)]

    async def press(self, reply: dict[str, Any], number: int) -> Any:
        """Press a button of `reply`; return what is answered."""
        choice = reply["choices"][number]
        return await self.say(choice["intent"], choice["title"], **choice["entities"])


@asynccontextmanager
async def beside_mpv(shared: Services, folder: Path, *songs: dict[str, str]) -> AsyncIterator[Talk]:
    """A conversation beside a real mpv, with a library of `songs`, given by their tags, in `folder`."""
    for number, tags in enumerate(songs):
        sound_file(folder / "music" / f"{number}.flac", 30, **tags)
    library = Library(folder / "library.db", [folder / "music"], shared.catalogue)
    library.scan()
    with tempfile.TemporaryDirectory(prefix="mpv-") as sockets:
        playback = Playback(library, MpvPlayer(Path(sockets) / "s", audio_output="null"), folder)
        services = replace(shared, playback=playback)
        use_services(services)
        yield Talk(services)
        await playback.close()


def one_of(key: str, language: str, **fields: object) -> list[str]:
    """Return every wording of a phrase."""
    return [wording.format(**fields) for wording in Phrasebook.load().wordings(key, language)]
