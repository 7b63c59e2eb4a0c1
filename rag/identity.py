"""Keys for caches of what was computed from large values."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """Equal for the very same object only: nothing inside it is hashed or compared.

    The object lives as long as the key, so that no other takes its identity meanwhile.

    >>> word = "".join(("as", "ked"))
    >>> Same(word) == Same(word), Same(word) == Same("asked")
    (True, False)
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value
