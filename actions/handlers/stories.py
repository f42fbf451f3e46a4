"""Pieces: stories told as they are written, jokes, poems and riddles; facts, tongue twisters, and what is to come."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

from actions.generate import Brief, Piece, is_suitable
from actions.generate.brief import MAX_SECONDS, MIN_SECONDS, PieceKind, gap_between
from actions.generate.facts import Curios, Drawn, facts, twisters
from actions.handlers.base import Handler, Turn, is_for_child
from actions.handlers.music import sound_choices
from actions.handlers.play import begin_game
from actions.handlers.spoken import audience_of, seconds_of
from actions.reply import Choice

TOPICAL = {"topic", "sound"}
"""Entities that say what a piece is to be about: the rain is a sound as well."""
SUBJECTS = (*TOPICAL, "title", "artist", "person", "hero", "genre", "album")
"""Entities that a fact can be about."""
SHOWN = 40
"""Characters of somebody's words that are said back."""

_STYLES = Path(__file__).with_name("stories.yml")
_SHORTER = re.compile(r"\b(?:short|shorter|briefer|brief|quicker)\b|短")
_LONGER = re.compile(r"\b(?:long|longer)\b|长")
_LESS = re.compile(r"\b(?:less|not (?:so|too|that)|gentler|nicer|no(?:thing)?|without)\b|别|不要|不那么|没那么|温柔|少")
_SCARY = re.compile(r"\b(?:scary|spooky|frightening|creepy|violent|gentler|nicer)\b|吓人|可怕|恐怖|害怕|温柔|暴力")
_MANNER = re.compile(
    r"\b(?:funn(?:y|ier)|scar(?:y|ier)|sad(?:der)?|romantic|exciting|silly|sillier|dark(?:er)?|spookier|weirder|happier)\b"
    r"|好笑|搞笑|幽默|吓人|可怕|恐怖|感人|刺激|浪漫|悲伤|难过|开心"
)
_ASKS = {
    "true": re.compile(r"\b(?:true|real|really happen(?:ed)?|made up|make (?:it|that|this) up)\b|真事|真的|真实|编的"),
    "author": re.compile(r"\bwho (?:wrote|writes|made)\b|\b(?:author|poet)\b|谁写|谁编|作者|诗人"),
    "title": re.compile(
        r"\btitle\b|\b(?:story|poem) called\b|\bname of (?:the|that|this) (?:story|poem)\b"
        r"|题目|标题|(?:故事|诗)(?:叫|的名字)"
    ),
    "gender": re.compile(r"\b(?:boy or|girl or|he or she|male or)\b|男的|女的|男孩|女孩|公的|母的|男还是女"),
    "sort": re.compile(
        r"\bwhat (?:kind|sort|type) of (?:animal|creature|person|being|character)\b|什么动物|是什么变的"
    ),
    "pal": re.compile(r"\b(?:friend|companion|came along|come along|with (?:him|her|them))\b|朋友|伙伴|同伴|一起"),
    "where": re.compile(
        r"\bwhere\b.*\b(?:lives?|lived|home|from|happens?|happened|take place|set|go|went)\b|\bwhat place\b"
        r"|(?:住|发生|家|去)(?:在|了)?哪|在哪里?发生|什么地方"
    ),
    "hero": re.compile(
        r"\b(?:hero|heroine|main character|protagonist)\b|\b(?:who|what)\b.*\b(?:story|poem|it|that)\b.* about\b"
        r"|\b(?:who|what)(?:'s| is| was) (?:the|that|this|it)\b.*\babout\b"
        r"|主角|主人公|讲的是(?:谁|什么)|写的(?:是)?(?:谁|什么|啥)"
    ),
}
"""What a question about a piece asks for."""
_ANSWERS = (
    ("hero", "piece.hero", {"hero", "sort"}),
    ("hero", "piece.hero-name", {"hero"}),
    ("hero", "piece.title", {"title"}),
    ("sort", "piece.hero", {"hero", "sort"}),
    ("pal", "piece.pal", {"hero", "pal", "pal_sort"}),
    ("where", "piece.where-far", {"hero", "home", "far"}),
    ("where", "piece.where", {"hero", "home"}),
    ("title", "piece.title", {"title"}),
)
"""What is asked for, the phrase that answers, and the facts that it needs; the first that has them answers."""
_NAME = re.compile(r"\b(?:name|called|names)\b|叫(?:什么|啥)|名字")
_NAMED_BY = re.compile(r"\bthe (?!hero|main|story|name)(\w+)|那?[只个条位头匹]([^她他它主谁名]{1,4}?)(?:的名字|叫)")
_EXPLAIN = re.compile(r"\b(?:explain|get it|understand|funny|punch ?line|joke)\b|笑点|好笑|没听懂|什么意思|啥意思|解释")
_ABOUT = re.compile(r"\b(?:about|on) (?:the |an? )?(.{2,40})|关于(.{1,12}?)的|有关(.{1,12}?)的", re.IGNORECASE)


class Written(Handler):
    """Has a piece written and tells it sentence by sentence."""

    kind: ClassVar[PieceKind]

    async def handle(self, turn: Turn) -> None:
        """Tell a new piece about what was asked for."""
        turn.remember("thread", self.intent)
        brief = brief_of(turn, self.kind)
        if told := cannot_be(turn, self.kind):
            key, what = told
            turn.say(key, fields={"what": what[:SHOWN]})
        if not is_suitable(f"{brief.topic} {brief.hero}", brief.audience):
            turn.say("story.left-out")
        await tell(turn, brief, self.choices(turn))

    def choices(self, turn: Turn) -> tuple[Choice, ...]:
        """Return what a person may want next."""
        return (turn.choice("choice.another", "another"),)


class TellStory(Written):
    """ "Tell me a story about a dragon"."""

    intent, kind = "tell_story", "story"

    def choices(self, turn: Turn) -> tuple[Choice, ...]:
        """Offer to go on, or another story."""
        return (turn.choice("choice.go-on", "go_on"), turn.choice("choice.another-story", "tell_story"))


class TellJoke(Written):
    """ "Tell me a joke"."""

    intent, kind = "tell_joke", "joke"


class ReadPoem(Written):
    """ "A poem about the moon"."""

    intent, kind = "read_poem", "poem"


class AskRiddle(Written):
    """ "Ask me a riddle": told without its answer, which is kept for the guess."""

    intent, kind = "ask_riddle", "riddle"

    async def handle(self, turn: Turn) -> None:
        """Ask a riddle and wait for a guess."""
        turn.remember("thread", self.intent)
        choices = (turn.choice("choice.hint", "hint"), turn.choice("choice.give-up", "give_up"))
        piece = await tell(turn, brief_of(turn, self.kind), choices, expects="answer")
        if piece is None:
            return
        kept = _without_told(piece.state)
        asked = {"kind": "riddle", "language": turn.language, "text": piece.text, "answer": piece.answer}
        begin_game(turn, {**kept, **asked})


class GoOn(Handler):
    """ "Go on": the story continues with the same hero."""

    intent = "go_on"

    async def handle(self, turn: Turn) -> None:
        """Continue the last story, or say that there is none."""
        last = last_story(turn)
        if not last:
            turn.say("story.nothing-to-continue")
            return
        asked = last["asked"]
        brief = Brief(
            kind="story",
            language=last["language"],
            audience="children" if is_for_child(turn) else asked["audience"],
            seconds=seconds_said(turn) or asked["seconds"],
            so_far=last["state"],
        )
        turn.language = last["language"]
        await tell(turn, brief, TellStory().choices(turn), asked=asked)


class InteractiveStory(Handler):
    """ "A story where I decide": comes in a later release; offers a told one."""

    intent = "interactive_story"

    async def handle(self, turn: Turn) -> None:
        """Say so, and offer a story about whoever was asked for."""
        told = Choice(turn.phrase("choice.another-story"), "tell_story")
        turn.say(
            "story.interactive-later",
            choices=[about(turn, "tell_story") or told, turn.choice("choice.quiz", "start_quiz")],
        )


class WriteSong(Handler):
    """ "Write a song about my cat": comes in a later release; offers a poem about it, and the calm tune."""

    intent = "write_song"

    async def handle(self, turn: Turn) -> None:
        """Say so, and offer what comes near."""
        poem = about(turn, "read_poem") or turn.choice("choice.poem", "read_poem")
        turn.say("song.later", choices=[poem, *sound_choices(turn, 1)], expects="affirm")


class MakeTune(Handler):
    """ "Make up a tune": comes in a later release; offers the calm tune that is there."""

    intent = "make_tune"

    async def handle(self, turn: Turn) -> None:
        """Say so, and offer the tune."""
        turn.say("tune.later", choices=sound_choices(turn, 1), expects="affirm")


class Curious(Handler):
    """Tells something hand-written that the person hasn't heard."""

    kind: ClassVar[str]

    async def handle(self, turn: Turn) -> None:
        """Tell one about what was asked for, or any other."""
        self.tell(turn, subject_named(turn))

    async def another(self, turn: Turn) -> None:
        """Tell another one, about the same."""
        last = turn.remembered("piece") or {}
        before = last.get("asked", {}).get("topic", "") if last.get("kind") == self.kind else ""
        self.tell(turn, subject_named(turn) or before)

    def tell(self, turn: Turn, said: str) -> None:
        """Tell one about `said`; when all of them are known, say so."""
        turn.remember("thread", self.intent)
        drawn = self.drawn(turn, said)
        if drawn is None:
            turn.say(f"{self.kind}.no-more", choices=self.choices(turn, said))
            return
        asked = {"topic": said if drawn.fits else ""}
        keep_piece(turn, {"kind": self.kind, "language": turn.language, "asked": asked, "state": {}})
        turn.note_heard(self.kind, drawn.curio.id)
        if not drawn.fits:
            turn.say(f"{self.kind}.{'all-heard' if drawn.covered else 'none'}", fields={"topic": said[:SHOWN]})
        turn.answer(drawn.curio.text, choices=self.choices(turn, said if drawn.fits else ""))

    def drawn(self, turn: Turn, said: str) -> Drawn | None:
        """Return one that the person hasn't heard."""
        return self.curios(turn).draw(said, turn.language, turn.key, turn.heard(self.kind))

    @abstractmethod
    def curios(self, turn: Turn) -> Curios:
        """Return what there is to tell."""

    @abstractmethod
    def choices(self, turn: Turn, said: str) -> list[Choice]:
        """Return what a person may want next."""


class TellFact(Curious):
    """ "Tell me a fun fact about octopuses": never the same one twice."""

    intent, kind = "tell_fact", "fact"

    def curios(self, turn: Turn) -> Curios:
        """Return the facts."""
        return facts(turn.language)

    def choices(self, turn: Turn, said: str) -> list[Choice]:
        """Offer another fact, and a quiz about the same."""
        topic = turn.services.quiz.topic(said, turn.language) if said else ""
        on = {"topic": turn.services.quiz.topic_name(topic, turn.language)} if topic else {}
        return [turn.choice("choice.another-fact", "tell_fact"), turn.choice("choice.quiz", "start_quiz", **on)]


class TongueTwister(Curious):
    """ "A tongue twister": all of them, then from the first again, for they are there to be said again."""

    intent, kind = "tongue_twister", "twister"

    def curios(self, turn: Turn) -> Curios:
        """Return the tongue twisters."""
        return twisters(turn.language)

    def drawn(self, turn: Turn, said: str) -> Drawn | None:
        """Return one that the person hasn't heard or, when there is none left, any."""
        return super().drawn(turn, said) or self.curios(turn).draw(said, turn.language, turn.key, ())

    def choices(self, turn: Turn, said: str) -> list[Choice]:  # noqa: ARG002 - as of every curiosity
        """Offer another one, and to hear this one slower."""
        return [turn.choice("choice.another", "another"), turn.choice("choice.again", "repeat")]


class AskAboutPiece(Handler):
    """ "What's her name?": answers from what is known of the last piece, and says when it isn't known."""

    intent = "ask_about_piece"

    async def handle(self, turn: Turn) -> None:
        """Answer from the facts of the piece; what they don't say is not made up."""
        last: dict[str, Any] | None = turn.remembered("piece")
        if not last:
            turn.say("piece.none", choices=[turn.choice("choice.another-story", "tell_story")])
            return
        text, story = turn.text.lower(), last_story(turn)
        turn.language = last["language"]
        if last["kind"] == "joke" and _EXPLAIN.search(text):
            turn.say("piece.joke", choices=[turn.choice("choice.another", "another")])
        elif general := general_answer(last, text):
            turn.say(general, choices=go_on_choices(turn, last))
        else:
            told = last if last["kind"] == "poem" or not story else story
            turn.language = told["language"]
            key, fields = answer_about(turn, told.get("facts", {}), text)
            turn.say(key, fields=fields, choices=go_on_choices(turn, told))


WRITTEN: dict[str, type[Written]] = {handler.intent: handler for handler in (TellStory, TellJoke, ReadPoem, AskRiddle)}


# --- what is asked for -----------------------------------------------------------------------------------------------


def brief_of(turn: Turn, kind: PieceKind) -> Brief:
    """Return what the turn's words ask of a writer; "another" asks for what was asked for before."""
    last = turn.remembered("piece") or {}
    goes_on = turn.intent in {"another", "refine"} and last.get("kind") == kind
    before: dict[str, Any] = last.get("asked", {}) if goes_on else {}
    heard = audience_of(turn.entity("audience"))
    if not heard and (is_gentler(turn) or (kind == "story" and styled(turn.entity("style"), kind) == "children")):
        heard = "children"
    return Brief(
        kind=kind,
        language=turn.language,
        topic=_topic_of(turn) or style_topic(turn, kind) or before.get("topic", ""),
        hero=turn.entity("hero") or before.get("hero", ""),
        audience="children" if is_for_child(turn) else heard or before.get("audience", "family"),
        seconds=seconds_said(turn, before.get("seconds")) or before.get("seconds", 60),
        so_far={"told": sorted(turn.heard(kind))},
    )


def seconds_said(turn: Turn, before: int | None = None) -> int | None:
    """Return how long the piece is to be; "shorter" and "longer" of one `before` are half and twice its length."""
    exact = turn.typed("duration") or seconds_of(turn.entity("duration"))
    if exact:
        return int(min(max(exact, MIN_SECONDS), MAX_SECONDS))
    said = turn.entity("length").lower()
    words = said or (turn.text.lower() if before else "")
    shorter, longer = bool(_SHORTER.search(words)), bool(_LONGER.search(words))
    if before and shorter != longer and not any(character.isdigit() for character in words):
        return min(max(before // 2 if shorter else 2 * before, MIN_SECONDS), MAX_SECONDS)
    return seconds_of(said)


def style_topic(turn: Turn, kind: PieceKind) -> str:
    """Return what a style makes a piece be about: a ghost story a ghost; of jokes and riddles it is the topic."""
    style = turn.entity("style")
    if kind in {"joke", "riddle"}:
        # 冷 names nothing, 冷笑话 does.
        return f"{style}笑话" if kind == "joke" and style in {"冷", "谐音"} else style
    subject = styled(style, kind)
    return str(_styles()["subjects"][subject][turn.language]) if subject in _styles()["subjects"] else ""


def styled(style: str, kind: PieceKind) -> str:
    """Return what `style` means for pieces of `kind`: "plain", "children", a subject or, unknown to us, nothing."""
    styles = _styles().get(kind, {})
    if _names(style, styles.get("plain", ())):
        return "plain"
    if _names(style, styles.get("children", ())):
        return "children"
    return next((subject for subject, words in styles.get("subjects", {}).items() if _names(style, words)), "")


def cannot_be(turn: Turn, kind: PieceKind) -> tuple[str, str] | None:
    """Return the phrase that admits what of the wish cannot be had, and the words for it; None where all can."""
    style = turn.entity("style")
    if style and kind in {"story", "poem"} and not styled(style, kind):
        return f"{kind}.no-style", style
    if turn.intent != "refine" or is_gentler(turn) or _topic_of(turn):
        return None
    if found := _MANNER.search(turn.text.lower()):
        return "story.cannot-steer", turn.entity("mood") or found[0]
    return None


def is_gentler(turn: Turn) -> bool:
    """Return whether a piece is asked for again, but less scary."""
    text = turn.text.lower()
    return turn.intent == "refine" and bool(_LESS.search(text)) and bool(_SCARY.search(text))


def subject_named(turn: Turn) -> str:
    """Return what a fact is to be about, in the person's words."""
    named = next((turn.entity(name) for name in SUBJECTS if turn.entity(name)), "")
    if named or turn.intent == "another":
        return named
    found = _ABOUT.search(turn.text.strip(" .!?。！？"))
    return next(filter(None, found.groups()), "") if found else ""


def about(turn: Turn, intent: str) -> Choice | None:
    """Return the button for a piece about the hero or topic that the turn names, if it is fit for everybody."""
    hero, topic = turn.entity("hero") or turn.entity("name"), _topic_of(turn)
    what = (hero or topic)[:SHOWN]
    if not what or not is_suitable(what, "children" if is_for_child(turn) else "family"):
        return None
    entity = "hero" if hero and intent == "tell_story" else "topic"
    return Choice(turn.phrase(f"choice.{intent}-about", what=what), intent, {entity: what})


# --- what is known of a piece ----------------------------------------------------------------------------------------


def facts_of(piece: Piece, asked: dict[str, Any]) -> dict[str, str]:
    """Return what can be answered about a piece, in its language: names, kinds and places that it tells of."""
    state = piece.state
    facts = {"title": piece.title, "topic": str(asked.get("topic", ""))}
    if piece.kind != "story":
        return facts
    hero, pal = state.get("hero"), state.get("pal")
    if not isinstance(hero, dict):
        # Written by an endpoint: only what was asked for is known to be in it.
        said = str(asked.get("hero", ""))
        return {**facts, "hero": said} if said and said in piece.text else facts
    facts |= {"hero": hero["name"], "sort": sort_of(hero["kind"], piece.language), "pronoun": hero["pronoun"]}
    if isinstance(pal, dict) and pal["name"] in piece.text:
        facts |= {"pal": pal["name"], "pal_sort": sort_of(pal["kind"], piece.language)}
    home, places = str(state.get("place", "")), state.get("used", {}).get("places", [])
    if home:
        facts["home"] = home.partition(" | ")[0]
    if places and str(places[-1]) in piece.text:
        facts["far"] = str(places[-1])
    return facts


def sort_of(kind: str, language: str) -> str:
    """Return a kind as one says it of somebody: "a dragon", 一只熊猫."""
    if not kind:
        return ""
    if language == "zh":
        return f"一{kind.replace(' ', '')}" if " " in kind else kind
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def general_answer(last: dict[str, Any], text: str) -> str:
    """Return the phrase that answers what can be asked of any piece: is it true, who wrote it; or nothing."""
    if _ASKS["true"].search(text):
        return "piece.true-fact" if last["kind"] == "fact" else "piece.made-up"
    return "piece.author" if _ASKS["author"].search(text) else ""


def answer_about(turn: Turn, facts: dict[str, str], text: str) -> tuple[str, dict[str, object]]:
    """Return the phrase that answers `text` from the facts and its fields, or the one that says it isn't known."""
    fields: dict[str, object] = dict(facts)
    if who := figure_meant(facts, text):
        return figure_phrase(facts, who), fields
    asked = next((name for name, words in _ASKS.items() if words.search(text)), "")
    if asked == "gender" and facts.get("pronoun") in {"she", "he"}:
        return f"piece.{facts['pronoun']}", fields
    known = {name for name, value in facts.items() if value}
    if key := next((key for about, key, needed in _ANSWERS if about == asked and needed <= known), ""):
        return key, fields
    told = turn.phrase(figure_phrase(facts, "hero"), **facts) if "hero" in known else ""
    return ("piece.unknown-but" if told else "piece.unknown"), {"known": told}


def figure_meant(facts: dict[str, str], text: str) -> str:
    """Return who is asked about by name, or whose name is asked for: "hero", "pal" or nothing."""
    for who in ("pal", "hero"):
        if (name := facts.get(who, "").lower()) and re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text):
            return who if re.search(r"\bwho\b|谁|是什么", text) else ""
    if not _NAME.search(text) or _ASKS["title"].search(text) or "hero" not in facts:
        return ""
    for who, sort in (("hero", "sort"), ("pal", "pal_sort")):
        noun = facts.get(sort, "").lower()
        if noun and (noun.split()[-1] in text if noun.isascii() else noun[-2:] in text):
            return who
    # The name of somebody else is nothing we know.
    return "" if _ASKS["pal"].search(text) or _NAMED_BY.search(text) else "hero"


def figure_phrase(facts: dict[str, str], who: str) -> str:
    """Return the phrase that tells who somebody is."""
    if who == "pal":
        return "piece.pal"
    return "piece.hero" if facts.get("sort") else "piece.hero-name"


def go_on_choices(turn: Turn, told: dict[str, Any]) -> list[Choice]:
    """Return what a person may want after an answer about a piece."""
    if told["kind"] == "story":
        return list(TellStory().choices(turn))
    return [turn.choice("choice.another", "another")]


# --- telling ---------------------------------------------------------------------------------------------------------


async def tell(
    turn: Turn, brief: Brief, choices: tuple[Choice, ...], expects: str = "", asked: dict[str, Any] | None = None
) -> Piece | None:
    """Tell a piece as it is written and remember it; `asked` is what was asked for in the first place.

    Returns:
        The piece, or None when the person stopped it half-way.
    """
    reply_id = turn.next_reply_id()
    draft = turn.services.writers.begin(brief)
    gap = gap_between(brief.kind, brief.language)
    sentences: list[str] = []
    async for sentence in draft.until(turn.stops):
        sentences.append(sentence)
        turn.stream(reply_id, sentence + gap)
    if not draft.is_finished:
        turn.answer(gap.join(sentences) or turn.phrase("story.stopped"), speech="", reply_id=reply_id)
        return None
    piece = draft.piece
    told = asdict(piece)
    # The answer of a riddle stays here until somebody guesses.
    shown = {**told, "answer": "", "state": {}}
    asked = asked or {name: getattr(brief, name) for name in ("topic", "hero", "audience", "seconds")}
    kept = {"kind": piece.kind, "language": piece.language, "asked": asked, "state": _without_told(piece.state)}
    keep_piece(turn, {**kept, "facts": facts_of(piece, asked)})
    turn.answer(piece.text, reply_id=reply_id, choices=choices, piece=shown, expects=expects)
    if name := piece.state.get("id"):
        turn.note_heard(piece.kind, str(name))
    return piece


def keep_piece(turn: Turn, kept: dict[str, Any]) -> None:
    """Remember a piece as the last one; the last story stays known behind it, to be gone on with."""
    story = last_story(turn) if kept["kind"] != "story" else None
    turn.remember("piece", {**kept, "story": story} if story else kept)


def last_story(turn: Turn) -> dict[str, Any] | None:
    """Return what is remembered of the last story, or None."""
    last: dict[str, Any] = turn.remembered("piece") or {}
    return last if last.get("kind") == "story" else last.get("story")


def _names(style: str, words: Iterable[str]) -> bool:
    said = style.lower().strip()
    return bool(said) and any(word == said or (not word.isascii() and word in said) for word in words)


@lru_cache(maxsize=1)
def _styles() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_STYLES.read_text("utf-8"))
    return loaded


def _topic_of(turn: Turn) -> str:
    """Return all topics that were named, as one: "a cat and a dog"."""
    topics = [str(entity["value"]) for entity in turn.entities if entity["entity"] in TOPICAL]
    return ("和" if turn.language == "zh" else " and ").join(topics)


def _without_told(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state as a slot needs it: what was told, the person's store knows."""
    return {name: value for name, value in state.items() if name != "told"}
