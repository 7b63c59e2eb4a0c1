"""The JSON API: ask, search, read documents, health. Described by /api/openapi.json."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from rag.errors import RagError, UsageError
from ui.desk import last
from ui.failures import Failure, Json
from ui.schema import (
    MOST_HITS,
    AnswerOut,
    AskBody,
    DocumentOut,
    DocumentsOut,
    FailureOut,
    HealthOut,
    HitOut,
    Restricted,
    SearchBody,
)
from ui.service import MEDIA_TYPES, Original, Service

if TYPE_CHECKING:
    from rag.types import Document
    from ui.desk import Desk

MOST_DOCUMENTS = 1_000
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": FailureOut, "description": words}
    for status, words in {
        400: "a question, filter or body that cannot be used as given",
        401: "sign in first, or the credentials are wrong",
        404: "there is no such document",
        413: "the body is too large",
        422: "a field is missing, unknown, or of the wrong kind",
        429: "too many requests; wait as long as Retry-After says",
        503: "busy, or the index cannot be used now",
    }.items()
}
# What is text or HTML goes out as bytes: only these may be told by their type.
FILE_TYPES: dict[str, Any] = {
    kind: {} for kind in ("application/octet-stream", *MEDIA_TYPES.values())
}
DocumentId = Annotated[str, Path(min_length=1, max_length=80, description="id of a document")]
Offset = Annotated[int | None, Query(ge=0, le=2**53, description="in code points")]


class DocumentsQuery(Restricted):
    """Filters of the listing, and which part of it."""

    limit: Annotated[int, Query(ge=1, le=MOST_DOCUMENTS)] = 100
    offset: Annotated[int, Query(ge=0, le=2**53)] = 0


def api_router(service: Service, desk: Desk) -> APIRouter:
    """The routes over one service."""
    router = APIRouter(default_response_class=Json, responses=PROBLEMS)

    @router.post("/api/ask", response_model=AnswerOut, tags=["questions"])
    async def ask(body: AskBody, request: Request) -> Response:
        """Answer a question in the documents' exact words, or refuse with a reason; both are 200.

        `question` in the answer is the question as understood: a follow-up is made whole first.
        """
        history = [(turn.question, turn.answer) for turn in body.history]
        answers = desk.stream(
            lambda stop: service.answering(body.question, history, body.filters(), stop)
        )
        asked = await last(answers, request.is_disconnected)
        return Json(asked.answer.to_dict())

    @router.post("/api/search", response_model=list[HitOut], tags=["questions"])
    async def search(body: SearchBody) -> Response:
        """The passages that fit a question best, best first."""
        hits = await desk.run(lambda: service.search(body.question, body.k, body.filters()))
        return Json([hit.to_dict() for hit in hits[:MOST_HITS]])

    @router.get("/api/documents", response_model=DocumentsOut, tags=["documents"])
    async def documents(query: Annotated[DocumentsQuery, Query()]) -> Response:
        """The indexed documents that pass the filters, by source."""
        found = await desk.run(lambda: service.documents(query.filters()))
        part = found[query.offset : query.offset + query.limit]
        return Json({"total": len(found), "documents": [asdict(line) for line in part]})

    @router.get("/api/documents/{document_id}", response_model=DocumentOut, tags=["documents"])
    async def document(
        document_id: DocumentId, start: Offset = None, end: Offset = None
    ) -> Response:
        """A document and its text, whole or from `start` to `end`."""
        found = await desk.run(lambda: known(service, document_id))
        return Json(document_dict(found, start, end))

    @router.get(
        "/api/documents/{document_id}/original",
        response_class=Response,
        responses={200: {"content": FILE_TYPES, "description": "the file"}},
        tags=["documents"],
    )
    async def original(document_id: DocumentId) -> Response:
        """The file the document was read from, as it was given, to be saved."""

        def read() -> Original:
            known(service, document_id)
            return service.original(document_id)

        return attachment(await desk.run(read))

    return router


def health_router(service: Service, desk: Desk) -> APIRouter:
    """Is the process alive, and can it answer. Neither needs a login, neither tells anything."""
    router = APIRouter(default_response_class=Json, tags=["health"])

    @router.get("/healthz", response_model=HealthOut)
    async def healthz() -> Response:
        """The process answers."""
        return Json({"status": "ok"})

    @router.get("/readyz", response_model=HealthOut, responses={503: PROBLEMS[503]})
    async def readyz() -> Response:
        """The index can be read."""
        try:
            await desk.run(service.assistant.index.passage_count)
        except RagError as error:
            raise Failure(
                503,
                "not_ready",
                "索引不能读取。 The index cannot be read.",
                "policyqa doctor",
                {"Retry-After": "5"},
            ) from error
        return Json({"status": "ready"})

    return router


def known(service: Service, document_id: str) -> Document:
    """The document of that id; Failure 404 when there is none."""
    try:
        return service.document(document_id)
    except UsageError as error:
        raise Failure(
            404,
            "no_such_document",
            f"索引里没有文档 {document_id}。 There is no document {document_id} in the index.",
            "GET /api/documents",
        ) from error


def document_dict(document: Document, start: int | None, end: int | None) -> dict[str, Any]:
    """The object that describes a document, with the text of a range.

    Raises:
        Failure: the range ends before it starts.
    """
    size = len(document.text)
    first = min(start or 0, size)
    last = size if end is None else min(end, size)
    if last < first:
        raise Failure(
            400,
            "bad_range",
            f"范围 [{start}, {end}) 的终点在起点之前。 The range ends before it starts.",
            f"0 ≤ start ≤ end ≤ {size}",
        )
    told = ("id", "source", "kind", "title", "external_id", "publisher", "author", "number")
    return {
        **{name: getattr(document, name) for name in (*told, "date", "date_origin", "url")},
        "pages": [
            {"number": page.number, "start": page.span.start, "end": page.span.end}
            for page in document.pages
        ],
        "characters": size,
        "start": first,
        "end": last,
        "text": document.text[first:last],
    }


def attachment(original: Original) -> Response:
    """A file to be saved and never opened in place: its bytes are somebody else's."""
    known_type = original.media_type in FILE_TYPES
    media_type = original.media_type if known_type else "application/octet-stream"
    name = quote(original.name.encode("utf-8", "replace"), safe="")
    return Response(
        original.data,
        headers={
            "Content-Type": media_type,  # as it is: no character set is claimed for these bytes
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        },
    )
