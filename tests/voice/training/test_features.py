import numpy as np

from voice.training.augment import Augmenter
from voice.training.features import MelDomain, mfcc, running_mean, write_config
from voice.training.synthesis import Voice, held_out_voices, say, to_rate, training_voice


def _noise(seconds, seed=0):
    return np.random.default_rng(seed).normal(0, 0.05, int(16000 * seconds)).astype(np.float32)


def test_features_of_a_second_are_98_frames_of_40():
    assert mfcc(_noise(1)).shape == (98, 40)
    assert mfcc(_noise(0.02)).shape == (0, 40)


def test_mel_domain_there_and_back_loses_nothing():
    features = mfcc(_noise(0.5))
    mel = MelDomain()
    np.testing.assert_allclose(mel.to_mfcc(mel.to_mel(features)), features, atol=2e-3)


def test_running_mean_equals_frame_by_frame_reckoning():
    features = np.random.default_rng(1).normal(3, 1, (700, 40)).astype(np.float32)
    overall = np.full(40, 2.0, np.float32)
    found = running_mean(features, overall)
    for t in (0, 10, 399, 450, 599, 650, 699):
        window = features[max(0, t - 599) : t + 1]
        extra = min(200, 600 - len(window))
        wanted = (window.sum(axis=0) + extra * overall) / (len(window) + extra)
        np.testing.assert_allclose(found[t], wanted, atol=1e-4)


def test_configuration_written_names_the_same_features(tmp_path):
    write_config(tmp_path / "mfcc.conf")
    text = (tmp_path / "mfcc.conf").read_text(encoding="ascii")
    assert "--num-ceps=40\n" in text
    assert "--dither=0.0\n" in text


def test_augmented_features_stay_finite_and_repeat_with_the_seed():
    features = mfcc(_noise(2.5))
    noise = [MelDomain().to_mel(mfcc(_noise(1.5, seed=4)))]
    first = [Augmenter(noise, 9).features(features) for _ in range(2)]
    np.testing.assert_array_equal(first[0], first[1])
    changer = Augmenter(noise, 2)
    for _ in range(20):
        changed = changer.features(features)
        assert np.isfinite(changed).all()
        assert 0.8 < len(changed) / len(features) < 1.2


def test_resampled_sound_keeps_its_length_in_seconds():
    assert abs(len(to_rate(np.zeros((44100, 2), np.float32), 44100)) - 16000) <= 1


def test_spoken_sentence_has_sound_at_16_khz():
    for voice in (Voice("espeak-ng", "en-us", 160), Voice("flite", "slt", 160)):
        samples = say("play some jazz", voice)
        assert 8000 < len(samples) < 48000
        assert np.abs(samples).max() > 0.05


def test_voices_kept_for_measuring_are_never_drawn_for_training():
    import random

    dice = random.Random(0)
    drawn = {training_voice(dice).name for _ in range(3000)}
    held = {voice.name for voice in held_out_voices()}
    assert not drawn & held
    assert len(drawn) > 200
