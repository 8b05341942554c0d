"""Turn a trained tagger into what ships: ``python -m training.export training/runs/tagger/tagger.pt``.

Writes ``encoder.onnx`` (stage one) and ``cues.onnx`` (stage two), their matrices in int8 per channel and the word
embeddings in int8 per row, the small heads in fp32; ``moves.npz`` has the two CRFs' transition scores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from reportedly.read.tags import ILLEGAL
from reportedly.read.words import FEATURE_SIZES
from training.model import NEVER, WIDTH, Tagger

OPSET = 17
HEAD_OUTPUTS = {"scores", "accept"}


class EncodeGraph(nn.Module):
    """Stage one with its inputs as plain tensors; features (B, P, n_features)."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, pieces: Tensor, mask: Tensor, features: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Words (B, W, WIDTH) and scores (B, W, N_TAGS)."""
        named = {name: features[..., i] for i, name in enumerate(FEATURE_SIZES)}
        return self.tagger.encode(pieces, mask, named, first)


class CueGraph(nn.Module):
    """Stage two."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, words: Tensor, mask: Tensor, distance: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (A, L, N_TAGS) and acceptance logits (A,)."""
        return self.tagger.read_cues(words, mask, distance)


def export(checkpoint: Path, out: Path, *, quantize: bool = True) -> None:
    """Write the graphs of a checkpoint (a saved average, or a training state) to ``out``."""
    state = torch.load(checkpoint, weights_only=True)
    tagger = Tagger()
    tagger.load_state_dict(state.get("average", state))
    tagger.eval()
    out.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        _export_graph(EncodeGraph(tagger), out / "encoder.onnx", _encode_example(), quantize)
        _export_graph(CueGraph(tagger), out / "cues.onnx", _cue_example(), quantize)
    moves = {
        name: np.where(ILLEGAL, NEVER, crf.moves.detach().numpy()).astype(np.float32)
        for name, crf in (("flat", tagger.flat_crf), ("role", tagger.role_crf))
    }
    np.savez(out / "moves.npz", **moves)  # type: ignore[arg-type]


def _encode_example() -> dict[str, object]:
    return {
        "inputs": (
            torch.ones(2, 12, dtype=torch.long),
            torch.ones(2, 12, dtype=torch.bool),
            torch.zeros(2, 12, len(FEATURE_SIZES), dtype=torch.long),
            torch.ones(2, 7, dtype=torch.long),
        ),
        "names": ["pieces", "mask", "features", "first"],
        "outputs": ["words", "scores"],
        "axes": {"pieces": "bp", "mask": "bp", "features": "bp", "first": "bw", "words": "bw", "scores": "bw"},
    }


def _cue_example() -> dict[str, object]:
    return {
        "inputs": (torch.zeros(2, 9, WIDTH), torch.ones(2, 9, dtype=torch.bool), torch.ones(2, 9, dtype=torch.long)),
        "names": ["words", "mask", "distance"],
        "outputs": ["scores", "accept"],
        "axes": {"words": "bw", "mask": "bw", "distance": "bw", "scores": "bw", "accept": "b"},
    }


def _export_graph(graph: nn.Module, path: Path, example: dict[str, object], quantize: bool) -> None:
    """Export, and quantize all but the heads."""
    raw = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        graph.eval(),
        example["inputs"],  # type: ignore[arg-type]
        str(raw),
        input_names=example["names"],  # type: ignore[arg-type]
        output_names=example["outputs"],  # type: ignore[arg-type]
        dynamic_axes={name: dict(enumerate(axes)) for name, axes in example["axes"].items()},  # type: ignore[attr-defined]
        opset_version=OPSET,
        dynamo=False,
    )
    if not quantize:
        raw.replace(path)
        return
    heads = _head_nodes(onnx.load(raw))
    quantize_dynamic(
        raw,
        path,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm"],
        nodes_to_exclude=heads,
        extra_options={"MatMulConstBOnly": True},
    )
    raw.unlink()
    model = onnx.load(path)
    _shrink_tables(model)
    onnx.save(model, path)


def _head_nodes(model: onnx.ModelProto) -> list[str]:
    """Names of the matrix products with few columns: the heads, which stay in fp32."""
    narrow = {i.name for i in model.graph.initializer if len(i.dims) == 2 and min(i.dims) < 32}
    return [n.name for n in model.graph.node if n.op_type in ("MatMul", "Gemm") and narrow & set(n.input)]


def _shrink_tables(model: onnx.ModelProto) -> None:
    """Large embedding tables as int8 with a scale per row, looked up and scaled in the graph."""
    graph = model.graph
    tables = {i.name: i for i in graph.initializer if len(i.dims) == 2 and i.dims[0] > 20_000}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = tables[node.input[0]]
        values = numpy_helper.to_array(table).astype(np.float32)
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        small = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        graph.initializer.remove(table)
        graph.initializer.append(numpy_helper.from_array(small, table.name))
        graph.initializer.append(numpy_helper.from_array(scale, table.name + ".scale"))
        at, out, index = list(graph.node).index(node), node.output[0], node.input[1]
        node.output[0] = out + ".int8"
        extra = [
            helper.make_node("Cast", [out + ".int8"], [out + ".wide"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [table.name + ".scale", index], [out + ".rows"], axis=0),
            helper.make_node("Mul", [out + ".wide", out + ".rows"], [out]),
        ]
        for offset, new in enumerate(extra):
            graph.node.insert(at + 1 + offset, new)


def main() -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/reportedly/read/weights"))
    parser.add_argument("--fp32", action="store_true", help="do not quantize (to see what int8 costs)")
    arguments = parser.parse_args()
    export(arguments.checkpoint, arguments.out, quantize=not arguments.fp32)


if __name__ == "__main__":
    main()
