"""Writers: stories, jokes, poems, riddles and quizzes, embedded or from an OpenAI-compatible endpoint."""

from __future__ import annotations

from actions.generate.brief import PIECE_KINDS, Brief, Piece
from actions.generate.draft import Draft, Writer
from actions.generate.embedded import EmbeddedWriter
from actions.generate.endpoint import EndpointWriter
from actions.generate.errors import DraftUnfinished, EndpointFailed, GenerateError, UnknownQuestion
from actions.generate.judging import chosen, judge, judge_riddle
from actions.generate.quiz import Question, QuizBank
from actions.generate.suitable import is_suitable
from actions.generate.writers import Writers

__all__ = [
    "PIECE_KINDS",
    "Brief",
    "Draft",
    "DraftUnfinished",
    "EmbeddedWriter",
    "EndpointFailed",
    "EndpointWriter",
    "GenerateError",
    "Piece",
    "Question",
    "QuizBank",
    "UnknownQuestion",
    "Writer",
    "Writers",
    "chosen",
    "is_suitable",
    "judge",
    "judge_riddle",
]
