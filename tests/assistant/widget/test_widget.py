from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assistant.widget.conftest import ENGLISH, WITNESS
from tests.embedding import Embedder
from tests.serving import PATIENCE_S, Serving, free_port, serving

PATIENCE_MS = 1000 * PATIENCE_S


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def replies(page: Page) -> str:
    return page.locator("encore-chat .message.theirs").last.inner_text()


def test_page_recommendation_comes_with_card_and_choices(chat: Page) -> None:
    say(chat, "recommend a film")

    expect(chat.locator("encore-chat .card h3")).to_have_count(1)
    first = chat.locator("encore-chat .card h3").first.inner_text()
    chat.get_by_role("button", name="Another one").click()
    expect(chat.locator("encore-chat .card h3")).to_have_count(2)

    assert chat.locator("encore-chat .card h3").last.inner_text() != first
    assert chat.locator("encore-chat .choice[aria-disabled=true]").count() > 0


def test_page_mandarin_is_answered_in_mandarin(chat: Page) -> None:
    say(chat, "讲个笑话")

    expect(chat.locator("encore-chat .message.theirs").last).to_have_attribute("lang", "zh-CN")
    expect(chat.locator("encore-chat .message.theirs").last).to_have_text(re.compile(r"[一-鿿]"))


def test_page_language_button_changes_every_label(chat: Page) -> None:
    chat.get_by_role("button", name="切换到中文").click()

    expect(chat.get_by_role("button", name="推荐一部电影")).to_be_visible()
    expect(chat.get_by_text("安可是一个程序")).to_be_visible()
    expect(chat.get_by_role("button", name="按住说话")).to_be_visible()
    expect(chat.get_by_role("textbox")).to_have_attribute("placeholder", re.compile("打字"))


def test_page_story_streams_and_is_announced_once(chat: Page) -> None:
    chat.evaluate(
        """() => {
          window.announced = [];
          const live = document.querySelector('encore-chat').shadowRoot.querySelector('[aria-live]');
          const note = (change) => change.addedNodes.forEach((node) => window.announced.push(node.textContent));
          new MutationObserver((changes) => changes.forEach(note)).observe(live, {childList: true});
        }"""
    )
    say(chat, "tell me a story about a dragon")

    expect(chat.get_by_role("button", name="Go on")).to_be_visible()
    assert len(chat.evaluate("window.announced")) == 1
    assert "dragon" in replies(chat).lower()


def test_page_sound_plays_in_the_browser_and_stops(chat: Page) -> None:
    say(chat, "play rain sounds")

    player = chat.get_by_role("region", name="Player")
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    chat.wait_for_function("() => window.music.currentTime > 0.2 && !window.music.paused")
    player.get_by_role("button", name="Pause").click()
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    assert chat.evaluate("window.music.paused")
    player.get_by_role("button", name="Play").click()
    chat.wait_for_function("() => !window.music.paused")
    say(chat, "stop")
    expect(player).to_be_hidden()
    assert chat.evaluate("window.music.paused && !window.music.getAttribute('src')")


def test_page_reply_is_spoken_until_escape(chat: Page) -> None:
    say(chat, "tell me a story about a dragon")

    quiet = chat.get_by_role("button", name="Stop speaking")
    expect(quiet).to_be_visible()
    chat.wait_for_function("() => window.heard.some(({ seconds, loudest }) => seconds > 0.5 && loudest > 0.05)")
    chat.get_by_role("textbox").press("Escape")
    expect(quiet).to_be_hidden()


def test_page_told_to_be_silent_speaks_no_more(chat: Page) -> None:
    aloud = chat.get_by_role("button", name="Read replies aloud")
    expect(aloud).to_have_attribute("aria-pressed", "true")
    aloud.click()
    expect(aloud).to_have_attribute("aria-pressed", "false")
    say(chat, "tell me a joke")

    expect(chat.locator("encore-chat .message.theirs")).to_be_visible()
    expect(chat.locator("encore-chat")).to_have_attribute("state", "ready")
    assert chat.evaluate("window.heard") == []


def test_page_pressed_microphone_hears_the_person(speaking_browser: Callable[[str], Browser], server: Serving) -> None:
    page = speaking_browser("tell me a joke").new_page()
    page.add_init_script("localStorage.setItem('encore.language', 'en')")
    page.goto(server.address)
    talk = page.get_by_role("button", name="Hold to talk")
    talk.wait_for()
    box = talk.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    expect(page.locator("encore-chat .partial b, encore-chat .partial")).to_contain_text(["joke"], timeout=20000)
    page.wait_for_timeout(600)
    page.mouse.up()

    expect(page.locator("encore-chat .message.mine")).to_contain_text("tell me a joke")
    expect(page.locator("encore-chat .message.theirs")).to_be_visible()
    expect(page.locator("encore-chat .message")).to_have_count(2)


def test_page_refused_microphone_is_told_in_words(chat: Page) -> None:
    chat.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    chat.get_by_role("button", name="Hold to talk").focus()
    chat.keyboard.down("Space")

    expect(chat.get_by_role("alert").first).to_contain_text("microphone cannot be used")
    expect(chat.get_by_role("button", name="Hold to talk")).to_have_attribute("aria-pressed", "false")
    chat.keyboard.up("Space")


def test_page_without_mandarin_model_says_so_and_listens_no_more(chat: Page) -> None:
    chat.get_by_role("button", name="切换到中文").click()
    chat.get_by_role("button", name="按住说话").focus()
    chat.keyboard.down("Space")

    expect(chat.get_by_role("alert")).to_contain_text("语音模型")
    expect(chat.get_by_role("button", name="按住说话")).to_have_attribute("aria-pressed", "false")
    chat.keyboard.up("Space")


def test_page_every_control_has_a_name(chat: Page) -> None:
    say(chat, "recommend a film")
    expect(chat.get_by_role("button", name="Another one")).to_be_visible()

    nameless = chat.evaluate(
        """() => [...document.querySelector('encore-chat').shadowRoot.querySelectorAll('button, textarea, input')]
          .filter((control) => !(control.getAttribute('aria-label') || control.textContent.trim()))
          .map((control) => control.outerHTML)"""
    )
    assert nameless == []


def test_page_second_tab_shows_the_same_conversation(chat: Page) -> None:
    say(chat, "tell me a joke")
    expect(chat.locator("encore-chat .message.theirs")).to_have_count(1)
    second = chat.context.new_page()
    second.goto(chat.url)
    expect(second.locator("encore-chat .message.theirs")).to_have_count(1)
    say(second, "tell me a riddle")

    for tab in (chat, second):
        expect(tab.locator("encore-chat .message.mine")).to_have_count(2)
        expect(tab.locator("encore-chat .message.theirs")).to_have_count(2)
        expect(tab.locator("encore-chat .message.mine").last).to_contain_text("tell me a riddle")


def test_page_elsewhere_embeds_the_chat(page: Page, server: Serving, embedder: Embedder, complaints: list[str]) -> None:
    embedder.html = (
        f'<!doctype html><link rel="icon" href="data:,"><encore-chat data-server="{server.address}" lang="en">'
        f'</encore-chat><script type="module" src="{server.address}/widget/encore-chat.js"></script>'
    )
    page.add_init_script(WITNESS)
    page.goto(embedder.address)
    say(page, "play rain sounds")

    page.wait_for_function("() => window.music.currentTime > 0.2")
    assert complaints == []


def test_page_waits_for_the_brain_and_survives_a_restart(page: Page, tmp_path: Path) -> None:
    port = str(free_port())
    page.add_init_script(ENGLISH)
    with serving(tmp_path / "encore", ENCORE_PORT=port) as server:
        page.goto(server.address)
        status = page.get_by_role("status")
        expect(status).to_contain_text("Waking up")
        say(page, "tell me a joke")
        expect(page.locator("encore-chat .message.theirs")).to_have_count(1, timeout=PATIENCE_MS)
        expect(status).to_have_text("Ready")
    expect(status).to_contain_text("No connection")
    say(page, "tell me a riddle")
    expect(page.locator("encore-chat .message.waiting")).to_contain_text("riddle")
    with serving(tmp_path / "encore", ENCORE_PORT=port):
        expect(page.locator("encore-chat .message.theirs")).to_have_count(2, timeout=PATIENCE_MS)

    expect(page.locator("encore-chat .message.mine")).to_have_count(2)
    expect(page.locator("encore-chat .message.waiting")).to_have_count(0)


def test_page_keyboard_alone_reaches_everything(chat: Page) -> None:
    chat.get_by_role("textbox").focus()
    chat.keyboard.type("recommend a book")
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("button", name="Why that one?")).to_be_visible()
    expect(chat.get_by_role("textbox")).to_be_focused()

    chat.get_by_role("button", name="Why that one?").focus()
    chat.keyboard.press("Enter")

    expect(chat.locator("encore-chat .message.mine").last).to_have_text(re.compile("Why that one"))
    expect(chat.get_by_role("textbox")).to_be_focused()


def test_page_reload_keeps_the_conversation(chat: Page) -> None:
    say(chat, "hello")
    expect(chat.locator("encore-chat .message.theirs")).to_have_count(1)

    chat.reload()

    expect(chat.locator("encore-chat .message.mine")).to_have_text(re.compile("hello"))
    expect(chat.locator("encore-chat .message.theirs")).to_have_count(1)


def test_page_what_people_say_never_becomes_markup(chat: Page) -> None:
    say(chat, "<img src=x onerror=alert(1)> /restart")

    expect(chat.locator("encore-chat .message.mine")).to_contain_text("<img src=x")
    assert chat.locator("encore-chat .message img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 360, "height": 740}, {"width": 1280, "height": 800}])
def test_page_fits_any_screen_in_both_schemes(
    browser: Browser, server: Serving, scheme: str, size: dict[str, int]
) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(server.address)
    page.get_by_role("textbox").wait_for()
    say(page, "recommend a film")
    page.locator("encore-chat .card").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []
    page.close()
