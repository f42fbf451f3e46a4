from __future__ import annotations

import pytest

from actions.generate import EndpointFailed
from actions.generate.endpoint.sse import MAX_BAD_LINES, ChatStream
from tests.actions.generate.completions import DONE, ends, says


@pytest.mark.parametrize("size", [1, 2, 7, 4096])
def test_stream_in_any_pieces_gives_same_text(size: int) -> None:
    data = says("Once, ", "a naïve 熊猫 ", "slept.").replace(b"\n", b"\r\n") + DONE
    stream = ChatStream()
    text = "".join(stream.accept(data[at : at + size]) for at in range(0, len(data), size))
    assert text == "Once, a naïve 熊猫 slept."
    assert stream.done


def test_stream_after_its_end_gives_nothing() -> None:
    stream = ChatStream()
    assert stream.accept(says("One.") + ends("stop") + says("Two.") + DONE) == "One."
    assert stream.finish_reason == "stop"


def test_stream_passes_over_what_says_nothing() -> None:
    stream = ChatStream()
    data = (
        b': comment\n\nevent: x\nid: 1\ndata: {"choices": []}\ndata: {"choices": [{"delta": {"role": "assistant"}}]}\n'
    )
    odd = b'data: {"choices": [{"delta": {"content": 7}}]}\ndata: {"choices": [{"delta": null}]}\ndata: oops\n'
    assert stream.accept(data + odd + says("Yes.")) == "Yes."
    stream.check()
    assert not stream.done


def test_stream_keeps_text_before_an_error() -> None:
    stream = ChatStream()
    assert stream.accept(says("One.") + b'data: {"error": "full"}\n' + says("Two.")) == "One."
    with pytest.raises(EndpointFailed, match="full"):
        stream.check()
    assert stream.accept(says("Three.")) == ""


def test_stream_of_nonsense_is_complained_of() -> None:
    stream = ChatStream()
    stream.accept(b"data: <p>\n" * MAX_BAD_LINES)
    stream.check()
    stream.accept(b"data: <p>\n")
    with pytest.raises(EndpointFailed, match="no JSON"):
        stream.check()


def test_stream_line_without_end_is_finished() -> None:
    stream = ChatStream()
    assert stream.accept(says("One.").rstrip()) == ""
    assert stream.finish() == "One."
