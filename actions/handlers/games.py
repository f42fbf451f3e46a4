"""The quiz and riddles: questions, answers, hints, giving up and the score."""

from __future__ import annotations

from typing import Any

from actions.generate import Question, judge
from actions.generate import judge_riddle as judge_open
from actions.handlers.base import Handler, Turn
from actions.handlers.spoken import number_of
from actions.reply import Choice
from actions.services import Services

QUESTIONS_A_ROUND = 5
LETTERS = "ABCD"


class StartQuiz(Handler):
    """ "Let's play a quiz about films"."""

    intent = "start_quiz"

    async def handle(self, turn: Turn) -> None:
        """Draw a round of questions and ask the first."""
        topic = turn.entity("topic")
        questions = turn.services.quiz.draw(topic, turn.language, QUESTIONS_A_ROUND, turn.key, frozenset())
        turn.remember("thread", self.intent)
        game = {
            "kind": "quiz",
            "language": turn.language,
            "questions": [question.id for question in questions],
            "index": 0,
            "score": 0,
        }
        turn.say("quiz.start", fields={"n": len(questions)})
        ask(turn, game)


class Answer(Handler):
    """A guess at the question that is open."""

    intent = "answer"

    async def handle(self, turn: Turn) -> None:
        """Judge the guess."""
        game = turn.remembered("game")
        if not game:
            turn.say("game.none", choices=[turn.choice("choice.quiz", "start_quiz")])
        elif game["kind"] == "quiz":
            judge_quiz_answer(turn, game, turn.entity("option") or turn.text)
        else:
            judge_riddle_answer(turn, game, turn.text)


class Hint(Handler):
    """ "Give me a hint"."""

    intent = "hint"

    async def handle(self, turn: Turn) -> None:
        """Strike out a wrong option, or say the riddle's hint."""
        game = turn.remembered("game")
        if not game:
            turn.say("game.none", choices=[turn.choice("choice.quiz", "start_quiz")])
        elif game["kind"] == "riddle":
            turn.say("riddle.hint", fields={"hint": game.get("hint") or game["answer"][:1]})
        else:
            question = current_question(turn.services, game)
            wrong = next(o for i, o in enumerate(question.options) if i != question.answer_index)
            turn.say("quiz.hint", fields={"wrong": wrong}, choices=option_choices(question))


class GiveUp(Handler):
    """ "I give up": the answer, and the next question."""

    intent = "give_up"

    async def handle(self, turn: Turn) -> None:
        """Tell the answer."""
        game = turn.remembered("game")
        if not game:
            turn.say("game.none", choices=[turn.choice("choice.quiz", "start_quiz")])
        elif game["kind"] == "riddle":
            turn.say("riddle.answer", fields={"answer": game["answer"]})
            turn.remember("game", None)
        else:
            question = current_question(turn.services, game)
            turn.say("quiz.answer", fields=told(question))
            advance(turn, game, won=False)


class Score(Handler):
    """ "What's the score"."""

    intent = "score"

    async def handle(self, turn: Turn) -> None:
        """Say the score of the running quiz."""
        game = turn.remembered("game")
        if game and game["kind"] == "quiz":
            turn.say("quiz.score", fields={"score": game["score"], "asked": game["index"]})
        else:
            turn.say("game.none", choices=[turn.choice("choice.quiz", "start_quiz")])


def judge_quiz_answer(turn: Turn, game: dict[str, Any], said: str) -> None:
    """Say whether `said` is right, and ask on."""
    question = current_question(turn.services, game)
    won = judge(question, said, game["language"]) or (
        said != turn.text and judge(question, turn.text, game["language"])
    )
    turn.say("quiz.right" if won else "quiz.wrong", fields=told(question))
    advance(turn, game, won=won)


def judge_riddle_answer(turn: Turn, game: dict[str, Any], said: str) -> None:
    """Say whether the riddle is solved; it stays open until it is, or the person gives up."""
    if judge_open(said, game["answer"], game.get("accepted", ()), game["language"]):
        turn.say("riddle.right", fields={"answer": game["answer"]}, choices=[turn.choice("choice.another", "another")])
        turn.remember("game", None)
    else:
        turn.say(
            "riddle.wrong",
            choices=[turn.choice("choice.hint", "hint"), turn.choice("choice.give-up", "give_up")],
            expects="answer",
        )


def advance(turn: Turn, game: dict[str, Any], *, won: bool) -> None:
    """Count the answer and ask the next question, or end the round."""
    game = {**game, "index": game["index"] + 1, "score": game["score"] + int(won)}
    if game["index"] < len(game["questions"]):
        ask(turn, game)
        return
    turn.remember("game", None)
    fields: dict[str, object] = {"score": game["score"], "asked": game["index"]}
    turn.say("quiz.end", fields=fields, choices=[turn.choice("choice.quiz-again", "start_quiz")])


def ask(turn: Turn, game: dict[str, Any]) -> None:
    """Ask the question the game stands at; every option is a choice."""
    turn.remember("game", game)
    question = current_question(turn.services, game)
    options = " ".join(f"{letter}: {option}." for letter, option in zip(LETTERS, question.options, strict=False))
    number = turn.phrase("quiz.number", n=game["index"] + 1)
    turn.answer(
        f"{number} {question.text}",
        speech=f"{number} {question.text} {options}",
        choices=option_choices(question),
        expects="answer",
    )


def option_choices(question: Question) -> tuple[Choice, ...]:
    """Return the options as buttons."""
    return tuple(
        Choice(title=option, intent="answer", entities={"option": letter})
        for letter, option in zip(LETTERS, question.options, strict=False)
    )


def current_question(services: Services, game: dict[str, Any]) -> Question:
    """Return the question the game stands at."""
    return services.quiz.get(game["questions"][game["index"]])


def told(question: Question) -> dict[str, object]:
    """Return what the phrases about an answered question need."""
    return {"answer": question.options[question.answer_index], "explanation": question.explanation}


def answers_open_question(services: Services, game: dict[str, Any] | None, text: str) -> bool:
    """Return whether `text` names an option of the open question, or solves the open riddle."""
    if not game:
        return False
    if game["kind"] == "riddle":
        return judge_open(text, game["answer"], game.get("accepted", ()), game["language"])
    question = current_question(services, game)
    said = text.strip(" .!?。！？").casefold()
    named = said in {option.casefold() for option in question.options} | set(LETTERS.casefold())
    number = number_of(text) if len(said) <= 12 else None
    return named or (number in {1, 2, 3, 4} and judge(question, text, game["language"]))
