"""Reading a saved answer back: what `ask --json` printed, or a clear word on why this is not it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from rag.errors import UsageError
from rag.provenance import FORMAT, SEALED

_REMEDY: Final = 'policyqa ask "问题" --json > ANSWER.json'
_CITATION: Final = {
    "number": int,
    "document_id": str,
    "source": str,
    "title": str,
    "publisher": (str, None),
    "date": (str, None),
    "start": int,
    "end": int,
    "quote": str,
}
_SPAN: Final = {"number": int, "document_id": str, "start": int, "end": int, "sha256": str}
_MANIFEST: Final = {
    "format": int,
    "index_version": str,
    "documents": [{"document_id": str, "source": str, "sha256": str}],
    "spans": [_SPAN],
    "nearest": [_SPAN],
    "config": str,
    "encoder": str,
    "encoder_fingerprint": str,
    "reader": str,
    "generator": str,
    "prompt": (str, None),
    "answer": dict.fromkeys(SEALED, str),
}
_ANSWER: Final = dict.fromkeys(SEALED, object) | {
    "text": str,
    "generator": str,
    "claims": [{"text": str, "citations": [int]}],
    "citations": [_CITATION],
    "nearest": [_CITATION],
    "manifest": _MANIFEST,
}


def read_record(data: bytes, name: str) -> Mapping[str, Any]:
    """The answer in `data`, its fields there and of the kinds that `verify` needs.

    Raises:
        UsageError: it is no JSON, not an answer, or an answer without its manifest.
    """
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        what = str(error).splitlines()[0][:120]
        raise UsageError(
            f"{name} 不是 JSON（{what}）。 {name} is not JSON ({what}).", _REMEDY
        ) from None
    if not isinstance(record, dict) or not {"question", "citations"} <= record.keys():
        raise UsageError(
            f"{name} 不是 policyqa 的一个回答。 {name} is not one answer of policyqa.", _REMEDY
        )
    if record.get("manifest") is None:
        raise UsageError(
            f"{name} 里的回答没有清单（manifest），无从核对。"
            f" The answer in {name} has no manifest to verify it by.",
            _REMEDY,
        )
    if wrong := _misfit(record, _ANSWER, ""):
        raise UsageError(
            f"{name} 已损坏：{wrong} 缺失或类型不对。"
            f" {name} is damaged: {wrong} is missing or of the wrong kind.",
            _REMEDY,
        )
    if record["manifest"]["format"] != FORMAT:
        raise UsageError(
            f"{name} 的清单是第 {record['manifest']['format']} 版，这里认得第 {FORMAT} 版。"
            f" The manifest has format {record['manifest']['format']}; expected {FORMAT}.",
            "升级 policyqa 后再核对 / verify with the version that made it",
        )
    return record


def _misfit(value: object, shape: Any, where: str) -> str | None:
    """The path of the first part of `value` that is not as `shape` says, None where all are.

    A shape is a type; a pair of a type and None; a list of one shape; or a shape per key.

    >>> _misfit({"a": [1, "2"]}, {"a": [int]}, ""), _misfit({"a": None}, {"a": (str, None)}, "")
    ('.a[1]', None)
    """
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return where or "."
        inner = ((value.get(k, _ABSENT), s, f"{where}.{k}") for k, s in shape.items())
    elif isinstance(shape, list):
        if not isinstance(value, list):
            return where
        inner = ((v, shape[0], f"{where}[{i}]") for i, v in enumerate(value))
    else:
        return None if _is_kind(value, shape) else where
    return next((found for v, s, at in inner if (found := _misfit(v, s, at))), None)


class _Absent:
    """Stands for a key that is not there: no shape but `object` would take it for a value."""


_ABSENT: Final = _Absent()


def _is_kind(value: object, shape: Any) -> bool:
    if value is _ABSENT:
        return False
    if isinstance(shape, tuple):
        return value is None or isinstance(value, shape[0])
    return isinstance(value, shape) and not (shape is int and isinstance(value, bool))
