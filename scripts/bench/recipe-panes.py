"""Panes as they are usually made in numpy: python3 recipe-panes.py RUN [--way pairs|cached|products] [--sample N] [--seed S]

RUN holds folders of one .npy per layer, datapoints x neurons, one folder a step. A pane is every layer of a step (X) against every layer of the last
step (Y): W(X|Y) and W(Y|X), the mean of canonical correlations weighted by singular values, of the paper's section 4.1.

  pairs      every pair by itself: both layers are read, centred and cut by a singular value decomposition to the directions that hold 99 % of their
             variance; correlations and directions come from covariances and their inverse square roots
  cached     the decompositions of all dumps are made once and kept; each pair costs covariances and inverse square roots of them
  products   the same, and each pair costs one product of singular vectors, whose row and column norms are all that is needed

With --sample N pairs drawn with that seed are measured, and the seconds are those times the share of all pairs, likewise for dumps; without,
everything is. Prints JSON: seconds of all the work without the start of Python, and the values found. It shares nothing with the program that it
is measured against.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

VARIANCE = 0.99


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--way", choices=WAYS, default="pairs")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    start = time.perf_counter()
    steps = sorted(folder for folder in args.run.iterdir() if folder.is_dir())
    names = [sorted(step.iterdir()) for step in steps]
    everything = [(t, i, j) for t, layers in enumerate(names) for i in range(len(layers)) for j in range(len(names[-1]))]
    chosen = everything
    if args.sample is not None:
        places = np.random.default_rng(args.seed).permutation(len(everything))[: args.sample]
        chosen = [everything[place] for place in sorted(places)]
    found, seconds = WAYS[args.way](names, chosen, len(everything))
    values = [{"step": t, "row": i, "column": j, "xy": float(xy), "yx": float(yx)} for (t, i, j), (xy, yx) in zip(chosen, found)]
    print(json.dumps({"seconds": seconds, "spent": time.perf_counter() - start, "pairs": len(everything), "measured": len(chosen), "values": values}))


def pair_by_pair(names, chosen, count):
    start = time.perf_counter()
    found = [weighted(decomposed(names[t][i]), decomposed(names[-1][j])) for t, i, j in chosen]
    return found, (time.perf_counter() - start) * count / len(chosen)


def once_a_dump(compare):
    def way(names, chosen, count):
        needed = sorted({(t, i) for t, i, _ in chosen} | {(len(names) - 1, j) for _, _, j in chosen})
        dumps = sum(map(len, names))
        start = time.perf_counter()
        kept = {(t, i): decomposed(names[t][i]) for t, i in needed}
        middle = time.perf_counter()
        found = [compare(kept[t, i], kept[len(names) - 1, j]) for t, i, j in chosen]
        end = time.perf_counter()
        return found, (middle - start) * dumps / len(needed) + (end - middle) * count / len(chosen)

    return way


def decomposed(path):
    """Singular vectors over the datapoints and singular values of the kept directions."""
    layer = np.load(path).astype(np.float64)
    layer -= layer.mean(axis=0)
    _, s, vt = np.linalg.svd(layer.T, full_matrices=False)  # neurons x datapoints, as google/svcca has them
    share = np.cumsum(s**2) / np.sum(s**2)
    kept = int(np.argmax(share >= VARIANCE)) + 1
    return vt[:kept].T, s[:kept]


def weighted(x, y):
    """(W(X|Y), W(Y|X)) of two layers reduced to U diag(s)."""
    (ux, sx), (uy, sy) = x, y
    layer_x, layer_y = ux * sx, uy * sy
    cov = np.cov(layer_x, layer_y, rowvar=False)
    p = len(sx)
    root_x, root_y = inverse_root(cov[:p, :p]), inverse_root(cov[p:, p:])
    turn_x, rho, turn_y = np.linalg.svd(root_x @ cov[:p, p:] @ root_y, full_matrices=False)
    return preserved(x, layer_x @ (root_x @ turn_x), rho), preserved(y, layer_y @ (root_y @ turn_y.T), rho)


def preserved(layer, directions, rho):
    """sum s_i |diag(rho) X~' u_i| / sum s_i, X~ the canonical directions on unit norm."""
    u, s = layer
    directions = directions / np.linalg.norm(directions, axis=0)
    lengths = np.linalg.norm(rho[:, None] * (directions.T @ u), axis=0)
    return s @ lengths / s.sum()


def inverse_root(cov):
    values, vectors = np.linalg.eigh(cov)
    return vectors / np.sqrt(values) @ vectors.T


def by_product(x, y):
    (ux, sx), (uy, sy) = x, y
    squares = (ux.T @ uy) ** 2
    return sx @ np.sqrt(squares.sum(axis=1)) / sx.sum(), sy @ np.sqrt(squares.sum(axis=0)) / sy.sum()


WAYS = {"pairs": pair_by_pair, "cached": once_a_dump(weighted), "products": once_a_dump(by_product)}

if __name__ == "__main__":
    main()
