"""Benchmarks of time, memory and crash safety (`python -m eval.bench.NAME`)."""
