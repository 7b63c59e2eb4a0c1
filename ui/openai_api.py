"""The OpenAI-compatible door: models and chat completions, so that its clients work unchanged.

The last user message is the question, the turns before it are its history, and every claim of the
answer is streamed with the citations behind it as `url_citation` annotations. The answer's own JSON
travels along as `policyqa`. No model counts tokens here: `usage` counts characters.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response, StreamingResponse

from ui.api import PROBLEMS
from ui.chores import chore_reply
from ui.failures import Failure, Json
from ui.plain import Piece, pieces

if TYPE_CHECKING:
    from rag.answer import Answer
    from ui.desk import Desk
    from ui.service import Service

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
        base = str(request.base_url)
        chore = chore_reply(question)
        if chore is not None:
            reply = Reply(question, [Piece(chore)], None, base)
        else:
            asked = await desk.run(lambda: service.ask(question, body.history()))
            reply = Reply(question, list(pieces(asked.answer)), asked.answer, base)
        if not body.stream:
            return Json(reply.whole())
        usage = body.stream_options is not None and body.stream_options.include_usage
        return StreamingResponse(
            _events(reply, usage),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    return router


async def _events(reply: Reply, usage: bool) -> AsyncIterator[bytes]:
    """Server-sent events, each let out before the next is made."""
    for chunk in reply.chunks(usage):
        text = json.dumps(chunk, ensure_ascii=False, separators=(",", ":"))
        yield f"data: {text}\n\n".encode("utf-8", "backslashreplace")
        await asyncio.sleep(0)
    yield b"data: [DONE]\n\n"


class Reply:
    """One answer in the shapes of a completion: whole, or chunk by chunk."""

    def __init__(
        self, question: str, parts: list[Piece], answer: Answer | None, base_url: str
    ) -> None:
        self._parts = parts
        self._answer = answer
        self._base = base_url
        self._id = f"chatcmpl-{token_hex(12)}"
        self._created = int(time.time())
        self._asked = len(question)
        self._said = sum(len(part.text) for part in parts) + len(GAP) * (len(parts) - 1)

    def whole(self) -> dict[str, Any]:
        """The body of a completion that is not streamed."""
        message = {
            "role": "assistant",
            "content": GAP.join(part.text for part in self._parts),
            "refusal": None,
            "annotations": [a for at, part in self._placed() for a in self._annotations(part, at)],
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": self._usage(),
            **self._extra(),
        }

    def chunks(self, usage: bool) -> list[dict[str, Any]]:
        """The chunks of a stream, each claim one of them."""
        out = [self._chunk({"role": "assistant", "content": ""})]
        for at, part in self._placed():
            delta: dict[str, Any] = {"content": (GAP if at else "") + part.text}
            if part.marks:
                delta["annotations"] = self._annotations(part, at)
            out.append(self._chunk(delta))
        out.append({**self._chunk({}, "stop"), **self._extra()})
        if usage:
            head = self._head("chat.completion.chunk")
            out.append({**head, "choices": [], "usage": self._usage()})
        return out

    def _placed(self) -> list[tuple[int, Piece]]:
        """Each part with its place in the whole text."""
        places, at = [], 0
        for part in self._parts:
            places.append((at, part))
            at += len(part.text) + len(GAP)
        return places

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

    def _extra(self) -> dict[str, Any]:
        return {"policyqa": self._answer.to_dict()} if self._answer else {}
