"""The story files of one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from actions.generate.material import known, read_as
from actions.generate.story.shapes import Frames, Obstacle, People, Topic, Want

UNKNOWN = "_said"
"""Key of the topic that serves everything no other topic covers."""


@dataclass(frozen=True)
class StoryLibrary:
    """What stories of one language are made of."""

    language: str
    topics: dict[str, Topic]
    wants: dict[str, Want]
    obstacles: dict[str, Obstacle]
    people: People
    frames: Frames


@lru_cache(maxsize=4)
def library(language: str) -> StoryLibrary:
    """Return the material for `language`. Raises BadWritingData."""
    language = known(language)
    wants: dict[str, Want] = {}
    for name in ("stories/wants", "stories/wants_more"):
        wants |= read_as(dict[str, Want], language, name)
    obstacles: dict[str, Obstacle] = {}
    for name in ("stories/obstacles", "stories/obstacles_more"):
        obstacles |= read_as(dict[str, Obstacle], language, name)
    return StoryLibrary(
        language=language,
        topics=read_as(dict[str, Topic], language, "stories/topics"),
        wants=wants,
        obstacles=obstacles,
        people=read_as(People, language, "stories/people"),
        frames=read_as(Frames, language, "stories/frames"),
    )
