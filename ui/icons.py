"""Line icons, drawn for this page on a 20 by 20 grid; hidden from screen readers."""

from __future__ import annotations


def _icon(path: str) -> str:
    return (
        '<svg class="pq-icon" viewBox="0 0 20 20" width="16" height="16" fill="none" '
        'stroke="currentColor" stroke-width="1.6" stroke-linecap="round" '
        f'stroke-linejoin="round" aria-hidden="true" focusable="false">{path}</svg>'
    )


COPY = _icon('<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M4 13V5a2 2 0 0 1 2-2h7"/>')
UP = _icon('<path d="M6 17V9l4-6c1.6 0 2.2 1.2 1.8 2.6L11.2 8H16l-1.4 8a1 1 0 0 1-1 1H6zM3 9v8"/>')
DOWN = _icon(
    '<path d="M14 3v8l-4 6c-1.6 0-2.2-1.2-1.8-2.6l.6-2.4H4l1.4-8a1 1 0 0 1 1-1H14zM17 11V3"/>'
)
ALERT = _icon('<path d="M10 3 2.5 16.5h15L10 3zM10 8v4M10 14.4v.1"/>')
STOP = _icon('<circle cx="10" cy="10" r="7.2"/><path d="m5 5 10 10"/>')
CLOCK = _icon('<circle cx="10" cy="10" r="7.2"/><path d="M10 6v4.3l2.7 1.7"/>')
CLOSE = _icon('<path d="m5 5 10 10M15 5 5 15"/>')
SEND = _icon('<path d="M10 16V4M5 9l5-5 5 5"/>')
THEME = _icon('<path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z"/>')
DOCUMENT = _icon(
    '<path d="M5 2.5h7l3.5 3.5v11.5h-10.500zM12 2.500V6h3.500M7.500 10h5M7.500 13h5"/>'
)
UPLOAD = _icon('<path d="M10 13V4M6 8l4-4 4 4M3.500 13v3.500h13V13"/>')
BACK = _icon('<path d="M16 10H4M9 5l-5 5 5 5"/>')
FILTER = _icon('<path d="M3 5h14M6 10h8M8.500 15h3"/>')
CHECK = _icon('<path d="m4 10.5 4 4 8-9"/>')
HALF = _icon('<circle cx="10" cy="10" r="7.2"/><path d="M10 2.8v14.4M10 6h5M10 10h7M10 14h5"/>')
FORK = _icon('<path d="M10 17v-6L4 4M10 11l6-7M4 8V4h4M12 4h4v4"/>')
HALT = _icon('<rect x="5" y="5" width="10" height="10" rx="1.500" fill="currentColor"/>')
LEAVE = _icon('<path d="M8 3H4v14h4M8.500 10H17M13.500 6.500 17 10l-3.500 3.500"/>')
