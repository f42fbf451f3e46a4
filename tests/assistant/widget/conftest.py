from __future__ import annotations

import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page

from tests.serving import Serving
from tests.voice.conftest import spoken

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


ENGLISH = "localStorage.setItem('encore.language', 'en');"
WITNESS = """
  window.heard = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...at) {
    const loudest = this.buffer.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    window.heard.push({ seconds: this.buffer.duration, loudest });
    return start.apply(this, at);
  };
  const ownAudio = window.Audio;
  window.Audio = function (...from) { return (window.music = new ownAudio(...from)); };
"""
"""Lets a test see what the page really plays: the speech it schedules and the element its music comes from."""


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about: errors, and everything that the content policy forbids."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def chat(page: Page, server: Serving, complaints: list[str]) -> Iterator[Page]:
    """The page, opened in English by somebody new."""
    page.add_init_script(ENGLISH + WITNESS)
    page.goto(server.address)
    page.get_by_role("button", name="Recommend a film").wait_for()
    yield page
    assert complaints == []


@pytest.fixture
def speaking_browser(browser_type: BrowserType, tmp_path: Path) -> Iterator[Callable[[str], Browser]]:
    """Launch browsers whose microphone hears a sentence."""
    opened: list[Browser] = []

    def launch(sentence: str) -> Browser:
        path = tmp_path / "said.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48000)
            file.writeframes(spoken(sentence, rate=48000))
        microphone = f"--use-file-for-fake-audio-capture={path}%noloop"
        browser = browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, microphone])
        opened.append(browser)
        return browser

    yield launch
    for browser in opened:
        browser.close()
