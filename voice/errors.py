"""What can go wrong with sound. Every error has a stable code and says what to do next, in English and Mandarin.

VoiceError
├── BadAudio            bad-audio          not audio, broken, or not finite
├── UnsupportedAudio    unsupported-audio  audio of a format or rate we do not take
├── NoSpeech            no-speech          no samples at all
├── NoSpeechModel       no-model           no model for that language
├── ModelInstallFailed  upstream-failed    a download that is not what the catalogue says
├── SpeechWorkerDied    internal           the recogniser's process ended
└── SynthesisFailed     internal           the synthesizer could not speak a sentence
"""

from __future__ import annotations


class VoiceError(Exception):
    """The base of all of them: its text is the sentence in English and, on a second line, in Mandarin."""

    code = "internal"

    def __init__(self, detail: str, zh: str = "") -> None:
        super().__init__(f"{detail}\n{zh}" if zh else detail)
        self.detail = detail
        """The sentence in English only."""


class BadAudio(VoiceError):
    """The bytes are not audio, or are broken."""

    code = "bad-audio"


class UnsupportedAudio(VoiceError):
    """Audio of a format or a sample rate that we do not take."""

    code = "unsupported-audio"


class NoSpeech(VoiceError):
    """There are no samples to listen to."""

    code = "no-speech"


class NoSpeechModel(VoiceError):
    """No recogniser model for that language is installed."""

    code = "no-model"


class ModelInstallFailed(VoiceError):
    """A model could not be downloaded, or is not what the catalogue says."""

    code = "upstream-failed"


class SpeechWorkerDied(VoiceError):
    """The recogniser's process ended; open the stream again."""

    code = "internal"


class SynthesisFailed(VoiceError):
    """The synthesizer could not speak a sentence."""

    code = "internal"
