"""Language models that write answers: one protocol, one file for each way to run one."""

from rag.generators.base import CutShort, Generator, GeneratorError, Message, Stop
from rag.generators.registry import EXTRACTIVE, open_generator

__all__ = [
    "EXTRACTIVE",
    "CutShort",
    "Generator",
    "GeneratorError",
    "Message",
    "Stop",
    "open_generator",
]
