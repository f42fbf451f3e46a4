"""Words to speech through pyttsx3, in a process that can be killed when its loop hangs."""

from __future__ import annotations

import tempfile
import time
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.errors import SpeechWorkerDied, SynthesisFailed
from voice.frames import Head
from voice.pronounce import parts, pinyin
from voice.speakable import language_of, sentences
from voice.worker import Answer, Worker, serve

TRIES = 2
BASE_TIMEOUT_S = 8.0
SECONDS_A_CHARACTER = 0.05
FILE_TRIES = 3
PROPERTY_S = 0.5
RATES = {"en": 170, "zh": 190}
"""Words a minute, pyttsx3's unit."""
MIN_RATE, MAX_RATE = 80, 400


@dataclass(frozen=True)
class SpeechChunk:
    """The sound of one sentence."""

    pcm: bytes
    """Signed 16-bit little-endian mono samples."""
    rate: int
    """Hz."""
    sentence: int
    """Counting from 0."""
    text: str


class Synthesizer:
    """Speaks text sentence by sentence, so that the first is heard while the next is made."""

    def __init__(self, patience_s: float = BASE_TIMEOUT_S) -> None:
        """Be ready to speak; a process that takes longer than `patience_s` for a short sentence is killed."""
        self._worker = Worker("voice.synthesizer")
        self._patience_s = patience_s

    @property
    def pid(self) -> int | None:
        """Process id of the child, if it runs."""
        return self._worker.pid

    async def warm_up(self) -> None:
        """Start the engine, so that the first sentence is as quick as the next. Raises SynthesisFailed."""
        async for _ in self.speak("ok"):
            pass

    async def speak(
        self, text: str, language: str = "en", voice: str | None = None, rate: int | None = None
    ) -> AsyncIterator[SpeechChunk]:
        """Yield the sound of each sentence of `text` as soon as it is made.

        Args:
            text: What to say; markup, emoji and brackets are left out.
            language: "en" or "zh", for sentences whose script does not tell.
            voice: Id of a pyttsx3 voice; None takes the language's default.
            rate: Words a minute, 80–400; None takes the language's default.

        Raises:
            SynthesisFailed: If a sentence could not be spoken, even by a fresh process.
        """
        for number, sentence in enumerate(sentences(text)):
            spoken_in = language_of(sentence, language)
            pace = min(max(rate or RATES[spoken_in], MIN_RATE), MAX_RATE)
            pcm, hertz = await self._sentence(sentence, spoken_in, voice, pace)
            yield SpeechChunk(pcm=pcm, rate=hertz, sentence=number, text=sentence)

    async def close(self) -> None:
        """End the process; idempotent."""
        await self._worker.close()

    async def _sentence(self, text: str, language: str, voice: str | None, rate: int) -> tuple[bytes, int]:
        head: Head = {"text": text, "language": language, "voice": voice, "rate": rate}
        timeout_s = self._patience_s + SECONDS_A_CHARACTER * len(text)
        for _ in range(TRIES):
            try:
                answer, pcm = await self._worker.request(head, timeout_s=timeout_s)
            except SpeechWorkerDied:
                continue
            return pcm, answer["rate"]
        raise SynthesisFailed(
            "The voice could not speak this sentence; `espeak-ng hello` tells whether it is installed.",
            "无法读出这句话，可以用 espeak-ng hello 检查是否装好了语音。",
        )


class _Speaking:
    """The child's end: one engine, one sentence at a time."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._voices: dict[str, str] = {}
        self._reads_pinyin = False
        self._cancelled = False

    def __call__(self, head: Head, _: bytes) -> Answer:
        self._start()
        pcm, hertz = b"", 0
        for language, text in parts(head["text"], head["language"]):
            self._set("voice", head["voice"] or self._voices[language])
            self._set("rate", head["rate"])
            pinyin_voice = language == "zh" and self._reads_pinyin and not head["voice"]
            part, hertz = self._sound(pinyin(text) if pinyin_voice else text)
            pcm += part
        return {"rate": hertz}, pcm

    def _sound(self, text: str) -> tuple[bytes, int]:
        with tempfile.TemporaryDirectory(prefix="encore-voice-") as folder:
            path = Path(folder) / "sentence.wav"
            # The engine cancels a sentence, or a part of it, when its own thread has not quite ended the one before.
            if not any(self._saved(text, path) for _ in range(FILE_TRIES)):
                raise SynthesisFailed("The voice made no sound of this sentence.", "这句话没有读出声音。")
            with wave.open(str(path)) as sound:
                return sound.readframes(sound.getnframes()), sound.getframerate()

    def _saved(self, text: str, path: Path) -> bool:
        """Return whether the whole of `text` was spoken into `path`."""
        self._cancelled = False
        self._engine.save_to_file(text, str(path))
        self._engine.runAndWait()
        return path.exists() and not self._cancelled

    def _finished(self, completed: bool = True, **_: Any) -> None:
        self._cancelled = self._cancelled or not completed

    def _set(self, name: str, value: str | int) -> None:
        """Set a property and wait until it holds: the engine's own thread takes it over some time later."""
        self._engine.setProperty(name, value)
        deadline = time.monotonic() + PROPERTY_S
        while self._engine.getProperty(name) != value and time.monotonic() < deadline:
            time.sleep(0.001)

    def _start(self) -> None:
        if self._engine is not None:
            return
        import pyttsx3

        engine = pyttsx3.init()
        # The first run of its loop returns before the sound is made, so let that be a run with nothing to say.
        engine.runAndWait()
        engine.connect("finished-utterance", self._finished)
        ids = [voice.id for voice in engine.getProperty("voices")]
        self._voices = {
            "en": _first(ids, ("gmw/en-us", "en-us", "english", "en"), ids[0]),
            "zh": _first(ids, ("sit/cmn-latn-pinyin", "cmn", "zh", "huihui", "tingting"), ids[0]),
        }
        self._reads_pinyin = "pinyin" in self._voices["zh"]
        self._engine = engine


def _first(ids: list[str], wanted: tuple[str, ...], default: str) -> str:
    exact = (voice for part in wanted for voice in ids if voice.lower() == part)
    partial = (voice for part in wanted for voice in ids if part in voice.lower())
    return next(exact, next(partial, default))


if __name__ == "__main__":
    serve(_Speaking())
