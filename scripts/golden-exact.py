#!/usr/bin/env python3
"""Canonical correlations of nasty pairs of layers, to 100 digits from the exact doubles (needs mpmath).

    python3 scripts/golden-exact.py            writes fixtures/golden/nasty.json
    python3 scripts/golden-exact.py --report   also prints how float64 routes fare on every pair

Each pair's rank is exact: fraction arithmetic on the centred columns. The correlations are the singular
values of Qx'Qy, with Qx and Qy orthonormalised twice in 100 digits. Conditions are those of the centred
matrices with unit columns, the exact rank retained. A stable float64 route must come within
30 eps (condition of x + condition of y) of every correlation.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import json
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
from mpmath import mpf

EPS = np.finfo(np.float64).eps
TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "golden" / "nasty.json"
mpmath.mp.dps = 100


# ---------------------------------------------------------------- the reference


def exact_rank(a):
    """Rank of the centred matrix, in fractions."""
    m = len(a)
    columns = []
    for column in a.T:
        values = [Fraction(float(v)) for v in column]
        total = sum(values)
        columns.append([m * v - total for v in values])
    rank, rows = 0, columns  # the rank of the transpose is the same
    for position in range(m):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][position] != 0), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            if rows[r][position] != 0:
                factor = rows[r][position] / rows[rank][position]
                rows[r] = [v - factor * w for v, w in zip(rows[r], rows[rank])]
        rank += 1
        if rank == len(rows):
            break
    return rank


def dot(a, b):
    return mpmath.fsum(x * y for x, y in zip(a, b))


def unit_columns(a):
    """Centred live columns of unit norm, in 100 digits."""
    m, out = len(a), []
    for column in a.T:
        values = [mpf(float(v)) for v in column]
        if all(v == values[0] for v in values):
            continue
        mean = mpmath.fsum(values) / m
        values = [v - mean for v in values]
        norm = mpmath.sqrt(dot(values, values))
        out.append([v / norm for v in values])
    return out


def orthonormal(columns, rank):
    basis = []
    for column in columns:
        rest = column
        for _ in range(2):
            for q in basis:
                part = dot(q, rest)
                rest = [v - part * w for v, w in zip(rest, q)]
        norm = mpmath.sqrt(dot(rest, rest))
        if norm > mpf(10) ** -60:
            basis.append([v / norm for v in rest])
    assert len(basis) == rank, (len(basis), rank)
    return basis


def condition(columns, rank):
    s = np.linalg.svd(np.array([[float(v) for v in c] for c in columns]), compute_uv=False)
    return float(s[0] / s[rank - 1])


def reference(x, y):
    rank_x, rank_y = exact_rank(x), exact_rank(y)
    columns_x, columns_y = unit_columns(x), unit_columns(y)
    bx, by = orthonormal(columns_x, rank_x), orthonormal(columns_y, rank_y)
    cross = mpmath.matrix([[dot(p, q) for q in by] for p in bx])
    if rank_x < rank_y:
        cross = cross.T
    rho = sorted((float(v) for v in mpmath.svd_r(cross, compute_uv=False)), reverse=True)
    return {
        "rankX": rank_x,
        "rankY": rank_y,
        "conditionX": condition(columns_x, rank_x),
        "conditionY": condition(columns_y, rank_y),
        "correlations": [min(1.0, v) if v > 1e-60 else 0.0 for v in rho],
    }


# ---------------------------------------------------------------- the pairs


def mixed(rng, m, p, q, shared=3):
    latent = rng.standard_normal((m, shared)) * np.linspace(2, 0.5, shared)
    x = latent @ rng.standard_normal((shared, p)) + 0.7 * rng.standard_normal((m, p))
    y = latent @ rng.standard_normal((shared, q)) + 0.7 * rng.standard_normal((m, q))
    return np.round(x, 6), np.round(y, 6)


def spoil(rng, x, kappa):
    """Neurons recombined so that they are nearly dependent: condition about kappa."""
    p = x.shape[1]
    left, right = (np.linalg.qr(rng.standard_normal((p, p)))[0] for _ in range(2))
    return x @ left @ np.diag(np.logspace(0, -np.log10(kappa), p)) @ right


def one_hot(labels, count):
    return (labels[:, None] == np.arange(count)).astype(float)


def hadamard(levels):
    h = np.array([[1.0]])
    for _ in range(levels):
        h = np.block([[h, h], [h, -h]])
    return h


def pairs():
    rng = np.random.default_rng(11)
    for power in (2, 4, 6, 8, 10, 12):
        x, y = mixed(rng, 20, 5, 4)
        yield f"condition-1e{power}", spoil(rng, x, 10.0**power), spoil(rng, y, 10.0**power)
    for power in (8, 12):
        x, y = mixed(rng, 20, 5, 4)
        yield f"one-sided-1e{power}", spoil(rng, x, 10.0**power), y
    x, y = mixed(rng, 20, 5, 1)
    yield "multiple-correlation-1e8", spoil(rng, x, 1e8), y

    for offset in (1e3, 1e6, 1e8, 1e10):
        x, y = mixed(rng, 20, 4, 3)
        yield f"offset-{offset:.0e}".replace("e+0", "e").replace("e+", "e"), x + offset, y - offset
    x, y = mixed(rng, 20, 5, 4)
    yield "offset-graded", x + 10.0 ** np.linspace(0, 12, 5), y - 10.0 ** np.linspace(12, 0, 4)
    x, y = mixed(rng, 20, 4, 4)
    yield "offset-and-condition", spoil(rng, x, 1e6) + 1e4, spoil(rng, y, 1e4) - 1e5
    x, y = mixed(rng, 20, 4, 3)
    x[0] *= 1e6
    yield "outlier-first-datapoint", x, y
    x, y = mixed(rng, 20, 4, 3)
    x[7] *= 1e9
    y[7] *= 1e5
    yield "outlier-both", x, y

    x, y = mixed(rng, 20, 6, 4)
    yield "columns-to-1e-30", x * 10.0 ** np.linspace(0, -30, 6), y
    x, y = mixed(rng, 20, 6, 4)
    yield "columns-to-1e30-condition-1e6", spoil(rng, x, 1e6) * 10.0 ** np.linspace(0, 30, 6), y * 10.0 ** np.linspace(9, -9, 4)
    x, y = mixed(rng, 20, 4, 3)
    yield "scale-1e150-1e-150", x * 1e150, y * 1e-150
    x, y = mixed(rng, 20, 4, 3)
    yield "columns-1e150-1e-150", x * np.array([1e150, 1.0, 1e-150, 1e80]), y * np.array([1e-150, 1e150, 1e-3])
    x, y = mixed(rng, 20, 4, 3)
    yield "scale-1e300-1e-290", x * 1e300, y * 1e-290

    x, y = mixed(rng, 20, 3, 3)
    x = np.column_stack([x, x[:, 0] + 1e-6 * rng.standard_normal(20), x[:, 0] + 1e-9 * rng.standard_normal(20)])
    yield "near-duplicates-1e-9", x, y
    x, y = mixed(rng, 20, 3, 3)
    x = np.column_stack([x, x[:, 1] + 1e-12 * rng.standard_normal(20)])
    y = np.column_stack([y, y[:, 0] - y[:, 1] + 1e-8 * rng.standard_normal(20)])
    yield "near-duplicates-1e-12", x, y
    g, y = mixed(rng, 20, 5, 4)
    yield "graded-sums", np.cumsum(g * 10.0 ** (-2.0 * np.arange(5)), axis=1), y
    x, y = mixed(rng, 20, 4, 4)
    rows = 10.0 ** -np.linspace(0, 12, 20)[:, None]
    yield "graded-datapoints", x * rows, y * rows[::-1]

    i, j = np.arange(16)[:, None], np.arange(8)[None, :]
    yield "hilbert-6", 1 / (i + j[:, :6] + 1), np.round(rng.standard_normal((16, 3)), 4)
    yield "hilbert-8", 1 / (i + j + 1), 1 / (2 * i + j[:, :3] + 1)
    t = np.linspace(0, 1, 16)[:, None]
    yield "vandermonde", t ** np.arange(1, 8), np.sin(3 * t * np.arange(1, 5))
    t = t + 10
    yield "vandermonde-far", t ** np.arange(1, 5), np.cos(2 * t * np.arange(1, 4))
    small = np.zeros((12, 4))
    small[0] = 1
    small[np.arange(1, 5), np.arange(4)] = 1e-6
    yield "laeuchli-1e-6", small, np.round(rng.standard_normal((12, 3)), 4)

    x = rng.integers(-9, 10, (20, 3)).astype(float)
    y = rng.integers(-9, 10, (20, 4)).astype(float)
    y[:, 0] += 2 * x[:, 0]
    y[:, 1] -= x[:, 2]
    yield "rank-integers", x @ rng.integers(-3, 4, (3, 5)), np.column_stack([y, y @ rng.integers(-2, 3, (4, 2)), np.full(20, 7.0)])
    x, y = mixed(rng, 20, 3, 3)
    x = np.column_stack([x, 2 * x[:, 0], -x[:, 1] / 4, np.full(20, 0.1), x[:, 2] * 2.0**-80])
    yield "rank-copies", x, np.column_stack([y, y[:, 1]])
    x = rng.integers(-(2**49), 2**49, (20, 3)).astype(float)
    y = np.round(x[:, :2] * 2.0**-49, 3) + np.round(rng.standard_normal((20, 2)), 3)
    yield "rank-sums-2^50", np.column_stack([x, x[:, 0] + x[:, 1], x[:, 1] - x[:, 2]]), y
    labels = rng.integers(0, 4, 24)
    other = np.where(rng.random(24) < 0.6, labels, rng.integers(0, 4, 24))
    yield "rank-one-hot", one_hot(labels, 4), one_hot(other, 4)
    x = rng.integers(-99, 100, (20, 3)).astype(float)
    y = rng.integers(-99, 100, (20, 3)).astype(float) + x
    yield "rank-offset", np.column_stack([x, x[:, 0] - x[:, 1]]) + 2.0**30, np.column_stack([y, y.sum(axis=1)]) - 2.0**33
    x, y = rng.integers(-9, 10, (6, 8)).astype(float), rng.integers(-9, 10, (6, 3)).astype(float)
    yield "more-neurons", x, y
    yield "forced-ones", np.round(rng.standard_normal((12, 7)), 4), np.round(rng.standard_normal((12, 7)), 4)
    yield "three-datapoints", np.round(rng.standard_normal((3, 2)), 4), np.round(rng.standard_normal((3, 1)), 4)

    for size in (1e-6, 1e-9, 1e-14):
        x, _ = mixed(rng, 20, 4, 1)
        yield f"nearly-identical-{size:.0e}".replace("e-0", "e-"), x, x + size * rng.standard_normal((20, 4))
    x = rng.integers(-9, 10, (20, 4)).astype(float)
    yield "identical-span", x, x @ np.array([[1.0, 2, 0, 1], [0, 1, 3, 0], [0, 0, 1, 1], [1, 0, 0, 4]])
    x, _ = mixed(rng, 20, 4, 1)
    bad = spoil(rng, x, 1e8)
    yield "nearly-identical-condition-1e8", bad, bad * (1 + 1e-3 * rng.standard_normal((20, 4)))
    h = hadamard(4)
    x, noise = h[:, 1:5], h[:, 5:9]
    yield "orthogonal", x, noise[:, :3] * 0.75
    yield "rho-near-0", x, noise + x * np.array([1e-4, 1e-8, 1e-12, 0])
    sines = np.array([1e-7, 1e-3, 1.0, 1.0])
    yield "rho-near-1-and-0", x, x * np.array([1, 1, 1e-3, 1e-10]) + noise * sines


# ---------------------------------------------------------------- float64 routes, for the report


def float_routes(x, y):
    import golden

    def equilibrated():
        a, b = golden.Layer(x), golden.Layer(y)
        return golden.canonical(a.full, b.full)[0]

    def plain_svd():
        out = []
        for a in (golden.centre(x), golden.centre(y)):
            u, s, _ = np.linalg.svd(a, full_matrices=False)
            out.append(u[:, s > s[0] * max(a.shape) * EPS])
        return golden.canonical(*out)[0]

    def from_covariance(a, b, sxx, syy, sxy):
        def whiten(s):
            w, v = np.linalg.eigh(s)
            keep = w > w[-1] * len(w) * EPS
            return v[:, keep] / np.sqrt(w[keep])

        return np.linalg.svd(whiten(sxx).T @ sxy @ whiten(syy), compute_uv=False)

    def covariance():
        a, b = golden.centre(x), golden.centre(y)
        a, b = (c[:, np.any(c != 0, axis=0)] for c in (a, b))
        a, b = (c / np.max(np.abs(c), axis=0) for c in (a, b))
        a, b = (c / np.linalg.norm(c, axis=0) for c in (a, b))
        return from_covariance(a, b, a.T @ a, b.T @ b, a.T @ b)

    def one_pass():
        m = len(x)
        mx, my = x.mean(axis=0), y.mean(axis=0)
        return from_covariance(x, y, x.T @ x - m * np.outer(mx, mx), y.T @ y - m * np.outer(my, my), x.T @ y - m * np.outer(mx, my))

    for route in (equilibrated, plain_svd, covariance, one_pass):
        with np.errstate(all="ignore"):
            try:
                yield route.__name__, route()
            except Exception as error:  # a route that breaks down is a result too
                yield route.__name__, type(error).__name__


def report_line(case, x, y):
    bar = 30 * EPS * (case["conditionX"] + case["conditionY"])
    wanted = np.array(case["correlations"])
    cells = []
    for name, got in float_routes(x, y):
        if isinstance(got, str):
            cells.append(f"{name} {got}")
        elif len(got) != len(wanted):
            cells.append(f"{name} RANK({len(got)} for {len(wanted)})")
        else:
            error = np.max(np.abs(np.clip(got, 0, 1) - wanted))
            cells.append(f"{name} {error / bar:.1e}{'' if error <= bar else ' FAIL'}")
    print(f"{case['name']:32} k {case['conditionX']:.1e} {case['conditionY']:.1e} error/bar: " + " | ".join(cells))


def main():
    report = "--report" in sys.argv
    cases = []
    for name, x, y in pairs():
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        case = {"name": name, **reference(x, y)}
        if report:
            report_line(case, x, y)
        cases.append({**case, "x": x.tolist(), "y": y.tolist()})
    fields = ",\n".join("    " + json.dumps(c, allow_nan=False, separators=(",", ":")) for c in cases)
    note = "rho at t = 1 to 100 digits; the bar is |rho - correlations| <= 30 eps (conditionX + conditionY)"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(f'{{\n  "kind": "nasty",\n  "note": {json.dumps(note)},\n  "cases": [\n{fields}\n  ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
