"""Manners: hello, thanks, help, yes and no, and putting right what was taken wrongly."""

from __future__ import annotations

import random
import re
from typing import Any, ClassVar

from actions.handlers.base import Handler, Turn, handler_for, note_asked
from actions.handlers.correcting import correct
from actions.handlers.games import Hint, StartQuiz, is_playing, play_again, repeat_question
from actions.handlers.outside import examples, likely, not_understood
from actions.handlers.person import AGREED, DECLINED
from actions.handlers.recommend import THREAD, candidates, remembered_wish, show, suggest
from actions.recommend import Wish

NORMAL_PACE = {"en": 170, "zh": 190}
"""Words a minute."""
PACE_STEP = 1.2
MOST_STEPS = 3
DRAWN_FROM = 5
"""Suggestions that "surprise me" draws from."""
_SLOWER = re.compile(r"\bslow|慢")
_FASTER = re.compile(r"\b(?:fast|quick|hurry|speed)|快")
_TOO = re.compile(r"\b(?:too|not (?:so|that|quite so)|less|don't|dont)\b|太|别|不要|不用|那么")
_NORMAL = re.compile(r"\b(?:normal|usual|default|as before)|正常|原来|默认|平时")
_LOUDNESS = re.compile(r"\b(?:loud|soft|quiet|whisper|low)|大声|小声|轻|悄|响|音量")


class Saying(Handler):
    """Answers with a phrase and examples of what to say next."""

    phrase_key: ClassVar[str]
    offers: ClassVar[bool] = False

    async def handle(self, turn: Turn) -> None:
        """Say the phrase."""
        turn.say(self.phrase_key, choices=examples(turn) if self.offers else ())


class Greet(Handler):
    """ "Hello"."""

    intent = "greet"

    async def handle(self, turn: Turn) -> None:
        """Greet by name, where it is known."""
        name = turn.services.people.person(turn.person).name
        turn.say("greet.named" if name else "greet", fields={"name": name}, choices=examples(turn))


class Thanks(Saying):
    """ "Thank you"."""

    intent, phrase_key = "thanks", "thanks"


class Goodbye(Saying):
    """ "Goodbye"."""

    intent, phrase_key = "goodbye", "goodbye"


class Help(Saying):
    """ "What can you do?"."""

    intent, phrase_key, offers = "help", "help", True


class BotChallenge(Saying):
    """ "Are you human?"."""

    intent, phrase_key = "bot_challenge", "bot-challenge"


class Affirm(Handler):
    """ "Yes"."""

    intent = "affirm"
    about_last = True

    async def handle(self, turn: Turn) -> None:
        """Do what was asked about or offered, or ask what next."""
        pending = turn.remembered("pending") or {}
        if pending.get("kind") == "quiz" and turn.remembered("thread") == StartQuiz.intent:
            play_again(turn)
            return
        turn.remember("pending", None)
        if agreed := AGREED.get(pending.get("kind", "")):
            agreed(turn, pending)
        elif pending.get("kind") == "drop":
            suggest(turn, remembered_wish(turn).without(*pending["fields"]))
        elif offered := offered_last(turn):
            await take(turn, offered)
        else:
            turn.say("affirm", choices=examples(turn))


class Deny(Handler):
    """ "No"."""

    intent = "deny"
    about_last = True

    async def handle(self, turn: Turn) -> None:
        """Leave what was asked about; after a suggestion, make another one."""
        pending = turn.remembered("pending") or {}
        turn.remember("pending", None)
        if declined := DECLINED.get(pending.get("kind", "")):
            turn.say(declined)
        elif turn.remembered("thread") == THREAD and turn.remembered("current_item"):
            suggest(turn, remembered_wish(turn))
        else:
            turn.say("deny")


class Repeat(Handler):
    """ "Say that again"."""

    intent = "repeat"
    keeps_question = True
    about_last = True

    async def handle(self, turn: Turn) -> None:
        """Say the last reply again."""
        last = turn.remembered("last_reply")
        if repeat_question(turn):
            return
        if not last:
            turn.say("repeat.nothing")
            return
        turn.answer(last["text"], speech=last["speech"], expects=last.get("expects", ""))
        # What was offered with it still stands.
        turn.remember("last_reply", last)


class Interrupt(Handler):
    """ "Wait": falls silent and listens; music and an open question go on."""

    intent = "interrupt"
    keeps_question = True
    about_last = True

    async def handle(self, turn: Turn) -> None:
        """Stop speaking; nothing is said aloud."""
        last = turn.remembered("last_reply")
        turn.say("interrupt", speech="", effects=("stop-speech",))
        # "Say that again" means what was cut off.
        turn.remember("last_reply", last)


class ChangeVoice(Handler):
    """ "Speak slower": changes how fast Encore speaks; nothing else of the voice can be changed."""

    intent = "change_voice"
    keeps_question = True
    about_last = True

    async def handle(self, turn: Turn) -> None:
        """Set the pace, or say what of the voice can be changed."""
        said = f"{turn.entity('manner')} {turn.text}".lower()
        before = int((turn.remembered("voice") or {}).get("pace", 0))
        pace = pace_asked(said, before)
        if pace is None:
            key = "voice.loudness" if _LOUDNESS.search(said) else "voice.other"
            turn.say(key, choices=pace_choices(turn))
            return
        pace = max(-MOST_STEPS, min(MOST_STEPS, pace))
        turn.remember("voice", {"pace": pace})
        words = round(NORMAL_PACE[turn.language] * PACE_STEP**pace) if pace else 0
        turn.say(pace_told(before, pace), effects=(f"voice-rate:{words}",), choices=pace_choices(turn))


class ChangeLanguage(Handler):
    """ "Speak Chinese"."""

    intent = "change_language"

    async def handle(self, turn: Turn) -> None:
        """Go on in the language named, or in the other one."""
        named = turn.entity("language") or turn.text
        chinese = any(
            word in named.lower() for word in ("chinese", "mandarin", "中文", "汉语", "普通话", "国语", "华语")
        )
        english = any(word in named.lower() for word in ("english", "英"))
        if chinese != english:
            turn.language = "zh" if chinese else "en"
        else:
            turn.language = "en" if turn.language == "zh" else "zh"
        turn.remember("language", turn.language)
        turn.say("language.changed", effects=(f"language-{turn.language}",))


class Complain(Handler):
    """ "That's not what I meant": sorry, and the next likeliest readings of what was said before."""

    intent = "complain"
    about_last = True
    understands = False

    async def handle(self, turn: Turn) -> None:
        """Apologise once and offer what else may have been meant."""
        asked = turn.remembered("asked") or {}
        readings = likely(turn, asked.get("others", ()), asked.get("entities", ()))
        not_understood(turn, readings, "complain")


class Correct(Handler):
    """ "No, the live one", "I meant the band": does the turn before again, put right."""

    intent = "correct"
    about_last = True

    async def handle(self, turn: Turn) -> None:
        """Do it again, or ask what was meant."""
        if not await correct(turn):
            turn.say("correct.what", expects="wish")


class SurpriseMe(Handler):
    """ "You choose"."""

    intent = "surprise_me"

    async def handle(self, turn: Turn) -> None:
        """Choose among what was offered or could be suggested; with nothing open, suggest anything."""
        pending = (turn.remembered("pending") or {}).get("kind", "")
        thread = turn.remembered("thread") or ""
        if pending == "drop":
            await Affirm().handle(turn)
        elif pending in DECLINED:
            # Nobody leaves it to chance whether something is deleted.
            await Deny().handle(turn)
        elif offered := [choice for choice in choices_last(turn) if choice["entities"]]:
            await take(turn, random.Random(turn.key).choice(offered))
        elif is_playing(turn):
            await Hint().handle(turn)
        elif thread == THREAD:
            surprise(turn)
        elif handler := handler_for(thread):
            turn.intent = "another"
            await handler.another(turn)
        elif handler := handler_for("recommend_anything"):
            await handler.handle(turn)
        else:
            suggest(turn, Wish())


# --- what was offered ------------------------------------------------------------------------------------------------


def choices_last(turn: Turn) -> list[dict[str, Any]]:
    """Return the buttons of the last reply."""
    choices: list[dict[str, Any]] = (turn.remembered("last_reply") or {}).get("choices", [])
    return choices


def offered_last(turn: Turn) -> dict[str, Any] | None:
    """Return what "yes" means after the last reply: the first thing that it named ("did you mean …?"), if any."""
    first = next(iter(choices_last(turn)), None)
    if first is None or first["intent"] in {"affirm", "deny", "answer", "choose"}:
        return None
    asks = (turn.remembered("last_reply") or {}).get("expects") == "affirm"
    return first if asks or first["entities"] else None


async def take(turn: Turn, choice: dict[str, Any]) -> None:
    """Do what the button `choice` stands for."""
    turn.intent, turn.text, turn.readings = choice["intent"], choice["title"], []
    turn.entities = [{"entity": name, "value": value} for name, value in choice["entities"].items()]
    handler = handler_for(turn.intent)
    if handler is None:
        turn.say("affirm", choices=examples(turn))
        return
    note_asked(turn)
    await handler.handle(turn)


def surprise(turn: Turn) -> None:
    """Suggest one of the best for the open wish, drawn at random."""
    wish = remembered_wish(turn)
    found = candidates(turn, wish, DRAWN_FROM)
    if found:
        show(turn, random.Random(turn.key).choice(found))
    else:
        suggest(turn, wish)


# --- the voice -------------------------------------------------------------------------------------------------------


def pace_asked(said: str, before: int) -> int | None:
    """Return how many steps above normal `said` asks to speak, or None if it is not about that."""
    slower, faster = bool(_SLOWER.search(said)), bool(_FASTER.search(said))
    if slower != faster:
        up = faster != bool(_TOO.search(said))
        return before + (1 if up else -1)
    return 0 if _NORMAL.search(said) else None


def pace_told(before: int, pace: int) -> str:
    """Return the phrase that tells of the change."""
    if pace == before:
        return "voice.normal-already" if pace == 0 else "voice.fastest" if pace > 0 else "voice.slowest"
    return "voice.normal" if pace == 0 else "voice.faster" if pace > before else "voice.slower"


def pace_choices(turn: Turn) -> list[Any]:
    """Return buttons for the pace."""
    return [turn.choice(f"choice.{manner}", "change_voice") for manner in ("slower", "faster")]
