"""Quiz questions: hand-checked, four options each, drawn by topic without repeats."""

from __future__ import annotations

import random
import secrets
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec

from actions.generate.bag import Bag
from actions.generate.brief import Brief, Piece
from actions.generate.errors import UnknownQuestion
from actions.generate.material import LANGUAGES, known, read_as
from actions.generate.short_pieces import titles
from actions.generate.story.topics import matching

FILES = ("quiz_screen", "quiz_world", "quiz_life")
LETTERS = "ABCD"


@dataclass(frozen=True)
class Question:
    """A question with four options, one of them right."""

    id: str
    text: str
    options: tuple[str, ...]
    answer_index: int
    topic: str
    """Id of the topic; `QuizBank.topic_name` tells its name."""
    explanation: str
    accepted: tuple[str, ...] = ()
    """Other wordings of the right answer."""


class QuestionRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A question as the files have it."""

    q: str
    right: str
    wrong: list[str]
    why: str
    also: list[str] = []


class TopicRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A topic's name and the words that ask for it."""

    name: str
    words: list[str]


class QuizBank:
    """All questions of both languages."""

    def __init__(self, questions: Sequence[Question], topics: dict[str, dict[str, TopicRecord]]) -> None:
        self._questions = {question.id: question for question in questions}
        self._topics = topics
        self._bag = Bag()

    @classmethod
    def load(cls) -> QuizBank:
        """Return the questions that ship with the project. Raises BadWritingData."""
        questions: list[Question] = []
        topics: dict[str, dict[str, TopicRecord]] = {}
        for language in LANGUAGES:
            topics[language] = read_as(dict[str, TopicRecord], language, "quiz_topics")
            for name in FILES:
                records = read_as(dict[str, dict[str, QuestionRecord]], language, name)
                for topic, entries in records.items():
                    questions += [_question(language, topic, key, entry) for key, entry in entries.items()]
        return cls(questions, topics)

    def topics(self, language: str) -> tuple[str, ...]:
        """Return the ids of all topics."""
        return tuple(self._topics[known(language)])

    def topic(self, said: str, language: str) -> str:
        """Return the id of the topic that `said` names in either language, or "" when it names none of ours."""
        if said in self._topics[known(language)]:
            return said
        for each in (known(language), *LANGUAGES):
            words = {key: record.words for key, record in self._topics[each].items()}
            if found := matching(said, each, words):
                return found[0]
        return ""

    def topic_name(self, topic: str, language: str) -> str:
        """Return what people call the topic with this id."""
        return self._topics[known(language)][topic].name

    def get(self, id: str) -> Question:  # noqa: A002 (the word used for it everywhere)
        """Return a question. Raises UnknownQuestion."""
        try:
            return self._questions[id]
        except KeyError:
            raise UnknownQuestion(f"There is no quiz question {id!r}. Start a new quiz.") from None

    def questions(self, language: str, topic: str = "") -> tuple[Question, ...]:
        """Return all questions of a language, or those of one topic id."""
        prefix = f"{known(language)}-"
        return tuple(
            each for each in self._questions.values() if each.id.startswith(prefix) and topic in {"", each.topic}
        )

    def draw(
        self,
        topic: str,
        language: str,
        n: int,
        seed: int | str | None = None,
        exclude: Collection[str] = frozenset(),
        *,
        remembering: bool = True,
    ) -> list[Question]:
        """Return `n` different questions about what `topic` names, or about everything when it names none of ours.

        Ids in `exclude` come only when nothing else is left; of the rest, those asked longest ago in this process
        come last. `seed` fixes the dice, not the memory of what was asked; without `remembering` that plays no part.
        """
        dice = random.Random(secrets.randbits(64) if seed is None else f"quiz {seed}")
        pool = [question.id for question in self.questions(language, self.topic(topic, language))]
        bag = self._bag if remembering else Bag()
        drawn: list[str] = []
        for _ in range(min(max(n, 0), len(pool))):
            left = [id_ for id_ in pool if id_ not in drawn]
            drawn.append(bag.draw(left, dice, exclude))
        return [self._questions[id_] for id_ in drawn]


class QuizMaster:
    """Writes a round of questions as a piece."""

    def __init__(self, bank: QuizBank, language: str, model: str) -> None:
        self._bank = bank
        self._language = known(language)
        self._model = model

    def write(self, brief: Brief) -> Piece:
        """Return as many questions as fit the time with their options; the answer lists the right letters."""
        told = tuple(map(str, brief.so_far.get("told", ())))
        count = min(max(brief.seconds // 12, 1), 20)
        questions = self._bank.draw(
            brief.topic, self._language, count, brief.seed, frozenset(told), remembering=brief.seed is None
        )
        return Piece(
            kind="quiz",
            title=titles(self._language)["quiz"],
            language=self._language,
            sentences=tuple(line for question in questions for line in asked(question, self._language)),
            source="embedded",
            model=self._model,
            state={
                "questions": [question.id for question in questions],
                "told": [*told, *(question.id for question in questions)],
            },
            answer=", ".join(f"{number}{LETTERS[each.answer_index]}" for number, each in enumerate(questions, start=1)),
        )


def asked(question: Question, language: str) -> tuple[str, str]:
    """Return the question and its options as two sentences."""
    zh = known(language) == "zh"
    options = [f"{letter}{'、' if zh else ') '}{option}" for letter, option in zip(LETTERS, question.options)]  # noqa: B905
    return question.text, ("；".join(options) + "。" if zh else "; ".join(options) + ".")


def _question(language: str, topic: str, key: str, record: QuestionRecord) -> Question:
    id_ = f"{language}-{topic}-{key}"
    options = [record.right, *record.wrong]
    # The order of the options belongs to the question, so that "B" means the same whenever it is asked.
    random.Random(zlib.crc32(id_.encode())).shuffle(options)
    return Question(
        id_, record.q, tuple(options), options.index(record.right), topic, record.why, accepted=tuple(record.also)
    )
