"""Make the encoder that weighing compares statements with: ``python -m training.weigh_encoder``.

It is all-MiniLM-L6-v2 as published, nothing trained: mean of the hidden states over the words asked for, in int8 as the
tagger's encoder is. Needs the training environment.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from torch import Tensor, nn

from training.export import _export_graph
from training.model import Tagger, load_base


class PoolGraph(nn.Module):
    """The base's hidden states, averaged over the pieces that ``pool`` marks."""

    def __init__(self, base: Tagger) -> None:
        super().__init__()
        self.base = base

    def forward(self, pieces: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Vectors (B, WIDTH); pieces (B, P) int64; mask, pool (B, P) bool."""
        base = self.base
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        x = base.norm(base.pieces(pieces) + base.positions(positions)[None] + base.kinds.weight[0])
        for layer in base.layers:
            x = layer(x, mask)
        weights = pool.to(x.dtype)[..., None]
        return (x * weights).sum(1) / weights.sum(1).clamp(min=1)


def main() -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("src/reportedly/weigh/weights"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    example = {
        "inputs": (torch.ones(2, 12, dtype=torch.long), *(torch.ones(2, 12, dtype=torch.bool) for _ in range(2))),
        "names": ["pieces", "mask", "pool"],
        "outputs": ["vectors"],
        "axes": {"pieces": "bp", "mask": "bp", "pool": "bp", "vectors": "b"},
    }
    with torch.no_grad():
        _export_graph(PoolGraph(load_base().eval()), arguments.out / "encoder.onnx", example, quantize=True)
    shutil.copy("src/reportedly/read/weights/tokenizer.json", arguments.out / "tokenizer.json")


if __name__ == "__main__":
    main()
