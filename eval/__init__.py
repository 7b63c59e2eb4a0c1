"""Measuring the assistant: cases, metrics, and one command per table (`python -m eval.NAME`)."""
