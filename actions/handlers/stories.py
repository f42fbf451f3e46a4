"""Pieces: stories told as they are written, jokes, poems and riddles."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from actions.generate import Brief, Piece, is_suitable
from actions.generate.brief import PieceKind, gap_between
from actions.handlers.base import Handler, Turn
from actions.handlers.spoken import audience_of, seconds_of
from actions.reply import Choice

TOPICAL = {"topic", "sound"}
"""Entities that say what a piece is to be about: the rain is a sound as well."""


class Written(Handler):
    """Has a piece written and tells it sentence by sentence."""

    kind: ClassVar[PieceKind]

    async def handle(self, turn: Turn) -> None:
        """Tell a new piece about what was asked for."""
        turn.remember("thread", self.intent)
        brief = brief_of(turn, self.kind)
        if not is_suitable(f"{brief.topic} {brief.hero}", brief.audience):
            turn.say("story.left-out")
        await tell(turn, brief, self.choices(turn))

    def choices(self, turn: Turn) -> tuple[Choice, ...]:
        """Return what a person may want next."""
        return (turn.choice("choice.another", "another"),)


class TellStory(Written):
    """ "Tell me a story about a dragon"."""

    intent, kind = "tell_story", "story"

    def choices(self, turn: Turn) -> tuple[Choice, ...]:
        """Offer to go on, or another story."""
        return (turn.choice("choice.go-on", "go_on"), turn.choice("choice.another-story", "tell_story"))


class TellJoke(Written):
    """ "Tell me a joke"."""

    intent, kind = "tell_joke", "joke"


class ReadPoem(Written):
    """ "A poem about the moon"."""

    intent, kind = "read_poem", "poem"


class AskRiddle(Written):
    """ "Ask me a riddle": told without its answer, which is kept for the guess."""

    intent, kind = "ask_riddle", "riddle"

    async def handle(self, turn: Turn) -> None:
        """Ask a riddle and wait for a guess."""
        turn.remember("thread", self.intent)
        choices = (turn.choice("choice.hint", "hint"), turn.choice("choice.give-up", "give_up"))
        piece = await tell(turn, brief_of(turn, self.kind), choices, expects="answer")
        if piece is None:
            return
        kept = _without_told(piece.state)
        asked = {"kind": "riddle", "language": turn.language, "text": piece.text, "answer": piece.answer}
        turn.remember("game", {**kept, **asked})


class GoOn(Handler):
    """ "Go on": the story continues with the same hero."""

    intent = "go_on"

    async def handle(self, turn: Turn) -> None:
        """Continue the last story, or say that there is none."""
        last = turn.remembered("piece")
        if not last or last["kind"] != "story":
            turn.say("story.nothing-to-continue")
            return
        asked = last["asked"]
        brief = Brief(
            kind="story",
            language=last["language"],
            audience=asked["audience"],
            seconds=seconds_of(turn.entity("length")) or asked["seconds"],
            so_far=last["state"],
        )
        turn.language = last["language"]
        await tell(turn, brief, TellStory().choices(turn), asked=asked)


WRITTEN: dict[str, type[Written]] = {handler.intent: handler for handler in (TellStory, TellJoke, ReadPoem, AskRiddle)}


def brief_of(turn: Turn, kind: PieceKind) -> Brief:
    """Return what the turn's words ask of a writer; "another" asks for what was asked for before."""
    last = turn.remembered("piece") or {}
    goes_on = turn.intent in {"another", "refine"} and last.get("kind") == kind
    before: dict[str, Any] = last.get("asked", {}) if goes_on else {}
    return Brief(
        kind=kind,
        language=turn.language,
        topic=_topic_of(turn) or before.get("topic", ""),
        hero=turn.entity("hero") or before.get("hero", ""),
        audience=audience_of(turn.entity("audience")) or before.get("audience", "family"),
        seconds=seconds_of(turn.entity("length")) or before.get("seconds", 60),
        so_far={"told": sorted(turn.heard(kind))},
    )


async def tell(
    turn: Turn, brief: Brief, choices: tuple[Choice, ...], expects: str = "", asked: dict[str, Any] | None = None
) -> Piece | None:
    """Tell a piece as it is written and remember it; `asked` is what was asked for in the first place.

    Returns:
        The piece, or None when the person stopped it half-way.
    """
    reply_id = turn.next_reply_id()
    draft = turn.services.writers.begin(brief)
    gap = gap_between(brief.kind, brief.language)
    sentences: list[str] = []
    async for sentence in draft.until(turn.stops):
        sentences.append(sentence)
        turn.stream(reply_id, sentence + gap)
    if not draft.is_finished:
        turn.answer(gap.join(sentences) or turn.phrase("story.stopped"), speech="", reply_id=reply_id)
        return None
    piece = draft.piece
    told = asdict(piece)
    # The answer of a riddle stays here until somebody guesses.
    shown = {**told, "answer": "", "state": {}}
    asked = asked or {name: getattr(brief, name) for name in ("topic", "hero", "audience", "seconds")}
    kept = {"kind": piece.kind, "language": piece.language, "asked": asked, "state": _without_told(piece.state)}
    turn.remember("piece", kept)
    turn.answer(piece.text, reply_id=reply_id, choices=choices, piece=shown, expects=expects)
    if name := piece.state.get("id"):
        turn.note_heard(piece.kind, str(name))
    return piece


def _topic_of(turn: Turn) -> str:
    """Return all topics that were named, as one: "a cat and a dog"."""
    topics = [str(entity["value"]) for entity in turn.entities if entity["entity"] in TOPICAL]
    return ("和" if turn.language == "zh" else " and ").join(topics)


def _without_told(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state as a slot needs it: what was told, the person's store knows."""
    return {name: value for name, value in state.items() if name != "told"}
