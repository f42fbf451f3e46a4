"""A child process that answers frames: started when needed, killed when it hangs, started again when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
import sys
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from voice import frames
from voice.errors import SpeechWorkerDied, VoiceError
from voice.frames import Head

Answer = tuple[Head, bytes]


class WorkerError(VoiceError):
    """The worker refused a request; carries the worker's own code and sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(*message.split("\n", 1))
        self.code = code


class Worker:
    """The parent's end: requests by number, any number of them at once."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = (sys.executable, "-m", module, *arguments)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._starting = asyncio.Lock()
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self.generation = 0
        """How many processes were started so far."""

    @property
    def pid(self) -> int | None:
        """Process id of the running child, if any."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process unless it runs."""
        async with self._starting:
            if self._writer is None:
                await self._spawn()

    async def request(self, head: Head, payload: bytes = b"", *, timeout_s: float = 30.0) -> Answer:
        """Send one request and return its answer.

        Raises:
            SpeechWorkerDied: If the process ended, or was killed because it took longer than `timeout_s`.
            WorkerError: If the worker refused.
        """
        await self.start()
        number = next(self._numbers)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            if self._writer is None:
                raise _ended()
            self._writer.write(frames.pack({**head, "number": number}, payload))
            return await asyncio.wait_for(answer, timeout_s)
        except asyncio.TimeoutError:
            await self.kill()
            raise SpeechWorkerDied(
                "The speech process hung and was stopped; try again.", "语音进程没有反应，已经停止，请再试一次。"
            ) from None
        finally:
            self._waiting.pop(number, None)

    async def kill(self) -> None:
        """Kill the process; the next request starts another."""
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._reading is not None:
            await asyncio.gather(self._reading, return_exceptions=True)

    async def close(self) -> None:
        """End the process; idempotent."""
        if self._writer is not None:
            self._writer.close()
        await self.kill()

    async def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                cwd=str(Path(__file__).resolve().parents[1]),
            )
        finally:
            theirs.close()
        self.generation += 1
        reader, self._writer = await asyncio.open_unix_connection(sock=ours)
        self._reading = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while (frame := await frames.read(reader)) is not None:
            head, payload = frame
            answer = self._waiting.get(head.pop("number"))
            if answer is not None and not answer.done():
                self._settle(answer, head, payload)
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(_ended())
        if self._process is not None:
            await self._process.wait()

    @staticmethod
    def _settle(answer: asyncio.Future[Answer], head: Head, payload: bytes) -> None:
        if "code" in head:
            answer.set_exception(WorkerError(head["code"], head["message"]))
        else:
            answer.set_result((head, payload))


def _ended() -> SpeechWorkerDied:
    return SpeechWorkerDied("The speech process ended; try again.", "语音进程结束了，请再试一次。")


async def _serve(descriptor: int, handle: Callable[[Head, bytes], Answer], threads: int) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=socket.socket(fileno=descriptor))
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(threads)
    in_order: defaultdict[Any, asyncio.Lock] = defaultdict(asyncio.Lock)
    tasks: set[asyncio.Task[None]] = set()

    async def answer(head: Head, payload: bytes) -> None:
        number = head.pop("number")
        async with in_order[head.get("stream")]:
            try:
                answer_head, answer_payload = await loop.run_in_executor(pool, handle, head, payload)
            except Exception as error:  # the boundary of the process: every failure becomes an answer
                code = getattr(error, "code", "internal")
                answer_head, answer_payload = {"code": code, "message": str(error)}, b""
        writer.write(frames.pack({**answer_head, "number": number}, answer_payload))
        await writer.drain()

    while (frame := await frames.read(reader)) is not None:
        task = asyncio.create_task(answer(*frame))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def serve(handle: Callable[[Head, bytes], Answer], *, threads: int = 1) -> None:
    """Be a worker: answer frames on the descriptor that is the last argument, until the parent goes.

    Requests with the same `stream` are handled in order; others may run at once.
    """
    asyncio.run(_serve(int(sys.argv[-1]), handle, threads))
    # Vosk and espeak-ng hold threads of their own.
    os._exit(0)
