"""Write a checkpoint's adapter as the weight file the product ships.

python -m eval.training.export --work DIR [--with ADAPTER] [--to rag/data/reader.safetensors]

`--with` averages the checkpoint's weights with those of the adapter its run began with, three to
one: better on what neither was trained on (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models").
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from embeddings.checkpoint import WEIGHTS_SHA256
from rag.reader.weights import ADAPTER

SHARE = 0.75  # of the checkpoint in an average


def export(work: Path, target: Path, beside: Path | None = None) -> str:
    """Write the adapter in float16 and return the file's SHA-256; `beside`: averaged with it."""
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    adapter = {name: v.detach().to(torch.float16) for name, v in state["adapter"].items()}
    if beside is not None:
        known = load_file(beside)
        adapter = {
            name: ((1 - SHARE) * known[name].float() + SHARE * values.float()).half()
            for name, values in adapter.items()
        }
    adapter = {name: values.contiguous() for name, values in adapter.items()}
    about = {
        "base": f"multilingual-e5-small, 4-bit, sha256 {WEIGHTS_SHA256}",
        "steps": str(state["step"]),
        "method": "LoRA, rank 16, alpha 32",
        "licence": "CC BY-SA 4.0",
    }
    save_file(adapter, target, metadata=about)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--with", type=Path, dest="beside", metavar="ADAPTER", help="average")
    parser.add_argument("--to", type=Path, default=ADAPTER)
    options = parser.parse_args()
    digest = export(options.work, options.to, options.beside)
    print(json.dumps({"file": options.to.name, "sha256": digest}))


if __name__ == "__main__":
    main()
