"""Training material: recordings from a folder of tars, synthetic sentences, noise.

All of it is kept as features in a work folder outside the repository.
"""

from __future__ import annotations

import json
import random
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from voice.training.corpus import Carriers, Words
from voice.training.errors import MissingData
from voice.training.features import SIZE, Floats, MelDomain, mfcc
from voice.training.spoken import spoken_words
from voice.training.synthesis import RATE, Voice, say, to_rate, training_voice

SPEECH_SETS = ("librispeech_mini", "speechocean762", "speech_commands", "ljspeech", "fsdd")
NOISE_SETS = ("noise_esc10", "noise_speech_commands", "music_cc")
SHORTEST_FRAMES = 20
LONGEST_FRAMES = 1750
AHEAD = 64


@dataclass(frozen=True)
class Example:
    """One utterance: its words, who said it, and where its features lie in the store."""

    words: tuple[str, ...]
    speaker: str
    start: int
    frames: int


class FeatureStore:
    """Features of many utterances, one after another in one file, with an index beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.features: Floats = np.memmap(folder / "features.f32", np.float32, "r").reshape(-1, SIZE)
        rows = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.examples = [Example(**{**row, "words": tuple(row["words"])}) for row in rows]

    def of(self, example: Example) -> Floats:
        """Return the features of `example`, (frames, 40)."""
        return np.asarray(self.features[example.start : example.start + example.frames])

    @property
    def hours(self) -> float:
        """Return the hours of speech in the store."""
        return sum(example.frames for example in self.examples) / 360_000


def write_store(folder: Path, utterances: Iterable[tuple[Words, str, Floats]]) -> FeatureStore:
    """Write words, speaker and features of `utterances` into `folder`; too short and too long ones are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    at = 0
    with (folder / "features.f32").open("wb") as target:
        for words, speaker, features in utterances:
            if words and SHORTEST_FRAMES <= len(features) <= LONGEST_FRAMES:
                target.write(np.ascontiguousarray(features, np.float32).tobytes())
                rows.append(asdict(Example(words, speaker, at, len(features))))
                at += len(features)
    (folder / "index.json").write_text(json.dumps(rows), encoding="utf-8")
    return FeatureStore(folder)


def unpack(data: Path, target: Path, names: Sequence[str]) -> None:
    """Unpack the tars `names` of `data` into `target` unless that is done; raises MissingData when one lacks."""
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (target / name).is_dir():
            continue
        archive = data / f"{name}.tar"
        if not archive.exists():
            raise MissingData(f"{archive.name} is not in {data}: name the folder with the speech tars by --data.")
        with tarfile.open(archive) as opened:
            members = [member for member in opened.getmembers() if _is_safe(member)]
            opened.extractall(target, members)  # noqa: S202 (members are checked)


def _is_safe(member: tarfile.TarInfo) -> bool:
    plain = member.isfile() or member.isdir()
    return plain and not member.name.startswith("/") and ".." not in Path(member.name).parts


def read_table(table: Path) -> list[tuple[str, str, str]]:
    """Return path, speaker and text of each line of a speech table."""
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return [(path, speaker, text) for path, speaker, text, *_ in rows]


def read_audio(path: Path) -> Floats:
    """Return a recording as mono 16 kHz samples."""
    samples, rate = soundfile.read(path, dtype="float32")
    return to_rate(samples, rate)


def recordings(data: Path, audio: Path) -> Iterator[tuple[Words, str, Floats]]:
    """Yield words, speaker and features of all training recordings."""
    for name in SPEECH_SETS:
        for path, speaker, text in read_table(data / f"{name}.train.tsv"):
            yield tuple(spoken_words(text)), f"{name}:{speaker}", mfcc(read_audio(audio / path))


def sentences_to_say(carriers: Carriers, general: Sequence[Words], count: int, seed: int = 21) -> list[Words]:
    """Return `count` sentences for synthesis: three quarters of our domain, the rest pieces of general English."""
    dice = random.Random(seed)
    result = []
    for index in range(count):
        if general and index % 4 == 3:
            sentence = dice.choice(general)
            length = dice.randint(2, 9)
            start = dice.randint(0, max(0, len(sentence) - length))
            result.append(sentence[start : start + length])
        else:
            result.append(carriers.draw(dice))
    return result


def synthetic(sentences: Sequence[Words], seed: int = 33) -> Iterator[tuple[Words, str, Floats]]:
    """Yield `sentences` spoken by voices for training, with pauses around them and different loudness."""
    dice = random.Random(seed)
    jobs = [(words, training_voice(dice), dice.randrange(1 << 30)) for words in sentences]
    with ThreadPoolExecutor(2) as pool:
        waiting = iter(jobs)
        pending = [pool.submit(_speak, *job) for job in islice(waiting, AHEAD)]
        while pending:
            done = pending.pop(0).result()
            pending += [pool.submit(_speak, *job) for job in islice(waiting, 1)]
            yield done


def _speak(words: Words, voice: Voice, seed: int) -> tuple[Words, str, Floats]:
    dice = np.random.default_rng(seed)
    samples = say(" ".join(words), voice)
    pauses = [dice.normal(0, 10 ** dice.uniform(-4.5, -3), int(RATE * dice.uniform(0.05, 0.5))) for _ in range(2)]
    loud = samples * 10 ** dice.uniform(-0.9, 0) + dice.normal(0, 1e-4, len(samples))
    return words, voice.speaker, mfcc(np.concatenate([pauses[0], loud, pauses[1]]).astype(np.float32))


def noises(data: Path, audio: Path) -> list[Floats]:
    """Return log mel energies of all recordings of noise and music, each at least a second long."""
    mel = MelDomain()
    found = []
    for name in NOISE_SETS:
        for line in (data / f"{name}.aug.tsv").read_text(encoding="utf-8").splitlines():
            features = mfcc(read_audio(audio / line.split("\t")[0]))
            if len(features) >= 98:
                found.append(mel.to_mel(features))
    return found


def progress(items: Iterable[Any], label: str, total: int = 0, every: int = 500) -> Iterator[Any]:
    """Yield `items`, saying on standard error how far it is."""
    count = 0
    for item in items:
        yield item
        count += 1
        if count % every == 0:
            sys.stderr.write(f"{label}: {count}{f' of {total}' if total else ''}\n")
    sys.stderr.write(f"{label}: {count} done\n")


def prepare(folder: Path, name: str, make: Callable[[], Iterable[tuple[Words, str, Floats]]]) -> FeatureStore:
    """Return the store `name` of the work folder, made by `make` unless it is there already."""
    if (folder / name / "index.json").exists():
        return FeatureStore(folder / name)
    return write_store(folder / name, progress(make(), name))


def global_statistics(stores: Sequence[FeatureStore]) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Return sums, sums of squares and count over all frames of `stores`."""
    sums, squares, count = np.zeros(SIZE), np.zeros(SIZE), 0
    for store in stores:
        for start in range(0, len(store.features), 100_000):
            part = np.asarray(store.features[start : start + 100_000], np.float64)
            sums, squares, count = sums + part.sum(axis=0), squares + (part**2).sum(axis=0), count + len(part)
    return sums, squares, count
