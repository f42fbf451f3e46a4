"""Tells who is meant by words such as "my cat Milo", "a princess who is afraid of bees", "叫大壮的机器人"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from actions.generate.story.library import StoryLibrary

MAX_NAME, MAX_SAID = 30, 80
_MEANINGFUL = re.compile(r"[\[\]{}|~<>*_`#\\]+|[.!?。！？]+(?=\s)|[。！？]")
_NAMED = re.compile(
    r"^(?:(?:an?|one|the|my|your|our|some)\s+)?(?P<kind>.+?),?\s+(?:called|named|by the name of)\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"^(?P<kind>.+?),?\s+(?:who|that|which)\s+(?P<who>.+)$", re.IGNORECASE)
_DETERMINED = re.compile(r"^(?P<article>an?|one|the|my|your|our|some|two|three)\s+(?P<rest>.+)$", re.IGNORECASE)
_QUALIFIED = re.compile(r"\s+(?:with|without|of|between|from|in|on|who|that|by)\s+", re.IGNORECASE)
_HAN_NAMED = re.compile(
    r"^一?(?P<measure>[只条个位头匹台]|名(?!叫))?(?P<kind>.*?)[，,的]?(?:名叫|名字叫|叫做|叫)(?P<name>[^的]+)$"
)
_HAN_NAMED_BEFORE = re.compile(
    r"^一?(?P<measure>[只条个位头匹台]|名(?!叫))?(?:名叫|名字叫|叫做|叫)(?P<name>.+?)的(?P<kind>.+)$"
)
_HAN_OWN = re.compile(r"^[我你](?:们)?(?:的|家(?:的)?)?")
_HAN_MEASURED = re.compile(r"^[一两]?(?P<measure>[只条个位头匹名台辆艘列架朵])(?P<kind>.+)$")
_IRREGULAR = {
    "mice": "mouse", "geese": "goose", "wolves": "wolf", "elves": "elf", "children": "child", "men": "man",
    "women": "woman", "knives": "knife", "leaves": "leaf", "people": "person", "oxen": "ox", "thieves": "thief",
    "bus": "bus", "octopus": "octopus", "walrus": "walrus", "princess": "princess", "christmas": "christmas",
    "dress": "dress", "class": "class", "waitress": "waitress", "universe": "universe", "goddess": "goddess",
    "hippopotamus": "hippopotamus", "triceratops": "triceratops", "diplodocus": "diplodocus", "mars": "mars",
    "stegosaurus": "stegosaurus", "tyrannosaurus": "tyrannosaurus", "brass": "brass", "grass": "grass",
}  # fmt: skip
_PAST = (
    (r"\b(?:is|am)\b", "was"), (r"\bare\b", "were"), (r"\b(?:has|have)\b", "had"),
    (r"\b(?:can't|cannot)\b", "could not"), (r"\bcan\b", "could"),
    (r"\b(?:doesn't|does not|don't)\b", "did not"), (r"\bwon't\b", "would not"),
    (r"\bwill\b", "would"), (r"^wants?\b", "wanted"), (r"^loves?\b", "loved"), (r"^likes?\b", "liked"),
    (r"^lives?\b", "lived"), (r"^hates?\b", "could not bear"), (r"^plays?\b", "played"), (r"^eats?\b", "ate"),
    (r"^dreams?\b", "dreamt"), (r"^loses?\b", "lost"), (r"^finds?\b", "found"), (r"^learns?\b", "learnt"),
    (r"^makes?\b", "made"), (r"^sings?\b", "sang"), (r"^dances?\b", "danced"), (r"^flies\b", "flew"),
    (r"^goes\b", "went"), (r"^needs?\b", "needed"), (r"^thinks?\b", "thought"), (r"^collects?\b", "collected"),
    (r"^travels?\b", "travelled"), (r"^works?\b", "worked"), (r"^helps?\b", "helped"), (r"^saves?\b", "saved"),
    (r"^sleeps?\b", "slept"), (r"^runs?\b", "ran"), (r"^builds?\b", "built"), (r"^becomes?\b", "became"),
    (r"^tries\b", "tried"), (r"^talks?\b", "talked"), (r"^swims?\b", "swam"), (r"^cooks?\b", "cooked"),
    (r"^gets?\b", "got"), (r"^meets?\b", "met"), (r"^rides?\b", "rode"), (r"^writes?\b", "wrote"),
    (r"^never\s+(\w+?)s\b", r"would never \1"), (r"^always\s+(\w+?)s\b", r"would always \1"),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """Somebody that a story is to be about, as far as the words told."""

    kind: str = ""
    """"old dragon"; in Mandarin with its measure word: "条 老龙"."""
    name: str = ""
    who: str = ""
    """A trait as said, in the past tense, without "who"."""
    word: str = ""
    """The bare word for the kind: "dragon", "龙"."""
    topic: str = ""
    """The topic of ours that knows the kind."""
    one: bool = True
    """Whether a single one was meant, not a sort: "a dragon", not "dragons"."""
    pronoun: str = ""


def figure_in(part: str, material: StoryLibrary, found: Sequence[tuple[str, str]] = ()) -> Figure | None:
    """Return who `part` of a topic names, or None for a thing; `found` are topics with the words of theirs in it."""
    if famous := _famous(part, material):
        return famous
    return (_in_han if material.language == "zh" else _in_english)(part, material, found)


def named(said: str, material: StoryLibrary) -> Figure | None:
    """Return who a hero's description means; words that describe nobody are a name."""
    said = plain(said)[:MAX_SAID]
    if not said:
        return None
    found = [(key, word) for key, topic in material.topics.items() for word in topic.beings if word in said.lower()]
    figure = figure_in(said, material, sorted(found, key=lambda pair: -len(pair[1])))
    if figure is None and material.language == "en" and (determined := _DETERMINED.match(said)):
        # "a toaster" as the hero is a toaster, whatever else a toaster may be.
        return Figure(kind=determined["rest"].lower(), word=_head(determined["rest"]))
    return figure or Figure(name=_name(said) if material.language == "en" else said[:MAX_NAME])


def plain(said: str) -> str:
    """Return somebody's words on one line, without what would mean something to a template or a sentence cutter."""
    said = "".join(" " if unicodedata.category(each) in {"Cc", "Cf", "Cs"} else each for each in said)
    return " ".join(_MEANINGFUL.sub(" ", said).split()).strip(" .,!?。，！？“”\"'")


def singular(word: str) -> str:
    """Return an English noun in the singular."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:x|ch|sh|ss)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def noun_of(kind: str, language: str) -> str:
    """Return what somebody is, without how they are: "robot" of "robot with a squeaky knee"."""
    return kind[-1:] if language == "zh" else _head(kind)


def _famous(part: str, material: StoryLibrary) -> Figure | None:
    plain = re.sub(r"^(?:the|a)\s+", "", part.lower())
    for name, famous in material.people.famous.items():
        if plain == name.lower() or (material.language == "zh" and name in part):
            return Figure(kind=famous.kind, name=name, pronoun=famous.pronoun, topic=famous.topic)
    return None


def _in_english(part: str, material: StoryLibrary, found: Sequence[tuple[str, str]]) -> Figure | None:
    who = ""
    if clause := _CLAUSE.match(part):
        part, who = clause["kind"], _in_the_past(clause["who"])
    if called := _NAMED.match(part):
        return _english(called["kind"], _name(called["name"]), who, "a", material, found)
    determined = _DETERMINED.match(part)
    article, bare = (determined["article"].lower(), determined["rest"]) if determined else ("", part)
    return _english(bare, "", who, article, material, found)


def _english(
    kind: str, name: str, who: str, article: str, material: StoryLibrary, found: Sequence[tuple[str, str]]
) -> Figure | None:
    """Return the figure of that kind, if it is one; "cat Milo" is a cat, and called Milo."""
    head = _head(kind)
    if not (name or who) and not _is_being(head, material, article):
        return _english_with_name(kind, article, material, found)
    one = article not in {"", "some", "two", "three"} or singular(head) == head
    relative = material.people.relatives.get(head, "") if name else ""
    kind = relative or " ".join([*kind.split()[:-1], singular(head)] if not _QUALIFIED.search(kind) else [kind])
    word = _head(kind)
    topic = next((key for key, entry in found if kind.lower().endswith(singular(entry))), "")
    return Figure(kind=kind.lower(), name=name, who=who, word=word, topic=topic, one=one)


def _english_with_name(
    words: str, article: str, material: StoryLibrary, found: Sequence[tuple[str, str]]
) -> Figure | None:
    """Return the figure of "cat Milo" or of a name alone, where no article says that it is a thing."""
    if article not in {"my", "your", "our", ""}:
        return None
    split = words.split()
    for count in range(1, len(split)):
        kind = " ".join(split[:count])
        if _is_being(_head(kind), material, "a"):
            return _english(kind, _name(" ".join(split[count:])), "", "a", material, found)
    return None if article else _by_name(words, material)


def _by_name(words: str, material: StoryLibrary) -> Figure | None:
    people = material.people
    name = words.title()
    return Figure(name=name) if name in people.she or name in people.he else None


def _is_being(head: str, material: StoryLibrary, article: str) -> bool:
    """Vehicles and such are somebody only when a single one is meant."""
    word = singular(head)
    if any(word in topic.beings for topic in material.topics.values()):
        return True
    if word in material.people.persons or any(word in group for group in material.people.beings.values()):
        return True
    single = article not in {"", "some", "the"}
    return single and any(word in topic.things for topic in material.topics.values())


def _in_han(part: str, material: StoryLibrary, found: Sequence[tuple[str, str]]) -> Figure | None:
    if before := _HAN_NAMED_BEFORE.match(part):
        return _han(before["kind"], before["name"], before["measure"] or "", material, found)
    own = _HAN_OWN.match(part)
    bare = part[own.end() :] if own else part
    if called := _HAN_NAMED.match(bare):
        return _han(called["kind"], called["name"], called["measure"] or "", material, found) or Figure(
            name=called["name"][:MAX_NAME]
        )
    if measured := _HAN_MEASURED.match(bare):
        # What has a measure word of living things is alive.
        sure = measured["measure"] in "只位头匹名"
        return _han(measured["kind"], "", measured["measure"], material, found, sure=sure)
    return _han(bare, "", "", material, found) or (_han_with_name(bare, material, found) if own else None)


def _han(
    kind: str, name: str, measure: str, material: StoryLibrary, found: Sequence[tuple[str, str]], *, sure: bool = False
) -> Figure | None:
    """Return the figure whose kind ends in somebody we know; in Mandarin the head comes last."""
    head, usual = _han_head(kind, material, single=bool(measure or name))
    if not head and not (sure and kind):
        return None
    relative = material.people.relatives.get(head, "") if name else ""
    full = relative or f"{measure or usual or '个'} {kind.removesuffix('们')}"
    topic = next((key for key, word in found if word == head or word in kind[-len(word) :]), "")
    return Figure(kind=full, name=name[:MAX_NAME], word=head or kind, topic=topic)


def _han_with_name(said: str, material: StoryLibrary, found: Sequence[tuple[str, str]]) -> Figure | None:
    """Return the figure of "猫米洛" or "女儿露西": a kind, then the name."""
    for count in range(len(said) - 1, 0, -1):
        if _han_head(said[:count], material, single=True)[0]:
            return _han(said[:count], said[count:], "", material, found)
    return None


def _han_head(kind: str, material: StoryLibrary, *, single: bool) -> tuple[str, str]:
    """Return the longest word for somebody that `kind` ends in, and its usual measure word."""
    kind = kind.removesuffix("们")
    known: dict[str, str] = {}
    for topic in material.topics.values():
        known |= dict.fromkeys([*topic.beings, *(topic.things if single else ())], topic.measure)
    for measure, heads in material.people.beings.items():
        known |= dict.fromkeys(heads, measure)
    for measure, heads in material.people.measures.items():
        known |= dict.fromkeys(set(heads) & set(known), measure)
    head = max((head for head in known if kind.endswith(head)), key=len, default="")
    return head, known.get(head, "")


def _head(kind: str) -> str:
    words = _QUALIFIED.split(kind.strip())[0].split()
    return words[-1].lower() if words else ""


def _name(said: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in said.split())[:MAX_NAME].strip()


def _in_the_past(clause: str) -> str:
    for present, past in _PAST:
        clause = re.sub(present, past, clause, flags=re.IGNORECASE)
    return clause
