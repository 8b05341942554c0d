"""Train the tagger: ``python -m training.train --data ../shared --out training/runs/tagger``.

Seeded and resumable: state is saved every epoch and every ``SAVE_EVERY`` steps; started again with the same
``--out`` it goes on where it was. The log (``log.ndjson``) has one line per reporting step and per epoch.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from reportedly.read.pieces import PieceEncoder, Window
from reportedly.read.tags import distances_from, tag_of
from training.data import load_polnear, load_scenarios, load_texts
from training.marked import Document
from training.model import Batch, Tagger, load_base, warm_decay
from training.windows import Prepared, collate, crop_around, cut_windows, inner_document, prepare, target_tags

BATCH = 8  # windows a step
# The rate comes down to nothing at the end of each cycle. What ships is the mean of the weights at those ends, which is
# better than any of them (Izmailov et al. 2018, "Averaging weights leads to wider optima and better generalization").
CYCLES = (6, 3)  # epochs
PEAKS = (1.0, 0.6)  # of the rates
OWN_SHARES = (1.0, 0.4)  # of our own texts in an epoch; others each time
OWN_FROM = 1  # the first epoch is PolNeAR alone: its conventions are the ones that are measured
RATES = {"encoder": 1.5e-4, "cue": 2e-4, "heads": 1e-3}
WEIGHT_DECAY = 0.01
MASK_RATES = (0.03, 0.08)  # by cycle
AVERAGE = 0.998  # of the weights' running average, which is what ships
FLAT_WEIGHT, ROLE_WEIGHT, ACCEPT_WEIGHT = 1.0, 1.0, 2.0
MAX_ANCHORS = 40  # a step; more are sampled down
MAX_NEGATIVES = 2  # a window
NEGATIVE_FLOOR = 0.02  # flat cue probability at which a wrong word is worth learning from
PART_OF_CUE = 0.3  # share of positives anchored at one word of the cue only
SAVE_EVERY, REPORT_EVERY = 200, 25
CUE_TAGS = [tag_of("cue", edge) for edge in "BIES"]


def load_documents(data: Path, texts: Path) -> tuple[list[Document], list[Document], list[Document]]:
    """PolNeAR's training articles; scenarios, own texts and their contents; PolNeAR's development articles."""
    own = load_scenarios((data / "scenarios/train").glob("*.json")) + load_texts(texts)
    inner = [i for i in map(inner_document, own) if i is not None]
    return (
        load_polnear(data / "data/polnear/train.jsonl"),
        [*own, *inner],
        load_polnear(data / "data/polnear/dev.jsonl"),
    )


def pick_anchors(
    items: list[tuple[Prepared, Window]], batch: Batch, flat: Tensor, rng: random.Random
) -> list[tuple[int, list[int], np.ndarray | None, tuple[int, int]]]:
    """(window, anchor words in it, role tags or None for a wrong cue, crop) of a step's anchors."""
    cue = flat.detach().float().softmax(-1)[..., CUE_TAGS].sum(-1).numpy()
    picked = []
    for i, (prepared, window) in enumerate(items):
        a, b = window.words
        taken = np.zeros(b - a, dtype=bool)
        for target in prepared.targets:
            anchor = [w - a for w in target.anchor if a <= w < b]
            if len(anchor) < len(target.anchor):
                continue
            taken[max(0, anchor[0] - 1) : anchor[-1] + 2] = True
            if rng.random() < PART_OF_CUE:
                anchor = [rng.choice(anchor)]
            crop = crop_around(anchor, b - a)
            picked.append((i, anchor, target_tags(target, a, crop), crop))
        open_words = np.flatnonzero((cue[i, : b - a] > NEGATIVE_FLOOR) & ~taken & ~prepared.shielded[a:b])
        for run in sorted(
            np.split(open_words, np.flatnonzero(np.diff(open_words) > 1) + 1), key=lambda r: -_top(cue[i], r)
        )[:MAX_NEGATIVES]:
            if len(run):
                anchor = run.tolist()[:6]
                picked.append((i, anchor, None, crop_around(anchor, b - a)))
    rng.shuffle(picked)
    return sorted(picked[:MAX_ANCHORS], key=lambda p: p[0])


def _top(scores: np.ndarray, run: np.ndarray) -> float:
    return float(scores[run].max()) if len(run) else 0.0


def role_losses(
    model: Tagger,
    hidden: Tensor,
    batch: Batch,
    anchors: list[tuple[int, list[int], np.ndarray | None, tuple[int, int]]],
) -> tuple[Tensor, Tensor]:
    """(role NLL, acceptance loss), each the mean over the anchors."""
    size = max(hi - lo for *_, (lo, hi) in anchors)
    n = len(anchors)
    index = np.zeros((n, size), np.int64)
    mask, distance, tags = np.zeros((n, size), bool), np.zeros((n, size), np.int64), np.zeros((n, size), np.int64)
    accept = np.zeros(n, np.float32)
    for k, (_, anchor, gold, (lo, hi)) in enumerate(anchors):
        index[k, : hi - lo] = np.arange(lo, hi)
        mask[k, : hi - lo] = True
        marks = np.zeros(hi - lo, bool)
        marks[[w - lo for w in anchor]] = True
        distance[k, : hi - lo] = distances_from(marks, anchor[0] - lo, anchor[-1] - lo)
        if gold is not None:
            tags[k, : hi - lo] = gold
            accept[k] = 1
    rows = torch.tensor([a[0] for a in anchors])[:, None]
    at = torch.from_numpy(index)
    mask_t = torch.from_numpy(mask)
    scores, logits = model.read_cues(hidden[rows, at], mask_t, torch.from_numpy(distance))
    starts = batch.starts[rows, at] & mask_t
    nll = model.role_crf(scores.float(), torch.from_numpy(tags), mask_t, starts)
    right = nn.functional.binary_cross_entropy_with_logits(logits.float(), torch.from_numpy(accept))
    return nll.mean() / 10, right


def step_losses(model: Tagger, items: list[tuple[Prepared, Window]], batch: Batch, rng: random.Random) -> list[Tensor]:
    """Flat, role and acceptance losses of a batch."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, flat = model.encode(batch.pieces, batch.piece_mask, batch.piece_features, batch.first)
    flat_loss = model.flat_crf(flat.float(), batch.tags, batch.word_mask, batch.starts).mean() / 40
    anchors = pick_anchors(items, batch, flat, rng)
    if not anchors:
        return [flat_loss]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        role, accept = role_losses(model, hidden, batch, anchors)
    return [flat_loss * FLAT_WEIGHT, role * ROLE_WEIGHT, accept * ACCEPT_WEIGHT]


def make_optimizer(model: Tagger) -> torch.optim.AdamW:
    """AdamW with a rate for the encoder, one for stage two, one for what is new."""
    groups: dict[str, list[nn.Parameter]] = {name: [] for name in RATES}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            part = name.split(".")[0]
            groups[
                "encoder"
                if part in ("layers", "norm", "positions", "kinds")
                else "cue"
                if part == "cue_layers"
                else "heads"
            ].append(parameter)
    return torch.optim.AdamW(
        [{"params": p, "lr": RATES[n], "name": n} for n, p in groups.items()], weight_decay=WEIGHT_DECAY, fused=True
    )


@torch.no_grad()
def update_average(average: Tagger, model: Tagger, step: int) -> None:
    """Move the running average towards the model; faster while young."""
    keep = min(AVERAGE, (1 + step) / (10 + step))
    for a, m in zip(average.parameters(), model.parameters(), strict=True):
        if m.requires_grad:
            a.lerp_(m, 1 - keep)


def plan_epoch(prepared: list[Prepared], encoder: PieceEncoder, seed: int) -> list[list[tuple[Prepared, Window]]]:
    """The epoch's batches: windows cut anew, shuffled, those of like length together."""
    rng = random.Random(seed)
    windows = [(p, w) for p in prepared if len(p.words) for w in cut_windows(p, encoder, rng)]
    rng.shuffle(windows)
    pool = BATCH * 50
    batches = []
    for i in range(0, len(windows), pool):
        part = sorted(windows[i : i + pool], key=lambda item: len(item[1].ids))
        batches += [part[j : j + BATCH] for j in range(0, len(part), BATCH)]
    rng.shuffle(batches)
    return batches


def run(arguments: argparse.Namespace) -> None:
    """Train to the end of the last epoch, from the saved state if there is one."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    encoder = PieceEncoder(Path(arguments.tokenizer))
    main, own, dev = load_documents(Path(arguments.data), Path(arguments.texts))
    if arguments.limit:
        main, own, dev = main[: arguments.limit], own[: arguments.limit], dev[:10]
    polnear, own_ready, held = ([prepare(d, encoder) for d in part] for part in (main, own, dev))
    plans = [
        plan_epoch(polnear + _own_part(own_ready, epoch), encoder, arguments.seed + epoch)
        for epoch in range(sum(CYCLES))
    ]
    ends = [sum(map(len, plans[: sum(CYCLES[: i + 1])])) for i in range(len(CYCLES))]
    model = load_base()
    average = copy.deepcopy(model).eval()
    optimizer = make_optimizer(model)
    step = _resume(out, model, average, optimizer)
    with (out / "log.ndjson").open("a", encoding="utf-8") as log:
        _say(log, {"event": "start", "documents": [len(main), len(own)], "steps": ends[-1], "from": step})
        base = 0
        for epoch, batches in enumerate(plans):
            if step < base + len(batches):
                _train_epoch(model, average, optimizer, batches, base, step, ends, log, out, encoder)
                step = base + len(batches)
                _save(out, model, average, optimizer, step)
                _say(log, {"event": "epoch", "epoch": epoch + 1, "dev": _measure(average, held, encoder)})
            base += len(batches)
            if base in ends and base <= step:
                mark = out / f"cycle-{ends.index(base) + 1}.pt"
                if not mark.exists():
                    torch.save(average.state_dict(), mark)
    _save_mean(out, [out / f"cycle-{i + 1}.pt" for i in range(len(CYCLES))])


def _own_part(own: list[Prepared], epoch: int) -> list[Prepared]:
    """Which of our own texts an epoch has: none at first, then a share of them."""
    if epoch < OWN_FROM:
        return []
    cycle = next(i for i in range(len(CYCLES)) if epoch < sum(CYCLES[: i + 1]))
    share = OWN_SHARES[cycle]
    return own if share == 1 else random.Random(epoch).sample(own, round(len(own) * share))


def rate_at(step: int, ends: list[int]) -> tuple[float, int]:
    """Learning-rate factor and cycle of a step; ``ends`` are the steps at which the rate has come down to zero."""
    cycle = next(i for i, end in enumerate(ends) if step < end)
    begin = ends[cycle - 1] if cycle else 0
    return PEAKS[cycle] * warm_decay(step - begin, ends[cycle] - begin), cycle


def _save_mean(out: Path, cycles: list[Path]) -> None:
    """Write the mean of the cycles' weights as ``tagger.pt``."""
    states = [torch.load(path, weights_only=True) for path in cycles]
    mean = {
        name: sum(state[name].float() for state in states).div(len(states)).to(first.dtype)
        if first.is_floating_point()
        else first
        for name, first in states[0].items()
    }
    torch.save(mean, out / "tagger.pt")


def _train_epoch(model, average, optimizer, batches, base, step, ends, log, out, encoder):  # type: ignore[no-untyped-def]
    """One epoch; ``step`` is where to go on when an earlier run stopped in it; for ``ends`` see ``rate_at``."""
    sums, count, began = np.zeros(3), 0, time.monotonic()
    model.train()
    for number, items in enumerate(batches):
        now = base + number
        if now < step:
            continue
        rng = random.Random(now)
        factor, cycle = rate_at(now, ends)
        batch = collate(items, mask_id=encoder.mask, mask_rate=MASK_RATES[cycle], rng=np.random.default_rng(now))
        for group in optimizer.param_groups:
            group["lr"] = RATES[group["name"]] * factor
        losses = step_losses(model, items, batch, rng)
        optimizer.zero_grad(set_to_none=True)
        torch.stack(losses).sum().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        update_average(average, model, now)
        sums[: len(losses)] += [x.item() for x in losses]
        count += 1
        if (now + 1) % REPORT_EVERY == 0:
            pace = round((time.monotonic() - began) / count, 3)
            _say(log, {"step": now + 1, "losses": (sums / count).round(4).tolist(), "s_per_step": pace})
            sums, count, began = np.zeros(3), 0, time.monotonic()
        if (now + 1) % SAVE_EVERY == 0:
            _save(out, model, average, optimizer, now + 1)


@torch.no_grad()
def _measure(model: Tagger, held: list[Prepared], encoder: PieceEncoder) -> dict[str, float]:
    """Mean development losses; cheap, and only to watch the training (``make eval`` measures)."""
    torch.manual_seed(0)
    batches = plan_epoch(held, encoder, 0)
    sums = np.zeros(3)
    for number, items in enumerate(batches):
        batch = collate(items, mask_id=encoder.mask, mask_rate=0, rng=np.random.default_rng(0))
        losses = [x.item() for x in step_losses(model, items, batch, random.Random(number))]
        sums[: len(losses)] += losses
    return dict(zip(("flat", "role", "accept"), (sums / len(batches)).round(4).tolist(), strict=True))


def _save(out: Path, model: Tagger, average: Tagger, optimizer: torch.optim.AdamW, step: int) -> None:
    state = {
        "model": model.state_dict(),
        "average": average.state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": step,
    }
    torch.save(state, out / "state.tmp")
    (out / "state.tmp").replace(out / "state.pt")


def _resume(out: Path, model: Tagger, average: Tagger, optimizer: torch.optim.AdamW) -> int:
    if not (out / "state.pt").exists():
        return 0
    state = torch.load(out / "state.pt", weights_only=True)
    model.load_state_dict(state["model"])
    average.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def _say(log, record: dict[str, object]) -> None:  # type: ignore[no-untyped-def]
    line = json.dumps(record)
    log.write(line + "\n")
    log.flush()
    print(line, flush=True)


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="../shared")
    parser.add_argument("--texts", default="training/texts")
    parser.add_argument("--tokenizer", default="src/reportedly/read/weights/tokenizer.json")
    parser.add_argument("--out", default="training/runs/tagger")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="train on about this many documents, to try things out")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
