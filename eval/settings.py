"""Configuration from the command line: KEY=VALUE pairs of `rag.config.Config`."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from rag.config import Config
from rag.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


def configured(pairs: Iterable[str], base: Config | None = None) -> Config:
    """A configuration with some values changed.

    Raises:
        ConfigError: a pair is not KEY=VALUE, the key is unknown, or the value is out of range.

    >>> configured(["threshold=0.3", "rerank=off"]).threshold
    0.3
    """
    changes: dict[str, Any] = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found:
            raise _error(f"{pair!r}: 应为 KEY=VALUE / expected KEY=VALUE")
        changes[key] = parsed(key, value)
    return replace(base or Config(), **changes)


def parsed(key: str, value: str) -> Any:
    """A value as the type its key has.

    >>> parsed("depth", "50"), parsed("rerank", "no"), parsed("fusion", "rrf")
    (50, False, 'rrf')
    """
    known = {field.name: getattr(Config(), field.name) for field in fields(Config)}
    if key not in known:
        raise _error(f"没有设置 {key!r} / no setting {key!r}; expected one of {', '.join(known)}")
    kind = type(known[key])
    try:
        return _WORDS[value.lower()] if kind is bool else kind(value)
    except (KeyError, ValueError) as error:
        raise _error(
            f"{key} = {value!r}: 应为 {kind.__name__} / expected {kind.__name__}"
        ) from error


def grid(pairs: Sequence[str], base: Config) -> list[tuple[dict[str, Any], Config]]:
    """Every combination of KEY=V1,V2,... as (changes, configuration), the base's own first.

    >>> [changes for changes, _ in grid(["depth=50,100"], Config())]
    [{}, {'depth': 50}, {'depth': 100}]
    """
    named: dict[str, list[Any]] = {}
    for pair in pairs:
        key, found, values = pair.partition("=")
        if not found or not values:
            raise _error(f"{pair!r}: 应为 KEY=V1,V2 / expected KEY=V1,V2")
        named[key] = [parsed(key, value) for value in values.split(",")]
    combined = [dict(zip(named, values, strict=True)) for values in product(*named.values())]
    return [({}, base), *((changes, replace(base, **changes)) for changes in combined)]


def _error(message: str) -> ConfigError:
    return ConfigError(message, "--config threshold=0.3")
