"""The small games: guess the number and rock paper scissors, dice and coins; and what there is to play."""

from __future__ import annotations

import random
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

from actions.generate.numbers import with_digits
from actions.handlers.base import Handler, Turn, handler_for
from actions.reply import Choice

Game = dict[str, Any]
"""What is remembered of a game; JSON types only."""

WAITING = "waiting"
"""Where a game keeps the unfinished one that it was begun over."""
LOW, HIGH = 1, 100
HIGHEST = 1_000_000
HINTS = 3
MOVES = ("rock", "paper", "scissors")
"""Each is beaten by the next, the last by the first."""
WINS, MOST_WINS = 2, 10
MOST_DICE, MOST_SIDES, MOST_COINS, LISTED = 20, 1000, 100, 10
OFFERED = ("start_quiz", "guess_number", "rock_paper_scissors", "ask_riddle", "roll_dice")
SHOWN = 40
"""Characters of a game's name that are said back."""

_GAMES = Path(__file__).with_name("play.yml")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RANGE = re.compile(r"(\d+)\s*(?:to|and|through|till|until|[-–~到至和])\s*(\d+)")
_UP_TO = re.compile(r"(?:up to|below|under|within|until|to) (\d+)|(\d+)(?:以内|之内|以下)")
_TRIES = re.compile(r"\b(?:tries|try|guesses|attempts|goes)\b|次")
_REVERSED = re.compile(
    r"\bmy number\b|\bi'?m thinking\b|\bi am thinking\b|\bam i thinking\b|\bi have a number\b|\bin my head\b"
    r"|我想了|我心里|我想的|我的数"
)
_ABOVE = r"higher|bigger|larger|greater|more|above|over"
_BELOW = r"lower|smaller|less|below|under"
_COMPARED = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))(?: than)? (?P<n>\d+)"
    r"|(?:比 ?(?P<m>\d+) ?(?:还|要|更)?(?:(?P<da>[大高多])|(?P<xiao>[小低少])))"
)
_ASKS_WAY = re.compile(
    rf"(?:is it |so |was it |then )*(?:{_ABOVE}|{_BELOW})(?: or (?:{_ABOVE}|{_BELOW}))?(?: than that| now| then)?"
    r"|(?:是|那|比这个|比它|还|再|要|更)*[大小高低](?:了|点|些)?(?:吗|呢|还是[大小高低](?:了|点)?)*"
)
_LEAD = (
    r"(?:is it|it's|its|it is|it must be|i guess|i say|i'd say|i think|maybe|perhaps|how about|what about|number"
    r"|the number is|my guess is|then|so|okay|ok|um+|uh|er+m?|hm+|well|no|or|could it be|i choose|i pick|i take|i play"
    r"|my move is|try|i go with|i'll go with|i'll take)"
)
_HAN_LEAD = r"(?:是不是|是|我猜|猜|那就|那|会不会是|难道是|应该是|有没有可能是|可能是|大概|嗯|呃|我|出|选|要|就|来)"
_HAN_TAIL = r"(?:吗|嘛|吧|呢|呀|啊|了)"
_ONLY_NUMBER = re.compile(
    rf"(?:{_LEAD} )*(?:a )?\d+(?: then| maybe| please| again)?|(?:{_HAN_LEAD} ?)*\d+{_HAN_TAIL}*"
    rf"|(?:is it )?(?:{_ABOVE}|{_BELOW})(?: than)? \d+"
    rf"|(?:它|那|是|它是)?比 ?\d+ ?(?:还|要|更)?[大小高低多少]{_HAN_TAIL}*"
)
_MOVE = {
    "rock": re.compile(r"\b(?:rock|stone|fist)s?\b|石[头頭]|拳头|锤|^石$|✊|🪨"),
    # A recogniser hears 不 for a lone 布.
    "paper": re.compile(r"\bpapers?\b|布|包袱|^[包不步部]$|✋|📄"),
    "scissors": re.compile(r"\bscissors?\b|剪|✌|✂"),
}
_ONLY_MOVE = re.compile(
    rf"(?:{_LEAD} )*(?:the )?(?:rock|stone|papers?|scissors?)(?: then| again| please)?"
    rf"|(?:{_HAN_LEAD})*(?:石[头頭]|拳头|锤子?|剪[刀子]|布|包袱|[石包不步部锤]){_HAN_TAIL}*|[✊🪨✋📄✌✂]\ufe0f?"
)
_BEST_OF = re.compile(r"best (?:of|out of) (\d+)|(\d+) ?局(?!\d|定)")
_FIRST_TO = re.compile(r"first to (\d+)|(\d+) out of \d+|until (?:\w+ ){1,3}(\d+)|\d+ ?局 ?(\d+) ?胜|(\d+) ?局定")
_SPOCK = re.compile(r"lizard|spock|蜥蜴|斯波克")
_DICE = re.compile(r"(?<![a-z\d'])(\d+)? ?d ?(\d+)(?!\d)")
_SIDES = re.compile(r"(\d+) ?(?:sided?|faces?|faced)\b|(\d+) ?面")
_COUNT = re.compile(r"(\d+) (?:\w+ )?(?:dice|die|times|coins?|throws|rolls)\b|(\d+) ?[个颗粒枚]|best of (\d+)")
_TIMES = re.compile(r"(\d+) ?次")
_ROLE_PLAY = re.compile(r"initiative|goblin|跑团|检定|龙与地下城")
_PAIR = re.compile(r"\b(?:pair|couple) of\b|1 ?对")
_CALL = re.compile(
    r"(?:call|say|bet(?: on)?|pick|take|choose)s? (?:it )?(heads|tails)\b|[押赌选要](?:的是)?([正反背])面?"
)


class Later(Handler):
    """A game of a later release: says so, and offers what can be played."""

    offers: ClassVar[tuple[str, ...]] = ("start_quiz", "ask_riddle", "guess_number")

    async def handle(self, turn: Turn) -> None:
        """Say that it cannot be played yet."""
        turn.say(f"{self.intent}.later", choices=game_choices(turn, self.offers))


class TwentyQuestions(Later):
    """ "Let's play twenty questions"."""

    intent = "twenty_questions"


class WordChain(Later):
    """ "Let's play the word chain", 成语接龙."""

    intent = "word_chain"


class PlayGame(Handler):
    """ "What games do you have", "let's play chess"."""

    intent = "play_game"

    async def handle(self, turn: Turn) -> None:
        """Begin the game that was named, or say which there are."""
        named = turn.entity("title") or turn.entity("genre")
        handler = handler_for(game_named(named or turn.text))
        if handler is not None:
            turn.intent = str(handler.intent)
            await handler.handle(turn)
        elif named:
            turn.say("play.not-this", fields={"game": named[:SHOWN]}, choices=game_choices(turn, closest(named)))
        else:
            turn.say("play.which", choices=game_choices(turn, OFFERED))


class GuessNumber(Handler):
    """ "Think of a number between one and fifty"."""

    intent = "guess_number"

    async def handle(self, turn: Turn) -> None:
        """Think of a number."""
        turn.remember("thread", self.intent)
        wanted = range_wanted(turn)
        low, high = wanted or (LOW, HIGH)
        game = {
            "kind": self.intent,
            "language": turn.language,
            "low": low,
            "high": high,
            "from": low,
            "to": high,
            "number": random.Random(f"guess {turn.key}").randint(low, high),
            "tries": 0,
            "hints": 0,
        }
        begin_game(turn, game)
        key = "guess.range-odd" if wanted is None else "guess.start"
        if _REVERSED.search(turn.text.lower()):
            key = "guess.other-way"
        turn.say(key, fields={"low": low, "high": high}, choices=guess_choices(turn), expects="answer")


class RockPaperScissors(Handler):
    """ "Rock, paper, scissors", best of three or as many as asked for."""

    intent = "rock_paper_scissors"

    async def handle(self, turn: Turn) -> None:
        """Begin, and play the first round at once if a move was said."""
        turn.remember("thread", self.intent)
        wins = wins_wanted(turn)
        game = {
            "kind": self.intent,
            "language": turn.language,
            "seed": turn.key,
            "round": 1,
            "wins": wins,
            "you": 0,
            "me": 0,
        }
        game = begin_game(turn, game)
        if turn.entity("option") and move_said(turn.entity("option")):
            answer_move(turn, game)
            return
        key = "rps.start-plain" if _SPOCK.search(turn.text.lower()) else "rps.start-one" if wins == 1 else "rps.start"
        turn.say(key, fields={"wins": wins}, choices=move_choices(turn), expects="answer")


class RollDice(Handler):
    """ "Roll two dice", "d20"."""

    intent = "roll_dice"

    async def handle(self, turn: Turn) -> None:
        """Roll what was asked for."""
        await self._roll(turn, turn.text)

    async def another(self, turn: Turn) -> None:
        """Roll the same again."""
        await self._roll(turn, title_offered(turn, self.intent) or turn.text)

    async def _roll(self, turn: Turn, said: str) -> None:
        turn.remember("thread", self.intent)
        count, sides = dice_wanted(said, turn)
        if not (1 <= count <= MOST_DICE and 2 <= sides <= MOST_SIDES):
            turn.say("dice.limits", fields={"most": MOST_DICE, "sides": MOST_SIDES}, choices=[dice_again(turn, 1, 6)])
            return
        dice = random.Random(f"dice {turn.key}")
        rolled = [dice.randint(1, sides) for _ in range(count)]
        fields = {"rolled": listed(turn, [str(each) for each in rolled]), "sum": sum(rolled), "sides": sides}
        turn.say("dice.one" if count == 1 else "dice.several", fields=fields, choices=[dice_again(turn, count, sides)])


class FlipCoin(Handler):
    """ "Heads or tails?", "flip three coins"."""

    intent = "flip_coin"

    async def handle(self, turn: Turn) -> None:
        """Flip as many coins as were asked for."""
        await self._flip(turn, turn.text)

    async def another(self, turn: Turn) -> None:
        """Flip the same again."""
        await self._flip(turn, title_offered(turn, self.intent) or turn.text)

    async def _flip(self, turn: Turn, said: str) -> None:
        turn.remember("thread", self.intent)
        count = counted(digits_in(said))
        count = int(turn.typed("number") or 1) if count is None else count
        if not 1 <= count <= MOST_COINS:
            turn.say("flip.limits", fields={"most": MOST_COINS}, choices=[coins_again(turn, 1)])
            return
        coin = random.Random(f"coin {turn.key}")
        sides = [coin.choice(("heads", "tails")) for _ in range(count)]
        choices = [coins_again(turn, count)]
        if count > 1:
            fell = listed(turn, [turn.phrase(f"flip.{side}") for side in sides[:LISTED]])
            counts = Counter(sides)
            key = "flip.several" if count <= LISTED else "flip.many"
            fields = {"fell": fell, "n": count, "heads": counts["heads"], "tails": counts["tails"]}
            turn.say(key, fields=fields, choices=choices)
            return
        called = side_called(turn.text)
        key = "flip.one" if not called else "flip.called-right" if called == sides[0] else "flip.called-wrong"
        side = turn.phrase(f"flip.{sides[0]}")
        turn.say(key, fields={"side": side}, choices=choices)


# --- beginning and ending --------------------------------------------------------------------------------------------


def begin_game(turn: Turn, game: Game) -> Game:
    """Remember `game` as the open one; an unfinished game of another kind waits behind it."""
    before: Game = turn.remembered("game") or {}
    other = before if before.get("kind", game["kind"]) != game["kind"] else before.get(WAITING)
    if other and other["kind"] != game["kind"]:
        game = {**game, WAITING: paused(other)}
    turn.remember("game", game)
    return game


def end_game(turn: Turn) -> None:
    """Forget the open game; what waited behind it can be taken up again."""
    turn.remember("game", (turn.remembered("game") or {}).get(WAITING))


def paused(game: Game) -> Game:
    """Return `game` as it is kept while something else goes on, without what waited behind it."""
    return {**{name: value for name, value in game.items() if name != WAITING}, "paused": True}


# --- guess the number ------------------------------------------------------------------------------------------------


def range_wanted(turn: Turn) -> tuple[int, int] | None:
    """Return the range that was asked for, or 1 to 100; None when it is none to guess in."""
    text = digits_in(turn.text)
    # Neither the seven of "in seven tries" nor the one of "another one" is a bound.
    numbers = [] if _TRIES.search(text) or turn.intent == "another" else typed_numbers(turn)
    if not numbers and (found := _RANGE.search(text) or _UP_TO.search(text)):
        numbers = [int(each) for each in found.groups() if each]
    if not numbers:
        return LOW, HIGH
    low, high = sorted(numbers[:2]) if len(numbers) > 1 else (LOW, numbers[0])
    return (low, high) if 0 <= low < high <= HIGHEST else None


def answer_guess(turn: Turn, game: Game) -> None:
    """Say whether the number is higher or lower, or that it was found."""
    text = digits_in(turn.text)
    compared = _COMPARED.search(text)
    guess = number_said(turn, text)
    fields = {"n": f"{guess:g}" if guess is not None else "", "from": game["from"], "to": game["to"]}
    if compared:
        compare(turn, game, compared)
    elif guess is None:
        key = "guess.known" if _ASKS_WAY.search(text) and game["tries"] else "guess.unclear"
        turn.say(key, fields=dict(fields), choices=guess_choices(turn), expects="answer")
    elif guess != int(guess) or not game["low"] <= guess <= game["high"]:
        bounds = {"low": game["low"], "high": game["high"]}
        turn.say("guess.outside", fields=bounds, choices=guess_choices(turn), expects="answer")
    elif not game["from"] <= guess <= game["to"]:
        turn.say("guess.ruled-out", fields=dict(fields), choices=guess_choices(turn), expects="answer")
    elif guess == game["number"]:
        end_game(turn)
        tries = game["tries"] + 1
        key = "guess.right-first" if tries == 1 else "guess.right"
        again = [guess_again(turn, game)]
        turn.say(key, fields={"n": game["number"], "tries": tries}, choices=again, expects="affirm")
    else:
        higher = game["number"] > guess
        bound = {"from": int(guess) + 1} if higher else {"to": int(guess) - 1}
        turn.remember("game", {**game, **bound, "tries": game["tries"] + 1})
        key = "guess.higher" if higher else "guess.lower"
        turn.say(key, fields=dict(fields), choices=guess_choices(turn), expects="answer")


def compare(turn: Turn, game: Game, compared: re.Match[str]) -> None:
    """Answer "is it higher than fifty?"; it counts as a try."""
    number, above = int(compared["n"] or compared["m"]), bool(compared["above"] or compared["da"])
    true = game["number"] > number if above else game["number"] < number
    low, high = game["from"], game["to"]
    if above == true:
        low = max(low, number + 1 if above else number)
    else:
        high = min(high, number if above else number - 1)
    known = {"from": low, "to": high}
    turn.remember("game", {**game, **known, "tries": game["tries"] + 1})
    key = f"guess.{'yes' if true else 'no'}-{'higher' if above else 'lower'}"
    turn.say(key, fields={"n": number}, choices=guess_choices(turn), expects="answer")


def number_said(turn: Turn, text: str) -> float | None:
    """Return the number guessed: the last one, as in "fifty, no, sixty"."""
    if numbers := [entity["typed"] for entity in turn.entities if _is_number(entity)]:
        return float(numbers[-1])
    said = _NUMBER.findall(text) or _NUMBER.findall(digits_in(turn.entity("option")))
    return float(said[-1]) if said else None


def hint_at_number(turn: Turn, game: Game) -> None:
    """Say whether the number is even, then in which half of what is left it lies, then its last digit."""
    given, number = game["hints"], game["number"]
    if given >= HINTS:
        turn.say("guess.no-hint", choices=guess_choices(turn), expects="answer")
        return
    middle = (game["from"] + game["to"]) // 2
    bound = {"from": middle + 1} if number > middle else {"to": middle}
    fields: dict[str, object] = {"middle": middle, "digit": number % 10}
    half = "guess.hint-upper" if number > middle else "guess.hint-lower"
    key = ("guess.hint-even" if number % 2 == 0 else "guess.hint-odd", half, "guess.hint-digit")[given]
    turn.remember("game", {**game, **(bound if given == 1 else {}), "hints": given + 1})
    turn.say(key, fields=fields, choices=guess_choices(turn), expects="answer")


def give_up_number(turn: Turn, game: Game) -> None:
    """Tell the number."""
    end_game(turn)
    turn.say("guess.answer", fields={"n": game["number"]}, choices=[guess_again(turn, game)], expects="affirm")


def score_of_guesses(turn: Turn, game: Game) -> None:
    """Say how many tries it took so far."""
    fields: dict[str, object] = {name: game[name] for name in ("tries", "from", "to")}
    turn.say("guess.score" if game["tries"] else "guess.score-none", fields=fields, choices=guess_choices(turn))


def ask_number(turn: Turn, game: Game) -> None:
    """Say where the game stands."""
    turn.remember("thread", GuessNumber.intent)
    fields: dict[str, object] = {name: game[name] for name in ("tries", "from", "to")}
    turn.say("guess.where", fields=fields, choices=guess_choices(turn), expects="answer")


def is_guess(text: str) -> bool:
    """Return whether `text` is nothing but a number, or asks which way it is."""
    text = digits_in(text)
    return bool(_ONLY_NUMBER.fullmatch(text) or _ASKS_WAY.fullmatch(text))


def guess_choices(turn: Turn) -> list[Choice]:
    """Return what helps somebody who is stuck."""
    return [turn.choice("choice.hint", "hint"), turn.choice("choice.give-up", "give_up")]


def guess_again(turn: Turn, game: Game) -> Choice:
    """Return the button for another game in the same range."""
    title = turn.phrase("choice.guess-again", low=game["low"], high=game["high"])
    return Choice(title, GuessNumber.intent)


# --- rock, paper, scissors -------------------------------------------------------------------------------------------


def wins_wanted(turn: Turn) -> int:
    """Return how many rounds are to be won: of "best of five" three, of 五局三胜 three, of "first to ten" ten."""
    text = digits_in(turn.text)
    first, best = _FIRST_TO.search(text), _BEST_OF.search(text)
    if first:
        wins = int(next(filter(None, first.groups())))
    else:
        wins = int(next(filter(None, best.groups()))) // 2 + 1 if best else WINS
    return min(max(wins, 1), MOST_WINS)


def answer_move(turn: Turn, game: Game) -> None:
    """Play a round, and say who won it or the game."""
    yours = move_said(turn.text) or move_said(turn.entity("option"))
    if not yours:
        turn.say("rps.unclear", choices=move_choices(turn), expects="answer")
        return
    # Drawn from the game alone, so that it is not chosen after the person's move.
    mine = random.Random(f"rps {game['seed']} {game['round']}").choice(MOVES)
    lead = (MOVES.index(mine) - MOVES.index(yours)) % len(MOVES)
    game = {**game, "round": game["round"] + 1, "me": game["me"] + (lead == 1), "you": game["you"] + (lead == 2)}
    beats = turn.phrase(f"rps.{mine if lead == 1 else yours}-wins") if lead else ""
    told = turn.phrase(f"rps.{mine}")
    fields = {"mine": told, "beats": beats, "you": game["you"], "me": game["me"]}
    result = ("draw", "lost", "won")[lead]
    if max(game["you"], game["me"]) < game["wins"]:
        turn.remember("game", game)
        turn.say(f"rps.{result}", fields=dict(fields), choices=move_choices(turn), expects="answer")
        return
    end_game(turn)
    again = [turn.choice("choice.rps-again", RockPaperScissors.intent)]
    turn.say(f"rps.end-{result}", fields=dict(fields), choices=again, expects="affirm")


def move_said(said: str) -> str:
    """Return the one move that is said, or nothing: "rock paper scissors" is none."""
    text = digits_in(said)
    found = [move for move, words in _MOVE.items() if words.search(text)]
    return found[0] if len(found) == 1 else ""


def hint_at_move(turn: Turn, game: Game) -> None:  # noqa: ARG001 - as every game's
    """Say that there is none."""
    turn.say("rps.no-hint", choices=move_choices(turn), expects="answer")


def give_up_moves(turn: Turn, game: Game) -> None:
    """End the game with its score."""
    end_game(turn)
    again = [turn.choice("choice.rps-again", RockPaperScissors.intent)]
    turn.say("rps.given-up", fields={"you": game["you"], "me": game["me"]}, choices=again)


def score_of_moves(turn: Turn, game: Game) -> None:
    """Say how it stands."""
    turn.say("rps.score", fields={name: game[name] for name in ("you", "me", "wins")}, choices=move_choices(turn))


def ask_move(turn: Turn, game: Game) -> None:
    """Say how it stands, and ask for a move."""
    turn.remember("thread", RockPaperScissors.intent)
    fields: dict[str, object] = {name: game[name] for name in ("you", "me")}
    turn.say("rps.where", fields=fields, choices=move_choices(turn), expects="answer")


def is_move(text: str) -> bool:
    """Return whether `text` is nothing but a move."""
    return bool(_ONLY_MOVE.fullmatch(digits_in(text)))


def move_choices(turn: Turn) -> list[Choice]:
    """Return the moves as buttons."""
    return [Choice(title, "answer", {"option": title}) for title in (turn.phrase(f"rps.{move}") for move in MOVES)]


# --- dice and coins --------------------------------------------------------------------------------------------------


def dice_wanted(said: str, turn: Turn) -> tuple[int, int]:
    """Return how many dice of how many sides are asked for."""
    text = digits_in(said)
    if notation := _DICE.search(text):
        return int(notation[1] or 1), int(notation[2])
    sided = _SIDES.search(text)
    sides = int(sided[1] or sided[2]) if sided else 20 if _ROLE_PLAY.search(text) else 6
    count = 2 if _PAIR.search(text) else counted(_SIDES.sub(" ", text))
    if count is None:
        count = 1 if sided or turn.typed("number") is None else int(turn.typed("number"))
    return count, sides


def counted(text: str) -> int | None:
    """Return how many dice or coins `text`, its numbers as digits, speaks of."""
    found = _COUNT.search(text) or _TIMES.search(text)
    return int(next(filter(None, found.groups()))) if found else None


def dice_again(turn: Turn, count: int, sides: int) -> Choice:
    """Return the button that rolls the same again; its words say what."""
    key = "choice.dice" if sides == 6 and count == 1 else "choice.dice-n" if sides == 6 else "choice.dice-sides"
    return Choice(turn.phrase(key, n=count, sides=sides), RollDice.intent)


def coins_again(turn: Turn, count: int) -> Choice:
    """Return the button that flips the same again; its words say what."""
    return Choice(turn.phrase("choice.coin" if count == 1 else "choice.coins", n=count), FlipCoin.intent)


def side_called(said: str) -> str:
    """Return the side that somebody bets on, if any."""
    found = _CALL.search(said.lower())
    if found is None:
        return ""
    return found[1] or ("heads" if found[2] == "正" else "tails")


def title_offered(turn: Turn, intent: str) -> str:
    """Return the title of the last reply's button for `intent`, which says what to do again."""
    offered = (turn.remembered("last_reply") or {}).get("choices", ())
    return next((str(choice["title"]) for choice in offered if choice["intent"] == intent), "")


def listed(turn: Turn, parts: list[str]) -> str:
    """Return `parts` as a list."""
    return ("、" if turn.language == "zh" else ", ").join(parts)


# --- names and numbers -----------------------------------------------------------------------------------------------


def game_choices(turn: Turn, intents: tuple[str, ...]) -> list[Choice]:
    """Return buttons that begin games."""
    return [turn.choice(f"game.{intent}", intent) for intent in intents]


def game_named(said: str) -> str:
    """Return the intent of the game of ours that `said` names, or nothing."""
    text = digits_in(said)
    return next((intent for intent, words in _games()["own"].items() if any(_says(text, word) for word in words)), "")


def closest(named: str) -> tuple[str, ...]:
    """Return the intents of what comes nearest to a game that cannot be played here."""
    text = digits_in(named)
    near = (each["intents"] for each in _games()["closest"] if any(_says(text, word) for word in each["words"]))
    return tuple(next(near, OFFERED[:2]))


def digits_in(said: str) -> str:
    """Return lower-case text without punctuation, its numbers as digits."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", said[:200].lower().replace("’", "'"))
    # The 一 of 大一点 counts nothing.
    text = re.sub(r"(?<![十百千零])一(?=[点些下会])", "", text)
    text = re.sub(r"[^\w\s.'✊🪨✋📄✌✂\ufe0f]|(?<!\d)\.|\.(?!\d)|_", " ", text)
    return " ".join(with_digits(with_digits(text, "zh"), "en").split())


def typed_numbers(turn: Turn) -> list[int]:
    """Return the whole numbers that the turn names."""
    return [int(entity["typed"]) for entity in turn.entities if _is_number(entity)]


def _is_number(entity: dict[str, Any]) -> bool:
    return entity["entity"] == "number" and isinstance(entity.get("typed"), int | float)


def _says(text: str, word: str) -> bool:
    word = digits_in(word)
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None if word.isascii() else word in text


@lru_cache(maxsize=1)
def _games() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_GAMES.read_text("utf-8"))
    return loaded
