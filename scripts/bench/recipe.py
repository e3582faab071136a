"""SVCCA as it is usually written in numpy: python3 recipe.py X.npy Y.npy prints the mean canonical correlation as JSON.

Layers are datapoints x neurons. Each is centred and cut by a singular value decomposition to the directions that hold 99 % of
its variance; then canonical correlations come from covariances and their inverse square roots. It shares nothing with the
program that it is measured against.
"""

import json
import sys
import time

import numpy as np

VARIANCE = 0.99


def main():
    start = time.perf_counter()
    x, y = (reduced(np.load(path)) for path in sys.argv[1:])
    rho = canonical_correlations(x, y)
    seconds = time.perf_counter() - start
    print(json.dumps({"svcca": float(rho.mean()), "kept": [len(x), len(y)], "seconds": seconds}))


def reduced(layer):
    """Directions x datapoints."""
    acts = layer.astype(np.float64).T
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
