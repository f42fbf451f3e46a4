import json
import tarfile

import numpy as np
import pytest
import soundfile
import vosk

from voice.training.build import DECODER, main, write_decoder_config
from voice.training.corpus import Carriers
from voice.training.data import (
    NOISE_SETS,
    SPEECH_SETS,
    FeatureStore,
    global_statistics,
    recordings,
    sentences_to_say,
    synthetic,
    unpack,
    write_store,
)
from voice.training.errors import MissingData
from voice.training.evaluate import transcribe
from voice.training.export import read_model, write_model
from voice.training.lexicon import read_dictionary
from voice.training.network import AcousticModel, padded_inputs, scores
from voice.training.objective import objective
from voice.training.train import Material, Settings, Trainer

LEXICON = {"go": (("G", "OW"),), "stop": (("S", "T", "AA", "P"),)}


def _utterances(count):
    """Two words that sound as differently as two noises."""
    dice = np.random.default_rng(0)
    colours = {word: dice.normal(0, 3, 40) for word in LEXICON}
    for index in range(count):
        word = ("go", "stop")[index % 2]
        features = dice.normal(0, 1, (int(dice.integers(40, 60)), 40)) + colours[word]
        yield (word,), f"s{index}", features.astype(np.float32)


@pytest.fixture
def store(tmp_path):
    return write_store(tmp_path / "store", _utterances(24))


def test_network_in_tensorflow_scores_as_the_exported_one():
    model = AcousticModel(width=24, bottleneck=8, blocks=3)
    dice = np.random.default_rng(2)
    for variable in model.state:
        variable.assign(variable + np.abs(dice.normal(0, 0.1, variable.shape)).astype(np.float32))
    utterances = [dice.normal(0, 1, (frames, 40)).astype(np.float32) for frames in (31, 20)]
    inputs, lengths = padded_inputs(utterances, model.blocks)
    found = model(inputs).numpy()
    assert list(lengths) == [11, 7]
    assert found.shape == (2, 11, 82)
    for row, features in enumerate(utterances):
        np.testing.assert_allclose(found[row, : lengths[row]], scores(model.export(), features), rtol=1e-3, atol=1e-4)


def test_network_read_from_its_file_goes_on_unchanged(tmp_path):
    model = AcousticModel(width=24, bottleneck=8, blocks=2)
    write_model(tmp_path / "final.mdl", model.export())
    again = AcousticModel.of(read_model(tmp_path / "final.mdl"))
    for old, new in zip(model.state, again.state, strict=True):
        np.testing.assert_array_equal(old.numpy(), new.numpy())


def test_training_a_few_steps_tells_the_words_apart(tmp_path, store):
    material = Material([store], LEXICON, np.zeros(40, np.float32))
    model = AcousticModel(width=32, bottleneck=12, blocks=2)
    settings = Settings(minutes=0.08, frames=500, rate=5e-3, warm_up_steps=3, noise_words=0.0, checkpoint_minutes=0.01)
    trainer = Trainer(model, material, settings, tmp_path / "training")
    features = [store.of(example) for example in store.examples]
    inputs, lengths = padded_inputs(features, model.blocks)
    chains = [trainer.batches._chain(example.words) for example in store.examples]
    before, _ = objective(model(inputs).numpy(), lengths, chains, trainer.sounds)
    trainer.run()
    after, _ = objective(model(inputs).numpy(), lengths, chains, trainer.sounds)
    assert after > before

    resumed = Trainer(AcousticModel(width=32, bottleneck=12, blocks=2), material, settings, tmp_path / "training")
    resumed.run()
    assert resumed.step == trainer.step


def test_material_leaves_out_what_cannot_be_said(tmp_path):
    rows = [(("go",), "a", np.zeros((50, 40), np.float32)), (("what",), "b", np.zeros((50, 40), np.float32))]
    rows.append((("stop",) * 9, "c", np.zeros((50, 40), np.float32)))
    material = Material([write_store(tmp_path / "s", rows)], LEXICON, np.zeros(40, np.float32))
    assert [example.words for _, example in material.utterances] == [("go",)]


def test_store_written_and_opened_keeps_words_and_features(tmp_path, store):
    again = FeatureStore(tmp_path / "store")
    assert again.examples == store.examples
    wanted = list(_utterances(24))[5]
    np.testing.assert_array_equal(again.of(again.examples[5]), wanted[2])
    sums, squares, count = global_statistics([again])
    assert count == len(again.features)
    assert (squares > 0).all()
    np.testing.assert_allclose(sums / count, np.asarray(again.features).mean(axis=0), rtol=1e-3, atol=1e-4)


@pytest.fixture
def speech(tmp_path):
    """A folder like the one training reads: a tar a set, a table a set."""
    folder, audio = tmp_path / "speech", tmp_path / "made"
    folder.mkdir()
    for name in (*SPEECH_SETS, *NOISE_SETS):
        (audio / name).mkdir(parents=True)
        sound = np.random.default_rng(1).normal(0, 0.1, 16000)
        soundfile.write(audio / name / "a.wav", sound, 16000)
        with tarfile.open(folder / f"{name}.tar", "w") as archive:
            archive.add(audio / name, name)
        split = "train" if name in SPEECH_SETS else "aug"
        (folder / f"{name}.{split}.tsv").write_text(f"{name}/a.wav\tsp1\tStop, please!\n", encoding="utf-8")
    return folder


def test_recordings_of_a_data_folder_come_with_words_and_speakers(speech, tmp_path):
    unpack(speech, tmp_path / "audio", SPEECH_SETS)
    found = list(recordings(speech, tmp_path / "audio"))
    assert len(found) == 5
    words, speaker, features = found[0]
    assert words == ("stop", "please")
    assert speaker == "librispeech_mini:sp1"
    assert features.shape == (98, 40)


def test_missing_tar_says_which_option_to_use(tmp_path):
    with pytest.raises(MissingData, match="--data"):
        unpack(tmp_path, tmp_path / "audio", ["librispeech_mini"])


def test_synthetic_sentences_come_in_order_with_features():
    sentences = sentences_to_say(Carriers({}), [("a", "quiet", "evening", "at", "home", "with", "friends")], 4)
    found = list(synthetic(sentences))
    assert [words for words, _, _ in found] == sentences
    assert all(len(features) > 20 and np.isfinite(features).all() for _, _, features in found)
    assert len({speaker for _, speaker, _ in found}) > 1


@pytest.fixture
def arguments(tmp_path, speech):
    (tmp_path / "genres.yml").write_text("jazz: {en: [jazz], zh: [爵士]}\n", encoding="utf-8")
    (tmp_path / "words.dict").write_text("stop S T AA1 P\nplease P L IY1 Z\njazz JH AE1 Z\n", encoding="utf-8")
    return [
        "--data", str(speech), "--work", str(tmp_path / "work"), "--output", str(tmp_path / "out"),
        "--nlu", str(tmp_path / "none"), "--catalogue", str(tmp_path), "--dictionary", str(tmp_path / "words.dict"),
    ]  # fmt: skip


GRAPH = ("graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt", "graph/phones/word_boundary.int", "lexicon.txt")


def test_graph_only_build_writes_a_graph_and_its_lexicon(tmp_path, arguments):
    assert main([*arguments, "--graph-only"]) == 0
    assert all((tmp_path / "out" / part).stat().st_size > 0 for part in GRAPH)


def test_graph_renewed_without_dictionary_takes_the_last_lexicon(tmp_path, arguments, monkeypatch):
    assert main([*arguments, "--graph-only"]) == 0
    monkeypatch.setattr("voice.training.build.dictionary_path", _nothing_installed)

    assert main([*arguments[: arguments.index("--dictionary")], "--graph-only"]) == 0
    assert read_dictionary(tmp_path / "out" / "lexicon.txt")["jazz"] == (("JH", "AE", "Z"),)


def _nothing_installed():
    raise MissingData("no dictionary")


def test_whole_build_from_tars_gives_a_model_that_loads(tmp_path, arguments):
    small = ["--minutes", "0.01", "--sentences", "4", "--width", "16", "--bottleneck", "8", "--blocks", "2"]
    assert main([*arguments, *small]) == 0
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(tmp_path / "out"))
    assert model.vosk_model_find_word("jazz") > 0
    transcribe(model, np.zeros(16000, np.float32))


def test_build_without_catalogue_fails_with_a_sentence(tmp_path, capsys):
    status = main(["--data", str(tmp_path), "--work", str(tmp_path), "--output", str(tmp_path / "o"), "--graph-only",
                   "--catalogue", str(tmp_path / "none")])  # fmt: skip
    assert status == 1
    assert "genres.yml" in capsys.readouterr().err


def test_decoder_settings_written_are_options_a_line(tmp_path):
    write_decoder_config(tmp_path / "model.conf")
    lines = (tmp_path / "model.conf").read_text(encoding="ascii").splitlines()
    assert len(lines) == len(DECODER)
    assert json.dumps(lines).count("--") == len(lines)
