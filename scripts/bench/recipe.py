"""SVCCA as it is usually written in numpy: python3 recipe.py X.npy Y.npy [float32] prints the mean canonical correlation as JSON.

Layers are datapoints x neurons. Each is centred and cut by a singular value decomposition to the directions that hold 99 % of
its variance; then canonical correlations come from covariances and their inverse square roots. It shares nothing with the
program that it is measured against. With float32 the decompositions of the layers are in single precision, as they happen to be for
those who do not convert what a network gave them; numpy's covariances are in double precision in any case.
"""

import json
import sys
import time

import numpy as np

VARIANCE = 0.99


def main():
    start = time.perf_counter()
    x_path, y_path, *precision = sys.argv[1:]
    x, y = (reduced(np.load(path).astype(*precision or ["float64"])) for path in (x_path, y_path))
    rho = canonical_correlations(x, y)
    seconds = time.perf_counter() - start
    print(json.dumps({"svcca": float(rho.mean()), "kept": [len(x), len(y)], "seconds": seconds}))


def reduced(layer):
    """Directions x datapoints."""
    acts = layer.T
    acts -= acts.mean(axis=1, keepdims=True)
    _, s, vt = np.linalg.svd(acts, full_matrices=False)
    share = np.cumsum(s**2) / np.sum(s**2)
    kept = int(np.argmax(share >= VARIANCE)) + 1
    return s[:kept, None] * vt[:kept]


def canonical_correlations(x, y):
    cov = np.cov(x, y)
    p = len(x)
    m = inverse_root(cov[:p, :p]) @ cov[:p, p:] @ inverse_root(cov[p:, p:])
    return np.linalg.svd(m, compute_uv=False)


def inverse_root(cov):
    values, vectors = np.linalg.eigh(cov)
    return vectors / np.sqrt(values) @ vectors.T


main()
