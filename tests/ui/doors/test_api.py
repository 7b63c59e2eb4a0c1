"""The JSON API says what the command line says, and turns bad input away in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running import NOTICE, Cli
from tests.ui.doors.running_server import Server

ANSWERABLE = "2024年青山市软件业务收入是多少？"
UNANSWERABLE = "青山市2024年茶叶产量是多少？"
MODEL_ONLY = {"ClaimOut": {"verdict"}}  # there where a language model wrote the words


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings"}


def document(http: httpx.Client, source: str) -> dict[str, Any]:
    listed = http.get("/api/documents", params={"source": source}).json()["documents"]
    return next(line for line in listed if line["source"] == source)


def assert_told(response: httpx.Response, status: int, code: str | None = None) -> None:
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error.keys() == {"code", "message", "next"}
    assert error["message"]
    assert code is None or error["code"] == code
    assert "Traceback" not in response.text


@pytest.mark.parametrize("question", [ANSWERABLE, UNANSWERABLE])
def test_ask_is_what_the_command_prints(http: httpx.Client, home: Path, question: str) -> None:
    response = http.post("/api/ask", json={"question": question})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert timeless(response.json()) == timeless(Cli(home)("ask", question, "--json").json)


def test_a_refusal_is_a_success(http: httpx.Client) -> None:
    answer = http.post("/api/ask", json={"question": UNANSWERABLE}).json()
    assert answer["status"] == "refused"
    assert answer["reason"]["code"]
    assert not answer["claims"]


def test_filters_act(http: httpx.Client) -> None:
    body = {"question": ANSWERABLE, "source": "notice.txt"}
    answer = http.post("/api/ask", json=body).json()
    cited = answer["citations"] + answer["nearest"]
    assert {citation["source"] for citation in cited} <= {"notice.txt"}


def test_a_follow_up_leans_on_history(http: httpx.Client) -> None:
    first = "2024年青山市5G基站数是多少？"
    said = http.post("/api/ask", json={"question": first}).json()
    turn = {"question": said["question"], "answer": said["text"]}
    then = http.post("/api/ask", json={"question": "那2023年呢？", "history": [turn]}).json()
    assert "2023" in then["question"]
    assert "5G" in then["question"]


def test_search_is_what_the_command_prints(http: httpx.Client, home: Path) -> None:
    response = http.post("/api/search", json={"question": "数据中心 能耗", "k": 3})
    assert response.json() == Cli(home)("search", "数据中心 能耗", "-k", 3, "--json").json


def test_documents_are_listed_in_parts(http: httpx.Client) -> None:
    whole = http.get("/api/documents").json()
    assert whole["total"] == len(whole["documents"]) == 5
    part = http.get("/api/documents", params={"limit": 2, "offset": 1}).json()
    assert part == {"total": 5, "documents": whole["documents"][1:3]}


def test_text_is_what_citations_count_in(http: httpx.Client) -> None:
    answer = http.post("/api/ask", json={"question": ANSWERABLE}).json()
    for citation in answer["citations"]:
        span = {"start": citation["start"], "end": citation["end"]}
        url = f"/api/documents/{citation['document_id']}"
        part = http.get(url, params=span).json()
        assert part["text"] == citation["quote"]
        whole = http.get(url).json()
        assert whole["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert whole["characters"] == len(whole["text"])


def test_original_is_saved_not_opened(http: httpx.Client) -> None:
    line = document(http, "notice.txt")
    response = http.get(f"/api/documents/{line['id']}/original")
    assert response.content == NOTICE.encode("gb18030")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]


def test_html_originals_cannot_run(http: httpx.Client) -> None:
    line = document(http, "table.html")
    response = http.get(f"/api/documents/{line['id']}/original")
    assert "html" not in response.headers["content-type"]


@pytest.mark.parametrize("path", ["", "/original"])
@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "%00", "'; drop table x"])
def test_unknown_documents(http: httpx.Client, name: str, path: str) -> None:
    assert_told(http.get(f"/api/documents/{name}{path}"), 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": ""}, 400),
        ({"question": "？！"}, 400),
        ({"question": "长" * 501}, 400),
        ({"question": "长" * 30_000}, 422),
        ({"question": "q", "since": "last week"}, 400),
        ({"question": "q", "sinse": "2024"}, 422),
        ({"question": 5}, 422),
        ({"question": None}, 422),
        ({}, 422),
        ([], 422),
        ({"question": "q", "history": [{"question": "a"}] * 21}, 422),
        ({"question": "q", "history": [["a", "b"]]}, 422),
    ],
)
def test_bad_questions(http: httpx.Client, body: object, status: int) -> None:
    assert_told(http.post("/api/ask", json=body), status)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"question": NaN}',
        b'{"question": "q", "history": ' + b"[" * 50_000,
        b'{"question": ' + b"9" * 10_000 + b"}",
        b"question=q",
        b'{"question": "\\ud800"}',
    ],
    ids=["empty", "half", "bytes", "nan", "deep", "digits", "form", "surrogate"],
)
def test_bodies_that_are_not_json(http: httpx.Client, content: bytes) -> None:
    response = http.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500
    assert_told(response, response.status_code)


@pytest.mark.parametrize("k", [0, -1, 101, 10**30, "x"])
def test_bad_numbers_of_results(http: httpx.Client, k: object) -> None:
    assert_told(http.post("/api/search", json={"question": "数据", "k": k}), 422)


@pytest.mark.parametrize("query", ["start=-1", "start=x", "end=1e3", "start=9&end=3"])
def test_bad_ranges(http: httpx.Client, query: str) -> None:
    line = document(http, "plan.md")
    response = http.get(f"/api/documents/{line['id']}?{query}")
    assert response.status_code in (400, 422)
    assert_told(response, response.status_code)


def test_errors_do_not_repeat_what_was_sent(http: httpx.Client) -> None:
    response = http.post("/api/ask", json={"question": "q", "<script>alert(1)</script>": "秘密"})
    assert "秘密" not in response.text


def test_health(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_openapi_describes_the_doors(http: httpx.Client) -> None:
    schema = http.get("/api/openapi.json").json()
    assert {"/api/ask", "/api/search", "/api/documents", "/healthz"} <= schema["paths"].keys()
    ask = schema["paths"]["/api/ask"]["post"]
    shape = ask["responses"]["200"]["content"]["application/json"]["schema"]
    assert shape["$ref"].endswith("/AnswerOut")
    assert "login" not in str(schema["paths"].keys())


def test_nothing_went_wrong_inside(server: Server, http: httpx.Client) -> None:
    http.get("/api/documents")
    assert "internal error" not in server.log
    assert "Traceback" not in server.log


def test_the_description_names_every_field(http: httpx.Client) -> None:
    """What is answered and what is described have the same fields, all the way down."""
    schemas = http.get("/api/openapi.json").json()["components"]["schemas"]
    answer = http.post("/api/ask", json={"question": ANSWERABLE}).json()
    refusal = http.post("/api/ask", json={"question": UNANSWERABLE}).json()
    hit = http.post("/api/search", json={"question": "数据"}).json()[0]
    listed = document(http, "plan.md")
    for name, value in {
        "AnswerOut": answer,
        "ClaimOut": answer["claims"][0],
        "CitationOut": answer["citations"][0],
        "ReasonOut": refusal["reason"],
        "ManifestOut": answer["manifest"],
        "SpanOut": answer["manifest"]["spans"][0],
        "RevisionOut": answer["manifest"]["documents"][0],
        "HitOut": hit,
        "DocumentLine": listed,
        "DocumentOut": http.get(f"/api/documents/{listed['id']}").json(),
    }.items():
        described = schemas[name]["properties"].keys() - MODEL_ONLY.get(name, set())
        assert described == value.keys(), name
