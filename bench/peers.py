"""Other classifiers, trained on the same utterances as Encore's: what each is, and how it is asked."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.stock import CONFIG as STOCK_CONFIG
from nlu.checks import Utterance
from nlu.evaluation.measures import Parse
from nlu.evaluation.parsers import as_yaml, shipped, trained_on

OVOS_PYTHON = "ENCORE_OVOS_PYTHON"
"""Names the Python of an environment that has `ovos-padatious`; it needs another one than ours (and Debian's swig and
libfann-dev)."""
OUTSIDE = "out_of_scope"


@dataclass(frozen=True)
class Trained:
    """A classifier that has learned."""

    name: str
    parse: Callable[[Sequence[str]], list[Parse]]
    """Texts in, what Rasa would call their parses out."""
    seconds: float
    """What its training took."""


def ours(learned: Sequence[Utterance]) -> Trained:
    """Return Encore's pipeline."""
    return _timed("Encore", lambda: _each(trained_on(learned)))


def linear_svc(learned: Sequence[Utterance]) -> Trained:
    """Return scikit-learn's TF-IDF over words and parts of words with LinearSVC."""

    def train() -> Callable[[Sequence[str]], list[Parse]]:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union
        from sklearn.svm import LinearSVC

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2)
        model = make_pipeline(make_union(words, characters), LinearSVC())
        model.fit([each.words for each in learned], [_intent(each) for each in learned])
        classes = [str(name) for name in model.classes_]
        return lambda texts: [_parse(dict(zip(classes, row, strict=True))) for row in model.decision_function(texts)]

    return _timed("scikit-learn TF-IDF + LinearSVC", train)


def rasa_default(learned: Sequence[Utterance]) -> Trained:
    """Return Rasa with the pipeline that it starts people with, at its 100 epochs; takes half an hour and more."""

    def train() -> Callable[[Sequence[str]], list[Parse]]:
        from rasa.model_training import train_nlu

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "config.yml").write_text(STOCK_CONFIG.replace("epochs: 1\n", "epochs: 100\n"), "utf-8")
            plain = [Utterance(_intent(each), each.text, each.language, each.place) for each in learned]
            (folder / "data.yml").write_text(as_yaml(plain), "utf-8")
            model = train_nlu(str(folder / "config.yml"), str(folder / "data.yml"), str(folder))
            return _each(shipped(Path(str(model))))

    return _timed("Rasa's default pipeline, 100 epochs", train)


def ovos_padatious(learned: Sequence[Utterance]) -> Trained | None:
    """Return Open Voice OS's Padatious; None where no environment has it."""
    python = os.environ.get(OVOS_PYTHON)
    if not python:
        return None
    script = Path(__file__).with_name("ovos.py")
    started = time.perf_counter()
    known: dict[str, list[str]] = {}
    for each in learned:
        known.setdefault(_intent(each), []).append(each.words)

    def parse(texts: Sequence[str]) -> list[Parse]:
        asked = json.dumps({"learned": known, "asked": list(texts)})
        done = subprocess.run([python, str(script)], input=asked, capture_output=True, text=True, check=True)
        return [_parse(scores) for scores in json.loads(done.stdout.splitlines()[-1])]

    parse([])
    return Trained("Open Voice OS Padatious", parse, time.perf_counter() - started)


def _timed(name: str, train: Callable[[], Callable[[Sequence[str]], list[Parse]]]) -> Trained:
    started = time.perf_counter()
    parse = train()
    return Trained(name, parse, time.perf_counter() - started)


def _each(parse: Callable[[str], Parse]) -> Callable[[Sequence[str]], list[Parse]]:
    return lambda texts: [parse(text) for text in texts]


def _intent(utterance: Utterance) -> str:
    return utterance.intent.partition("/")[0]


def _parse(scores: dict[str, float]) -> Parse:
    """Return scores of intents, however they are scaled, as a parse; the softmax is of no consequence for AUROC."""
    import numpy as np

    if not scores:
        return {"intent": {"name": "nlu_fallback", "confidence": 0.0}, "intent_ranking": [], "entities": []}
    values = np.exp(np.array(list(scores.values())) - max(scores.values()))
    ranking: list[dict[str, Any]] = [
        {"name": name, "confidence": float(value)} for name, value in zip(scores, values / values.sum(), strict=True)
    ]
    ranking.sort(key=lambda each: -each["confidence"])
    return {"intent": ranking[0], "intent_ranking": ranking, "entities": []}
