"""How often the shipped model is right about real people's words: MASSIVE's dev set, where `../shared` has it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.stock import MODEL, ROOT

DATA = ROOT.parent / "shared" / "data" / "nlu"
ENOUGH_OUT_OF_SCOPE = 300
REFUSED = {"out_of_scope", "nlu_fallback"}
RIGHT: dict[str, set[str]] = {
    "play_music": {"play_music"},
    "music_query": {"whats_playing"},
    "music_likeness": {"like"},
    "music_dislikeness": {"dislike"},
    "audio_volume_up": {"volume_up", "volume_set"},
    "audio_volume_down": {"volume_down", "volume_set"},
    "audio_volume_mute": {"volume_set", "volume_down", "pause", "stop"},
    "recommendation_movies": {"recommend_film"},
    "general_joke": {"tell_joke"},
    "general_greet": {"greet"},
}
"""The source's intents that Encore has, with what of ours is right."""
NEITHER = {
    "general_quirky", "play_game", "play_radio", "play_podcasts", "play_audiobook", "music_settings", "news_query",
    "recommendation_events", "recommendation_locations",
}  # fmt: skip
"""Entertainment that Encore does not have yet, and a catch-all: neither in scope nor out of it."""


def main() -> None:
    """Print the table, or say what is missing."""
    if not DATA.is_dir():
        print(f"understanding: skipped, there are no utterances in {DATA}.")
        return
    agent = _agent()
    table = Table(title="Understanding of real people's utterances (MASSIVE dev, not one of them trained on)")
    for heading in ("", "utterances", "right", "%", "most common mistakes"):
        table.add_column(heading, justify="left" if heading in {"", "most common mistakes"} else "right")
    for language in ("en", "zh"):
        for row in asyncio.run(_rows(agent, language)):
            table.add_row(*row)
    Console(width=150).print(table)


def _agent() -> Any:
    import sanic.app  # noqa: F401 - sets its filters before ours
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    return Agent.load(str(MODEL))


async def _rows(agent: Any, language: str) -> list[tuple[str, ...]]:
    lines = (DATA / f"massive-{language}-dev.jsonl").read_text("utf-8").splitlines()
    said = [json.loads(line) for line in lines]
    foreign = [each for each in said if each["intent"] not in RIGHT and each["intent"] not in NEITHER]
    foreign = foreign[:: max(1, len(foreign) // ENOUGH_OUT_OF_SCOPE)]
    ours = [(each["text"], RIGHT[each["intent"]]) for each in said if each["intent"] in RIGHT]
    music = [(each["text"], RIGHT["play_music"]) for each in said if each["intent"] == "play_music"]
    return [
        await _row(agent, f"{language}: in scope", ours),
        await _row(agent, f"{language}: of these, play music", music),
        await _row(agent, f"{language}: out of scope", [(each["text"], REFUSED) for each in foreign]),
    ]


async def _row(agent: Any, name: str, cases: list[tuple[str, set[str]]]) -> tuple[str, ...]:
    from rasa.core.channels.channel import UserMessage

    wrong: Counter[str] = Counter()
    for text, right in cases:
        intent = (await agent.processor.parse_message(UserMessage(text)))["intent"]["name"]
        wrong[intent] += intent not in right
    right_ones = len(cases) - wrong.total()
    worst = ", ".join(f"{intent} {count}" for intent, count in wrong.most_common(4) if count)
    return name, str(len(cases)), str(right_ones), f"{100 * right_ones / len(cases):.0f}", worst
