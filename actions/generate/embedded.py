"""The writer that needs nothing but this package."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from actions.generate.brief import Brief, Piece
from actions.generate.draft import Draft
from actions.generate.material import known
from actions.generate.poems import Poet
from actions.generate.quiz import QuizBank, QuizMaster
from actions.generate.short_pieces import JokeTeller, Riddler
from actions.generate.story.author import StoryAuthor

MODEL = "encore-embedded"


class Author(Protocol):
    """Writes one kind of piece in one language."""

    def write(self, brief: Brief) -> Piece:
        """Return the whole piece."""
        ...


class EmbeddedWriter:
    """Writes every kind of piece in both languages; remembers, while it lives, what it has told."""

    def __init__(self, quiz: QuizBank | None = None) -> None:
        """`quiz` shares its memory of what was asked; without it questions are loaded when first needed."""
        self._quiz = quiz
        self._authors: dict[tuple[str, str], Author] = {}

    def begin(self, brief: Brief) -> Draft:
        """Return the draft of a piece. A topic or hero with unsuitable words is left out of it."""
        return Draft(self._write(brief))

    async def _write(self, brief: Brief) -> AsyncGenerator[str | Piece, None]:
        piece = self.author(brief.kind, brief.language).write(brief)
        for sentence in piece.sentences:
            yield sentence
            # Whoever sends the sentence gets to send it before the next one is asked for.
            await asyncio.sleep(0)
        yield piece

    def author(self, kind: str, language: str) -> Author:
        """Return whoever writes `kind` in `language`."""
        key = kind, known(language)
        if key not in self._authors:
            self._authors[key] = self._engage(*key)
        return self._authors[key]

    def _engage(self, kind: str, language: str) -> Author:
        if kind == "quiz":
            self._quiz = self._quiz or QuizBank.load()
            return QuizMaster(self._quiz, language, MODEL)
        makers: dict[str, Callable[[str, str], Author]] = {
            "story": StoryAuthor,
            "poem": Poet,
            "joke": JokeTeller,
            "riddle": Riddler,
        }
        return makers[kind](language, MODEL)
