"""The MCP door: three tools, ask, search and show, over streamable HTTP at /mcp."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import mcp.types as mcp
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.requests import Request

from rag.errors import RagError
from ui.api import document_dict, known
from ui.failures import Failure, bug, failure_of
from ui.limits import replayed
from ui.plain import pieces
from ui.schema import AnswerOut, AskBody, Body, DocumentOut, HitOut, SearchBody

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from ui.desk import Desk
    from ui.service import Service

PATH = "/mcp"
MOST_SHOWN = 20_000  # characters of a document in one call
INSTRUCTIONS = (
    "Answers questions about the policy documents indexed here, mostly Chinese, in their exact "
    "words with citations. `ask` answers or refuses; a refusal means the documents do not say. "
    "`search` finds passages, `show` reads a document around a citation."
)


class ShowBody(Body):
    """Which part of which document."""

    document_id: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    start: int = Field(0, ge=0, description="first character, in code points")
    end: int | None = Field(None, ge=0, description=f"at most {MOST_SHOWN} after start")


class HitsOut(BaseModel):
    """Passages, best first."""

    hits: list[HitOut]


Result = tuple[str, dict[str, Any]]  # for people, for programs


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it says of itself, what it takes and gives, and what it does."""

    name: str
    description: str
    takes: type[Body]
    gives: type[BaseModel]
    run: Callable[[Any], Awaitable[Result]]

    def listing(self) -> mcp.Tool:
        """As the protocol lists it."""
        return mcp.Tool(
            name=self.name,
            description=self.description,
            inputSchema=self.takes.model_json_schema(),
            outputSchema=self.gives.model_json_schema(),
            annotations=mcp.ToolAnnotations(
                readOnlyHint=True, idempotentHint=True, openWorldHint=False
            ),
        )


def tools(service: Service, desk: Desk) -> list[Tool]:
    """The three tools over one service."""

    async def ask(body: AskBody) -> Result:
        history = [(turn.question, turn.answer) for turn in body.history]
        asked = await desk.run(lambda: service.ask(body.question, history, body.filters()))
        text = "\n\n".join(piece.text for piece in pieces(asked.answer))
        return text, asked.answer.to_dict()

    async def search(body: SearchBody) -> Result:
        hits = await desk.run(lambda: service.search(body.question, body.k, body.filters()))
        found = [hit.to_dict() for hit in hits]
        lines = [
            f"{hit['title']} ({hit['date']}) {hit['document_id']} [{hit['start']}:{hit['end']}]\n"
            f"{hit['text']}"
            for hit in found
        ]
        return "\n\n".join(lines) or "没有找到。 Nothing found.", {"hits": found}

    async def show(body: ShowBody) -> Result:
        document = await desk.run(lambda: known(service, body.document_id))
        most = body.start + MOST_SHOWN
        end = most if body.end is None else min(body.end, most)
        shown = document_dict(document, body.start, end)
        head = f"{shown['title']} [{shown['start']}:{shown['end']}] / {shown['characters']}"
        return f"{head}\n{shown['text']}", shown

    return [
        Tool("ask", "Answer a question in the documents' exact words.", AskBody, AnswerOut, ask),
        Tool("search", "Find the passages that fit best.", SearchBody, HitsOut, search),
        Tool("show", "Read a document's text at a range.", ShowBody, DocumentOut, show),
    ]


class McpDoor:
    """The ASGI application at /mcp. Each request stands alone: nothing is kept between them."""

    def __init__(self, service: Service, desk: Desk) -> None:
        self._tools = {tool.name: tool for tool in tools(service, desk)}
        server: Server[object, Any] = Server(
            "policyqa", version=version("policyqa"), instructions=INSTRUCTIONS
        )
        server.list_tools()(self._list)  # type: ignore[no-untyped-call]
        server.call_tool(validate_input=False)(self._call)
        self.manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        _check_json(body)
        await self.manager.handle_request(scope, replayed(body, receive), send)

    async def _list(self) -> list[mcp.Tool]:
        return [tool.listing() for tool in self._tools.values()]

    async def _call(self, name: str, arguments: dict[str, Any]) -> mcp.CallToolResult:
        tool = self._tools.get(name)
        if tool is None:
            return _failed(f"没有工具 {name}。 There is no tool {name}: {', '.join(self._tools)}.")
        try:
            text, structured = await tool.run(tool.takes.model_validate(arguments))
        except ValidationError as error:
            return _failed("\n".join(_problem(dict(problem)) for problem in error.errors()))
        except (Failure, RagError) as error:
            failure = error if isinstance(error, Failure) else failure_of(error)
            return _failed(f"{failure.message}\n→ {failure.next}")
        except Exception as error:
            return _failed(bug(error).message)
        content: list[mcp.ContentBlock] = [mcp.TextContent(type="text", text=clean(text))]
        return mcp.CallToolResult(content=content, structuredContent=clean(structured))


def _check_json(body: bytes) -> None:
    """Raise Failure 400 for what the protocol's library would stumble over."""
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        raise Failure(
            400,
            "not_json",
            "请求体不是 UTF-8 编码的 JSON。 The body is not JSON in UTF-8.",
            "Model Context Protocol, streamable HTTP",
        ) from None


def _problem(problem: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    return f"参数 {place} 有误。 {place}: {problem['msg']}"


def _failed(message: str) -> mcp.CallToolResult:
    content: list[mcp.ContentBlock] = [mcp.TextContent(type="text", text=clean(message))]
    return mcp.CallToolResult(content=content, isError=True)


def clean(value: Any) -> Any:
    r"""The same with lone surrogates replaced, which the protocol's JSON cannot carry.

    >>> clean({"a": ["b\ud800"]})
    {'a': ['b?']}
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner) for inner in value]
    return value
