"""The report of a run: one HTML file that works offline, Markdown, JSON."""
