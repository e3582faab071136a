"""SVCCA of convolutional layers frequency by frequency, as one would write it in numpy: python3 recipe-dft.py X.npy Y.npy
[--threads N] [--fft numpy|scipy] prints the mean canonical correlation as JSON.

Layers are datapoints x height x width x channels, read some datapoints at a time. Each chunk is transformed in double
precision by a real FFT over height and width, and adds to a Gram matrix for every frequency but those that are the conjugate of
another. Then come an eigendecomposition of each, one cut for all frequencies at 99 % of the variance, and the singular
values of the overlaps. It shares nothing with the program that it is measured against. Threads of its own share the datapoints
of a transform and the frequencies of a product between them; give BLAS one then.
"""

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

VARIANCE = 0.99
# A chunk is as many datapoints as stay in a processor's cache, and enough of them for its products: others are slower.
CHUNK_VALUES = 2**19
CHUNK_ROWS = 32


def main():
    start = time.perf_counter()
    parser = argparse.ArgumentParser()
    parser.add_argument("layers", nargs=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fft", choices=["numpy", "scipy"], default="numpy")
    options = parser.parse_args()
    with ThreadPoolExecutor(options.threads) as pool:
        *grams, weights = gram_matrices(options.layers, transform(options), pool, options.threads)
        read = time.perf_counter()
        value = mean_correlation(*grams, weights)
    end = time.perf_counter()
    print(json.dumps({"svcca": value, "seconds": end - start, "reading": read - start, "factoring": end - read}))


def transform(options):
    if options.fft == "numpy":
        return lambda x: np.fft.rfft2(x, axes=(1, 2))
    import scipy.fft

    return lambda x: scipy.fft.rfft2(x, axes=(1, 2), overwrite_x=True)


def gram_matrices(paths, fft, pool, threads):
    """X^H X, Y^H Y and X^H Y of each frequency, and for how many frequencies it stands."""
    with open(paths[0], "rb") as x_file, open(paths[1], "rb") as y_file:
        files = [x_file, y_file]
        shapes, dtypes = zip(*(header(file) for file in files))
        m, height, width, _ = shapes[0]
        rows, cols, weights = frequencies(height, width)
        (p, q), count = (shape[3] for shape in shapes), len(rows)
        xx, yy, xy = (np.zeros((count, *size), complex) for size in ((p, p), (q, q), (p, q)))
        sums = [np.zeros(p), np.zeros(q)]
        shifts = [None, None]
        step = max(CHUNK_ROWS, CHUNK_VALUES // max(np.prod(shape[1:]) for shape in shapes))

        def fill(spectra, values):  # frequencies x datapoints x channels
            spectra[:] = fft(values).transpose(1, 2, 0, 3)[rows, cols]

        def add(part, x, y):
            xh, yh = x[part].conj().transpose(0, 2, 1), y[part].conj().transpose(0, 2, 1)
            xx[part] += xh @ x[part]
            yy[part] += yh @ y[part]
            xy[part] += xh @ y[part]

        for first in range(0, m, step):
            taken = min(step, m - first)
            shares = shared(taken, threads)
            spectra = [np.empty((count, taken, size), complex) for size in (p, q)]
            for side, file in enumerate(files):
                values = chunk(file, taken, shapes[side], dtypes[side])
                if shifts[side] is None:  # the mean of the first chunk, so that the zero frequency loses no digits
                    shifts[side] = values.mean(axis=(0, 1, 2))
                values -= shifts[side]
                list(pool.map(lambda share: fill(spectra[side][:, share], values[share]), shares))
                sums[side] += spectra[side][0].real.sum(axis=0)
            list(pool.map(lambda part: add(part, *spectra), shared(count, threads)))
    xx[0] -= np.outer(sums[0], sums[0]) / m
    yy[0] -= np.outer(sums[1], sums[1]) / m
    xy[0] -= np.outer(sums[0], sums[1]) / m
    return xx, yy, xy, weights


def header(file):
    np.lib.format.read_magic(file)
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(file)
    assert not fortran_order and len(shape) == 4
    return shape, dtype


def chunk(file, rows, shape, dtype):
    values = np.fromfile(file, dtype, rows * int(np.prod(shape[1:])))
    return values.reshape(rows, *shape[1:]).astype(np.float64)


def shared(count, threads):
    """So many slices, one a thread."""
    ends = [i * count // threads for i in range(threads + 1)]
    return [slice(*ends[i : i + 2]) for i in range(threads)]


def frequencies(height, width):
    """Those that a real transform gives and no other stands for, the zero first."""
    rows, cols = np.meshgrid(np.arange(height), np.arange(width // 2 + 1), indexing="ij")
    own_column = (2 * cols) % width == 0
    wanted = ~own_column | (rows <= height // 2)
    twice = ~(own_column & ((2 * rows) % height == 0))
    return rows[wanted], cols[wanted], (1 + twice)[wanted]


def mean_correlation(xx, yy, xy, weights):
    (x_bases, x_kept), (y_bases, y_kept) = kept_directions(xx, weights), kept_directions(yy, weights)
    total = 0.0
    for f, weight in enumerate(weights):
        overlap = x_bases[f].conj().T @ xy[f] @ y_bases[f]
        if overlap.size > 0:
            total += weight * np.linalg.svd(overlap, compute_uv=False).sum()
    return total / min(x_kept, y_kept)


def kept_directions(gram, weights):
    """For each frequency what turns a layer into unit directions, those that hold 99 % of the variance of all frequencies."""
    values, vectors = np.linalg.eigh(gram)
    order = np.argsort(values, axis=None)[::-1]
    variance = np.cumsum((values * weights[:, None]).flat[order])
    smallest = values.flat[order[np.argmax(variance >= VARIANCE * variance[-1])]]
    kept = values >= smallest
    bases = [v[:, keep] / np.sqrt(own[keep]) for v, own, keep in zip(vectors, values, kept)]
    return bases, int((kept.sum(axis=1) * weights).sum())


main()
