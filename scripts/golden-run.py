#!/usr/bin/env python3
"""Reference values for training runs: golden.py and golden-conv.py on every pair of dumps of fixtures/run and fixtures/run-b.

    python3 scripts/golden-run.py     writes fixtures/golden/run.json     (some minutes)

It shares nothing with the program it judges. X is a layer at a step, Y a layer at the last step; t = 0.99.

  readings.pool   maps as their means over space: golden.py on every pair of dumps, nothing shared between pairs
  readings.dft    where a map is involved, golden-conv.py: both layers under all circular shifts that are shifts of both
  floors          what independent layers would give: svcca, cca and pwcca the mean of Wachter's law; r2 max(k)/(m-1); gcd
                  sqrt(kx ky)/(m-1); weighted the mean length of a random unit vector's projection onto the other side's directions,
                  an integral over the angle. Under dft, of svcca and r2 alone, as in golden-conv.py
  pwcca           null where two correlations lie within 1e-5 of each other, and not all: its weights lose digits there
  settled         the index of the first step from which on a layer's similarity with its last state stays at least
                  its last value - epsilon; bottomUp is scipy's Kendall tau-b of depth and that index, null where it is undefined
  cross           run (rows) against run-b (columns), both at their last steps, by pool
  classes         R of a logit, or of a one-hot label, with a layer read by pool: least squares (lstsq) on the directions kept
                  at t, R^2 = 1 - residual / total; floor the mean R of a random direction
  freeze          linear: group i of L at T i / L. last, previous: a layer is frozen from the first checkpoint on at which it and all below it have been
                  at least as similar as asked (weighted, the mean of both ways, pool) for n checkpoints in a row, to the last or the previous one.
                  A freeze at the end of the training is none: null. The share of the backward pass saved is
                  sum cost (1 - step/T) / sum cost, of the whole two thirds of that
"""

import importlib
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import golden  # first, for it sets the number of threads that numpy starts with

import numpy as np
from scipy.integrate import quad
from scipy.stats import kendalltau

conv = importlib.import_module("golden-conv")

LAYERS = ("conv1", "conv2", "fc1", "fc1_bn", "fc2", "fc2_bn", "logits")
STEPS = (0, 10, 30, 100, 300, 1000, 3000)
OTHER_LAYERS = ("layer1.0.conv1", "layer2.0.conv1", "fc.0", "fc.1", "fc.3")
OTHER_LAST = 2000
DIGITS = 10
GROUPS = (("conv1",), ("conv2",), ("fc1", "fc1_bn"), ("fc2", "fc2_bn"), ("logits",))
COSTS = (3.0, 2.0, 5.0, 0.5, 4.0, 0.5, 1.0)
CLOSE = 1e-5  # correlations that PWCCA cannot tell apart to ten digits
ROOT = golden.ROOT


def load_run():
    return {step: {name: np.load(ROOT / "run" / f"step_{step:06d}" / f"{name}.npy").astype(np.float64) for name in LAYERS} for step in STEPS}


def pooled(values):
    return conv.settled_mean(values, (2, 3)) if values.ndim == 4 else values


# ---------------------------------------------------------------- chance


def projection_length(k, n):
    """The mean length of a random unit vector's projection onto k of n dimensions: cos of its angle to them, over the angle's density."""
    if k >= n:
        return 1.0

    def density(angle):
        return math.cos(angle) ** (k - 1) * math.sin(angle) ** (n - k - 1)

    def integral(f):
        peak = math.atan2(math.sqrt(max(n - k - 1, 0)), math.sqrt(max(k - 1, 0)))
        return quad(f, 0, math.pi / 2, points=[min(max(peak, 1e-3), math.pi / 2 - 1e-3)], epsabs=0, epsrel=1e-13, limit=500)[0]

    return integral(lambda angle: math.cos(angle) * density(angle)) / integral(density)


def floors_of(found, m):
    (kx, ky), n = ((found[side]["k"]) for side in "xy"), m - 1
    full = found["chanceFull"]["floor"]
    xy, yx = projection_length(ky, n), projection_length(kx, n)
    return {
        "svcca": found["chance"]["floor"], "cca": full, "weighted": {"xy": xy, "yx": yx, "mean": (xy + yx) / 2},
        "r2": max(kx, ky) / n, "gcd": math.sqrt(kx * ky) / n, "pwcca": {"x": full, "y": full},
    }


# ---------------------------------------------------------------- pairs


METRICS = ("svcca", "cca", "weighted", "r2", "gcd", "pwcca", "cka", "ckaDebiased", "procrustes")


def dense_pair(x, y):
    found = golden.compare(pooled(x), pooled(y))
    metrics = {name: found["metrics"][name] for name in METRICS}
    rho = found["correlationsFull"]
    if len(rho) > 1 and found["smallestGapFull"] < CLOSE < rho[0] - rho[-1]:
        metrics["pwcca"] = {"x": None, "y": None}
    return {"metrics": metrics, "floors": floors_of(found, len(x))}


class Sides:
    """Layers of a pair under the shifts of a grid, each made once."""

    def __init__(self):
        self.made = {}

    def side(self, key, values, grid):
        if (key, grid) not in self.made:
            self.made[key, grid] = conv.Side(values, grid)
            self.made[key, grid].cut({"variance": 0.99})
        return self.made[key, grid]

    def forget(self, step):
        self.made = {key: value for key, value in self.made.items() if key[0][0] != step}


def spatial_pair(sides, key_x, x, key_y, y):
    x, y = (values.transpose(0, 2, 3, 1) if values.ndim == 4 else values for values in (x, y))
    _, _, grid, _ = conv.common_maps(x, y)
    a, b = sides.side(key_x, x, grid), sides.side(key_y, y, grid)
    rho, xt, yt = golden.canonical(a.layer.basis, b.layer.basis)
    conv.same(conv.together(conv.block_correlations(a, b, lambda side: side.kept), len(rho)), rho, "correlations")
    full = golden.canonical(a.layer.full, b.layer.full)[0]
    pwcca, gap = conv.complex_pwcca(a, b)
    cross, own = a.layer.x.T @ b.layer.x, [side.layer.x.T @ side.layer.x for side in (a, b)]
    size = np.linalg.norm(a.layer.x) * np.linalg.norm(b.layer.x)
    xy, yx = golden.weighted_side(a.layer, rho, xt), golden.weighted_side(b.layer, rho, yt)
    chance = conv.block_chance(a, b, lambda side: side.kept)
    return {
        "metrics": {
            "svcca": math.fsum(rho) / len(rho),
            "cca": math.fsum(full) / len(full),
            "weighted": {"xy": xy, "yx": yx, "mean": (xy + yx) / 2},
            "r2": math.fsum(rho**2) / len(rho),
            "gcd": math.fsum(rho**2) / math.sqrt(a.layer.k * b.layer.k),
            "pwcca": pwcca if gap > CLOSE else {"x": None, "y": None},
            "cka": np.sum(cross**2) / (np.linalg.norm(own[0]) * np.linalg.norm(own[1])),
            "ckaDebiased": None,
            "procrustes": min(1.0, math.fsum(np.linalg.svd(cross, compute_uv=False)) / size),
        },
        "floors": {"svcca": chance["floor"], "r2": chance["r2Floor"]},
    }


def paths_of(pair):
    """(table, metric or metric.side, value) of everything that a pair says."""
    for table, values in pair.items():
        for name, value in values.items():
            for side, one in value.items() if isinstance(value, dict) else [(None, value)]:
                yield table, name if side is None else f"{name}.{side}", one


def panes_of(pairs):
    """{metrics: {name: pairs' values in the nesting of pairs}, floors: likewise}; null where a pair has none."""

    def nested(value, table, name):
        if isinstance(value, dict):
            return next((one for t, n, one in paths_of(value) if (t, n) == (table, name)), None)
        return [nested(one, table, name) for one in value]

    first = pairs
    while isinstance(first, list):
        first = first[-1]  # dense, and so with everything
    out = {"metrics": {}, "floors": {}}
    for table, name, _ in paths_of(first):
        out[table][name] = nested(pairs, table, name)
    return out


def pooled_panes(run):
    return [[[dense_pair(x, y) for y in run[STEPS[-1]].values()] for x in run[step].values()] for step in STEPS]


def spatial_panes(run, dense):
    sides, last, panes = Sides(), run[STEPS[-1]], []
    for s, step in enumerate(STEPS):
        panes.append([[spatial_pair(sides, (step, a), x, (STEPS[-1], b), y) if 4 in (x.ndim, y.ndim) else dense[s][i][j]
                       for j, (b, y) in enumerate(last.items())] for i, (a, x) in enumerate(run[step].items())])
        if step != STEPS[-1]:
            sides.forget(step)
        print(f"  step {step}")
    return panes


# ---------------------------------------------------------------- dynamics


def curves_of(panes):
    return [[pane[i][i] for pane in panes] for i in range(len(panes[0]))]


def settling(curves, epsilon):
    settled = []
    for curve in curves:
        index = len(curve) - 1
        while index > 0 and curve[index - 1] >= curve[-1] - epsilon:
            index -= 1
        settled.append(index)
    tau = kendalltau(range(len(settled)), settled).statistic if len(set(settled)) > 1 else None
    return {"epsilon": epsilon, "settled": [STEPS[i] for i in settled], "bottomUp": None if tau is None else float(tau)}


def dynamics(readings):
    rows = []
    for reading, metric in (("pool", "weighted.mean"), ("pool", "weighted.xy"), ("pool", "svcca"), ("pool", "cka"), ("dft", "weighted.mean"),
                            ("dft", "weighted.xy"), ("dft", "svcca")):
        curves = curves_of(readings[reading]["metrics"][metric])
        for epsilon in (0.1, 0.05):
            rows.append({"reading": reading, "metric": metric, **settling(curves, epsilon)})
            print(f"  {reading} {metric}: settled {rows[-1]['settled']} within {epsilon}, tau {rows[-1]['bottomUp']}")
    return rows


# ---------------------------------------------------------------- cross, classes


def cross(run):
    with np.load(ROOT / "run-b" / f"step_{OTHER_LAST}.npz") as archive:
        if tuple(archive.files) != OTHER_LAYERS:
            raise AssertionError(f"the layers of run-b are {archive.files}")
        other = {name: archive[name].astype(np.float64) for name in OTHER_LAYERS}
    tables = panes_of([[dense_pair(x, y) for y in other.values()] for x in run[STEPS[-1]].values()])
    weighted = np.array(tables["metrics"]["weighted.mean"])
    print("  " + str(weighted.round(3).tolist()))
    return {
        "rows": LAYERS, "columns": OTHER_LAYERS, **tables,
        "best": {"rows": [OTHER_LAYERS[j] for j in weighted.argmax(axis=1)], "columns": [LAYERS[i] for i in weighted.argmax(axis=0)]},
    }


def multiple_correlations(values, targets):
    """k, R and adjusted R^2 of every target with the directions of a layer."""
    layer = golden.Layer(pooled(values))
    m, k = layer.m, layer.k
    kept = np.column_stack([np.ones(m), layer.x @ np.linalg.svd(layer.x)[2][:k].T])
    r2 = []
    for target in targets.T:
        coefficients = np.linalg.lstsq(kept, target, rcond=None)[0]
        r2.append(1 - np.sum((target - kept @ coefficients) ** 2) / np.sum((target - target.mean()) ** 2))
    r2 = np.array(r2)
    return {"k": k, "floor": projection_length(k, m - 1), "correlation": np.sqrt(r2).tolist(),
            "adjustedR2": (1 - (1 - r2) * (m - 1) / (m - k - 1)).tolist()}


def classes(run):
    labels = np.load(ROOT / "run-labels.npy")
    targets = {"logits": run[STEPS[-1]]["logits"], "labels": (labels[:, None] == np.arange(DIGITS)).astype(float)}
    rows = []
    for name, values in targets.items():
        for step in (STEPS[3], STEPS[-1]):
            found = [multiple_correlations(layer, values) for layer in run[step].values()]
            rows.append({"target": name, "step": step, **{key: [one[key] for one in found] for key in found[0]}})
            print(f"  {name} at {step}: mean R {[round(float(np.mean(one['correlation'])), 3) for one in found]}")
    return rows


# ---------------------------------------------------------------- freezing


def saving(schedule, costs):
    total = STEPS[-1]
    backward = math.fsum(cost * (1 - (total if step is None else step) / total) for step, cost in zip(schedule, costs)) / math.fsum(costs)
    return {"backward": backward, "whole": backward * 2 / 3}


def by_measure(curves, groups, similarity, checkpoints):
    """The step of every group; a checkpoint without a value (the first has no previous one) is not similar."""
    ready = [[curve[j] is not None and curve[j] >= similarity for j in range(len(STEPS))] for curve in curves]
    schedule = []
    for last in range(len(groups)):
        below = [LAYERS.index(name) for group in groups[: last + 1] for name in group]
        when = next((STEPS[j] for j in range(checkpoints - 1, len(STEPS))
                     if all(ready[i][c] for i in below for c in range(j - checkpoints + 1, j + 1))), None)
        schedule.append(None if when == STEPS[-1] else when)
    return schedule


def per_layer(groups, schedule):
    return [step for group, step in zip(groups, schedule) for _ in group]


def freeze(run, against_last):
    single, total = [(name,) for name in LAYERS], STEPS[-1]
    previous = [[None, *(dense_pair(run[now][name], run[before][name])["metrics"]["weighted"]["mean"] for before, now in zip(STEPS, STEPS[1:]))]
                for name in LAYERS]
    rows = []
    for groups in (single, GROUPS):
        linear = [total * i / len(groups) if i < len(groups) else None for i in range(1, len(groups) + 1)]
        plans = [({"name": "linear", "similarity": None, "checkpoints": None}, linear)]
        for name, curves in (("last", against_last), ("previous", previous)):
            for similarity in (0.8, 0.9):
                for checkpoints in (1, 2):
                    rule = {"name": name, "similarity": similarity, "checkpoints": checkpoints}
                    plans.append((rule, by_measure(curves, groups, similarity, checkpoints)))
        for rule, schedule in plans:
            steps = per_layer(groups, schedule)
            rows.append({"rule": rule, "groups": groups, "schedule": steps, "savings": saving(steps, [1.0] * len(LAYERS)),
                         "costs": COSTS, "savingsWithCosts": saving(steps, COSTS)})
            print(f"  {rule['name']} {rule['similarity']} {rule['checkpoints']}: {steps}")
    return {"previous": previous, "plans": rows}


def summaries(run):
    keys = ("datapoints", "neurons", "rank", "k", "k90", "k95", "k99", "participationRatio", "entropyRank", "deadNeurons", "duplicateNeurons", "condition")
    found = [[golden.Layer(pooled(values)).describe() for values in run[step].values()] for step in STEPS]
    print("  k " + str([[one["k"] for one in row] for row in found]))
    print("  condition " + str([[f"{one['condition']:.0e}" for one in row] for row in found]))
    return [[{key: one[key] for key in keys} for one in row] for row in found]


def main():
    run = load_run()
    print("pool")
    dense = pooled_panes(run)
    readings = {"pool": {"summaries": summaries(run), **panes_of(dense)}}
    print("dft")
    readings["dft"] = panes_of(spatial_panes(run, dense))
    print("dynamics")
    settled = dynamics(readings)
    print("cross")
    matrix = cross(run)
    print("classes")
    sensitivity = classes(run)
    print("freeze")
    plans = freeze(run, curves_of(readings["pool"]["metrics"]["weighted.mean"]))
    golden.write(golden.ROOT / "golden" / "run.json", {
        "kind": "run", "run": "run", "layers": LAYERS, "steps": STEPS, "readings": readings, "dynamics": settled,
        "other": "run-b", "cross": matrix, "classes": sensitivity, "freeze": plans,
    })


if __name__ == "__main__":
    main()
