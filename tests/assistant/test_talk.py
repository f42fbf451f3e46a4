"""Talking to Encore through a sound card of software: a sink to listen to, and another that feeds a microphone."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.serving import ROOT, Serving
from tests.voice.conftest import RATE, spoken
from voice.models import EMBEDDED
from voice.recognizer import Recognizer

PATIENCE_S = 60
LOUD = 2000
FRAME = 640
MODULES = (
    "module-native-protocol-unix",
    "module-null-sink sink_name=speaker",
    "module-null-sink sink_name=micfeed",
    "module-remap-source master=micfeed.monitor source_name=mic",
)
ASOUNDRC = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Wait until `holds()` is true; fail with `what` lacked when patience ends."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> Iterator[subprocess.Popen[bytes]]:
    """Yield `process` and end it."""
    try:
        yield process
    finally:
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


class SoundCard:
    """A private PulseAudio with a speaker that can be listened to and a microphone that can be spoken into."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}
        self._folder = folder

    def prepare(self) -> None:
        """Make the two sinks the default devices, for ALSA's programs too."""
        (self._folder / ".asoundrc").write_text(ASOUNDRC)
        wait_until((self._folder / "pulse" / "native").exists, "PulseAudio does not start")
        for command in (["set-default-sink", "speaker"], ["set-default-source", "mic"]):
            subprocess.run(["pactl", *command], env=self.environment, check=True, timeout=PATIENCE_S)

    @contextlib.contextmanager
    def listened_to(self) -> Iterator[Path]:
        """Yield a growing file of what a person hears: signed 16-bit mono at 16 kHz."""
        target = self._folder / "heard.raw"
        command = [
            "parec",
            "-d",
            "speaker.monitor",
            f"--rate={RATE}",
            "--channels=1",
            "--format=s16le",
            "--latency-msec=50",
        ]
        with target.open("wb") as file, ended(subprocess.Popen(command, env=self.environment, stdout=file)):
            wait_until(lambda: target.stat().st_size, "the recording does not start")
            yield target

    def say(self, text: str) -> None:
        """Speak into the microphone."""
        path = self._folder / "said.wav"
        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(spoken(text))
        subprocess.run(["paplay", "-d", "micfeed", str(path)], env=self.environment, check=True, timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def sound_card() -> Iterator[SoundCard]:
    folder = Path(tempfile.mkdtemp(prefix="encore-pulse-"))  # a socket's path must be short
    card = SoundCard(folder)
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-target=null"]
    loads = [part for module in MODULES for part in ("-L", module)]
    try:
        with ended(subprocess.Popen([*command, *loads], env=card.environment)):
            card.prepare()
            yield card
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def loud_seconds(recording: Path) -> float:
    """Return for how long something could be heard."""
    sound = recording.read_bytes()
    samples = np.abs(np.frombuffer(sound[: len(sound) // FRAME * FRAME], "<i2").astype(np.int32))
    return float((samples.reshape(-1, FRAME // 2).max(axis=1) > LOUD).sum()) * FRAME / 2 / RATE


def encore(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def test_talk_devices_lists_the_sound_card(sound_card: SoundCard) -> None:
    shown = encore("talk", "--devices", environment=sound_card.environment)

    assert shown.returncode == 0
    assert "in/out" in shown.stdout


def test_speak_is_heard_from_the_speaker(sound_card: SoundCard) -> None:
    with sound_card.listened_to() as recording:
        said = encore("speak", "Tell me a joke.", environment=sound_card.environment)
        wait_until(lambda: loud_seconds(recording) > 0.3, "nothing is heard")

    recognizer = Recognizer(EMBEDDED / "en", RATE, phrases=["tell me a joke", "play some jazz", "stop"])
    finals = [part.text for part in recognizer.accept(recording.read_bytes()) if part.final]
    assert said.returncode == 0, said.stderr
    # A busy machine stutters, so that a word may come twice.
    assert {"tell", "me", "joke"} <= {word for text in (*finals, recognizer.finish().text) for word in text.split()}


def test_talk_spoken_question_gets_spoken_answer(sound_card: SoundCard, server: Serving, tmp_path: Path) -> None:
    log = tmp_path / "talk.log"
    command = [sys.executable, "-m", "assistant.cli", "talk", "--server", server.address]
    with (
        sound_card.listened_to() as recording,
        log.open("wb") as file,
        ended(
            subprocess.Popen(command, cwd=ROOT, env=sound_card.environment, stdout=file, stderr=file), signal.SIGINT
        ) as talk,
    ):
        wait_until(lambda: "listening" in log.read_text("utf-8"), "it does not listen")
        silent_before = loud_seconds(recording)
        sound_card.say("tell me a joke")
        wait_until(lambda: "» tell me a joke" in log.read_text("utf-8"), "it does not hear")
        wait_until(lambda: loud_seconds(recording) > silent_before + 0.5, "it does not speak")

    assert silent_before == 0
    assert talk.returncode == 0
    answer = log.read_text("utf-8").split("» tell me a joke", 1)[1]
    assert any(character.isalpha() for character in answer)
    assert "Traceback" not in log.read_text("utf-8")


def test_talk_without_microphone_says_so(server: Serving, tmp_path: Path) -> None:
    nothing = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": "unix:/nowhere"}

    said = encore("talk", "--server", server.address, "--microphone", "no such microphone", environment=nothing)

    assert said.returncode == 1
    assert "encore talk --devices" in said.stderr
    assert "Traceback" not in said.stderr


def test_talk_in_language_without_model_says_so(sound_card: SoundCard, server: Serving) -> None:
    said = encore("talk", "--server", server.address, "--language", "zh", environment=sound_card.environment)

    assert said.returncode == 1
    assert "语音模型" in said.stderr
