"""The writer that streams from an endpoint and falls back to the embedded one."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from actions.generate.brief import Brief, Piece
from actions.generate.draft import Draft, Writer
from actions.generate.embedded import EmbeddedWriter
from actions.generate.endpoint.client import Endpoint, completion
from actions.generate.endpoint.prompts import messages_for, prompts
from actions.generate.errors import EndpointFailed
from actions.generate.material import known
from actions.generate.sentences import SentenceCutter, spoken_seconds
from actions.generate.short_pieces import titles
from actions.generate.suitable import is_suitable

log = logging.getLogger(__name__)

KEPT_TEXT = 4000
"""Characters of the text kept to go on from."""
MAX_TOKENS = 8000
LONGEST_SENTENCE = 1500
"""Characters; nobody wants to wait for more of them before the first is said."""
_MARKUP = re.compile(r"[*_`#>]+|^\s*[-•]\s+")
_TITLE = re.compile(r"^\W*(?:title|标题|题目)\W*[:：]\s*(?P<title>.+)$", re.IGNORECASE)
_WORDY = re.compile(r"\w")


@dataclass
class _Told:
    """What the endpoint has told so far."""

    title: str = ""
    sentences: list[str] = field(default_factory=list)


class EndpointWriter:
    """Writes through an OpenAI-compatible `/chat/completions`, streamed.

    When the endpoint fails, before or amid the piece, the embedded writer takes over on the same brief: sentences
    told stand, half a sentence is never given out, and the piece says `source="embedded"`.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str = "",
        first_token_timeout: float = 8.0,
        total_timeout: float = 120.0,
        fallback: Writer | None = None,
    ) -> None:
        """Ask nothing before the first draft is read. Times are in seconds."""
        self._endpoint = Endpoint(base_url.strip(), model, key.strip(), first_token_timeout, total_timeout)
        self._fallback: Writer = fallback or EmbeddedWriter()

    def begin(self, brief: Brief) -> Draft:
        """Return the draft of a piece; what the embedded writer began, it goes on with."""
        if "thread" in brief.so_far:
            return self._fallback.begin(brief)
        return Draft(self._write(brief))

    async def _write(self, brief: Brief) -> AsyncGenerator[str | Piece, None]:
        told = _Told()
        try:
            async with aclosing(self._sentences(brief, told)) as sentences:
                async for sentence in sentences:
                    told.sentences.append(sentence)
                    yield sentence
        except EndpointFailed as error:
            async with aclosing(self._instead(brief, told, error)) as parts:
                async for part in parts:
                    yield part
            return
        yield self._piece(brief, told)

    async def _sentences(self, brief: Brief, told: _Told) -> AsyncGenerator[str, None]:
        """Yield whole sentences fit to be said; a title on the way goes to `told`. Raises EndpointFailed."""
        cutter = SentenceCutter()
        thoughts = _Thoughts()
        tokens = min(max(brief.seconds_within_reason * 8, 120), MAX_TOKENS)
        async with aclosing(completion(self._endpoint, messages_for(brief), tokens)) as texts:
            async for text in texts:
                for sentence in cutter.accept(thoughts.without(text)):
                    if fit := _fit(sentence, brief, told):
                        yield fit
                if cutter.waiting > LONGEST_SENTENCE:
                    raise EndpointFailed("The writing endpoint ends no sentence. Choose another model.")
        # A text cut off by its length limit ends in half a sentence, which ends no stop.
        for sentence in cutter.finish():
            if _is_whole(sentence, brief) and (fit := _fit(sentence, brief, told)):
                yield fit
        if not told.sentences:
            raise EndpointFailed("The writing endpoint wrote nothing that could be said. Choose another model.")

    async def _instead(self, brief: Brief, told: _Told, error: EndpointFailed) -> AsyncGenerator[str | Piece, None]:
        """Yield what the embedded writer makes of the brief, after what has been told."""
        log.warning("The embedded writer takes over. %s", error)
        bridge: list[str] = []
        rest = _as_new(brief)
        if told.sentences:
            bridge = [random.choice(prompts(brief.language).bridge)]
            left = brief.seconds - spoken_seconds(" ".join(told.sentences))
            rest = replace(rest, seconds=max(round(left), min(brief.seconds, 30)))
            yield bridge[0]
        async with aclosing(self._fallback.begin(rest)) as draft:
            async for sentence in draft:
                yield sentence
        piece = draft.piece
        yield replace(
            piece,
            sentences=(*told.sentences, *bridge, *piece.sentences),
            state={**piece.state, "endpoint_error": error.code},
        )

    def _piece(self, brief: Brief, told: _Told) -> Piece:
        language = known(brief.language)
        gap = "" if language == "zh" else " "
        text = str(brief.so_far.get("text", "")) + gap + gap.join(told.sentences)
        state = {
            "told": list(brief.so_far.get("told", ())),
            "title": told.title,
            "audience": brief.audience,
            "said_hero": brief.hero or brief.so_far.get("said_hero", ""),
            "said_topic": brief.topic or brief.so_far.get("said_topic", ""),
            "text": text[-KEPT_TEXT:].strip(),
        }
        return Piece(
            kind=brief.kind,
            title=told.title or _title_for(brief),
            language=language,
            sentences=tuple(told.sentences),
            source="endpoint",
            model=self._endpoint.model,
            state=state,
        )


def _as_new(brief: Brief) -> Brief:
    """Return a brief for a story of its own: nobody but the endpoint can go on with what the endpoint told."""
    told = brief.so_far
    return replace(
        brief,
        topic=brief.topic or str(told.get("said_topic", "")),
        hero=brief.hero or str(told.get("said_hero", "")),
        so_far={"told": told["told"]} if told.get("told") else {},
    )


class _Thoughts:
    """Drops what a reasoning model thinks aloud between <think> and </think>."""

    def __init__(self) -> None:
        self._thinking: bool | None = None
        self._held = ""

    def without(self, text: str) -> str:
        """Return what of `text` is meant to be read."""
        if self._thinking is False:
            return text
        self._held += text
        start = self._held.lstrip()
        if self._thinking is None and not start.startswith("<think>"[: len(start)]):
            self._thinking = False
            return self._held
        if "</think>" not in self._held:
            return ""
        self._thinking = False
        return self._held.partition("</think>")[2].lstrip()


def _fit(sentence: str, brief: Brief, told: _Told) -> str:
    """Return the sentence without markup, or nothing for a title. Raises EndpointFailed for unsuitable words."""
    plain = _MARKUP.sub("", sentence).strip()
    if not told.sentences and not told.title and (found := _TITLE.match(plain)):
        title = found["title"].strip(' .。“”"《》')
        told.title = title if is_suitable(title, brief.audience) else ""
        return ""
    if not is_suitable(plain, brief.audience):
        raise EndpointFailed("The writing endpoint used words that are not for this audience. Choose another model.")
    return plain if _WORDY.search(plain) else ""


def _is_whole(sentence: str, brief: Brief) -> bool:
    """Lines of poems need no stop; other last sentences without one are halves."""
    return brief.kind == "poem" or sentence.rstrip("”’\"'」』）)* ")[-1:] in {".", "!", "?", "…", "。", "！", "？"}


def _title_for(brief: Brief) -> str:
    names = titles(brief.language)
    return names["about"].format(topic=brief.topic) if brief.kind == "story" and brief.topic else names[brief.kind]
