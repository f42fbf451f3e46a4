"""Titles and people in what was said: "like Alien", "by Nolan", 像《盗梦空间》那样."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.catalogue import KINDS, Catalogue, Item, Kind, Name, Vocabulary
from actions.catalogue.names import has_han, normalise
from actions.catalogue.vocabulary import FACETS
from actions.recommend.parsing.said import Hit, Said

SURE = 0.8
_LONGEST = 14
_MUSIC = frozenset({"artist", "album"})
_MUSIC_NOUN = re.compile(r"\s*(?:music|songs?|albums?|records?|tunes?|的|类|音乐|歌|专辑|唱片)")
_TOKEN = re.compile(r"[㐀-鿿]|[^\W_]+(?:['.][^\W_]+)*")
_LINK = r"(?:\s*(?:,|、|和|或|跟|与|\band\b|\bor\b)\s*)"
_OPENING = r"[\s《<「『\"“']*"
_QUOTE = (
    _OPENING
    + r"(?:the (?:film|movie|show|series|book|novel|game|album)\s+|电影|电视剧|小说|游戏|动画|专辑)?"
    + _OPENING
)
_LIKE = re.compile(
    r"(?:\b(?:like|similar to|reminds? me of|reminiscent of|in the (?:style|vein|spirit) of|along the lines of|akin to|"
    r"fans? of|loved?|loving|enjoy(?:ed)?|liked|adored?|favou?rite (?:is|was)|as (?:good|funny|scary) as|"
    r"hated?|disliked?|sequel to)\b|像|类似于?|好似|喜欢|爱看|爱听|爱玩|讨厌|和|跟|与)" + _QUOTE + "$"
)
_UNLIKE = re.compile(
    r"(?:\b(?:unlike|different from|nothing like|not like|hated?|disliked?)\b|不像|别像|不要像|讨厌|不喜欢)"
    + _QUOTE
    + "$"
)
_WITH_ZH = re.compile(r"(?:和|跟|与)" + _QUOTE + "$")
_ALIKE_ZH = re.compile(
    r"^[》>」』\"”'\s]*(?:一样|类似|差不多|相似|那样|这样|那种|这种|同类|同款|风格|的感觉|很像|似的|那么)"
)
_OTHER_ZH = re.compile(r"^[》>」』\"”'\s]*(?:不一样|不同|完全不|不像)")
_BY = re.compile(
    r"(?:\b(?:by|with|starring|from|featuring|directed by|written by|directed|director|author|actor|actress)\b"
    r"|导演|演员|主演|作者|歌手|由|有)"
    r"[\s:]*$"
)
_CREDIT_AFTER = re.compile(
    r"^(?:'s\b|\s*(?:films?|movies?|books?|novels?|albums?|songs?|games?)\b"
    r"|的|导演|执导|演|主演|拍|写|唱|参演|出演)"
)
_NAMED = re.compile(
    r"(?<!\bi )(?<!\byou )(?<!\bwe )(?<!\bthey )(?<!\bwould )(?<!'d )(?<!\bfeel )(?<!n't )(?<!\bwill )"
    r"(?<!\bmight )(?<!\bmay )(?<!\balso )(?<!\breally )(?<!\bwho )"
    r"\b(?:like|similar to)\s+(?P<title>[^,.;!?\ufffc]{2,40}?)"
    r"(?=\s*(?:[,.;!?]|\b(?:but|except|only|please|with|for|from|and|that)\b|$))"
    r"|(?:像|类似于?)《?(?P<zh>[^,。!?;》\ufffc]{2,15}?)》?(?:一样|那样|那种|似的)"
)
_NO_TITLE = re.compile(
    r"(?:that|this|it|these|those|the last|a |an |my |your |we |you |i |to |me\b|这|那|我|你|上次|刚才)"
)
_REST_ZH = re.compile(r"^[^但而,。、一那这和跟的\s]{1,6}(?=[》]?(?:一样|那样|这样|的))")
_STATED = re.compile(
    r"\b(?:directed by|written by|starring|by)\s+(?P<name>[A-Z][\w'.-]+(?:\s+(?:de|van|von|del|la|[A-Z][\w'.-]+)){0,3})"
)
_AFTER_LIKE = re.compile(
    r"(?<!'d )(?<!\bwould )\b(?:like|similar to|unlike)\s+(?P<title>.+?)"
    r"(?=\s*(?:[,.;!?]|\bbut\b|\bexcept\b|\bonly\b|\bplease\b|\bwith\b|\bfor\b|$))"
    r"|(?:像|类似于?)\s*(?P<zh>[^,。!?;]{2,20}?)(?:一样|那样|这样|那种|这种|似的|但|的|,|$)"
)


@dataclass(frozen=True)
class _Mention:
    """A name that stands in the text."""

    start: int
    end: int
    items: tuple[Item, ...]
    person: str
    """English name of the one person so called, if there is one."""
    full: bool
    """Whether it is the whole name, not a surname."""
    alias: bool = False
    """Whether the person is an artist by another name: 霉霉."""


def find_names(
    said: Said,
    original: str,
    catalogue: Catalogue,
    kind: Kind | None,
    entities: Sequence[Mapping[str, object]],
) -> list[Hit]:
    """Return the titles to be like and the people to be by, as ("like", id) and ("creator", name)."""
    named = {normalise(str(e.get("value"))): str(e.get("entity")) for e in entities}
    hits: list[Hit] = []
    for found in _mentions(said.left, catalogue):
        meant = normalise(said.text[found.start : found.end]) in named or _quoted(said.text, found)
        mention = found if meant else _likely(said.text, original, found, catalogue, kind)
        hit = _understood(said, mention, kind, named, hits)
        if hit is not None:
            hits.append(hit)
            said.take(hit.start, hit.end)
    hits += _nearly(said, catalogue, kind, entities)
    hits += _stated(said, original, entities)
    return hits


def _mentions(text: str, catalogue: Catalogue) -> Iterator[_Mention]:
    """Yield the longest known names in `text`, none overlapping."""
    tokens = [(m.start(), m.end(), normalise(m.group())) for m in _TOKEN.finditer(text)]
    first = 0
    while first < len(tokens):
        for last in range(min(len(tokens), first + _LONGEST), first, -1):
            mention = _known(tokens[first:last], catalogue)
            if mention is not None:
                yield mention
                first = last - 1
                break
        first += 1


def _known(tokens: list[tuple[int, int, str]], catalogue: Catalogue) -> _Mention | None:
    name = re.sub(r"(?<=[㐀-鿿]) | (?=[㐀-鿿])", "", " ".join(word for _, _, word in tokens))
    if name in {"the", "a", "an"}:
        return None
    bare = re.sub(r"^(?:the|an?) ", "", name)
    people = catalogue.credits
    full = people.full_names().get(name, ())
    short = people.short_names().get(name, ()) if not full else ()
    items = catalogue.titles.exact(bare) if bare in catalogue.titles else ()
    if not (full or short or items):
        return None
    artists = tuple(item.title.en for item in items if item.kind == "artist")
    person = (full or short or artists or ("",))[0]
    return _Mention(tokens[0][0], tokens[-1][1], items, person, bool(full), alias=not (full or short))


def _quoted(text: str, mention: _Mention) -> bool:
    return text[: mention.start].endswith(("《", '"', "“"))


def _likely(text: str, original: str, mention: _Mention, catalogue: Catalogue, kind: Kind | None) -> _Mention:
    """Return `mention` less what it most likely does not mean: musicians and albums have everyday words for names."""
    words, after = text[mention.start : mention.end], text[mention.end :]
    items, person = mention.items, mention.person
    if has_han(words) and len(words) == 1 and not _ALIKE_ZH.search(after):
        items = ()
    if items and all(item.kind in _MUSIC for item in items):
        others = {catalogue.get(found).kind for found in _made_by(person, catalogue)} - _MUSIC
        everyday = _everyday(words, after, catalogue.vocabulary, kind)
        if everyday or (kind not in _MUSIC and kind in others):
            items = ()
        if not items and kind in _MUSIC:
            person = ""
        if kind not in _MUSIC and not others and (mention.alias or _ordinary(words, original)):
            person = ""
    return replace(mention, items=items, person="" if re.match("an? ", words) else person)


def _made_by(person: str, catalogue: Catalogue) -> frozenset[str]:
    return catalogue.credits.items(Name(person, person)) if person else frozenset()


def _everyday(words: str, after: str, vocabulary: Vocabulary, kind: Kind | None) -> bool:
    """Return whether `words` are rather a number or a term than the title of an album."""
    bare = normalise(words)
    if bare.isdigit():
        return True
    return any(vocabulary.find(facet, bare) for facet in FACETS) and (
        kind not in _MUSIC or _MUSIC_NOUN.match(after) is not None
    )


def _ordinary(words: str, original: str) -> bool:
    """Return whether `words` are one Latin word that nobody wrote with a capital within the sentence."""
    return words.isascii() and " " not in words and not re.search(rf"(?<!^)\b{re.escape(words.title())}\b", original)


def _understood(
    said: Said, mention: _Mention, kind: Kind | None, named: Mapping[str, str], earlier: list[Hit]
) -> Hit | None:
    before, after = said.text[: mention.start], said.text[mention.end :]
    words = said.text[mention.start : mention.end]
    entity = named.get(normalise(words), "")
    follows = bool(earlier) and _is_list(said.text[earlier[-1].end : mention.start])
    if _is_credit(mention, before, after, entity, follows and earlier[-1].meanings[0][0] == "creator") or (
        kind in _MUSIC and _is_wanted(mention, before, after, words)
    ):
        return Hit(mention.start, mention.end, (("creator", _credited_as(mention, words)),))
    if mention.items and (follows or _is_compared(before, after, entity, words)):
        item = _preferred(mention.items, kind)
        unlike = bool(_UNLIKE.search(before) or _OTHER_ZH.search(after))
        unlike = unlike or (follows and earlier[-1].negated)
        rest = _REST_ZH.match(after)
        return Hit(mention.start, mention.end + (rest.end() if rest else 0), (("like", item.id),), unlike)
    return None


def _is_list(gap: str) -> bool:
    return re.fullmatch(rf"[》\"”'\s]*{_LINK}{_QUOTE}", gap) is not None


def _is_credit(mention: _Mention, before: str, after: str, entity: str, follows: bool) -> bool:
    if not mention.person:
        return False
    if entity in {"person", "artist"} or follows:
        return not (_LIKE.search(before) or _ALIKE_ZH.search(after)) or not mention.items
    if not mention.items and _LIKE.search(before):
        return True
    if _BY.search(before) or (_CREDIT_AFTER.search(after) and not _LIKE.search(before)):
        return True
    return mention.full and not mention.items


def _is_wanted(mention: _Mention, before: str, after: str, words: str) -> bool:
    """Return whether music by an artist is asked for by name alone: "some Bach", 来点邓丽君."""
    if not any(item.kind == "artist" for item in mention.items) or _LIKE.search(before) or _ALIKE_ZH.search(after):
        return False
    return len(words) > 1 if has_han(words) else " " in words or mention.alias or not mention.full


def _credited_as(mention: _Mention, words: str) -> str:
    """Return the name under which the credits know whom `words` mean."""
    if not mention.alias:
        return words
    artist = next(item for item in mention.items if item.kind == "artist")
    return artist.title.zh if has_han(words) else artist.title.en


def _is_compared(before: str, after: str, entity: str, words: str) -> bool:
    if _WITH_ZH.search(before):
        return bool(_ALIKE_ZH.search(after) or _OTHER_ZH.search(after))
    if entity in {"title", "artist"} or _LIKE.search(before) or _UNLIKE.search(before) or _ALIKE_ZH.search(after):
        return True
    if before.endswith(("《", '"', "“")):
        return True
    return len(words) >= 4 if has_han(words) else len(words) >= 12 and " " in words


def _preferred(items: Collection[Item], kind: Kind | None) -> Item:
    return min(items, key=lambda item: (item.kind != kind, KINDS.index(item.kind), item.id))


def _nearly(said: Said, catalogue: Catalogue, kind: Kind | None, entities: Sequence[Mapping[str, object]]) -> list[Hit]:
    """Return titles that are not spelt as we know them, where one was surely meant."""
    names = [str(e.get("value")).casefold() for e in entities if e.get("entity") == "title"]
    names += [match.group("title") or match.group("zh") for match in _AFTER_LIKE.finditer(said.left)]
    names = [name for name in names if not _is_term(name, catalogue.vocabulary)]
    hits = []
    for name in names:
        start = said.left.find(name)
        matches = catalogue.find(name, limit=3) if start >= 0 else []
        best = [match.item for match in matches if match.score >= max(SURE, matches[0].score - 0.01)]
        if best:
            before = said.text[:start]
            hit = Hit(start, start + len(name), (("like", _preferred(best, kind).id),), bool(_UNLIKE.search(before)))
            said.take(hit.start, hit.end)
            hits.append(hit)
    return hits + _unheard_of(said)


def _is_term(name: str, vocabulary: Vocabulary) -> bool:
    bare = re.sub(r"^an? ", "", name)
    return any(vocabulary.find(facet, bare) for facet in FACETS)


def _unheard_of(said: Said) -> list[Hit]:
    """Return what was named as a title but is none that we know."""
    hits = []
    for match in list(_NAMED.finditer(said.left)):
        group = "title" if match.group("title") else "zh"
        if not _NO_TITLE.match(match.group(group)):
            said.take(*match.span(group))
            hits.append(Hit(*match.span(group), (("unknown", match.group(group)),)))
    return hits


def _stated(said: Said, original: str, entities: Sequence[Mapping[str, object]]) -> list[Hit]:
    """Return people that we do not know but who were asked for."""
    names = [str(e.get("value")) for e in entities if e.get("entity") == "person"]
    names += [match.group("name") for match in _STATED.finditer(original)]
    hits = []
    for name in dict.fromkeys(names):
        start = said.left.find(name.casefold())
        if name and start >= 0:
            said.take(start, start + len(name))
            hits.append(Hit(start, start + len(name), (("creator", name),)))
    return hits
