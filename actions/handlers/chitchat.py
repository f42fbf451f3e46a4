"""Manners: hello, thanks, help, yes and no, and what to say when Encore can't."""

from __future__ import annotations

from typing import ClassVar

from actions.handlers.base import Handler, Turn
from actions.handlers.games import Answer, StartQuiz, is_playing, play_again, repeat_question
from actions.handlers.person import forget
from actions.handlers.recommend import remembered_wish, suggest
from actions.reply import Choice


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


class OutOfScope(Saying):
    """Something that Encore does not do."""

    intent, phrase_key, offers = "out_of_scope", "out-of-scope", True


class Affirm(Handler):
    """ "Yes"."""

    intent = "affirm"

    async def handle(self, turn: Turn) -> None:
        """Do what was asked about, or ask what next."""
        pending = turn.remembered("pending") or {}
        if pending.get("kind") == "quiz" and turn.remembered("thread") == StartQuiz.intent:
            play_again(turn)
            return
        turn.remember("pending", None)
        if pending.get("kind") == "forget":
            forget(turn)
        elif pending.get("kind") == "drop":
            suggest(turn, remembered_wish(turn).without(*pending["fields"]))
        else:
            turn.say("affirm", choices=examples(turn))


class Deny(Handler):
    """ "No"."""

    intent = "deny"

    async def handle(self, turn: Turn) -> None:
        """Leave what was asked about; after a suggestion, make another one."""
        pending = turn.remembered("pending") or {}
        turn.remember("pending", None)
        if pending.get("kind") == "forget":
            turn.say("person.kept")
        elif turn.remembered("thread") == "recommend" and turn.remembered("current_item"):
            suggest(turn, remembered_wish(turn))
        else:
            turn.say("deny")


class Repeat(Handler):
    """ "Say that again"."""

    intent = "repeat"
    keeps_question = True

    async def handle(self, turn: Turn) -> None:
        """Say the last reply again."""
        last = turn.remembered("last_reply")
        if repeat_question(turn):
            return
        if last:
            turn.answer(last["text"], speech=last["speech"])
        else:
            turn.say("repeat.nothing")


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


class Fallback(Handler):
    """Words that nothing understood; while a game is on they are a guess."""

    intent = "fallback"

    async def handle(self, turn: Turn) -> None:
        """Judge a guess, or admit it and give examples."""
        if is_playing(turn):
            await Answer().handle(turn)
        else:
            turn.say("fallback", choices=examples(turn))


def examples(turn: Turn) -> list[Choice]:
    """Return three things to say, as buttons."""
    return [
        turn.choice("choice.film", "recommend_film"),
        turn.choice("choice.story", "tell_story"),
        turn.choice("choice.calm", "play_music", mood="calm"),
    ]
