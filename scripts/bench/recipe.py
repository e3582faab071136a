"""SVCCA as it is usually computed in numpy: python3 recipe.py X.npy Y.npy [published] prints the mean canonical correlation as JSON.

Layers are datapoints x neurons; maps are flattened. Each is centred and cut by a singular value decomposition to the directions that hold 99 % of
its variance; then canonical correlations come from covariances and their inverse square roots. It shares nothing with the
program that it is measured against. With "published" it takes the steps of the program that came with the paper (google/svcca): the matrix that is
decomposed is neurons x datapoints, the covariances get a small multiple of the identity, are inverted by pseudo-inverses whose roots follow, and
the last decomposition gives vectors too. Without, it does the same with less: the matrix is taken as it lies in the file, which LAPACK
decomposes faster, and the roots are inverted on the way.
"""

import json
import sys
import time

import numpy as np

VARIANCE = 0.99
# What is added to the diagonals of covariances that were divided by their largest entries.
RIDGE = 1e-10


def main():
    start = time.perf_counter()
    x_path, y_path, *options = sys.argv[1:]
    svcca = published if options == ["published"] else lean
    rho = svcca(centred(x_path), centred(y_path))
    seconds = time.perf_counter() - start
    print(json.dumps({"svcca": float(rho.mean()), "seconds": seconds}))


def centred(path):
    layer = np.load(path).astype(np.float64)
    layer = layer.reshape(len(layer), -1)
    layer -= layer.mean(axis=0)
    return layer


def kept_directions(s):
    share = np.cumsum(s**2) / np.sum(s**2)
    return int(np.argmax(share >= VARIANCE)) + 1


def lean(x, y):
    x, y = kept(x), kept(y)
    cov = np.cov(x, y, rowvar=False)
    p = x.shape[1]
    m = inverse_root(cov[:p, :p]) @ cov[:p, p:] @ inverse_root(cov[p:, p:])
    return np.linalg.svd(m, compute_uv=False)


def kept(layer):
    """Datapoints x directions."""
    u, s, _ = np.linalg.svd(layer, full_matrices=False)
    count = kept_directions(s)
    return u[:, :count] * s[:count]


def inverse_root(cov):
    values, vectors = np.linalg.eigh(cov)
    return vectors / np.sqrt(values) @ vectors.T


def published(x, y):
    x, y = kept_wide(x.T), kept_wide(y.T)
    cov = np.cov(x, y)
    p = len(x)
    xx, xy, yy = cov[:p, :p], cov[:p, p:], cov[p:, p:]
    largest_x, largest_y = np.abs(xx).max(), np.abs(yy).max()
    root_x = root(np.linalg.pinv(xx / largest_x + RIDGE * np.eye(p)))
    root_y = root(np.linalg.pinv(yy / largest_y + RIDGE * np.eye(len(y))))
    _, rho, _ = np.linalg.svd(root_x @ (xy / np.sqrt(largest_x * largest_y)) @ root_y)
    return rho


def kept_wide(layer):
    """Directions x datapoints."""
    _, s, vt = np.linalg.svd(layer, full_matrices=False)
    count = kept_directions(s)
    return np.diag(s[:count]) @ vt[:count]


def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(np.sqrt(np.abs(values))) @ vectors.T


main()
