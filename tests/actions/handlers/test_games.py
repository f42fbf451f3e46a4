from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.generate import Question, QuizBank
from actions.handlers import games
from actions.handlers.base import Handler, Turn, handler_for, use_services
from actions.handlers.games import LETTERS, Answer, GiveUp, Hint, Score, StartQuiz, answers_open_question
from actions.people import PeopleStore
from actions.services import Services

RIDDLE = {
    "kind": "riddle",
    "language": "en",
    "text": "The more you dry with me, the wetter I get. What am I?",
    "answer": "a towel",
    "accepted": ["towels"],
    "hint": "It hangs in the bathroom.",
}
HAN_RIDDLE = {
    "kind": "riddle",
    "language": "zh",
    "text": "越擦越小的是什么？",
    "answer": "橡皮",
    "accepted": [],
    "hint": "文具盒里有。",
}


class Game:
    """One conversation with the games: real tracker, dispatcher, questions and people, no Rasa around them."""

    def __init__(self, services: Services, language: str = "en") -> None:
        self.services = services
        self.slots: dict[str, Any] = {}
        self.person = f"p{uuid.uuid4().hex[:8]}"
        self.language = language
        self.turns = 0

    async def say(self, handler: Handler, text: str = "", **entities: str) -> list[dict[str, Any]]:
        """Let `handler` answer `text`; return its replies."""
        dispatcher, tracker = self._turn(handler.intent, text, entities)
        self._keep(await handler.run(dispatcher, tracker, {}))
        return replies_in(dispatcher)

    async def another(self, text: str) -> list[dict[str, Any]]:
        """Ask for one more of what the conversation is about, as the intent `another` does."""
        dispatcher, tracker = self._turn("another", text, {})
        turn = Turn(dispatcher, tracker, self.services)
        handler = handler_for(self.slots["thread"])
        assert handler is not None
        await handler.another(turn)
        self._keep(turn.events)
        return replies_in(dispatcher)

    def do(self, what: Callable[[Turn], Any], text: str = "") -> tuple[Any, list[dict[str, Any]]]:
        """Call one of the functions that other handlers call; return its result and the replies."""
        dispatcher, tracker = self._turn("another", text, {})
        turn = Turn(dispatcher, tracker, self.services)
        result = what(turn)
        self._keep(turn.events)
        return result, replies_in(dispatcher)

    def _turn(self, intent: str, text: str, entities: dict[str, str]) -> tuple[CollectingDispatcher, Tracker]:
        self.turns += 1
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {"person": self.person, "language": self.language, "key": f"k{self.turns}", "text": text},
        }
        tracker = Tracker("session", dict(self.slots), message, [], False, None, {}, "action_listen")
        return CollectingDispatcher(), tracker

    def _keep(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self.slots[event["name"]] = event["value"]

    @property
    def question(self) -> Question:
        """The question that is open."""
        return games.current_question(self.services.quiz, self.slots["game"])

    @property
    def right(self) -> str:
        return self.question.options[self.question.answer_index]

    @property
    def wrong(self) -> str:
        return self.question.options[self.question.answer_index - 1]


def services_with(people: PeopleStore) -> Services:
    unused = cast("Any", None)
    return Services(
        catalogue=unused, recommender=unused, writers=unused, playback=unused, people=people, quiz=QuizBank.load()
    )


def replies_in(dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    return [message["custom"] for message in dispatcher.messages]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeopleStore]:
    """One store for all games here; each game is played by somebody else."""
    store = PeopleStore(f"sqlite:///{tmp_path_factory.mktemp('people') / 'people.db'}")
    yield store
    store.close()


@pytest.fixture
def services(people: PeopleStore, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Questions and people; games use no other service."""
    built = services_with(people)
    monkeypatch.setattr("actions.handlers.base._services", [built])
    return built


@pytest.fixture
def game(services: Services) -> Game:
    return Game(services)


def titles(reply: dict[str, Any]) -> list[str]:
    return [choice["title"] for choice in reply["choices"]]


# --- starting --------------------------------------------------------------------------------------------------------


async def test_start_quiz_asks_first_of_five(game: Game) -> None:
    start, first = await game.say(StartQuiz(), "let's play a quiz")

    assert "5" in start["text"]
    assert game.question.text in first["text"]
    assert titles(first) == list(game.question.options)
    assert all(f"{letter}: {option}." in first["speech"] for letter, option in zip(LETTERS, titles(first), strict=True))
    assert first["expects"] == "answer"
    assert "\n" not in first["speech"]


async def test_start_quiz_about_topic_asks_only_that(game: Game) -> None:
    start, _ = await game.say(StartQuiz(), "a quiz about animals", topic="animals")

    assert "animals" in start["text"]
    assert {game.services.quiz.get(id_).topic for id_ in game.slots["game"]["questions"]} == {"animals"}


async def test_start_quiz_in_mandarin_asks_in_mandarin(services: Services) -> None:
    game = Game(services, language="zh")
    start, first = await game.say(StartQuiz(), "来个关于历史的问答", topic="历史")

    assert "历史" in start["text"]
    assert start["language"] == first["language"] == "zh"
    assert game.question.id.startswith("zh-history-")
    assert f"：{game.question.text}A，" in first["speech"]


async def test_start_quiz_about_unknown_topic_says_so(game: Game) -> None:
    start, _ = await game.say(StartQuiz(), "a quiz about knitting", topic="knitting")

    assert "knitting" in start["text"]
    assert len(game.slots["game"]["questions"]) == 5


@pytest.mark.parametrize(
    ("said", "entities", "count"),
    [
        ("a quiz with ten questions", {}, 10),
        ("出三道题", {}, 3),
        ("just one question", {}, 1),
        ("a quiz of eight", {"number": "eight"}, 8),
        ("a thousand questions", {}, 20),
        ("zero questions", {}, 1),
        ("a quiz about the number", {"number": "some"}, 5),
    ],
)
async def test_start_quiz_asks_as_many_as_wanted(game: Game, said: str, entities: dict[str, str], count: int) -> None:
    await game.say(StartQuiz(), said, **entities)

    assert len(game.slots["game"]["questions"]) == count


async def test_start_quiz_topic_with_fewer_questions_says_how_many(game: Game) -> None:
    size = len(game.services.quiz.questions("en", "books"))
    start, _ = await game.say(StartQuiz(), "twenty questions about books", topic="books")

    assert str(size) in start["text"]
    assert len(game.slots["game"]["questions"]) == size


async def test_start_quiz_another_day_asks_nothing_twice(game: Game) -> None:
    await game.say(StartQuiz(), "five questions about art", topic="art")
    asked = [game.question.id]
    for _ in range(4):
        await game.say(GiveUp(), "i give up")
        asked.append(game.question.id)
    # A process that has asked nothing yet, and the same person.
    later = Game(services_with(game.services.people))
    later.person = game.person
    use_services(later.services)
    await later.say(StartQuiz(), "five questions about art", topic="art")

    assert game.services.people.heard(game.person, games.HEARD) > set(asked)
    assert not set(later.slots["game"]["questions"]) & set(asked)


async def test_start_quiz_only_asked_questions_count_as_heard(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")

    assert game.services.people.heard(game.person, games.HEARD) == {game.question.id}
    assert game.services.people.heard("bob", games.HEARD) == set()


async def test_start_quiz_without_store_goes_on(services: Services, tmp_path: Path) -> None:
    broken = PeopleStore(f"sqlite:///{tmp_path / 'people.db'}")
    broken.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "people.db").mkdir()
    game = Game(services_with(broken))
    use_services(game.services)
    start, first = await game.say(StartQuiz(), "quiz")

    assert "5" in start["text"]
    assert game.question.text in first["text"]


# --- answering -------------------------------------------------------------------------------------------------------


async def test_answer_right_counts_and_asks_on(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    right, explanation = game.right, game.question.explanation
    judged, following = await game.say(Answer(), f"I think it's {right}")

    assert right in judged["text"]
    assert explanation in judged["text"]
    assert game.slots["game"]["score"] == 1
    assert game.question.text in following["text"]


async def test_answer_wrong_tells_the_right_one(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    right = game.right
    judged, _ = await game.say(Answer(), game.wrong)

    assert right in judged["text"]
    assert game.slots["game"]["score"] == 0
    assert game.slots["game"]["index"] == 1


async def test_answer_by_letter_in_words_of_other_language(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    game.language = "zh"
    judged, _ = await game.say(Answer(), f"我选{LETTERS[game.question.answer_index]}")

    assert game.slots["game"]["score"] == 1
    assert judged["language"] == "en"


async def test_answer_entity_serves_when_words_are_unclear(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    letter = LETTERS[game.question.answer_index]
    await game.say(Answer(), f"hmm maybe we should try {letter} this time", option=letter)

    assert game.slots["game"]["score"] == 1


@pytest.mark.parametrize("said", ["pineapple pie", "", "🎉", "xyz" * 4000, "not A", "不是A"])
async def test_answer_that_is_no_option_is_asked_back(game: Game, said: str) -> None:
    await game.say(StartQuiz(), "quiz")
    before = game.slots["game"]
    (reply,) = await game.say(Answer(), said, option="A" if "A" in said else "")

    assert game.slots["game"] == before
    assert titles(reply) == list(game.question.options)
    assert reply["expects"] == "answer"


async def test_answer_button_of_earlier_question_counts_nothing(game: Game) -> None:
    _, first = await game.say(StartQuiz(), "five questions about space", topic="space")
    await game.say(Answer(), game.wrong)
    stale = next(choice for choice in first["choices"] if choice["title"] not in game.question.options)
    before = game.slots["game"]
    await game.say(Answer(), stale["title"], **stale["entities"])

    assert game.slots["game"] == before


async def test_answer_without_game_offers_one(game: Game) -> None:
    for handler in (Answer(), Hint(), GiveUp(), Score()):
        (reply,) = await game.say(handler, "B")

        assert [choice["intent"] for choice in reply["choices"]] == ["start_quiz", "ask_riddle"]


async def test_answer_game_with_vanished_question_is_dropped(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    game.slots["game"] = {**game.slots["game"], "questions": ["en-films-gone"]}

    assert not answers_open_question(game.services, game.slots["game"], "B")
    (reply,) = await game.say(Answer(), "B")
    assert reply["choices"][0]["intent"] == "start_quiz"
    assert game.slots["game"] is None


# --- hints, giving up, score -----------------------------------------------------------------------------------------


async def test_hint_strikes_two_different_wrong_options(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    options, right = list(game.question.options), game.right
    left = [titles((await game.say(Hint(), "hint"))[0]) for _ in range(4)]

    assert [len(each) for each in left] == [3, 2, 2, 2]
    assert set(left[0]) > set(left[1]) == set(left[2]) == set(left[3])
    assert all(right in each for each in left)
    assert [option for option in options if option in left[1]] == left[1]


async def test_hint_is_forgotten_with_its_question(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    await game.say(Hint(), "hint")
    _, following = await game.say(Answer(), game.right)

    assert len(following["choices"]) == 4


async def test_give_up_tells_answer_and_asks_on(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    right = game.right
    told, following = await game.say(GiveUp(), "no idea")

    assert right in told["text"]
    assert game.question.text in following["text"]
    assert game.slots["game"]["score"] == 0


async def test_score_says_right_asked_and_left(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    (begun,) = await game.say(Score(), "score")
    await game.say(Answer(), game.right)
    await game.say(Answer(), game.wrong)
    (reply,) = await game.say(Score(), "score")

    assert "5" in begun["text"]
    assert [number in reply["text"] for number in "123"] == [True] * 3


# --- the end, another round, coming back -----------------------------------------------------------------------------


async def play_to_the_end(game: Game, handler: Handler) -> dict[str, Any]:
    while game.slots["game"]:
        replies = await game.say(handler, game.right)
    return replies[-1]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_quiz_end_says_score_and_offers_another(services: Services, language: str) -> None:
    game = Game(services, language=language)
    await game.say(StartQuiz(), "quiz", topic="science")
    end = await play_to_the_end(game, Answer())
    (again,) = end["choices"]

    assert end["text"].count("5") == 2 or "全对" in end["text"]
    assert again["intent"] == "start_quiz"
    assert services.quiz.topic(again["entities"]["topic"], language) == "science"
    assert end["expects"] == "affirm"


async def test_play_again_after_the_end_keeps_topic_and_count(game: Game) -> None:
    await game.say(StartQuiz(), "three questions about music", topic="music")
    first = game.slots["game"]["questions"]
    await play_to_the_end(game, GiveUp())
    replies = await game.another("another")

    assert len(game.slots["game"]["questions"]) == 3
    assert {game.services.quiz.get(id_).topic for id_ in game.slots["game"]["questions"]} == {"music"}
    assert not set(first) & set(game.slots["game"]["questions"])
    assert game.question.text in replies[-1]["text"]


async def test_play_again_in_open_quiz_goes_to_next_question(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    right, questions = game.right, game.slots["game"]["questions"]
    told, _ = await game.another("another question")

    assert right in told["text"]
    assert game.slots["game"]["questions"] == questions
    assert game.slots["game"]["index"] == 1


async def test_repeat_question_after_unclear_answer_and_detour(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    await game.say(Hint(), "hint")
    await game.say(Answer(), "pineapple pie")
    repeated, (reply,) = game.do(games.repeat_question, "say that again")

    assert repeated
    assert game.question.text in reply["text"]
    assert len(reply["choices"]) == 3

    game.slots["thread"] = "tell_joke"
    assert game.do(games.repeat_question, "say that again") == (False, [])
    assert game.do(games.repeat_question, "what was the question again")[0]
    assert game.do(games.is_playing)[0]


async def test_repeat_question_without_game_leaves_it_to_others(game: Game) -> None:
    assert game.do(games.repeat_question, "what was the question") == (False, [])


@pytest.mark.parametrize(
    ("said", "answers"),
    [("B", True), ("the second one", True), ("第二个", True), ("stop", False), ("play some music", False), ("", False)],
)
async def test_answers_open_question_only_when_it_is_all_that_is_said(game: Game, said: str, answers: bool) -> None:
    await game.say(StartQuiz(), "quiz")

    assert answers_open_question(game.services, game.slots["game"], said) is answers
    assert answers_open_question(game.services, game.slots["game"], f"It's {game.wrong}!")
    assert not answers_open_question(game.services, None, "B")


@pytest.mark.parametrize(("language", "text"), [("en", "a hard quiz"), ("zh", "来几道难一点的题")])
async def test_difficulty_is_admitted_not_to_be_had(services: Services, language: str, text: str) -> None:
    game = Game(services, language=language)
    _, said, asked = await game.say(StartQuiz(), text)

    assert ("difficulty" if language == "en" else "难易") in said["text"]
    assert game.question.text in asked["text"]


async def test_quiz_topic_may_come_as_a_genre(game: Game) -> None:
    await game.say(StartQuiz(), "a music quiz", genre="music")

    assert game.slots["game"]["topic"] == "music"


async def test_paused_game_takes_no_answers(game: Game) -> None:
    await game.say(StartQuiz(), "quiz")
    paused = {**game.slots["game"], "paused": True}
    game.slots["game"] = paused

    assert not answers_open_question(game.services, paused, "B")
    assert not game.do(games.is_playing)[0]
    assert game.do(games.repeat_question, "what was the question") == (False, [])


# --- riddles ---------------------------------------------------------------------------------------------------------


async def test_riddle_stays_open_until_it_is_solved(game: Game) -> None:
    game.slots["game"] = RIDDLE
    (no,) = await game.say(Answer(), "a sponge")
    (yes,) = await game.say(Answer(), "Is it a TOWEL?")

    assert [choice["intent"] for choice in no["choices"]] == ["hint", "give_up"]
    assert "towel" in yes["text"]
    assert yes["choices"][0]["intent"] == "ask_riddle"
    assert game.slots["game"] is None


async def test_riddle_hints_go_from_hint_to_letter_to_none(game: Game) -> None:
    game.slots["game"] = RIDDLE
    hints = [(await game.say(Hint(), "hint"))[0]["text"] for _ in range(3)]

    assert RIDDLE["hint"] in hints[0]
    assert "T" in hints[1]
    assert "5" in hints[1]
    assert "towel" not in " ".join(hints)
    assert len(set(hints)) == 3


async def test_riddle_hint_without_one_in_mandarin_begins_the_answer(services: Services) -> None:
    game = Game(services, language="zh")
    game.slots["game"] = {**HAN_RIDDLE, "hint": ""}
    (begins,) = await game.say(Hint(), "提示")
    game.slots["game"] = {**HAN_RIDDLE, "hint": "", "answer": "水"}
    (single,) = await game.say(Hint(), "提示")

    assert "橡" in begins["text"]
    assert "2" in begins["text"]
    assert "水" not in single["text"]


async def test_riddle_guess_in_other_language_is_answered_in_riddle_s(services: Services) -> None:
    game = Game(services, language="en")
    game.slots["game"] = HAN_RIDDLE
    (reply,) = await game.say(Answer(), "an eraser?")

    assert reply["language"] == "zh"


async def test_riddle_given_up_tells_the_answer(game: Game) -> None:
    game.slots["game"] = RIDDLE
    (reply,) = await game.say(GiveUp(), "i give up")

    assert "a towel" in reply["text"]
    assert game.slots["game"] is None


async def test_riddle_has_no_score_but_stays_open(game: Game) -> None:
    game.slots["game"] = RIDDLE
    await game.say(Score(), "score")

    assert game.slots["game"] == RIDDLE


async def test_riddle_is_repeated_with_its_words(game: Game) -> None:
    game.slots |= {"game": RIDDLE, "thread": "ask_riddle"}
    repeated, (reply,) = game.do(games.repeat_question, "say that again")

    assert repeated
    assert reply["text"] == RIDDLE["text"]


async def test_riddle_answer_in_another_wish_solves_nothing(game: Game) -> None:
    assert answers_open_question(game.services, RIDDLE, "towel")
    assert not answers_open_question(game.services, RIDDLE, "play the song about a towel on the beach")
