"""The small games, what there is to play, and how one game gives way to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from actions.generate import EmbeddedWriter, QuizBank, Writers
from actions.handlers import base
from actions.handlers.games import answers_open_question, current_question
from actions.handlers.phrasebook import Phrasebook
from actions.handlers.play import MOVES, digits_in, is_guess, is_move
from actions.people import PeopleStore
from actions.services import Services
from tests.actions.handlers.conversing import Talk, one_of

LATER = ("twenty_questions", "word_chain")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """What games use: writers, questions and people."""
    people = PeopleStore(f"sqlite:///{tmp_path_factory.mktemp('people') / 'people.db'}")
    unused = cast("Any", None)
    built = Services(
        catalogue=unused,
        recommender=unused,
        writers=Writers(EmbeddedWriter()),
        playback=unused,
        people=people,
        quiz=QuizBank.load(),
    )
    before = list(base._services)
    base.use_services(built)
    yield built
    base._services[:] = before
    people.close()


@pytest.fixture
def talk(services: Services) -> Talk:
    base.use_services(services)
    return Talk(services)


def titles(reply: dict[str, Any]) -> list[str]:
    return [choice["title"] for choice in reply["choices"]]


def intents(reply: dict[str, Any]) -> list[str]:
    return [choice["intent"] for choice in reply["choices"]]


def typed_number(value: int | None) -> dict[str, Any]:
    return {} if value is None else {"number": value}


def named_title(title: str) -> dict[str, Any]:
    return {"title": title} if title else {}


def takes(talk: Talk, said: str) -> bool:
    """Return whether the open game takes `said` before anything else does."""
    return answers_open_question(talk.services, talk.slots.get("game"), said)


# --- what there is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["what games do you have", "你有什么游戏"])
async def test_games_are_offered_as_choices(talk: Talk, said: str) -> None:
    reply = await talk.say("play_game", said)

    assert intents(reply) == ["start_quiz", "guess_number", "rock_paper_scissors", "ask_riddle", "roll_dice"]


@pytest.mark.parametrize(
    ("said", "named", "nearest"),
    [
        ("open chess", "chess", "guess_number"),
        ("play hangman", "hangman", "ask_riddle"),
        ("fancy a game of cards", "cards", "roll_dice"),
        ("launch Minecraft", "Minecraft", "start_quiz"),
        ("我要下围棋", "围棋", "guess_number"),
        ("打麻将吗", "麻将", "roll_dice"),
    ],
)
async def test_game_that_is_not_ours_is_admitted_with_the_closest(
    talk: Talk, said: str, named: str, nearest: str
) -> None:
    reply = await talk.say("play_game", said, title=named)

    assert reply["text"] in one_of("play.not-this", reply["language"], game=named)
    assert intents(reply)[0] == nearest
    assert not talk.slots.get("game")


@pytest.mark.parametrize("said", ["let's play rock paper scissors", "来玩猜拳"])
async def test_named_game_of_ours_is_begun(talk: Talk, said: str) -> None:
    await talk.say("play_game", said)

    assert talk.slots["game"]["kind"] == talk.slots["thread"] == "rock_paper_scissors"


@pytest.mark.parametrize("intent", LATER)
@pytest.mark.parametrize("said", ["let's play", "来玩"])
async def test_game_of_a_later_release_is_admitted(talk: Talk, intent: str, said: str) -> None:
    reply = await talk.say(intent, said)

    assert ("later release" in reply["text"]) != ("以后的版本" in reply["text"])
    assert intents(reply) == ["start_quiz", "ask_riddle", "guess_number"]


# --- guess the number ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "typed", "low", "high"),
    [
        ("think of a number", None, 1, 100),
        ("pick a number between one and fifty", None, 1, 50),
        ("number game up to twenty", 20, 1, 20),
        ("up to a thousand", None, 1, 1000),
        ("bet you can't, in seven tries", 7, 1, 100),
        ("猜数字，从一到五十", None, 1, 50),
        ("两百以内猜数", None, 1, 200),
        ("给我七次机会猜数字", 7, 1, 100),
        ("between 0 and 5", None, 0, 5),
        ("between 5 and 5", None, 1, 100),
        ("up to 1", 1, 1, 100),
        ("between 1 and 99999999999999999999", None, 1, 100),
    ],
)
async def test_number_is_from_the_range_asked_for(talk: Talk, said: str, typed: Any, low: int, high: int) -> None:
    await talk.say("guess_number", said, **typed_number(typed))
    game = talk.slots["game"]

    assert (game["low"], game["high"]) == (low, high)
    assert low <= game["number"] <= high


async def test_two_typed_numbers_make_the_range(talk: Talk) -> None:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    from actions.handlers.base import Turn
    from actions.handlers.play import range_wanted

    entities = [{"entity": "number", "value": value, "start": 0, "end": 0} for value in (50, 10)]
    message = {"text": "numbers", "intent": {"name": "guess_number"}, "entities": entities}
    turn = Turn(CollectingDispatcher(), Tracker("s", {}, message, [], False, None, {}, ""), talk.services)

    assert range_wanted(turn) == (10, 50)


async def test_same_turn_thinks_of_the_same_number(services: Services) -> None:
    numbers = []
    for _ in range(2):
        talk = Talk(services)
        await talk.say("guess_number", "think of a number")
        numbers.append(talk.slots["game"]["number"])

    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(("said", "again"), [("guess a number", "yes"), ("猜数字", "好")])
async def test_guessing_halves_to_the_number_and_counts_tries(talk: Talk, said: str, again: str) -> None:
    reply = await talk.say("guess_number", said)
    tries = 0
    while talk.slots["game"]:
        game = talk.slots["game"]
        guess = (game["from"] + game["to"]) // 2
        reply = await talk.say("answer", f"is it {guess}?" if again == "yes" else f"{guess}吗")
        tries += 1
        if talk.slots["game"]:
            key = "guess.higher" if game["number"] > guess else "guess.lower"
            assert reply["text"] in one_of(key, reply["language"], n=guess)
            assert intents(reply) == ["hint", "give_up"]

    assert tries <= 7
    assert str(tries) in reply["text"]
    assert intents(reply) == ["guess_number"]
    assert reply["expects"] == "affirm"
    await talk.say("affirm", again)
    assert (talk.slots["game"]["kind"], talk.slots["game"]["tries"]) == ("guess_number", 0)


@pytest.mark.parametrize(
    ("said", "typed"), [("fifty-two", None), ("it's fifty two", 52), ("五十二", None), ("no wait, 7, no, 52", None)]
)
async def test_numbers_may_be_words(talk: Talk, said: str, typed: int | None) -> None:
    await talk.say("guess_number", "guess")
    talk.slots["game"] |= {"number": 52, "tries": 1}
    reply = await talk.say("answer", said, **typed_number(typed))

    assert talk.slots["game"] is None
    assert "52" in reply["text"]


async def test_guess_at_the_first_try_is_praised(talk: Talk) -> None:
    await talk.say("guess_number", "guess")
    number = talk.slots["game"]["number"]
    reply = await talk.say("answer", str(number))

    assert reply["text"] in one_of("guess.right-first", "en", n=number)


@pytest.mark.parametrize("said", ["200", "0", "12.5", "a hundred and one", "两百"])
async def test_guess_outside_the_range_does_not_count(talk: Talk, said: str) -> None:
    await talk.say("guess_number", "guess")
    reply = await talk.say("answer", said)

    assert reply["text"] in one_of("guess.outside", reply["language"], low=1, high=100)
    assert talk.slots["game"]["tries"] == 0


async def test_guess_that_is_ruled_out_does_not_count(talk: Talk) -> None:
    await talk.say("guess_number", "guess")
    talk.slots["game"]["number"] = 80
    await talk.say("answer", "50")
    reply = await talk.say("answer", "40")

    assert reply["text"] in one_of("guess.ruled-out", "en", **{"n": 40, "from": 51, "to": 100})
    assert talk.slots["game"]["tries"] == 1


@pytest.mark.parametrize(
    ("said", "key", "low", "high"),
    [
        ("is it higher than 50", "guess.yes-higher", 51, 100),
        ("is it higher than ninety", "guess.no-higher", 1, 90),
        ("is it less than 90?", "guess.yes-lower", 1, 89),
        ("below 50?", "guess.no-lower", 50, 100),
        ("比五十大吗", "guess.yes-higher", 51, 100),
        ("比五十小吗", "guess.no-lower", 50, 100),
    ],
)
async def test_comparison_is_answered_and_narrows(talk: Talk, said: str, key: str, low: int, high: int) -> None:
    await talk.say("guess_number", "guess")
    talk.slots["game"]["number"] = 80
    reply = await talk.say("answer", said)
    game = talk.slots["game"]

    assert reply["text"] in one_of(key, "en", n=50) + one_of(key, "en", n=90)
    assert (game["from"], game["to"], game["tries"]) == (low, high, 1)


@pytest.mark.parametrize(("said", "key"), [("higher?", "guess.known"), ("bananas", "guess.unclear")])
async def test_no_number_says_what_is_known(talk: Talk, said: str, key: str) -> None:
    await talk.say("guess_number", "guess")
    talk.slots["game"] |= {"from": 51, "tries": 1}
    reply = await talk.say("answer", said)

    assert reply["text"] in one_of(key, "en", **{"from": 51, "to": 100})
    assert talk.slots["game"]["tries"] == 1


async def test_hints_are_true_differ_and_end(talk: Talk) -> None:
    await talk.say("guess_number", "guess")
    talk.slots["game"]["number"] = 73
    hints = [(await talk.say("hint", "hint"))["text"] for _ in range(4)]

    assert hints[:3] == ["It's an odd number.", "It's more than 50.", "Its last digit is 3."]
    assert hints[3] in one_of("guess.no-hint", "en")
    assert talk.slots["game"]["from"] == 51


@pytest.mark.parametrize("said", ["i give up", "我放弃"])
async def test_number_given_up_is_told(talk: Talk, said: str) -> None:
    await talk.say("guess_number", "猜数字" if said == "我放弃" else "guess")
    number = talk.slots["game"]["number"]
    reply = await talk.say("give_up", said)

    assert str(number) in reply["text"]
    assert talk.slots["game"] is None


async def test_score_says_tries(talk: Talk) -> None:
    await talk.say("guess_number", "guess")
    assert (await talk.say("score", "score"))["text"] in one_of("guess.score-none", "en", **{"from": 1, "to": 100})
    talk.slots["game"]["number"] = 80
    await talk.say("answer", "50")
    assert (await talk.say("score", "score"))["text"] in one_of(
        "guess.score", "en", **{"tries": 1, "from": 51, "to": 100}
    )


@pytest.mark.parametrize("said", ["guess my number", "i'm thinking of a number, guess it", "我心里有个数，你来猜"])
async def test_encore_cannot_guess_and_turns_it_round(talk: Talk, said: str) -> None:
    reply = await talk.say("guess_number", said)

    assert reply["text"] in one_of("guess.other-way", reply["language"], low=1, high=100)


async def test_same_range_is_offered_and_kept(talk: Talk) -> None:
    await talk.say("guess_number", "between 10 and 20")
    reply = await talk.say("give_up", "i give up")
    await talk.say("guess_number", titles(reply)[0])

    assert (talk.slots["game"]["low"], talk.slots["game"]["high"]) == (10, 20)


@pytest.mark.parametrize(
    "said",
    [
        "50",
        "fifty",
        "is it fifty?",
        "maybe 12",
        "higher?",
        "lower",
        "is it higher or lower",
        "higher than 20",
        "五十",
        "五十吗",
        "我猜四十二",
        "大了还是小了",
        "比五十大吗",
        "大一点吗",
    ],
)
def test_guess_is_all_that_is_said(said: str) -> None:
    assert is_guess(said)


@pytest.mark.parametrize(
    "said",
    [
        "volume 50",
        "set a timer for ten minutes",
        "play something",
        "stop",
        "",
        "louder",
        "turn it lower please",
        "音量五十",
        "再放三首就停",
        "play 99 luftballons",
    ],
)
def test_other_wishes_are_no_guess(said: str) -> None:
    assert not is_guess(said)


# --- rock, paper, scissors -------------------------------------------------------------------------------------------


def beaten(move: str) -> str:
    return MOVES[MOVES.index(move) - 1]


def beating(move: str) -> str:
    return MOVES[(MOVES.index(move) + 1) % 3]


def mine(talk: Talk) -> str:
    """Return what Encore has chosen for this round, without looking at what the person says."""
    import random

    game = talk.slots["game"]
    return random.Random(f"rps {game['seed']} {game['round']}").choice(MOVES)


@pytest.mark.parametrize("opening", ["rock paper scissors", "石头剪刀布"])
async def test_two_wins_win_the_game(talk: Talk, opening: str) -> None:
    start = await talk.say("rock_paper_scissors", opening)
    names = dict(zip(MOVES, titles(start), strict=True))
    first = await talk.say("answer", names[beating(mine(talk))])
    draw = await talk.say("answer", names[mine(talk)])
    assert (talk.slots["game"]["you"], talk.slots["game"]["me"]) == (1, 0)
    last = await talk.say("answer", names[beating(mine(talk))])

    assert titles(first) == titles(draw) == list(names.values())
    assert talk.slots["game"] is None
    assert "2" in last["text"]
    assert (intents(last), last["expects"]) == (["rock_paper_scissors"], "affirm")


async def test_two_losses_lose_it(talk: Talk) -> None:
    await talk.say("rock_paper_scissors", "rock paper scissors")
    for _ in range(2):
        reply = await talk.say("answer", beaten(mine(talk)))

    assert "I win" in reply["text"]


@pytest.mark.parametrize(
    ("said", "wins"),
    [
        ("best of five", 3),
        ("first to ten", 10),
        ("五局三胜，猜拳", 3),
        ("一局定胜负", 1),
        ("猜拳三局", 2),
        ("first to 999", 10),
    ],
)
async def test_as_many_wins_as_asked_for(talk: Talk, said: str, wins: int) -> None:
    await talk.say("rock_paper_scissors", said)

    assert talk.slots["game"]["wins"] == wins


async def test_lizard_is_admitted_not_to_be_had(talk: Talk) -> None:
    reply = await talk.say("rock_paper_scissors", "rock paper scissors lizard spock")

    assert reply["text"] in one_of("rps.start-plain", "en")


@pytest.mark.parametrize("said", ["rock paper scissors", "banana", "都行"])
async def test_no_single_move_is_asked_for_again(talk: Talk, said: str) -> None:
    await talk.say("rock_paper_scissors", "rock paper scissors")
    reply = await talk.say("answer", said)

    assert reply["text"] in one_of("rps.unclear", "en") + one_of("rps.unclear", "zh")
    assert talk.slots["game"]["round"] == 1


@pytest.mark.parametrize("said", ["rock", "I choose paper!", "scissors then", "石头", "我出剪刀", "布", "不", "✊"])
def test_move_is_all_that_is_said(said: str) -> None:
    assert is_move(said)


@pytest.mark.parametrize("said", ["play rock", "some rock music", "stop", "不要", "布鲁斯音乐", "rock paper scissors"])
def test_other_wishes_are_no_move(said: str) -> None:
    assert not is_move(said)


async def test_moves_have_score_rules_no_hint_and_an_end(talk: Talk) -> None:
    await talk.say("rock_paper_scissors", "rock paper scissors")
    await talk.say("answer", beating(mine(talk)))
    score = await talk.say("score", "score")
    hint = await talk.say("hint", "hint")
    rules = await talk.say("game_rules", "how do you play this")
    end = await talk.say("give_up", "i give up")

    assert score["text"] in one_of("rps.score", "en", you=1, me=0, wins=2)
    assert hint["text"] in one_of("rps.no-hint", "en")
    assert rules["text"] in one_of("rules.rock_paper_scissors", "en")
    assert end["text"] in one_of("rps.given-up", "en", you=1, me=0)
    assert talk.slots["game"] is None


# --- dice and coins --------------------------------------------------------------------------------------------------


def numbers(text: str) -> list[int]:
    import re

    return [int(each) for each in re.findall(r"\d+", text)]


@pytest.mark.parametrize(
    ("said", "typed", "count", "sides"),
    [
        ("roll the dice", None, 1, 6),
        ("roll two dice", 2, 2, 6),
        ("a pair of dice please", None, 2, 6),
        ("d20", None, 1, 20),
        ("2d6", None, 2, 6),
        ("roll a twenty sided die", 20, 1, 20),
        ("Roll an eight-sided dice!", 8, 1, 8),
        ("roll for initiative", None, 1, 20),
        ("扔两个骰子", 2, 2, 6),
        ("一次丢四个骰子，加起来多少", 4, 4, 6),
        ("掷个二十面骰", 20, 1, 20),
        ("来一对骰子", None, 2, 6),
        ("再掷一次", None, 1, 6),
    ],
)
async def test_dice_are_as_many_and_as_sided_as_asked(
    talk: Talk, said: str, typed: int | None, count: int, sides: int
) -> None:
    reply = await talk.say("roll_dice", said, **typed_number(typed))
    rolled = numbers(reply["text"])

    assert len(rolled) == (1 if count == 1 else count + 1)
    assert all(1 <= each <= sides for each in rolled[:count])
    assert count == 1 or rolled[-1] == sum(rolled[:-1])


@pytest.mark.parametrize("said", ["roll 0 dice", "roll 5000 dice", "d1", "d99999999999", "掷一百个骰子"])
async def test_dice_have_limits(talk: Talk, said: str) -> None:
    reply = await talk.say("roll_dice", said)

    assert reply["text"] in one_of("dice.limits", reply["language"], most=20, sides=1000)


@pytest.mark.parametrize("said", ["roll 3d8", "掷三个八面骰"])
async def test_again_rolls_the_same(talk: Talk, said: str) -> None:
    await talk.say("roll_dice", said)
    for _ in range(3):
        reply = await talk.say("another", "又来" if said[0] == "掷" else "again")
        assert len(numbers(reply["text"])) == 4
    reply = await talk.say("roll_dice", titles(reply)[0])
    assert len(numbers(reply["text"])) == 4


@pytest.mark.parametrize(("said", "sides"), [("flip a coin", ("heads", "tails")), ("抛个硬币", ("正面", "反面"))])
async def test_coin_falls_on_one_side(talk: Talk, said: str, sides: tuple[str, str]) -> None:
    fell = {(await talk.say("flip_coin", said))["text"].lower() for _ in range(20)}

    assert {side for side in sides if any(side in text for text in fell)} == set(sides)
    assert not any(all(side in text for side in sides) for text in fell)


@pytest.mark.parametrize(("said", "n"), [("flip 3 coins", 3), ("flip a coin ten times", 10), ("连抛三次硬币", 3)])
async def test_several_coins_are_counted(talk: Talk, said: str, n: int) -> None:
    for intent, text in (("flip_coin", said), ("another", "again"), ("another", "again")):
        reply = await talk.say(intent, text)
        assert sum(numbers(reply["text"])[-2:]) == n


async def test_a_thousand_coins_are_too_many(talk: Talk) -> None:
    assert (await talk.say("flip_coin", "flip 1000 coins"))["text"] in one_of("flip.limits", "en", most=100)


@pytest.mark.parametrize(("said", "right"), [("i call heads, flip", "heads"), ("我押正面，抛", "正面")])
async def test_call_is_judged(talk: Talk, said: str, right: str) -> None:
    for _ in range(6):
        reply = await talk.say("flip_coin", said)
        key = "flip.called-right" if right in reply["text"].lower() else "flip.called-wrong"
        side = next(s for s in ("heads", "tails", "正面", "反面") if s in reply["text"].lower())
        assert reply["text"] in one_of(key, reply["language"], side=side)


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("how do you play guess the number", "guess_number"),
        ("石头剪刀布谁赢谁", "rock_paper_scissors"),
        ("rules of the quiz", "start_quiz"),
        ("猜谜怎么玩", "ask_riddle"),
    ],
)
async def test_rules_of_the_game_that_is_named(talk: Talk, said: str, kind: str) -> None:
    reply = await talk.say("game_rules", said)

    assert reply["text"] in one_of(f"rules.{kind}", reply["language"])
    assert intents(reply) == [kind]


@pytest.mark.parametrize(
    ("said", "named", "told"),
    [
        ("rules of chess", "chess", "chess"),
        ("二十个问题怎么玩", "", "二十个问题"),
        ("how does the word chain go", "", "chain"),
    ],
)
async def test_rules_of_what_is_not_played_are_not_made_up(talk: Talk, said: str, named: str, told: str) -> None:
    reply = await talk.say("game_rules", said, **named_title(named))

    assert told in reply["text"]
    assert intents(reply)[0] == "start_quiz"


async def test_rules_without_a_game_ask_which(talk: Talk) -> None:
    assert (await talk.say("game_rules", "how do you play"))["text"] in one_of("rules.which", "en")


# --- leaving and going on --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "words", "back"), [("start_quiz", "quiz", "back to the quiz"), ("start_quiz", "答题", "接着答题")]
)
async def test_quiz_survives_a_detour_and_is_gone_on_with(talk: Talk, begin: str, words: str, back: str) -> None:
    await talk.say(begin, words)
    await talk.say("hint", "a hint" if begin == words else "hint")
    question = current_question(talk.services.quiz, talk.slots["game"])
    # As a wish for music does.
    talk.slots["thread"] = "play_music"
    reply = await talk.say("resume_game", back)

    assert question.text in reply["text"]
    assert len(reply["choices"]) == 3
    assert talk.slots["thread"] == "start_quiz"


async def test_quitting_says_the_score_and_can_be_undone(talk: Talk) -> None:
    await talk.say("start_quiz", "quiz")
    question = current_question(talk.services.quiz, talk.slots["game"])
    await talk.say("answer", question.options[question.answer_index])
    following = current_question(talk.services.quiz, talk.slots["game"])
    reply = await talk.say("quit_game", "i don't want to play any more")

    assert reply["text"] in one_of("quit.quiz", "en", score=1, asked=1)
    assert not takes(talk, "B")
    assert (await talk.say("answer", "B"))["text"] in one_of("game.none", "en")
    assert (await talk.say("quit_game", "quit"))["text"] in one_of("game.none", "en")

    reply = await talk.say("resume_game", "go on with the quiz")
    assert following.text in reply["text"]
    assert talk.slots["game"]["score"] == 1
    assert takes(talk, "B")


@pytest.mark.parametrize("said", ["end the game", "不玩了"])
async def test_quitting_without_a_score(talk: Talk, said: str) -> None:
    await talk.say("guess_number", "猜数字" if said == "不玩了" else "guess a number")
    reply = await talk.say("quit_game", said)

    assert reply["text"] in one_of("quit.game", reply["language"])


@pytest.mark.parametrize("said", ["back to our game", "接着玩"])
async def test_nothing_to_go_on_with(talk: Talk, said: str) -> None:
    reply = await talk.say("resume_game", said)

    assert reply["text"] in one_of("game.nothing-to-resume", reply["language"])
    assert intents(reply)[0] == "start_quiz"


async def test_game_begun_over_a_quiz_leaves_it_waiting(talk: Talk) -> None:
    await talk.say("start_quiz", "quiz")
    question = current_question(talk.services.quiz, talk.slots["game"])
    await talk.say("guess_number", "guess a number")
    assert takes(talk, "fifty")
    assert not takes(talk, "B")

    await talk.say("give_up", "i give up")
    assert not takes(talk, "B")
    assert question.text in (await talk.say("resume_game", "back to the game"))["text"]


async def test_game_named_is_gone_on_with_and_the_other_waits(talk: Talk) -> None:
    await talk.say("start_quiz", "quiz")
    question = current_question(talk.services.quiz, talk.slots["game"])
    await talk.say("guess_number", "guess a number")
    number = talk.slots["game"]["number"]
    assert question.text in (await talk.say("resume_game", "back to the quiz"))["text"]

    await talk.say("resume_game", "back to guess the number")
    assert talk.slots["game"]["number"] == number
    assert talk.slots["game"]["waiting"]["kind"] == "quiz"
    assert "waiting" not in talk.slots["game"]["waiting"]


async def test_game_that_is_not_under_way_is_offered(talk: Talk) -> None:
    await talk.say("guess_number", "guess a number")
    reply = await talk.say("resume_game", "back to the quiz")

    assert reply["text"] in one_of("game.none-of-these", "en")
    assert intents(reply) == ["start_quiz"]
    assert talk.slots["game"]["kind"] == "guess_number"


@pytest.mark.parametrize("begin", ["guess_number", "rock_paper_scissors", "ask_riddle"])
async def test_every_game_can_be_repeated_and_resumed(talk: Talk, begin: str) -> None:
    await talk.say(begin, "let's play")
    again = await talk.say("repeat", "say that again")
    await talk.say("quit_game", "end the game")
    resumed = await talk.say("resume_game", "back to our game")

    assert again["text"]
    assert resumed["expects"] == "answer"
    assert talk.slots["thread"] == begin
    assert "paused" not in talk.slots["game"]


async def test_guess_in_the_other_language_is_answered_in_the_game_s(talk: Talk) -> None:
    await talk.say("guess_number", "猜数字")
    reply = await talk.say("answer", "200")

    assert reply["language"] == "zh"


def test_numbers_become_digits_and_small_words_do_not() -> None:
    assert digits_in("Fifty-Two, please!") == "52 please"
    assert digits_in("大一点吗？") == "大点吗"
    assert digits_in("1,000") == "1000"


def test_every_game_offered_has_its_words() -> None:
    keys = set(Phrasebook.load().keys)

    assert {f"game.{intent}" for intent in ("start_quiz", "guess_number", "roll_dice", "flip_coin")} <= keys
