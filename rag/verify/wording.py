"""What can have changed since an answer was given, in words: Chinese, English."""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal[
    "answer_edited",
    "manifest_edited",
    "claim_unfounded",
    "claim_unsupported",
    "document_changed",
    "document_removed",
    "quote_shifted",
    "quote_gone",
    "quote_edited",
    "label_changed",
    "index_moved",
    "other_encoder",
    "other_config",
    "other_reader",
]

NOTES: Final = frozenset({"index_moved", "other_encoder", "other_config", "other_reader"})

WORDS: Final[dict[Kind, tuple[str, str]]] = {
    "answer_edited": (
        "回答的“{about}”被改动过：与生成时的指纹不符。",
        'The answer\'s "{about}" was edited: it is not what was sealed.',
    ),
    "manifest_edited": (
        "清单与回答的“{about}”对不上：其中之一被改动过。",
        'The manifest and the answer\'s "{about}" disagree: one of them was edited.',
    ),
    "claim_unfounded": (
        "第 {about} 条陈述不是所引原文。",
        "Claim {about} is not the words it cites.",
    ),
    "claim_unsupported": (
        "第 {about} 条陈述与所引原文的核对结果变差：{was} → {now}。",
        "The check of claim {about} against its quotes says less: {was} → {now}.",
    ),
    "document_changed": (
        "文档已变更：{about}（{was} → {now}）。",
        "Document changed: {about} ({was} → {now}).",
    ),
    "document_removed": (
        "文档已不在索引中：{about}（{was}）。",
        "Document no longer in the index: {about} ({was}).",
    ),
    "quote_shifted": (
        "引文 {about} 还在，但位置移动了：第 {was} 字 → 第 {now} 字。",
        "Quote {about} is still there but has moved: character {was} → {now}.",
    ),
    "quote_gone": (
        "引文 {about} 已找不到。",
        "Quote {about} cannot be found any more.",
    ),
    "quote_edited": (
        "引文 {about} 与原文不符：回答写“{was}”，原文是“{now}”。",
        'Quote {about} is not what the document says: "{was}", there "{now}".',
    ),
    "label_changed": (
        "引文 {about} 已变：{was} → {now}。",
        "Quote {about} has changed: {was} → {now}.",
    ),
    "index_moved": (
        "索引此后更新过（{was} → {now}）。",
        "The index has moved on since ({was} → {now}).",
    ),
    "other_encoder": (
        "索引现在用另一个向量模型（{was} → {now}）；重新提问可能得到别的回答。",
        "The index has another encoder now ({was} → {now}); asked again, the answer may differ.",
    ),
    "other_config": (
        "设置与当时不同（{was} → {now}）；重新提问可能得到别的回答。",
        "Settings are not those of then ({was} → {now}); asked again, the answer may differ.",
    ),
    "other_reader": (
        "阅读模型与当时不同（{was} → {now}）；重新提问可能得到别的回答。",
        "The reader is not that of then ({was} → {now}); asked again, the answer may differ.",
    ),
}
