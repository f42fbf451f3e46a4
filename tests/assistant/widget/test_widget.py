from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Serving


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
    expect(chat.get_by_role("button", name="按住说话")).to_be_visible()
    expect(chat.get_by_role("textbox")).to_have_attribute("placeholder", re.compile("打字"))


def test_page_story_streams_and_is_announced_once(chat: Page) -> None:
    chat.evaluate(
        """() => {
          window.announced = [];
          const live = document.querySelector('encore-chat').shadowRoot.querySelector('[aria-live]');
          new MutationObserver((changes) => changes.forEach((change) =>
            change.addedNodes.forEach((node) => window.announced.push(node.textContent)))).observe(live, {childList: true});
        }"""
    )
    say(chat, "tell me a story about a dragon")

    expect(chat.get_by_role("button", name="Go on")).to_be_visible()
    assert len(chat.evaluate("window.announced")) == 1
    assert "dragon" in replies(chat).lower()


def test_page_sound_plays_in_the_browser_and_stops(chat: Page) -> None:
    say(chat, "play rain sounds")

    player = chat.get_by_role("region", name="Player")
    expect(player).to_be_visible()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    say(chat, "stop")
    expect(player).to_be_hidden()


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
