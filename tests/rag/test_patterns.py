"""A pattern that is compiled late finds what one compiled at once finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.patterns import regex

FORMS = (r"\d{4}年", r"(?P<a>[一-鿿]+?)(?:和|与)(?P<b>[一-鿿]+)", "", r"[，,。]|\s+")
TEXTS = st.text(alphabet="2015年和与贵州，。 a", max_size=30)


@given(st.sampled_from(FORMS), TEXTS)
def test_equals_re_compile(form: str, text: str) -> None:
    late, now = regex(form, re.IGNORECASE), re.compile(form, re.IGNORECASE)
    for _ in range(2):  # before and after it is compiled
        assert [m.span() for m in late.finditer(text)] == [m.span() for m in now.finditer(text)]
        assert late.sub("|", text) == now.sub("|", text)
        assert late.split(text) == now.split(text)
        for name in ("match", "search", "fullmatch"):
            left, right = getattr(late, name)(text), getattr(now, name)(text)
            assert (left and left.groupdict()) == (right and right.groupdict())
    assert (late.pattern, late.groups, late.flags) == (now.pattern, now.groups, now.flags)


def test_is_compiled_at_its_first_use() -> None:
    broken = regex("(")
    assert broken.pattern == "("
    with pytest.raises(re.error):
        broken.search("a")
