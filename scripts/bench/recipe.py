"""SVCCA as it is usually written in numpy: python3 recipe.py X.npy Y.npy [wide] prints the mean canonical correlation as JSON.

Layers are datapoints x neurons; maps are flattened. Each is centred and cut by a singular value decomposition to the directions that hold 99 % of
its variance; then canonical correlations come from covariances and their inverse square roots. It shares nothing with the
program that it is measured against. With "wide" the matrix that is decomposed is neurons x datapoints, as in google/svcca;
without, it is taken as it lies in the file, which LAPACK often does faster.
"""

import json
import sys
import time

import numpy as np

VARIANCE = 0.99


def main():
    start = time.perf_counter()
    x_path, y_path, *options = sys.argv[1:]
    reduce = reduced_wide if options == ["wide"] else reduced
    rho = canonical_correlations(*(reduce(centred(path)) for path in (x_path, y_path)))
    seconds = time.perf_counter() - start
    print(json.dumps({"svcca": float(rho.mean()), "seconds": seconds}))


def centred(path):
    layer = np.load(path).astype(np.float64)
    layer = layer.reshape(len(layer), -1)
    layer -= layer.mean(axis=0)
    return layer


def reduced(layer):
    """Datapoints x directions."""
    u, s, _ = np.linalg.svd(layer, full_matrices=False)
    kept = kept_directions(s)
    return u[:, :kept] * s[:kept]


def reduced_wide(layer):
    _, s, vt = np.linalg.svd(layer.T, full_matrices=False)
    kept = kept_directions(s)
    return (s[:kept, None] * vt[:kept]).T


def kept_directions(s):
    share = np.cumsum(s**2) / np.sum(s**2)
    return int(np.argmax(share >= VARIANCE)) + 1


def canonical_correlations(x, y):
    cov = np.cov(x, y, rowvar=False)
    p = x.shape[1]
    m = inverse_root(cov[:p, :p]) @ cov[:p, p:] @ inverse_root(cov[p:, p:])
    return np.linalg.svd(m, compute_uv=False)


def inverse_root(cov):
    values, vectors = np.linalg.eigh(cov)
    return vectors / np.sqrt(values) @ vectors.T


main()
