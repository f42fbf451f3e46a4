"""Speech to words: streams PCM of any usual sample rate into Vosk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from voice.errors import NoSpeechModel, UnsupportedAudio
from voice.transcript import Transcript, Word

MIN_RATE, MAX_RATE = 8000, 96000
SAMPLE_BYTES = 2


@lru_cache(maxsize=4)
def load_model(path: Path) -> Any:
    """Return the Vosk model at `path`, loaded once. Raises NoSpeechModel."""
    import vosk

    vosk.SetLogLevel(-1)
    # Vosk itself prints and exits for a missing folder.
    if not (path / "am" / "final.mdl").is_file():
        raise NoSpeechModel(
            f"There is no speech model in {path.name!r}; see `encore models list`.",
            f"{path.name!r} 里没有语音模型，请看 encore models list。",
        )
    try:
        return vosk.Model(str(path))
    except Exception as error:
        raise NoSpeechModel(
            f"The speech model {path.name!r} cannot be loaded; remove it and install it again.",
            f"语音模型 {path.name!r} 无法加载，请删除后重新安装。",
        ) from error


def unheard_rate(rate: int) -> UnsupportedAudio:
    """Return the error for a sample rate out of range."""
    return UnsupportedAudio(
        f"A sample rate of {rate} Hz cannot be heard; send {MIN_RATE}–{MAX_RATE} Hz.",
        f"无法识别 {rate} 赫兹的采样率，请用 {MIN_RATE}–{MAX_RATE} 赫兹。",
    )


class Recognizer:
    """Hears one stream of audio."""

    def __init__(self, model: Path, rate: int, *, language: str = "en", phrases: Sequence[str] | None = None) -> None:
        """Start to hear.

        Args:
            model: Folder of a Vosk model.
            rate: Sample rate of the stream in Hz, 8,000–96,000.
            language: What to label transcripts with.
            phrases: If given, the only phrases that can be heard ("[unk]" stands for anything else).

        Raises:
            NoSpeechModel: If the model cannot be loaded.
            UnsupportedAudio: If the rate is out of range.
        """
        import vosk

        if not MIN_RATE <= rate <= MAX_RATE:
            raise unheard_rate(rate)
        grammar = () if phrases is None else (json.dumps(list(phrases), ensure_ascii=False),)
        self._recognizer = vosk.KaldiRecognizer(load_model(model), float(rate), *grammar)
        self._recognizer.SetWords(True)
        self._language = language
        self._partial = ""
        self._odd_byte = b""

    def accept(self, pcm: bytes) -> list[Transcript]:
        """Take more sound: signed 16-bit little-endian mono samples, any number of bytes.

        Returns:
            A final transcript where an utterance ended, else a partial one if it changed, else nothing.
        """
        pcm = self._odd_byte + pcm
        whole = len(pcm) - len(pcm) % SAMPLE_BYTES
        self._odd_byte = pcm[whole:]
        if whole and self._recognizer.AcceptWaveform(pcm[:whole]):
            final = self._final(self._recognizer.Result())
            return [final] if final.text else []
        return self._changed_partial()

    def finish(self) -> Transcript:
        """End the stream and return what was heard since the last final transcript."""
        return self._final(self._recognizer.FinalResult())

    def _changed_partial(self) -> list[Transcript]:
        text = _clean(json.loads(self._recognizer.PartialResult()).get("partial", ""))
        if text == self._partial:
            return []
        stable = _agreeing(text, self._partial)
        self._partial = text
        return [Transcript(text=text, language=self._language, stable=stable)]

    def _final(self, result: str) -> Transcript:
        self._partial = ""
        heard = json.loads(result)
        words = tuple(
            Word(word=word["word"], start=word["start"], end=word["end"], conf=word["conf"])
            for word in heard.get("result", ())
            if word["word"] != "[unk]"
        )
        confidence = sum(word.conf for word in words) / len(words) if words else 0.0
        return Transcript(
            text=_clean(heard.get("text", "")),
            words=words,
            language=self._language,
            confidence=round(min(confidence, 1.0), 3),
            final=True,
        )


def _agreeing(text: str, earlier: str) -> int:
    pairs = zip(text, earlier, strict=False)
    return next((at for at, (new, old) in enumerate(pairs) if new != old), min(len(text), len(earlier)))


def _clean(text: str) -> str:
    return " ".join(part for part in text.split() if part != "[unk]")
