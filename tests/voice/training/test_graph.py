import json
import math
import shutil

import pytest
import vosk

from voice.training.errors import BadModelFile
from voice.training.evaluate import transcribe
from voice.training.fst import read_transducer, write_transducer
from voice.training.graph import build_graph, can_look_ahead, symbol_table, word_tree
from voice.training.language_model import END, START, automaton, estimate
from voice.training.lexicon import UNKNOWN
from voice.training.phones import PHONES, forward_transition, sound_of, word_boundaries, word_phones
from voice.training.synthesis import Voice, say, with_silence

SENTENCES = [(tuple(text.split()), 1.0) for text in ("play some jazz", "play some rock", "stop the music", "next")]
LEXICON = {
    "play": (("P", "L", "EY"),), "some": (("S", "AH", "M"),), "jazz": (("JH", "AE", "Z"),),
    "rock": (("R", "AA", "K"),), "stop": (("S", "T", "AA", "P"),), "the": (("DH", "AH"), ("DH", "IY")),
    "music": (("M", "Y", "UW", "Z", "IH", "K"),), "next": (("N", "EH", "K", "S", "T"),),
}  # fmt: skip


@pytest.fixture
def model():
    return estimate(SENTENCES, LEXICON)


def test_estimated_model_sums_to_one_after_every_history(model):
    words = [*LEXICON, END]
    for history in [(), (START,), ("play",), ("play", "some"), ("music", "play")]:
        assert sum(model.probability(word, history) for word in words) == pytest.approx(1, abs=1e-6)


def test_estimated_model_prefers_what_it_has_seen(model):
    assert model.probability("jazz", ("play", "some")) > 0.2
    assert 0 < model.probability("next", ("play", "some")) < 0.05
    assert model.probability("unheard", ()) == 0
    assert model.perplexity([("play", "some", "jazz")]) < model.perplexity([("jazz", "the", "next")])


def test_word_outside_the_vocabulary_breaks_its_sentence():
    model = estimate([(("play", "xyzzy", "jazz"), 1.0)], ["play", "jazz"])
    assert "jazz" not in model.continuations.get(("play",), {})


def _cost(fst, labels):
    """The least cost of reading `labels` from the start to an end, empty arcs taken freely."""
    best = {fst.start: 0.0}
    for label in [*labels, None]:
        states = list(best)
        while states:
            state = states.pop()
            for inputs, _, cost, target in fst.arcs[state]:
                if inputs == 0 and best[state] + cost < best.get(target, math.inf):
                    best[target] = best[state] + cost
                    states.append(target)
        if label is None:
            return min(best[state] + fst.final[state] for state in best if state in fst.final)
        moved = {}
        for state, so_far in best.items():
            for inputs, _, cost, target in fst.arcs[state]:
                if inputs == label:
                    moved[target] = min(moved.get(target, math.inf), so_far + cost)
        best = moved
    raise AssertionError


def test_automaton_of_seen_sentence_costs_its_probability(model):
    symbols = symbol_table(sorted(LEXICON))
    sentence = ("play", "some", "jazz")
    wanted = 0.0
    for index, word in enumerate((*sentence, END)):
        wanted -= math.log(model.probability(word, (START, *sentence[:index])))
    assert _cost(automaton(model, symbols), [symbols[word] for word in sentence]) == pytest.approx(wanted, abs=1e-4)


def _said(tree, transitions):
    """All outputs of paths over `transitions` through the tree that end in the loop."""
    results = []
    agenda = [(tree.start, 0, (), 0.0)]
    while agenda:
        state, at, words, cost = agenda.pop()
        if at == len(transitions) and state in tree.final:
            results.append((words, round(cost, 4)))
        for inputs, outputs, weight, target in tree.arcs[state]:
            if inputs == 0 or (at < len(transitions) and inputs == transitions[at]):
                said = words + ((outputs,) if outputs else ())
                agenda.append((target, at + (inputs != 0), said, cost + weight))
    return results


def test_tree_reads_each_word_once_with_its_label():
    symbols = symbol_table(sorted([UNKNOWN, *LEXICON]))
    tree = word_tree(LEXICON, symbols)
    for word, ways in LEXICON.items():
        for rank, sounds in enumerate(ways):
            found = _said(tree, [forward_transition(phone) for phone in word_phones(sounds)])
            assert found == [((symbols[word],), round(math.log(2) - math.log(0.8) + 0.4 * rank, 4))]


def test_homophones_share_their_sounds_and_keep_their_names():
    symbols = symbol_table([UNKNOWN, "sea", "see"])
    tree = word_tree({"sea": (("S", "IY"),), "see": (("S", "IY"),)}, symbols)
    found = _said(tree, [forward_transition(phone) for phone in word_phones(("S", "IY"))])
    assert {words for words, _ in found} == {(symbols["sea"],), (symbols["see"],)}


def test_transducer_written_and_read_is_the_same(tmp_path, model):
    fst = automaton(model, symbol_table(sorted(LEXICON)))
    write_transducer(tmp_path / "Gr.fst", fst, "input")
    found = read_transducer(tmp_path / "Gr.fst")
    assert found.start == fst.start
    assert found.arc_count() == fst.arc_count()
    assert found.final == pytest.approx(fst.final)
    (tmp_path / "no.fst").write_bytes(b"no")
    with pytest.raises(BadModelFile):
        read_transducer(tmp_path / "no.fst")


def test_phones_of_positions_share_their_sound():
    assert len(word_boundaries()) == PHONES
    first, *_, last = word_phones(("K", "AE", "K"))
    assert first != last
    assert sound_of(first) == sound_of(last)


@pytest.mark.parametrize("lookahead", [False, True])
def test_fresh_graph_with_shipped_acoustics_hears_its_words(tmp_path, embedded, model, lookahead):
    if lookahead and not can_look_ahead():
        lookahead = False
    for part in ("am", "conf"):
        shutil.copytree(embedded / part, tmp_path / part)
    build_graph(tmp_path / "graph", LEXICON, model, lookahead=lookahead)
    vosk.SetLogLevel(-1)
    loaded = vosk.Model(str(tmp_path))
    sound = with_silence(say("play some rock", Voice("espeak-ng", "en-us+f3", 150)))
    assert transcribe(loaded, sound) == ["play", "some", "rock"]
    assert transcribe(loaded, sound, ["play some rock", "next", "[unk]"]) == ["play", "some", "rock"]


def test_words_of_fresh_graph_have_times(tmp_path, embedded, model):
    for part in ("am", "conf"):
        shutil.copytree(embedded / part, tmp_path / part)
    build_graph(tmp_path / "graph", LEXICON, model)
    vosk.SetLogLevel(-1)
    recognizer = vosk.KaldiRecognizer(vosk.Model(str(tmp_path)), 16000)
    recognizer.SetWords(True)
    sound = with_silence(say("stop the music", Voice("espeak-ng", "en-us+m3", 150)))
    recognizer.AcceptWaveform((sound * 32767).astype("<i2").tobytes())
    words = json.loads(recognizer.FinalResult())["result"]
    assert [word["word"] for word in words] == ["stop", "the", "music"]
    assert all(0.2 <= word["start"] < word["end"] <= len(sound) / 16000 for word in words)
