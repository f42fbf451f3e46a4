"""The quiz and riddles; and what goes for all games: answers, hints, giving up, the score, leaving and going on."""

from __future__ import annotations

import random
import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from actions.generate import Question, QuizBank, UnknownQuestion, judge_riddle
from actions.generate.judging import chosen, denies, names_option, solves_riddle
from actions.handlers import play
from actions.handlers.base import Handler, Turn
from actions.handlers.phrasebook import Phrasebook
from actions.handlers.play import OFFERED, WAITING, Game, begin_game, end_game, game_choices, game_named, paused
from actions.handlers.spoken import mentions_question, number_of, questions_of
from actions.reply import Choice
from actions.services import Services

QUESTIONS_A_ROUND = 5
MOST_QUESTIONS = 20
LETTERS = "ABCD"
STRUCK_AT_MOST = 2
"""Wrong options that hints rule out; a third would be the answer."""
HEARD = "question"
"""The kind under which the people store keeps what was asked."""
TOPIC_SHOWN = 40
"""Characters of an unknown topic or game that are said back."""
_LEVEL = re.compile(
    r"\b(?:hard|difficult|tough|tricky|easy|easier|harder|simple|beginners?|experts?)\b|难|简单|容易|入门"
)


class StartQuiz(Handler):
    """ "Let's play a quiz about films"."""

    intent = "start_quiz"

    async def handle(self, turn: Turn) -> None:
        """Draw a round of questions and ask the first."""
        start_round(turn, turn.entity("topic") or turn.entity("genre"), questions_wanted(turn))

    async def another(self, turn: Turn) -> None:
        """Start another round like the last one, or go to the next question of the open one."""
        play_again(turn)


class OfGame(Handler):
    """Does something in the open game."""

    async def handle(self, turn: Turn) -> None:
        """Do it, or say that nothing is being played."""
        game = open_game(turn)
        if game is None:
            say_no_game(turn)
        else:
            self.play(turn, game)

    @abstractmethod
    def play(self, turn: Turn, game: Game) -> None:
        """Do it in `game`."""


class Answer(OfGame):
    """A guess at the question that is open, or a move."""

    intent = "answer"

    def play(self, turn: Turn, game: Game) -> None:
        """Judge the guess."""
        PLAYED[game["kind"]].answer(turn, game)


class Hint(OfGame):
    """ "Give me a hint"."""

    intent = "hint"

    def play(self, turn: Turn, game: Game) -> None:
        """Give the next hint."""
        PLAYED[game["kind"]].hint(turn, game)


class GiveUp(OfGame):
    """ "I give up": the answer, and the next question."""

    intent = "give_up"

    def play(self, turn: Turn, game: Game) -> None:
        """Tell the answer."""
        PLAYED[game["kind"]].give_up(turn, game)


class Score(OfGame):
    """ "What's the score"."""

    intent = "score"

    def play(self, turn: Turn, game: Game) -> None:
        """Say how it stands."""
        PLAYED[game["kind"]].score(turn, game)


class GameRules(Handler):
    """ "How do you play this?": the rules of the game that is named or open."""

    intent = "game_rules"

    async def handle(self, turn: Turn) -> None:
        """Explain them; of a game that is not ours, say so."""
        named = turn.entity("title") or turn.entity("genre")
        game = open_game(turn)
        kind = game_named(named or turn.text) or (not named and game and PLAYED[game["kind"]].begun_by) or ""
        if f"rules.{kind}" in Phrasebook.load().keys:
            choices = () if game and PLAYED[game["kind"]].begun_by == kind else game_choices(turn, (kind,))
            turn.say(f"rules.{kind}", choices=choices)
        elif kind or named:
            fields: dict[str, object] = {"game": (named or turn.phrase(f"name.{kind}"))[:TOPIC_SHOWN]}
            turn.say("rules.unknown", fields=fields, choices=game_choices(turn, OFFERED[:3]))
        else:
            turn.say("rules.which", choices=game_choices(turn, OFFERED))


class QuitGame(Handler):
    """ "I don't want to play any more": leaves the game; it can be gone on with, and music plays on."""

    intent = "quit_game"

    async def handle(self, turn: Turn) -> None:
        """Leave the open game and say how it stood."""
        game = open_game(turn)
        if game is None:
            say_no_game(turn)
            return
        waiting = {WAITING: game[WAITING]} if WAITING in game else {}
        turn.remember("game", {**paused(game), **waiting})
        turn.remember("thread", None)
        kind = game["kind"]
        scored = {"quiz": game.get("index"), "rock_paper_scissors": game.get("round", 1) - 1}.get(kind)
        fields = {"score": game.get("score"), "asked": game.get("index"), "you": game.get("you"), "me": game.get("me")}
        turn.say(
            f"quit.{kind}" if scored else "quit.game",
            fields=fields,
            choices=[turn.choice("choice.go-on-game", "resume_game")],
        )


class ResumeGame(Handler):
    """ "Back to the quiz"."""

    intent = "resume_game"

    async def handle(self, turn: Turn) -> None:
        """Go on with the open game, or with the one that was left last; a game that is named comes first."""
        named = game_named(turn.text)
        last: Game = turn.remembered("game") or {}
        games = [last, *([last[WAITING]] if WAITING in last else [])] if last else []
        wanted = [game for game in games if not named or PLAYED[game["kind"]].begun_by == named]
        if not wanted:
            key = "game.none-of-these" if games else "game.nothing-to-resume"
            offered = (named,) if f"game.{named}" in Phrasebook.load().keys else OFFERED[:3]
            turn.say(key, choices=game_choices(turn, offered))
            return
        game = {name: value for name, value in wanted[0].items() if name != "paused"}
        others = [paused(each) for each in games if each is not wanted[0]]
        turn.remember("game", {**game, **({WAITING: others[0]} if others else {})})
        opened = open_game(turn)
        if opened is None:
            say_no_game(turn)
            return
        turn.say("game.resumed")
        PLAYED[opened["kind"]].ask(turn, opened)


# --- what other handlers and the brain ask of a game -----------------------------------------------------------------


def answers_open_question(services: Services, game: Game | None, text: str) -> bool:
    """Return whether `text` is an answer or a move in the open game, and nothing else."""
    if not game or game.get("paused"):
        return False
    return PLAYED[game["kind"]].is_answer(services, game, text)


def play_again(turn: Turn) -> None:
    """Start another round like the last one; while a quiz is open, pass over its question instead."""
    game = open_game(turn)
    if game and game["kind"] == "quiz":
        turn.say("quiz.answer", fields=told(current_question(turn.services.quiz, game)))
        advance(turn, game, won=False)
        return
    last = turn.remembered("pending") or {}
    start_round(turn, last.get("topic", ""), last.get("count", QUESTIONS_A_ROUND))


def repeat_question(turn: Turn) -> bool:
    """Say the open question again if that is what "say that again" means here; return whether it was."""
    game = open_game(turn)
    if game is None or not (is_playing(turn) or mentions_question(turn.text)):
        return False
    PLAYED[game["kind"]].ask(turn, game)
    return True


def is_playing(turn: Turn) -> bool:
    """Return whether a game is open and nothing else was talked about since."""
    game: Game = turn.remembered("game") or {}
    begun_by = {played.begun_by for played in PLAYED.values()}
    return bool(game) and not game.get("paused") and turn.remembered("thread") in begun_by


# --- quiz ------------------------------------------------------------------------------------------------------------


def start_round(turn: Turn, topic_said: str, count: int) -> None:
    """Draw `count` questions that this person wasn't asked yet, and ask the first."""
    quiz = turn.services.quiz
    topic = quiz.topic(topic_said, turn.language)
    questions = quiz.draw(topic, turn.language, count, turn.key, turn.heard(HEARD))
    fields: dict[str, object] = {
        "n": len(questions),
        "topic": quiz.topic_name(topic, turn.language) if topic else topic_said.strip()[:TOPIC_SHOWN],
    }
    turn.remember("pending", None)
    turn.say(opening(topic, topic_said, len(questions)), fields=fields)
    if _LEVEL.search(turn.text.lower()):
        turn.say("quiz.no-levels")
    game = {
        "kind": "quiz",
        "language": turn.language,
        "topic": topic,
        "questions": [question.id for question in questions],
        "index": 0,
        "score": 0,
        "struck": [],
    }
    ask(turn, begin_game(turn, game))


def opening(topic: str, topic_said: str, count: int) -> str:
    """Return the phrase that opens a round."""
    if topic_said.strip() and not topic:
        return "quiz.start-unknown"
    if count == 1:
        return "quiz.start-one"
    return "quiz.start-about" if topic else "quiz.start"


def questions_wanted(turn: Turn) -> int:
    """Return how many questions were asked for, within reason."""
    number = questions_of(turn.text)
    if number is None:
        number = int(turn.typed("number") or number_of(turn.entity("number")) or QUESTIONS_A_ROUND)
    return min(max(number, 1), MOST_QUESTIONS)


def ask(turn: Turn, game: Game) -> None:
    """Ask the question the game stands at; every option is a choice."""
    question = current_question(turn.services.quiz, game)
    turn.remember("game", game)
    turn.remember("thread", StartQuiz.intent)
    turn.note_heard(HEARD, question.id)
    gap = "" if turn.language == "zh" else " "
    asked = f"{turn.phrase('quiz.number', n=game['index'] + 1)}{gap}{question.text}"
    options = [turn.phrase("quiz.option", letter=LETTERS[i], option=question.options[i]) for i in open_options(game)]
    turn.answer(
        "\n".join([asked, *options]),
        speech=gap.join([asked, *options]),
        choices=option_choices(question, game),
        expects="answer",
    )


def answer_quiz(turn: Turn, game: Game) -> None:
    """Say whether the guess is right, and ask on; words that pick no option count as no guess."""
    question = current_question(turn.services.quiz, game)
    picked = option_picked(turn, question, game["language"])
    if picked is None:
        turn.say("quiz.unclear", choices=option_choices(question, game), expects="answer")
        return
    won = picked == question.answer_index
    turn.say("quiz.right" if won else "quiz.wrong", fields=told(question))
    advance(turn, game, won=won)


def option_picked(turn: Turn, question: Question, language: str) -> int | None:
    """Return the index of the option that the turn's words pick, or None."""
    picked = chosen(question, turn.text, language)
    option = turn.entity("option")
    # A button of an earlier question carries a letter that its words don't have: it means nothing now.
    if picked is None and option.casefold() in turn.text.casefold() and not denies(turn.text):
        picked = chosen(question, option, language)
    return picked


def hint_at_option(turn: Turn, game: Game) -> None:
    """Rule out a wrong option that no hint ruled out yet, as long as two remain."""
    question = current_question(turn.services.quiz, game)
    wrong = [index for index in open_options(game) if index != question.answer_index]
    if len(game.get("struck", ())) >= STRUCK_AT_MOST:
        turn.say("quiz.no-hint", choices=option_choices(question, game), expects="answer")
        return
    out = random.Random(question.id).choice(wrong)
    game = {**game, "struck": [*game.get("struck", ()), out]}
    turn.remember("game", game)
    fields: dict[str, object] = {"wrong": question.options[out]}
    turn.say("quiz.hint", fields=fields, choices=option_choices(question, game), expects="answer")


def advance(turn: Turn, game: Game, *, won: bool) -> None:
    """Count the answer and ask the next question, or end the round."""
    game = {**game, "index": game["index"] + 1, "score": game["score"] + int(won), "struck": []}
    if game["index"] < len(game["questions"]):
        ask(turn, game)
    else:
        end_round(turn, game)


def end_round(turn: Turn, game: Game) -> None:
    """Say the score and offer another round of the same kind."""
    end_game(turn)
    turn.remember("thread", StartQuiz.intent)
    topic, score, asked = game.get("topic", ""), game["score"], game["index"]
    turn.remember("pending", {"kind": "quiz", "topic": topic, "count": asked})
    about = {"topic": turn.services.quiz.topic_name(topic, turn.language)} if topic else {}
    turn.say(
        "quiz.end-perfect" if score == asked else "quiz.end",
        fields={"score": score, "asked": asked},
        choices=[turn.choice("choice.quiz-again", "start_quiz", **about)],
        expects="affirm",
    )


def give_up_question(turn: Turn, game: Game) -> None:
    """Tell the answer and go on."""
    turn.say("quiz.answer", fields=told(current_question(turn.services.quiz, game)))
    advance(turn, game, won=False)


def score_of_quiz(turn: Turn, game: Game) -> None:
    """Say the score of the running quiz."""
    fields = {"score": game["score"], "asked": game["index"], "left": len(game["questions"]) - game["index"]}
    turn.say("quiz.score" if game["index"] else "quiz.score-none", fields=fields)


def picks_option(services: Services, game: Game, text: str) -> bool:
    """Return whether `text` is nothing but one of the options."""
    try:
        question = current_question(services.quiz, game)
    except UnknownQuestion:
        return False
    return names_option(question, text, game["language"])


def open_options(game: Game) -> list[int]:
    """Return the indices of the options that no hint ruled out."""
    return [index for index in range(len(LETTERS)) if index not in game.get("struck", ())]


def option_choices(question: Question, game: Game) -> tuple[Choice, ...]:
    """Return the options that are left as buttons."""
    return tuple(
        Choice(title=question.options[index], intent="answer", entities={"option": LETTERS[index]})
        for index in open_options(game)
    )


def current_question(quiz: QuizBank, game: Game) -> Question:
    """Return the question the game stands at. Raises UnknownQuestion."""
    return quiz.get(game["questions"][game["index"]])


def told(question: Question) -> dict[str, object]:
    """Return what the phrases about an answered question need."""
    return {"answer": question.options[question.answer_index], "explanation": question.explanation}


# --- riddles ---------------------------------------------------------------------------------------------------------


def answer_riddle(turn: Turn, game: Game) -> None:
    """Say whether the riddle is solved; it stays open until it is, or the person gives up."""
    if judge_riddle(turn.text, game["answer"], game.get("accepted", ()), game["language"]):
        end_game(turn)
        turn.say("riddle.right", fields={"answer": game["answer"]}, choices=[another_riddle(turn)])
    else:
        turn.say("riddle.wrong", choices=riddle_choices(turn), expects="answer")


def hint_at_riddle(turn: Turn, game: Game) -> None:
    """Say the riddle's hint first, then how its answer begins, then no more."""
    hints = riddle_hints(turn, game)
    given = int(game.get("hints", 0))
    if given < len(hints):
        turn.remember("game", {**game, "hints": given + 1})
        turn.answer(hints[given], choices=riddle_choices(turn), expects="answer")
    else:
        turn.say("riddle.no-hint", choices=[turn.choice("choice.give-up", "give_up")], expects="answer")


def give_up_riddle(turn: Turn, game: Game) -> None:
    """Tell the answer."""
    end_game(turn)
    turn.say("riddle.answer", fields={"answer": game["answer"]}, choices=[another_riddle(turn)])


def score_of_riddle(turn: Turn, game: Game) -> None:  # noqa: ARG001 - as every game's
    """Say that there is none."""
    turn.say("riddle.no-score", choices=riddle_choices(turn))


def ask_riddle(turn: Turn, game: Game) -> None:
    """Say the riddle again."""
    turn.remember("thread", "ask_riddle")
    turn.answer(game["text"], choices=riddle_choices(turn), expects="answer")


def solves(services: Services, game: Game, text: str) -> bool:  # noqa: ARG001 - as every game's
    """Return whether `text` is nothing but the riddle's answer."""
    return solves_riddle(text, game["answer"], game.get("accepted", ()), game["language"])


def riddle_hints(turn: Turn, game: Game) -> list[str]:
    """Return the hints of a riddle in the order they are given."""
    hint, answer = game.get("hint", ""), game["answer"].strip()
    hints = [turn.phrase("riddle.hint", hint=hint)] if hint else []
    word = answer.removeprefix("the ").removeprefix("an ").removeprefix("a ")
    letters = sum(map(str.isalnum, word))
    # The first character of a one-character answer would be all of it.
    begins = turn.phrase("riddle.begins", first=word[:1].upper(), n=letters)
    return [*hints, begins if letters > 1 else turn.phrase("riddle.single")]


def riddle_choices(turn: Turn) -> list[Choice]:
    """Return what helps somebody who is stuck."""
    return [turn.choice("choice.hint", "hint"), turn.choice("choice.give-up", "give_up")]


def another_riddle(turn: Turn) -> Choice:
    """Return the button for the next riddle."""
    return turn.choice("choice.another-riddle", "ask_riddle")


# --- all games -------------------------------------------------------------------------------------------------------


def open_game(turn: Turn) -> Game | None:
    """Return the open game, or None; the turn goes on in the game's language, whatever the guess was said in."""
    game: Game | None = turn.remembered("game")
    if not game or game.get("paused"):
        return None
    if game["kind"] == "quiz":
        try:
            current_question(turn.services.quiz, game)
        except UnknownQuestion:
            # Begun with questions that have been taken out of the project since.
            end_game(turn)
            return None
    turn.language = game["language"]
    return game


def say_no_game(turn: Turn) -> None:
    """Say that nothing is being played, and offer to."""
    left = [turn.choice("choice.go-on-game", "resume_game")] if turn.remembered("game") else []
    turn.say("game.none", choices=[*left, turn.choice("choice.quiz", "start_quiz"), another_riddle(turn)])


InGame = Callable[[Turn, Game], None]


@dataclass(frozen=True)
class Played:
    """How a kind of game is played."""

    begun_by: str
    """The intent that begins one."""
    answer: InGame
    hint: InGame
    give_up: InGame
    score: InGame
    ask: InGame
    """Says where it stands and asks for the next answer."""
    is_answer: Callable[[Services, Game, str], bool]
    """Whether a text is an answer or a move, and nothing else."""


PLAYED = {
    "quiz": Played("start_quiz", answer_quiz, hint_at_option, give_up_question, score_of_quiz, ask, picks_option),
    "riddle": Played("ask_riddle", answer_riddle, hint_at_riddle, give_up_riddle, score_of_riddle, ask_riddle, solves),
    "guess_number": Played(
        "guess_number",
        play.answer_guess,
        play.hint_at_number,
        play.give_up_number,
        play.score_of_guesses,
        play.ask_number,
        lambda _services, _game, text: play.is_guess(text),
    ),
    "rock_paper_scissors": Played(
        "rock_paper_scissors",
        play.answer_move,
        play.hint_at_move,
        play.give_up_moves,
        play.score_of_moves,
        play.ask_move,
        lambda _services, _game, text: play.is_move(text),
    ),
}
