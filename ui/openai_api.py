"""The OpenAI-compatible door: models and chat completions, so that its clients work unchanged.

The last user message is the question, the turns before it are its history, and every claim of the
answer is streamed with the citations behind it as `url_citation` annotations. The answer's own JSON
travels along as `policyqa`. No model counts tokens here: `usage` counts characters.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response, StreamingResponse

from ui.api import PROBLEMS
from ui.chores import chore_reply
from ui.desk import last
from ui.failures import Failure, Json
from ui.plain import Piece, Telling, pieces

if TYPE_CHECKING:
    from rag.answer import Answer
    from ui.desk import Desk
    from ui.service import Asked, Service

MODEL = "policyqa"
GAP = "\n\n"  # between two pieces of an answer
MOST_MESSAGES = 200
MOST_TURNS = 20


class Lenient(BaseModel):
    """Clients send many parameters that mean nothing here; they are ignored."""

    model_config = ConfigDict(extra="ignore")


class Part(Lenient):
    """A part of a message; only text parts are read."""

    type: str = "text"
    text: str | None = None


class Message(Lenient):
    """A turn of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The message's text, whether it came whole or in parts."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(Lenient):
    """Whether a stream ends with a chunk that tells the usage."""

    include_usage: bool = False


class ChatBody(Lenient):
    """The part of a chat completion request that is read."""

    messages: list[Message] = Field(min_length=1, max_length=MOST_MESSAGES)
    model: Annotated[str, StringConstraints(max_length=200)] = MODEL
    stream: bool | None = False
    stream_options: StreamOptions | None = None

    def question(self) -> str:
        """The last user message; Failure 400 when there is none."""
        for message in reversed(self.messages):
            if message.role == "user" and message.text.strip():
                return message.text.strip()
        raise Failure(
            400,
            "no_question",
            "messages 里没有带文字的 user 消息。 There is no user message with text.",
            '{"messages": [{"role": "user", "content": "…"}]}',
        )

    def history(self) -> list[tuple[str, str]]:
        """(question, answer) pairs before the last user message, oldest first."""
        said = [m for m in self.messages if m.role in ("user", "assistant") and m.text.strip()]
        while said and said[-1].role != "user":
            said.pop()
        turns: list[tuple[str, str]] = []
        for message in said[:-1]:
            if message.role == "user":
                turns.append((message.text.strip(), ""))
            elif turns:
                turns[-1] = (turns[-1][0], message.text.strip())
        return turns[-MOST_TURNS:]


def openai_router(service: Service, desk: Desk) -> APIRouter:
    """The routes over one service."""
    router = APIRouter(default_response_class=Json, responses=PROBLEMS, tags=["openai"])
    card = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @router.get("/v1/models")
    async def models() -> Response:
        """The one model there is."""
        return Json({"object": "list", "data": [card]})

    @router.get("/v1/models/{model}")
    async def model(model: str) -> Response:
        """That model, or 404."""
        if model != MODEL:
            raise Failure(
                404,
                "model_not_found",
                f"没有模型 {model}。 There is no model {model}.",
                f"model={MODEL}",
            )
        return Json(card)

    @router.post("/v1/chat/completions", responses={200: {"content": {"text/event-stream": {}}}})
    async def complete(body: ChatBody, request: Request) -> Response:
        """Answer the last user message; a refusal is an ordinary message that says so."""
        question = body.question()
        reply = Reply(question, str(request.base_url))
        chore = chore_reply(question)
        answers = desk.stream(lambda stop: service.answering(question, body.history(), stop=stop))
        if not body.stream:
            answer = None if chore else (await last(answers, request.is_disconnected)).answer
            parts = pieces(answer) if answer else [Piece(chore or "")]
            return Json(reply.whole(list(parts), answer))
        usage = body.stream_options is not None and body.stream_options.include_usage
        # The first part before the response begins: what fails until then has a status of its own.
        first = None if chore else await anext(answers)
        chunks = _chore(reply, chore) if first is None else _growing(reply, first, answers)
        return StreamingResponse(
            _events(chunks, reply, usage=usage),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    return router


async def _chore(reply: Reply, said: str | None) -> AsyncGenerator[dict[str, Any], None]:
    """What a chat program's own request is answered with."""
    for chunk in reply.grown([Piece(said or "")]):
        yield chunk
    yield reply.closing(None)


async def _growing(
    reply: Reply, first: Asked, others: AsyncGenerator[Asked, None]
) -> AsyncGenerator[dict[str, Any], None]:
    """A chunk for each new claim, then what goes with the whole answer."""
    telling, asked = Telling(), first
    async with aclosing(others):
        for chunk in reply.grown(telling.more(asked.answer, whole=asked.whole)):
            yield chunk
        async for asked in others:
            for chunk in reply.grown(telling.more(asked.answer, whole=asked.whole)):
                yield chunk
    yield reply.closing(asked.answer)


async def _events(
    chunks: AsyncGenerator[dict[str, Any], None], reply: Reply, *, usage: bool
) -> AsyncGenerator[bytes, None]:
    """Server-sent events, each let out before the next is made."""
    async with aclosing(chunks):
        yield _event(reply.opening())
        async for chunk in chunks:
            yield _event(chunk)
            await asyncio.sleep(0)
    if usage:
        yield _event(reply.used())
    yield b"data: [DONE]\n\n"


def _event(chunk: dict[str, Any]) -> bytes:
    text = json.dumps(chunk, ensure_ascii=False, separators=(",", ":"))
    return f"data: {text}\n\n".encode("utf-8", "backslashreplace")


class Reply:
    """One answer in the shapes of a completion: whole, or chunk by chunk."""

    def __init__(self, question: str, base_url: str) -> None:
        self._base = base_url
        self._id = f"chatcmpl-{token_hex(12)}"
        self._created = int(time.time())
        self._asked = len(question)
        self._said = 0

    def whole(self, parts: Sequence[Piece], answer: Answer | None) -> dict[str, Any]:
        """The body of a completion that is not streamed."""
        placed = self._placed(parts)
        message = {
            "role": "assistant",
            "content": GAP.join(part.text for part in parts),
            "refusal": None,
            "annotations": [a for at, part in placed for a in self._annotations(part, at)],
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": self._usage(),
            **_extra(answer),
        }

    def opening(self) -> dict[str, Any]:
        """The first chunk of a stream."""
        return self._chunk({"role": "assistant", "content": ""})

    def grown(self, parts: Sequence[Piece]) -> Iterator[dict[str, Any]]:
        """A chunk for each part that is new."""
        for at, part in self._placed(parts):
            delta: dict[str, Any] = {"content": (GAP if at else "") + part.text}
            if part.marks:
                delta["annotations"] = self._annotations(part, at)
            yield self._chunk(delta)

    def closing(self, answer: Answer | None) -> dict[str, Any]:
        """The chunk that says why the stream ends, with the answer's own JSON."""
        return {**self._chunk({}, "stop"), **_extra(answer)}

    def used(self) -> dict[str, Any]:
        """The chunk that tells the usage."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()}

    def _placed(self, parts: Sequence[Piece]) -> list[tuple[int, Piece]]:
        """Each part with its place in the whole text, behind what was said before."""
        placed = []
        for part in parts:
            at = self._said + len(GAP) if self._said else 0
            placed.append((at, part))
            self._said = at + len(part.text)
        return placed

    def _annotations(self, part: Piece, at: int) -> list[dict[str, Any]]:
        """The citations of a part; the quote and its place stand beside what clients read."""
        return [
            {
                "type": "url_citation",
                "url_citation": {
                    "start_index": at + mark.start,
                    "end_index": at + mark.end,
                    "title": mark.citation.title,
                    "url": f"{self._base}api/documents/{mark.citation.document_id}"
                    f"?start={mark.citation.span.start}&end={mark.citation.span.end}",
                    **mark.citation.to_dict(),
                },
            }
            for mark in part.marks
        ]

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": MODEL}

    def _usage(self) -> dict[str, int]:
        total = self._asked + self._said
        return {
            "prompt_tokens": self._asked,
            "completion_tokens": self._said,
            "total_tokens": total,
        }


def _extra(answer: Answer | None) -> dict[str, Any]:
    return {"policyqa": answer.to_dict()} if answer else {}
