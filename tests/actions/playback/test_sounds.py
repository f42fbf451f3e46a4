"""The built-in sounds: every one of them, in both languages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from actions.playback import sounds

NAMES = sorted(sounds.catalogue())


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    folder = tmp_path_factory.mktemp("sounds")
    return {name: soundfile.read(sounds.render(name, folder))[0] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_sound_is_a_minute_at_the_common_level(rendered: dict[str, np.ndarray], name: str) -> None:
    samples = rendered[name]

    assert len(samples) == sounds.SECONDS * sounds.RATE
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(sounds.LEVEL_RMS, rel=0.08)
    assert np.abs(samples).max() < 0.95
    assert abs(samples.mean()) < 0.005


@pytest.mark.parametrize("name", NAMES)
def test_sound_runs_on_over_its_end(rendered: dict[str, np.ndarray], name: str) -> None:
    samples = rendered[name]
    steps = np.abs(np.diff(samples))

    seam = abs(samples[0] - samples[-1])
    second = sounds.RATE
    before, after = (np.sqrt(np.mean(part**2)) for part in (samples[-second:], samples[:second]))

    assert seam <= np.quantile(steps, 0.9995)
    assert 1 / 3 < before / after < 3


def test_sounds_differ_from_each_other(rendered: dict[str, np.ndarray]) -> None:
    tops = {name: np.abs(np.fft.rfft(samples)) for name, samples in rendered.items()}
    hertz = np.fft.rfftfreq(sounds.SECONDS * sounds.RATE, 1 / sounds.RATE)
    centre = {name: float((hertz * top).sum() / top.sum()) for name, top in tops.items()}

    assert centre["brown-noise"] < centre["pink-noise"] < centre["white-noise"]
    assert centre["calm-tune"] < centre["rain"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("play rain sounds", "rain"),
        ("thunder and rain", "rain"),
        ("下雨的声音", "rain"),
        ("ocean", "waves"),
        ("make it sound like the sea", "waves"),
        ("海浪声", "waves"),
        ("大海的声音", "waves"),
        ("some wind noise", "brown-noise"),
        ("the wind", "wind"),
        ("风声", "wind"),
        ("a crackling fire", "fire"),
        ("壁炉", "fire"),
        ("brown noise", "brown-noise"),
        ("棕色噪音", "brown-noise"),
        ("pink noise", "pink-noise"),
        ("粉红噪音", "pink-noise"),
        ("white noise please", "white-noise"),
        ("白噪音", "white-noise"),
        ("a calm tune", "calm-tune"),
        ("平静的曲子", "calm-tune"),
        ("the midnight train", None),
        ("season of windows", None),
        ("鲸鱼的歌声", None),
    ],
)
def test_find_names_of_both_languages(said: str, name: str | None) -> None:
    assert sounds.find(said) == name


@pytest.mark.parametrize("name", NAMES)
def test_every_sound_is_found_by_its_own_titles(name: str) -> None:
    title = sounds.catalogue()[name]["title"]

    assert sounds.find(title["en"]) == sounds.find(title["zh"]) == sounds.called(title["zh"]) == name


def test_render_is_done_once(tmp_path: Path) -> None:
    first = sounds.render("brown-noise", tmp_path)
    made = first.stat().st_mtime_ns

    assert sounds.render("brown-noise", tmp_path).stat().st_mtime_ns == made
    assert [path.name for path in tmp_path.iterdir()] == [first.name]
