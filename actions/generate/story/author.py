"""Writes stories: plans, tells, remembers what was told lately, and goes on where a story stopped."""

from __future__ import annotations

import hashlib
import random
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from actions.generate.brief import Brief, Piece
from actions.generate.sentences import spoken_seconds
from actions.generate.story.library import StoryLibrary, library
from actions.generate.story.plan import continue_story, plan_story
from actions.generate.story.shapes import Plan
from actions.generate.story.telling import Teller
from actions.generate.story.topics import mentions, subject_of

REMEMBERED = 1000
"""So many stories back, neither an opening nor a plot comes again."""
_RECENT = 8
_TRIES = 60
_ATTEMPTS = 12
_TOLERANCE = 0.2
_STATE = ("hero", "pal", "companion", "keepsake", "trait", "place", "folk", "world", "topic", "said", "thread", "used")


class StoryAuthor:
    """Writes stories of one language, no two alike."""

    def __init__(self, language: str, model: str) -> None:
        self._material = library(language)
        self._model = model
        self._openings: deque[str] = deque(maxlen=REMEMBERED)
        self._cores: deque[tuple[str, ...]] = deque(maxlen=REMEMBERED)
        self._recent: deque[str] = deque(maxlen=2 * _RECENT)
        self._heroes: deque[str] = deque(maxlen=_RECENT)

    def write(self, brief: Brief) -> Piece:
        """Return a new story, or the continuation of the one in `brief.so_far`."""
        audience = brief.so_far.get("audience") or brief.audience
        brief = replace(brief, audience=audience if audience in {"children", "teen", "adult"} else "family")
        if all(name in brief.so_far for name in _STATE):
            return self._continued(brief)
        if brief.seed is not None:
            return self._told(brief, brief.seed, ())
        return self._never_told(brief)

    def _never_told(self, brief: Brief) -> Piece:
        """Draw seeds until opening, plot and hero are ones that were not told lately, or nearly so."""
        pieces: list[tuple[int, Piece]] = []
        for _ in range(_TRIES):
            piece = self._told(brief, secrets.randbits(32), tuple(self._recent))
            pieces.append((self._staleness(piece, brief), piece))
            if not pieces[-1][0]:
                break
        piece = min(pieces, key=lambda pair: pair[0])[1]
        self._remember(piece)
        return piece

    def _staleness(self, piece: Piece, brief: Brief) -> int:
        """Return 0 for a new story; the more of it was told lately, the more."""
        opening = piece.sentences[0] in self._openings
        plot = _what_happens(piece) in self._cores or piece.state["id"] in brief.so_far.get("told", ())
        name = piece.state["hero"]["name"]
        asked_for = name.lower() in f"{brief.topic} {brief.hero}".lower()
        return 4 * plot + 2 * opening + (name in self._heroes and not asked_for)

    def _remember(self, piece: Piece) -> None:
        self._openings.append(piece.sentences[0])
        self._cores.append(_what_happens(piece))
        self._heroes.append(piece.state["hero"]["name"])
        self._recent.extend(name for name in (piece.state["topic"], piece.state["used"]["wants"][0]) if name)

    def _told(self, brief: Brief, seed: int, avoid: tuple[str, ...]) -> Piece:
        subject = subject_of(brief.topic, brief.audience, self._material)
        words = [*subject.words, *([(subject.said, subject.said)] if subject.said else [])]

        def attempt(dice: random.Random, weave: str) -> Piece:
            plan = plan_story(brief, subject, self._material, dice, avoid, weave)
            return self._piece(brief, plan, Teller(plan, self._material, dice), seed, part=1)

        return self._best_fit(brief, f"story {self._material.language} {seed}", attempt, words)

    def _continued(self, brief: Brief) -> Piece:
        part = int(brief.so_far.get("part", 1)) + 1
        seed = brief.seed if brief.seed is not None else secrets.randbits(32)
        worded = list(map(str, brief.so_far.get("worded", ())))

        def attempt(dice: random.Random, _: str) -> Piece:
            plan = continue_story(brief, self._material, dice)
            teller = Teller(plan, self._material, dice, continues=True, worded=worded)
            return self._piece(brief, plan, teller, seed, part)

        return self._best_fit(brief, f"story {self._material.language} {seed} {part}", attempt, [])

    def _best_fit(
        self, brief: Brief, seed: str, attempt: Callable[[random.Random, str], Piece], words: list[tuple[str, str]]
    ) -> Piece:
        """Return the first of some attempts with all `words` in it and about as long as asked for, or the nearest.

        What some attempts lacked, the later ones are told to weave in.
        """
        language = self._material.language
        missing: list[str] = []
        pieces: list[tuple[int, float, Piece]] = []
        for number in range(_ATTEMPTS):
            weave = ("和" if language == "zh" else " and ").join(missing) if number >= _ATTEMPTS // 3 else ""
            piece = attempt(random.Random(f"{seed} {number}"), weave)
            off = abs(spoken_seconds(piece.text) / brief.seconds_within_reason - 1)
            lacking = [said for word, said in words if not mentions(piece.text, word, language)]
            missing = missing or lacking
            pieces.append((len(lacking), off, piece))
            if off < _TOLERANCE and not lacking:
                break
        return min(pieces, key=lambda entry: entry[:2])[2]

    def _piece(self, brief: Brief, plan: Plan, teller: Teller, seed: int, part: int) -> Piece:
        told = teller.tell(brief.seconds_within_reason)
        return Piece(
            kind="story",
            title=told.title,
            language=self._material.language,
            sentences=told.sentences,
            source="embedded",
            model=self._model,
            state=_state(brief, plan, teller, seed, part, self._material),
        )


def story_id(plan: Plan) -> str:
    """Return a short name for what happens in a story, whoever it happens to."""
    return hashlib.sha1(" ".join(plan.core).encode(), usedforsecurity=False).hexdigest()[:12]


def _what_happens(piece: Piece) -> tuple[str, ...]:
    """Return what makes the story a new one; short ones hold too little for the bare plot to be new each time."""
    return tuple(piece.state["core"] if len(piece.state["core"]) > 2 else piece.state["plot"])


def _state(brief: Brief, plan: Plan, teller: Teller, seed: int, part: int, material: StoryLibrary) -> dict[str, Any]:
    """Return what is needed to go on, in JSON types."""
    before = brief.so_far.get("used", {})
    wants = [chapter.want for chapter in plan.chapters]
    obstacles = [name for chapter in plan.chapters for name, _ in chapter.obstacles]
    places = [chapter.far for chapter in plan.chapters]
    return {
        "id": story_id(plan),
        "seed": seed,
        "part": part,
        "language": material.language,
        "audience": brief.audience,
        "topic": plan.topic,
        "said": plan.said,
        "hero": asdict(plan.hero),
        "pal": asdict(plan.pal),
        "trait": plan.trait,
        "companion": plan.companion,
        "keepsake": plan.keepsake,
        "place": plan.place,
        "folk": plan.folk,
        "world": plan.world,
        "worded": teller.worded,
        "thread": {"want": plan.thread.want, "far": plan.thread.far, "treasure": plan.thread.treasure},
        "used": {
            "wants": [*before.get("wants", []), *wants],
            "obstacles": [*before.get("obstacles", []), *obstacles],
            "places": [*before.get("places", []), *places],
        },
        "plot": list(plan.plot),
        "core": list(plan.core),
    }
