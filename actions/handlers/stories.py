"""Pieces: stories told as they are written, jokes, poems and riddles."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import ClassVar

from actions.generate import Brief, Piece
from actions.generate.brief import PieceKind
from actions.handlers.base import Handler, Turn
from actions.handlers.spoken import audience_of, seconds_of
from actions.reply import Choice


class Written(Handler):
    """Has a piece written and tells it sentence by sentence."""

    kind: ClassVar[PieceKind]

    async def handle(self, turn: Turn) -> None:
        """Tell a new piece about what was asked for."""
        turn.remember("thread", self.intent)
        await tell(turn, brief_of(turn, self.kind), self.choices(turn))

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
        turn.remember("game", {"kind": "riddle", "language": turn.language, **piece.state, "answer": piece.answer})


class GoOn(Handler):
    """ "Go on": the story continues with the same hero."""

    intent = "go_on"

    async def handle(self, turn: Turn) -> None:
        """Continue the last story, or say that there is none."""
        last = turn.remembered("piece")
        if not last or last["kind"] != "story":
            turn.say("story.nothing-to-continue")
            return
        brief = replace(brief_of(turn, "story"), language=last["language"], so_far=last["state"])
        turn.language = last["language"]
        await tell(turn, brief, TellStory().choices(turn))


WRITTEN: dict[str, type[Written]] = {handler.intent: handler for handler in (TellStory, TellJoke, ReadPoem, AskRiddle)}


def brief_of(turn: Turn, kind: PieceKind) -> Brief:
    """Return what the turn's words ask of a writer."""
    return Brief(
        kind=kind,
        language=turn.language,
        topic=turn.entity("topic"),
        hero=turn.entity("hero"),
        audience=audience_of(turn.entity("audience")) or "family",
        seconds=seconds_of(turn.entity("length")) or 60,
    )


async def tell(turn: Turn, brief: Brief, choices: tuple[Choice, ...], expects: str = "") -> Piece:
    """Tell a piece as it is written and remember it."""
    reply_id = turn.next_reply_id()
    draft = turn.services.writers.begin(brief)
    gap = "" if brief.language == "zh" else " "
    async for sentence in draft:
        turn.stream(reply_id, sentence + gap)
    piece = draft.piece
    told = asdict(piece)
    # The answer of a riddle stays here until somebody guesses.
    shown = {**told, "answer": "", "state": {}}
    turn.remember("piece", {"kind": piece.kind, "language": piece.language, "state": piece.state})
    turn.answer(piece.text, reply_id=reply_id, choices=choices, piece=shown, expects=expects)
    return piece
