"""Torch on every core at once, each core with a piece of work of its own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import torch


def single_core_workers(name: str) -> ThreadPoolExecutor:
    """As many threads as torch would use, each of which computes on one core alone.

    Splitting every product of a small model over the cores instead has them wait for each other
    hundreds of times a second; where one of the cores is busy otherwise, for seconds.
    """
    count = torch.get_num_threads()
    started = threading.Barrier(count)

    def restrict() -> None:
        torch.set_num_threads(1)  # of the calling thread, and of threads that begin later
        started.wait()

    workers = ThreadPoolExecutor(count, thread_name_prefix=name)
    for job in [workers.submit(restrict) for _ in range(count)]:
        job.result()
    torch.set_num_threads(count)  # for threads that begin later
    return workers
