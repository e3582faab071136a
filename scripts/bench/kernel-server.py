"""Measures numpy's kernels: answers the questions of ask-kernel.mjs."""

import json
import sys
import time

import numpy as np

KERNELS = {
    "gemm": lambda a, b, s: a @ b,
    "syrk": lambda a, b, s: a.T @ a,
    "eigen": lambda a, b, s: np.linalg.eigh(s)[0],
    "eigenvalues": lambda a, b, s: np.linalg.eigvalsh(s),
    "svd": lambda a, b, s: np.linalg.svd(a, full_matrices=False)[1],
    "singular values": lambda a, b, s: np.linalg.svd(a, compute_uv=False),
}


def scattered(count):
    """The sequence of test-matrix.mjs."""
    bits = (np.arange(count, dtype=np.uint32) + np.uint32(1)) * np.uint32(0x9E3779B1)
    bits = (bits ^ (bits >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return (bits ^ (bits >> np.uint32(16))) / 2**32 - 0.5


def measure(kernel, n, warmUp, enough, most):
    a, b = scattered(2 * n * n).reshape(2, n, n)
    inputs = (a, b, a + a.T)
    run = KERNELS[kernel]
    if warmUp:
        run(*inputs)
    times = []
    while len(times) < most and sum(times) < enough:
        start = time.perf_counter()
        result = run(*inputs)
        times.append(1000 * (time.perf_counter() - start))
    return {"times": times, "check": float(np.sum(np.abs(result)))}


for line in sys.stdin:
    print(json.dumps(measure(**json.loads(line))), flush=True)
