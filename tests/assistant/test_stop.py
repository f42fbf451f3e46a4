from __future__ import annotations

import asyncio
from pathlib import Path

from tests.actions.generate.completions import HEAD, SILENCE, endpoint, says
from tests.serving import serving
from tests.talking import talking


async def test_stop_ends_a_story_that_is_still_being_written(tmp_path: Path) -> None:
    async with endpoint(HEAD, says("Once there was a bear. It was cold. Then"), SILENCE) as writer:
        settings = {"ENCORE_WRITER_URL": writer.address, "ENCORE_WRITER_MODEL": "bard"}
        with serving(tmp_path / "encore", **settings) as running:
            async with talking(running.websocket) as conversation:
                await conversation.send("text", text="tell me a story")
                await conversation.type("reply-delta")
                await conversation.send("text", text="stop")
                for _ in range(2):
                    await conversation.type("turn-done")
                story, stopped = [m for m in conversation.received if m["type"] == "reply"]
            await asyncio.wait_for(writer.hung_up.wait(), 10)

    assert story["text"].startswith("Once there was a bear.")
    assert "Then" not in story["text"]
    assert stopped["text"] != story["text"]
