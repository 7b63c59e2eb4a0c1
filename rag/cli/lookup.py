"""Naming a document the way people do: by id, by the beginning of one, or by its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.store import Index

SHORTEST = 4  # characters of an id that count as its beginning


def find_document(index: Index, given: str) -> str:
    """The id of the one document that `given` names.

    Raises:
        UsageError: it names none or several.
    """
    documents = index.documents()
    exact = [d.id for d in documents if given in (d.id, d.source)]
    begun = [d.id for d in documents if len(given) >= SHORTEST and d.id.startswith(given)]
    found = exact or begun
    remedy = f"policyqa docs list --index {index.directory}"
    if not found:
        raise UsageError(
            f"索引里没有文档 {given}。 There is no document {given} in the index.", remedy
        )
    if len(found) > 1:
        raise UsageError(
            f"{given} 对应 {len(found)} 篇文档，请写全编号。"
            f" {given} fits {len(found)} documents; give the whole id.",
            remedy,
        )
    return found[0]
