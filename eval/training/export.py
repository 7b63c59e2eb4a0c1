"""Write a checkpoint's adapter as the weight file the product ships.

python -m eval.training.export --work DIR [--to rag/data/reader.safetensors]
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from embeddings.checkpoint import WEIGHTS_SHA256
from rag.reader.weights import ADAPTER


def export(work: Path, target: Path) -> str:
    """Write the adapter in float16 and return the file's SHA-256."""
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    adapter = {
        name: values.detach().to(torch.float16).contiguous()
        for name, values in state["adapter"].items()
    }
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
    parser.add_argument("--to", type=Path, default=ADAPTER)
    options = parser.parse_args()
    digest = export(options.work, options.to)
    print(json.dumps({"file": options.to.name, "sha256": digest}))


if __name__ == "__main__":
    main()
