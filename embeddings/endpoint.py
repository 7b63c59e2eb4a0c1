"""An OpenAI-compatible server: where it is, the key to it, and its failures in plain words.

The key is in no message and no representation of anything here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit, urlunsplit

BASE_URL, API_KEY = "POLICYQA_LLM_BASE_URL", "POLICYQA_LLM_API_KEY"
EMBEDDINGS_BASE_URL, EMBEDDINGS_API_KEY = (
    "POLICYQA_EMBEDDINGS_BASE_URL",
    "POLICYQA_EMBEDDINGS_API_KEY",
)
# A key is sent only to the address that was set beside it: a pair is taken whole or not at all.
LANGUAGE = ((BASE_URL, API_KEY), ("OPENAI_BASE_URL", "OPENAI_API_KEY"))
EMBEDDINGS = ((EMBEDDINGS_BASE_URL, EMBEDDINGS_API_KEY), *LANGUAGE)
OPENAI_URL = "https://api.openai.com/v1"
KEYLESS = "none"  # what servers that want no key are sent; the client insists on one
REQUIREMENT = "openai>=3,<4"
CONNECT_SECONDS, READ_SECONDS, RETRIES = 5.0, 300.0, 2
TOLD = 200  # characters of a server's own words that are passed on


class EndpointError(Exception):
    """A server cannot be used as it is set up, or failed; `remedy` is the next command.

    Args:
        message: what was seen and what was expected, Chinese first, English after.
        status: of the server's reply, where it gave one.
    """

    def __init__(self, message: str, remedy: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.status = status


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's base URL and its key; `variables` name where the two were, or would be, set."""

    base_url: str
    key: str = field(repr=False)
    variables: tuple[str, str] = (BASE_URL, API_KEY)

    @property
    def place(self) -> str:
        """The address as it may be shown: without user, password and query."""
        parts = urlsplit(self.base_url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))

    def without_key(self, text: str) -> str:
        """`text` with the key and anything that looks like one replaced, and at most TOLD long."""
        if self.key != KEYLESS:
            text = text.replace(self.key, "…")
        return re.sub(r"(?i)\b(?:sk-|bearer\s+)\S+", "…", " ".join(text.split()))[:TOLD]


def read_endpoint(
    environ: Mapping[str, str], pairs: tuple[tuple[str, str], ...] = LANGUAGE
) -> Endpoint | None:
    """The first server the environment names, None where it names none.

    Raises:
        EndpointError: its address is no http address, or its key cannot be sent in a header.

    >>> read_endpoint({"OPENAI_API_KEY": "sk-secret"})
    Endpoint(base_url='https://api.openai.com/v1', variables=('OPENAI_BASE_URL', 'OPENAI_API_KEY'))
    """
    for pair in pairs:
        url, key = (environ.get(name, "").strip() for name in pair)
        if not url and key and pair == LANGUAGE[-1]:
            url = OPENAI_URL
        if url:
            return _checked(Endpoint(url.rstrip("/"), key or KEYLESS, pair))
    return None


def _checked(endpoint: Endpoint) -> Endpoint:
    url_name, key_name = endpoint.variables
    parts = urlsplit(endpoint.base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise EndpointError(
            f"{url_name} 不是 http 地址。 {url_name} is no http address.",
            f"export {url_name}=http://127.0.0.1:8080/v1",
        )
    if not (endpoint.key.isascii() and endpoint.key.isprintable() and " " not in endpoint.key):
        raise EndpointError(
            f"{key_name} 含有不能用于密钥的字符。 {key_name} holds characters no key has.",
            f"read -rs {key_name} && export {key_name}",
        )
    return endpoint


def missing(pairs: tuple[tuple[str, str], ...] = LANGUAGE) -> EndpointError:
    """No server is set up."""
    url_name, key_name = pairs[0]
    return EndpointError(
        f"没有设置模型服务的地址（{url_name}）。"
        f" The address of a model server ({url_name}) is not set.",
        f"export {url_name}=http://127.0.0.1:11434/v1 {key_name}=…",
    )


def open_client(endpoint: Endpoint) -> Any:
    """The official client, which tries again after 429, 5xx and lost connections, waiting longer
    each time.

    Raises:
        EndpointError: it is not installed.
    """
    try:
        library = import_module("openai")
    except ImportError as error:
        raise EndpointError(
            "openai: 需要软件包 openai。 openai: needs the package openai.",
            f'python -m pip install "{REQUIREMENT}"',
        ) from error
    timeout = library.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return library.OpenAI(
        api_key=endpoint.key, base_url=endpoint.base_url, timeout=timeout, max_retries=RETRIES
    )


# status -> (Chinese, English, remedy); {url} and {key} are the names of the variables.
_STATUS: dict[int, tuple[str, str, str]] = {
    401: ("密钥不被接受", "does not accept the key", "read -rs {key} && export {key}"),
    403: ("密钥无权使用该模型", "does not let this key use it", "read -rs {key} && export {key}"),
    404: ("没有该模型或该地址", "has no such model or address", "policyqa models"),
    429: (
        "请求过多或额度用尽",
        "is asked too much, or the quota is used up",
        "稍候再问 / ask again in a minute",
    ),
}


def explain(error: Exception, endpoint: Endpoint) -> EndpointError:
    """An error of the client, in plain words: which server, what happened, what to type next."""
    url_name, key_name = endpoint.variables
    status = getattr(error, "status_code", None)
    name = type(error).__name__
    if status in _STATUS:
        chinese, english, remedy = _STATUS[status]
        chinese, english = f"{chinese}（{status}）", f"{english} ({status})"
    elif status is not None:
        said = endpoint.without_key(str(getattr(error, "message", error)))
        chinese, english = f"返回 {status}：{said}", f"says {status}: {said}"
        remedy = "policyqa models"
    elif name == "APITimeoutError":
        chinese, english, remedy = "没有及时回应", "does not answer in time", "policyqa models"
    elif name == "APIConnectionError":
        chinese, english = "连接不上或中途断开", "cannot be reached, or broke off"
        remedy = f"curl {endpoint.place}/models; export {url_name}=…"
    else:
        said = endpoint.without_key(str(error))
        chinese, english = f"的回应读不懂（{said}）", f"answers what cannot be read ({said})"
        remedy = f"curl {endpoint.place}/models"
    where = endpoint.place
    return EndpointError(
        f"模型服务 {where} {chinese}。 The model server {where} {english}.",
        remedy.format(url=url_name, key=key_name),
        status,
    )
