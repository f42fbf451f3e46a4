"""Word error rates of a speech model, measured through the same decoder as the product's."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import vosk
from numpy.typing import NDArray

from voice.training.corpus import Carriers, read_catalogue
from voice.training.spoken import spoken_words
from voice.training.synthesis import RATE, held_out_voices, say, to_pcm, to_rate, with_silence

PHRASES = (
    "play some jazz", "recommend a film like inception but funnier", "tell me a story about a dragon",
    "let's play a quiz", "recommend a film", "something lighter", "seen it", "another", "another one", "why that one",
    "play rain sounds", "pause", "resume", "stop", "next", "previous", "louder", "volume to thirty percent",
    "what's playing", "i like it", "tell me a joke", "a poem about the moon", "ask me a riddle", "go on", "hello",
    "thank you", "goodbye", "help", "yes", "no", "what do you know about me", "forget me",
)  # fmt: skip
"""What the shipped model has to get right in voices it never heard."""
REQUESTS = Path(__file__).parent / "data" / "requests.en.txt"
"""Requests written to measure with, one a line; the language model is not made from this file."""
NAME_FRAMES = {
    "film": "recommend a film like {}",
    "artist": "play something by {}",
    "book": "i have read {}",
    "album": "play the album {}",
    "show": "tell me about {}",
    "game": "something like {}",
}


@dataclass
class Score:
    """Counts over a set of utterances."""

    words: int = 0
    errors: int = 0
    utterances: int = 0
    exact: int = 0
    audio_s: float = 0.0
    cpu_s: float = 0.0

    def add(self, wanted: Sequence[str], heard: Sequence[str]) -> None:
        """Count one utterance."""
        self.words += len(wanted)
        self.errors += distance(wanted, heard)
        self.utterances += 1
        self.exact += wanted == heard

    def as_dict(self) -> dict[str, float]:
        """Return the figures, rates in per cent."""
        return {
            "wer": round(100 * self.errors / max(self.words, 1), 1),
            "exact": round(100 * self.exact / max(self.utterances, 1), 1),
            "utterances": self.utterances,
            "words": self.words,
            "cpu_per_second": round(self.cpu_s / max(self.audio_s, 1e-9), 3),
        }


@dataclass(frozen=True)
class Utterance:
    """What was said, and its sound (16 kHz mono)."""

    words: tuple[str, ...]
    samples: NDArray[np.float32]


def distance(wanted: Sequence[str], heard: Sequence[str]) -> int:
    """Return the fewest insertions, deletions and substitutions between two word sequences."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(wanted, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def transcribe(model: vosk.Model, samples: NDArray[np.float32], phrases: Sequence[str] | None = None) -> list[str]:
    """Return the words that `model` hears, limited to `phrases` when given."""
    grammar = () if phrases is None else (json.dumps(list(phrases), ensure_ascii=False),)
    recognizer = vosk.KaldiRecognizer(model, RATE, *grammar)
    pcm = to_pcm(samples)
    heard: list[str] = []
    for start in range(0, len(pcm), 6400):
        if recognizer.AcceptWaveform(pcm[start : start + 6400]):
            heard += json.loads(recognizer.Result())["text"].split()
    heard += json.loads(recognizer.FinalResult())["text"].split()
    return heard


def measure(
    model: vosk.Model,
    utterances: Iterable[Utterance],
    phrases: Sequence[str] | None = None,
    report: Callable[[Sequence[str], Sequence[str]], None] | None = None,
) -> Score:
    """Return the score of `model` over `utterances`; `report` gets what was said and heard of each."""
    score = Score()
    for utterance in utterances:
        started = time.process_time()
        heard = transcribe(model, utterance.samples, phrases)
        score.cpu_s += time.process_time() - started
        score.audio_s += len(utterance.samples) / RATE
        score.add(utterance.words, tuple(heard))
        if report is not None:
            report(utterance.words, heard)
    return score


def spoken_phrases(phrases: Sequence[str] = PHRASES, voices_each: int = 4) -> list[Utterance]:
    """Return `phrases` said by held-out voices, `voices_each` voices a phrase."""
    voices = held_out_voices()
    step = max(1, len(voices) // voices_each)
    return [
        Utterance(tuple(phrase.split()), with_silence(say(phrase, voices[(index + step * turn) % len(voices)])))
        for index, phrase in enumerate(phrases)
        for turn in range(voices_each)
    ]


def domain_texts(catalogue: Path, count: int, seed: int = 2026) -> list[tuple[str, ...]]:
    """Return `count` sentences drawn from the carriers."""
    dice = random.Random(seed)
    carriers = Carriers(read_catalogue(catalogue))
    return [carriers.draw(dice) for _ in range(count)]


def name_texts(catalogue: Path, count: int, seed: int = 2027) -> list[tuple[str, ...]]:
    """Return `count` requests that each name a title or an artist of the catalogue, every kind in turn."""
    dice = random.Random(seed)
    slots = Carriers(read_catalogue(catalogue)).slots
    frames = [(frame, sorted(slots[slot])) for slot, frame in NAME_FRAMES.items() if slots.get(slot)]
    chosen = (frames[index % len(frames)] for index in range(count))
    return [tuple(spoken_words(frame.format(dice.choice(names)))) for frame, names in chosen]


def lines_of(path: Path) -> list[tuple[str, ...]]:
    """Return the words of each line of a text file."""
    return [tuple(spoken_words(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def spoken_by(engine: str, sentences: Sequence[Sequence[str]]) -> list[Utterance]:
    """Return `sentences` said by the held-out voices of `engine` in turn."""
    voices = [voice for voice in held_out_voices() if voice.engine == engine]
    return [
        Utterance(tuple(words), with_silence(say(" ".join(words), voices[index % len(voices)])))
        for index, words in enumerate(sentences)
    ]


def recorded(table: Path, count: int, seed: int = 5) -> list[Utterance]:
    """Return up to `count` recordings of a speech table, drawn at random; paths are relative to its folder."""
    lines = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    chosen = random.Random(seed).sample(lines, min(count, len(lines)))
    utterances = []
    for path, _, text in chosen:
        samples, rate = soundfile.read(table.parent / path, dtype="float32")
        utterances.append(Utterance(tuple(spoken_words(text)), with_silence(to_rate(samples, rate))))
    return utterances


def evaluate(
    model_folder: Path, catalogue: Path, data: Path | None, sentences: Path | None, count: int
) -> dict[str, dict[str, float]]:
    """Measure a model on phrases, requests, names and our domain in held-out voices.

    With `sentences` (a text file, one a line) also on those, and with `data` (unpacked speech sets and their tables)
    on recordings of people.
    """
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(model_folder))
    results = {"phrases": measure(model, spoken_phrases())}
    texts = {
        "requests": lines_of(REQUESTS),
        "names": name_texts(catalogue, count),
        "domain": domain_texts(catalogue, count),
    }
    if sentences is not None:
        lines = lines_of(sentences)
        texts[sentences.stem] = random.Random(count).sample(lines, min(count, len(lines)))
    for name, said in texts.items():
        for engine in ("espeak-ng", "flite"):
            results[f"{name} {engine}"] = measure(model, spoken_by(engine, said))
    if data is not None:
        words = recorded(data / "speech_commands.dev.tsv", 4 * count)
        results["single words, people, grammar"] = measure(model, words, _grammar(model, words))
        results["single words, people, free"] = measure(model, words)
        results["read speech, people, free"] = measure(model, recorded(data / "librispeech_mini.dev.tsv", count // 2))
    return {name: score.as_dict() for name, score in results.items()}


def _grammar(model: vosk.Model, utterances: Sequence[Utterance]) -> list[str]:
    """Return the words of `utterances` that `model` knows."""
    words = sorted({word for utterance in utterances for word in utterance.words})
    return [word for word in words if model.vosk_model_find_word(word) >= 0]


def main() -> None:
    """Print the figures of one or more models as JSON lines."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--catalogue", type=Path, default=Path("actions/catalogue/data"))
    parser.add_argument("--data", type=Path, help="folder with unpacked speech sets and their tables")
    parser.add_argument("--sentences", type=Path, help="other sentences to say, one a line")
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    for folder in options.models:
        results = evaluate(folder, options.catalogue, options.data, options.sentences, options.count)
        for name, figures in results.items():
            sys.stdout.write(json.dumps({"model": str(folder), "set": name, **figures}) + "\n")


if __name__ == "__main__":
    main()
