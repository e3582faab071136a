#!/usr/bin/env python3
"""Reference values for dense layers, by textbook routes in float64: the referee of the tests.

    python3 scripts/golden.py A.npy B.npy [--variance T] [--energy variance|singular]
                              [--directions K] [--layout nd|dn]      prints JSON
    python3 scripts/golden.py --all      writes fixtures/golden and fixtures/published

It shares nothing with the program it judges, and takes each number from its definition even where a
shorter formula exists: weighted from X~, rho and u_i; CKA from the m x m Gram matrices, debiased as the
explicit U-statistic; PWCCA from X~'X; Procrustes from the singular values of X'Y; chance by quadrature.

Decisions:
  centring    the first datapoint is subtracted, then the mean, then the mean of what is left; a constant
              neuron becomes exactly zero and is called dead
  rank        of the centred matrix with its live neurons scaled to unit norm: singular values above
              max(m, p) eps times the largest. This subspace is the one of t = 1 (cca, pwcca)
  t < 1       the singular value decomposition of the centred matrix itself; values below
              max(m, p) eps times the largest are dropped (they are noise), so singularValues may be
              fewer than rank where neurons are badly scaled
  ties        singular values that differ by at most max(m, p) eps times the largest
  k90 k95 k99 always of the variance, whatever --energy says
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # the last digits of the files depend on the order of additions

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np

EPS = np.finfo(np.float64).eps
ROOT = Path(__file__).resolve().parent.parent / "fixtures"


# ---------------------------------------------------------------- one layer


def exponent(values):
    """The power of two that brings the largest magnitude to [0.5, 1)."""
    top = np.max(np.abs(values)) if values.size else 0.0
    return int(np.frexp(top)[1]) if top > 0 else 0


def centre(raw):
    x = np.asarray(raw, dtype=np.float64)
    x = x - x[0]
    x = x - x.mean(axis=0)
    x = x - x.mean(axis=0)
    x[:, np.all(raw == raw[0], axis=0)] = 0.0
    return x


def count_duplicates(raw, live):
    seen, count = set(), 0
    for j in np.flatnonzero(live):
        column = np.ascontiguousarray(raw[:, j] + 0.0)  # so that -0 and 0 are one value
        key = column.tobytes()
        count += key in seen
        seen.add(key)
    return count


class Layer:
    def __init__(self, raw, variance=0.99, energy="variance", directions=None):
        if raw.ndim != 2:
            raise SystemExit("expected a 2-D array")
        self.m, self.p = raw.shape
        self.live = ~np.all(raw == raw[0], axis=0)
        if not self.live.any():
            raise SystemExit("a layer without variance")
        x = centre(raw)
        self.tolerance = max(self.m, self.p) * EPS
        self.shift = exponent(x)
        self.x = np.ldexp(x, -self.shift)  # an exact change of scale: squares neither overflow nor vanish

        u, s, _ = np.linalg.svd(self.x, full_matrices=False)
        kept = s > s[0] * self.tolerance
        self.u, self.s = u[:, kept], s[kept]

        columns = x[:, self.live]
        columns = np.stack([np.ldexp(c, -exponent(c)) for c in columns.T], axis=1)
        columns /= np.linalg.norm(columns, axis=0)
        ue, se, _ = np.linalg.svd(columns, full_matrices=False)
        self.rank = int(np.sum(se > se[0] * self.tolerance))
        self.full = ue[:, : self.rank]
        self.condition = float(se[0] / se[self.rank - 1])

        self.duplicates = count_duplicates(raw, self.live)
        if directions is not None:
            if directions > self.rank:
                raise SystemExit(f"{directions} directions asked for, {self.rank} exist")
            if directions > len(self.s):
                raise SystemExit(f"{directions} directions asked for, {len(self.s)} stand out of rounding")
            self.k, self.basis = directions, self.u[:, :directions]
        elif variance >= 1:
            self.k, self.basis = self.rank, self.full
        else:
            self.k = self.cut(variance, energy)
            self.basis = self.u[:, : self.k]

    def cut(self, t, energy="variance"):
        weights = self.s**2 if energy == "variance" else self.s
        total = math.fsum(weights)
        k = next(k for k in range(1, len(weights) + 1) if math.fsum(weights[:k]) >= t * total or k == len(weights))
        while k < len(self.s) and self.s[k - 1] - self.s[k] <= self.tolerance * self.s[0]:
            k += 1
        return k

    def describe(self):
        share = self.s**2 / math.fsum(self.s**2)
        k99 = self.cut(0.99)
        return {
            "datapoints": self.m,
            "neurons": self.p,
            "rank": self.rank,
            "k": self.k,
            "k90": self.cut(0.90),
            "k95": self.cut(0.95),
            "k99": k99,
            "participationRatio": 1 / math.fsum(share**2),
            "entropyRank": math.exp(-math.fsum(share * np.log(share))),
            "saturation": k99 / self.p,
            "deadNeurons": int(np.sum(~self.live)),
            "duplicateNeurons": self.duplicates,
            "condition": self.condition,
            "singularValues": np.ldexp(self.s, self.shift).tolist(),
        }


# ---------------------------------------------------------------- two layers


def canonical(bx, by):
    """rho, X~ and Y~ of two orthonormal bases."""
    p, rho, qt = np.linalg.svd(bx.T @ by, full_matrices=False)
    return np.clip(rho, 0.0, 1.0), bx @ p, by @ qt.T


def weighted_side(layer, rho, aligned):
    """W(X|Y): sum lambda_i |diag(rho) X~' u_i| / sum lambda_i over the kept directions."""
    k = min(layer.k, len(layer.s))
    lam, norms = layer.s[:k], np.empty(k)
    for i in range(k):
        norms[i] = np.linalg.norm(rho * (aligned.T @ layer.u[:, i]))
    start = 0
    for i in range(1, k + 1):  # tied directions share the root mean square of their norms
        if i == k or lam[i - 1] - lam[i] > layer.tolerance * lam[0]:
            norms[start:i] = math.sqrt(np.mean(norms[start:i] ** 2))
            start = i
    return math.fsum(lam * norms) / math.fsum(lam)


TIED = 1e-8


def pwcca_side(layer, rho, aligned):
    alpha = np.sum(np.abs(aligned.T @ layer.x), axis=1)
    return math.fsum(alpha * rho) / math.fsum(alpha)


def cka_pair(x, y):
    """Linear CKA and its debiased form, from the Gram matrices XX' and YY', a band of rows at a time."""
    m = len(x)
    sums = np.zeros(3)  # <K, L>, <K, K>, <L, L>
    zeroed = np.zeros(3)  # the same with zeroed diagonals
    row_k, row_l = np.empty(m), np.empty(m)
    for start in range(0, m, 500):
        rows = np.arange(start, min(start + 500, m))
        k, l = x[rows] @ x.T, y[rows] @ y.T
        sums += [np.sum(k * l), np.sum(k * k), np.sum(l * l)]
        k[rows - start, rows] = 0.0
        l[rows - start, rows] = 0.0
        zeroed += [np.sum(k * l), np.sum(k * k), np.sum(l * l)]
        row_k[rows], row_l[rows] = k.sum(axis=1), l.sum(axis=1)
    biased = sums[0] / math.sqrt(sums[1] * sums[2])
    if m < 4:
        return biased, None, f"needs at least 4 datapoints, got {m}"

    def u_statistic(trace, left, right):
        ones = left.sum() * right.sum() / ((m - 1) * (m - 2))
        return (trace + ones - 2 / (m - 2) * (left @ right)) / (m * (m - 3))

    xy = u_statistic(zeroed[0], row_k, row_l)
    xx, yy = u_statistic(zeroed[1], row_k, row_k), u_statistic(zeroed[2], row_l, row_l)
    if xx * m * (m - 3) <= 1e-12 * sums[1] or yy * m * (m - 3) <= 1e-12 * sums[2]:
        return biased, None, "the unbiased self-similarity of a layer is zero"
    return biased, xy / math.sqrt(xx * yy), None


def wachter(kx, ky, m):
    """(mean rho, edge) that independent layers are expected to show."""
    small, large, n = min(kx, ky), max(kx, ky), m - 1
    if large >= n:
        return 1.0, 1.0
    from scipy.integrate import quad

    a, b = small / n, large / n
    low = (math.sqrt(a * (1 - b)) - math.sqrt(b * (1 - a))) ** 2
    high = (math.sqrt(a * (1 - b)) + math.sqrt(b * (1 - a))) ** 2
    rest_of_high = (math.sqrt(a * b) - math.sqrt((1 - a) * (1 - b))) ** 2  # 1 - high and 1 - low,
    rest_of_low = (math.sqrt(a * b) + math.sqrt((1 - a) * (1 - b))) ** 2  # without cancellation
    atom = max(0.0, (a + b - 1) / a)

    def moment(power):
        def f(angle):  # lambda = high cos^2 + low sin^2 takes the square root out of both ends
            c, s = math.cos(angle), math.sin(angle)
            lam, rest = high * c * c + low * s * s, rest_of_high * c * c + rest_of_low * s * s
            return 2 * ((high - low) * s * c) ** 2 / (2 * math.pi * a * lam * rest) * lam**power

        return quad(f, 0, math.pi / 2, epsabs=1e-13, epsrel=1e-13, limit=500)[0] + atom

    if abs(moment(0) - 1) > 1e-8 or abs(moment(1) - b) > 1e-8:
        raise AssertionError(f"Wachter's law does not integrate: {kx, ky, m, moment(0), moment(1), b}")
    return min(1.0, moment(0.5)), min(1.0, math.sqrt(high))


def chance(kx, ky, m, rho, r2):
    floor, edge = wachter(kx, ky, m)
    forced = max(0, kx + ky - (m - 1))
    above = int(np.sum(rho > edge))
    b = min(1.0, max(kx, ky) / (m - 1))
    out = {"kx": kx, "ky": ky, "floor": floor, "edge": edge, "above": above, "forced": forced,
           "aboveUnforced": max(0, above - forced), "r2Floor": b}
    if b < 1:
        out["r2Corrected"] = (r2 - b) / (1 - b)
    else:
        out["r2Corrected"], out["why"] = None, "r2Corrected: one layer spans every direction, chance alone gives 1"
    return out


def wilks(rho, kx, ky, m):
    """Per direction: Wilks' Lambda of this and all later ones, Bartlett's chi-square, df, p."""
    rows = []
    factor = m - 1 - (kx + ky + 1) / 2
    for i in range(len(rho)):
        df = (kx - i) * (ky - i)
        if np.max(rho[i:]) > 1 - 1e-10:
            rows.append({"lambda": None, "chi2": None, "df": df, "p": None, "why": "a correlation is 1 up to rounding"})
            continue
        log_lambda = math.fsum(np.log1p(-(rho[i:] ** 2)))
        row = {"lambda": math.exp(log_lambda), "chi2": None, "df": df, "p": None}
        if factor > 0:
            from scipy.stats import chi2

            row["chi2"] = -factor * log_lambda
            row["p"] = float(chi2.sf(row["chi2"], df))
        else:
            row["why"] = "too few datapoints for Bartlett's factor"
        rows.append(row)
    return rows


def compare(raw_x, raw_y, variance=0.99, energy="variance", directions=None):
    if len(raw_x) != len(raw_y):
        raise SystemExit(f"{len(raw_x)} datapoints against {len(raw_y)}")
    x, y = (Layer(raw, variance, energy, directions) for raw in (raw_x, raw_y))
    m, why = x.m, {}

    rho, xt, yt = canonical(x.basis, y.basis)
    c = len(rho)
    r2 = math.fsum(rho**2) / c
    xy, yx = weighted_side(x, rho, xt), weighted_side(y, rho, yt)

    full, xf, yf = canonical(x.full, y.full)
    gap = float(np.min(full[:-1] - full[1:])) if len(full) > 1 else None
    if gap is not None and gap <= TIED and full[0] - full[-1] > TIED:
        pwcca = {"x": None, "y": None}
        why["pwcca"] = "tied correlations: the directions inside a tie, and so the weights, are arbitrary"
    else:
        pwcca = {"x": pwcca_side(x, full, xf), "y": pwcca_side(y, full, yf)}

    cka, debiased, reason = cka_pair(x.x, y.x)
    if reason:
        why["ckaDebiased"] = reason
    nuclear = math.fsum(np.linalg.svd(x.x.T @ y.x, compute_uv=False))
    procrustes = min(1.0, nuclear / (np.linalg.norm(x.x) * np.linalg.norm(y.x)))

    return {
        "x": x.describe(),
        "y": y.describe(),
        "metrics": {
            "svcca": math.fsum(rho) / c,
            "cca": math.fsum(full) / len(full),
            "weighted": {"xy": xy, "yx": yx, "mean": (xy + yx) / 2},
            "r2": r2,
            "gcd": math.fsum(rho**2) / math.sqrt(x.k * y.k),
            "pwcca": pwcca,
            "cka": cka,
            "ckaDebiased": debiased,
            "procrustes": procrustes,
            "procrustesDistance": math.acos(procrustes),
        },
        "why": why,
        "correlations": rho.tolist(),
        "correlationsFull": full.tolist(),
        "smallestGapFull": gap,
        "chance": chance(x.k, y.k, m, rho, r2),
        "chanceFull": chance(x.rank, y.rank, m, full, math.fsum(full**2) / len(full)),
        "wilks": wilks(rho, x.k, y.k, m),
        "wilksFull": wilks(full, x.rank, y.rank, m),
    }


# ---------------------------------------------------------------- the cases


def mixed(rng, m, p, q, shared=4, noise=1.0):
    """Two gaussian layers that share `shared` latent directions, more and less strongly."""
    latent = rng.standard_normal((m, shared)) * np.linspace(2, 0.5, shared)
    x = latent @ rng.standard_normal((shared, p)) + noise * rng.standard_normal((m, p))
    y = latent @ rng.standard_normal((shared, q)) + noise * rng.standard_normal((m, q))
    return x, y


def synthetic():
    """(name, X, Y, options, note); arrays as they are stored."""
    rng = np.random.default_rng(7)
    x, y = mixed(rng, 40, 8, 5)
    yield "gauss", x, y, {}, "correlated gaussian layers, p > q"
    yield "gauss-variance-80", "gauss", "gauss", {"variance": 0.8}, "the same at t = 0.8"
    yield "gauss-variance-1", "gauss", "gauss", {"variance": 1.0}, "the same at t = 1: svcca is cca"
    yield "gauss-singular-80", "gauss", "gauss", {"variance": 0.8, "energy": "singular"}, "t on the singular values"
    yield "gauss-directions-3", "gauss", "gauss", {"directions": 3}, "k given outright"
    yield "gauss-fortran", np.asfortranarray(x), "gauss", {}, "X in Fortran order, datapoints first"
    yield "gauss-dn", x.T, np.ascontiguousarray(y.T), {"layout": "dn"}, "neurons first; X in Fortran order, Y in C order"
    x, y = mixed(rng, 60, 6, 9, shared=3)
    yield "wide", x, y, {}, "p < q"
    basis_x, basis_y = mixed(rng, 40, 4, 3, shared=3)
    x = basis_x @ rng.integers(-3, 4, (4, 7))
    y = basis_y @ rng.integers(-3, 4, (3, 6))
    yield "rank-deficient", x, y, {}, "linearly dependent neurons: rank 4 of 7 and 3 of 6"
    x, y = mixed(rng, 30, 5, 4, shared=3)
    x = np.column_stack([x[:, 0], np.full(30, 0.1), x, x[:, 3], np.zeros(30)])
    y = np.column_stack([y, np.full(30, -1e9 / 3), y[:, 1], y[:, 1]])
    yield "dead-duplicate", x, y, {}, "constant neurons (0.1, 0, -1e9/3) and exact copies"
    x, y = mixed(rng, 40, 6, 5, shared=3)
    yield "offset", x + 1e8, y - 1e8, {}, "unit noise on an offset of 1e8"
    x, y = mixed(rng, 40, 8, 6, shared=3)
    yield "bad-scale", x * 10.0 ** np.linspace(0, -30, 8), y, {}, "columns of X scaled from 1 to 1e-30"
    x, y = mixed(rng, 30, 5, 4, shared=3)
    yield "huge", x * 1e150, y * 1e150, {}, "both layers times 1e150"
    yield "tiny", x * 1e-150, y * 1e-150, {}, "both layers times 1e-150"
    x, y = mixed(rng, 30, 60, 40, shared=3)
    yield "more-neurons", x.astype(np.float32), y.astype(np.float32), {}, "more neurons than datapoints"
    x, y = mixed(rng, 35, 6, 1, shared=2)
    yield "multiple-r", x, y, {}, "q = 1: the multiple correlation"
    x, y = mixed(rng, 25, 1, 1, shared=2)
    yield "pearson", x, y, {}, "p = q = 1: the absolute correlation"
    x, y = mixed(rng, 2, 3, 2, shared=2)
    yield "two-datapoints", x, y, {}, "m = 2"
    x, y = mixed(rng, 5, 2, 1, shared=2)
    yield "five-datapoints", x, y, {}, "m = 5, where the debiased CKA is just defined"
    yield "self", "gauss", "gauss.x", {}, "a layer against itself"
    x = rng.standard_normal((40, 6))
    yield "nearly-identical", x, x + 1e-9 * rng.standard_normal((40, 6)), {}, "Y = X + 1e-9 noise"
    yield "independent", rng.standard_normal((50, 7)), rng.standard_normal((50, 5)), {}, "independent gaussian layers"
    yield "forced-ones", rng.standard_normal((12, 7)), rng.standard_normal((12, 7)), {"variance": 1.0}, (
        "p = q = 7, m = 12: three correlations are 1 whatever the data")
    h = np.array([[1.0]])
    for _ in range(3):
        h = np.block([[h, h], [h, -h]])
    x, y = h[:, 1:4], np.column_stack([h[:, 1] + h[:, 5], h[:, 2] - 2 * h[:, 6], h[:, 4], 0.5 * h[:, 3] + h[:, 7]])
    yield "tied", x, y, {"variance": 0.5}, (
        "three exactly tied singular values: all are kept at t = 0.5, and weighted takes the root mean square of their norms")


LAYERS = ("fc1", "fc2", "fc3", "logits")


def fixture_pairs():
    for layer in LAYERS:
        yield f"net-{layer}", f"net-a/{layer}.npy", f"net-b/{layer}.npy", {}, "two seeds, one layer"
    yield "net-fc1-fc3", "net-a/fc1.npy", "net-a/fc3.npy", {}, "two layers of one net"
    yield "net-fc3-logits", "net-a/fc3.npy", "net-b/logits.npy", {}, "across layers and nets"
    yield "net-fc2-variance-90", "net-a/fc2.npy", "net-b/fc2.npy", {"variance": 0.9}, "t = 0.9"
    yield "net-fc2-singular", "net-a/fc2.npy", "net-b/fc2.npy", {"energy": "singular"}, "t = 0.99 on the singular values"
    yield "net-fc2-directions-10", "net-a/fc2.npy", "net-b/fc2.npy", {"directions": 10}, "k given outright"


FITNESS = """
191 36 50  5 162  60
189 37 52  2 110  60
193 38 58 12 101 101
162 35 62 12 105  37
189 35 46 13 155  58
182 36 56  4 101  42
211 38 56  8 101  38
167 34 60  6 125  40
176 31 74 15 200  40
154 33 56 17 251 250
169 34 50 17 120  38
166 33 52 13 210 115
154 34 64 14 215 105
247 46 50  1  50  50
193 36 46  6  70  31
202 37 62 12 210 120
176 37 54  4  60  25
157 32 52 11 230  80
156 33 54 15 225  73
138 33 68  2 110  43
"""

WACHTER = [(100, 50, 2000), (500, 500, 10000), (20, 20, 10000), (200, 200, 1000), (7, 7, 13), (7, 7, 12), (12, 7, 12),
           (11, 3, 12), (10, 3, 12), (1, 1, 400), (59, 59, 400), (300, 150, 400), (200, 200, 401), (3, 5, 2000)]


def close(label, got, expected, digits):
    if abs(got - expected) > 0.51 * 10.0**-digits:
        raise AssertionError(f"{label}: {got} is not {expected}")


def published():
    folder = ROOT / "published"
    folder.mkdir(parents=True, exist_ok=True)

    np.random.seed(1337)
    x = np.random.randn(100, 10)
    y = np.random.randn(100, 10) + x
    np.save(folder / "kornblith.x.npy", x)
    np.save(folder / "kornblith.y.npy", y)
    report = compare(x, y, variance=1.0)
    close("CKA", report["metrics"]["cka"], 0.55761, 5)
    close("debiased CKA", report["metrics"]["ckaDebiased"], 0.51346, 5)
    close("r2", report["metrics"]["r2"], 0.5453963, 7)
    write(folder / "kornblith.json", pair_file(
        "kornblith", "published/kornblith.x.npy", "published/kornblith.y.npy", {"variance": 1.0},
        "numpy legacy seed 1337: X = randn(100, 10), Y = randn(100, 10) + X. Published: CKA 0.55761, debiased 0.51346, r2 0.5453963",
        report))

    table = np.array([[float(v) for v in line.split()] for line in FITNESS.strip().splitlines()])
    x, y = table[:, :3], table[:, 3:]
    report = compare(x, y, variance=1.0)
    for got, expected in zip(report["correlationsFull"], (0.795608, 0.200556, 0.072570)):
        close("fitness rho", got, expected, 6)
    for row, expected in zip(report["wilksFull"], (0.35039053, 0.95472266, 0.99473355)):
        close("fitness Lambda", row["lambda"], expected, 8)
    write(folder / "fitness.json", {
        "kind": "pair", "name": "fitness",
        "note": "20 men, weight waist pulse against chins situps jumps; published rho and Wilks' Lambda beside the full report",
        "options": options({"variance": 1.0}),
        "xColumns": ["weight", "waist", "pulse"], "yColumns": ["chins", "situps", "jumps"],
        "xData": x.tolist(), "yData": y.tolist(),
        "publishedCorrelations": [0.795608, 0.200556, 0.072570],
        "publishedWilks": [0.35039053, 0.95472266, 0.99473355], **report})

    given = {(100, 50, 2000): (0.2092, 0.3750), (500, 500, 10000): (0.1908, 0.4359), (20, 20, 10000): (0.0380, None),
             (200, 200, 1000): (0.3879, 0.8003)}
    rows = []
    for kx, ky, m in WACHTER:
        floor, edge = wachter(kx, ky, m)
        if (kx, ky, m) in given:
            close("Wachter mean", floor, given[kx, ky, m][0], 4)
            if given[kx, ky, m][1]:
                close("Wachter edge", edge, given[kx, ky, m][1], 4)
        rows.append({"kx": kx, "ky": ky, "m": m, "floor": floor, "edge": edge, "r2Floor": min(1.0, max(kx, ky) / (m - 1)),
                     "forced": max(0, kx + ky - (m - 1))})
    write(folder / "wachter.json", {"kind": "wachter", "rows": rows})


# ---------------------------------------------------------------- files


def dump(value, indent=0):
    """JSON with one line per list of numbers or per flat row, so that the files stay readable and small."""
    pad = "  " * (indent + 1)
    if isinstance(value, dict) and value and any(isinstance(v, (dict, list)) for v in value.values()):
        inner = ",\n".join(f"{pad}{json.dumps(k)}: {dump(v, indent + 1)}" for k, v in value.items())
        return "{\n" + inner + "\n" + "  " * indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return "[\n" + ",\n".join(pad + dump(v, indent + 1) for v in value) + "\n" + "  " * indent + "]"
    return json.dumps(value, allow_nan=False)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(value) + "\n", encoding="utf-8")


def options(given):
    return {"variance": 0.99, "energy": "variance", "directions": None, "layout": "nd", **given}


def pair_file(name, x_path, y_path, given, note, report):
    head = {"kind": "pair", "name": name, "note": note, "options": options(given)}
    body = dict(report)
    body["x"] = {"path": x_path, **report["x"]}
    body["y"] = {"path": y_path, **report["y"]}
    return {**head, **body}


def load(path, layout="nd"):
    raw = np.load(path)
    return np.ascontiguousarray(raw.T if layout == "dn" else raw, dtype=np.float64)


def run(x_path, y_path, given):
    given = dict(given)
    layout = given.pop("layout", "nd")
    return compare(load(x_path, layout), load(y_path, layout), **given)


def write_all():
    folder = ROOT / "golden"
    (folder / "inputs").mkdir(parents=True, exist_ok=True)
    for name, x, y, given, note in synthetic():
        paths = []
        for side, array in (("x", x), ("y", y)):
            if isinstance(array, str):  # another case's array
                stem = array if "." in array else f"{array}.{side}"
                paths.append(f"golden/inputs/{stem}.npy")
            else:
                paths.append(f"golden/inputs/{name}.{side}.npy")
                np.save(ROOT / paths[-1], array)
        report = run(ROOT / paths[0], ROOT / paths[1], given)
        write(folder / f"{name}.json", pair_file(name, *paths, given, note, report))
    for name, x_path, y_path, given, note in fixture_pairs():
        report = run(ROOT / x_path, ROOT / y_path, given)
        write(folder / f"{name}.json", pair_file(name, x_path, y_path, given, note, report))

    grid = {}
    for row in LAYERS:
        for column in LAYERS:
            found = run(ROOT / f"net-a/{row}.npy", ROOT / f"net-b/{column}.npy", {})["metrics"]
            flat = {"weighted.xy": found["weighted"]["xy"], "weighted.yx": found["weighted"]["yx"],
                    **{k: found[k] for k in ("svcca", "cca", "r2", "gcd", "cka", "ckaDebiased", "procrustes")}}
            for metric, value in flat.items():
                grid.setdefault(metric, []).append(value)
    size = len(LAYERS)
    write(folder / "net-matrix.json", {
        "kind": "matrix", "note": "rows: layers of net-a, columns: layers of net-b, default options", "rows": list(LAYERS),
        "columns": list(LAYERS),
        "metrics": {k: [v[i * size : (i + 1) * size] for i in range(size)] for k, v in grid.items()}})
    published()


def main():
    parser = argparse.ArgumentParser(description="reference values for a pair of layers")
    parser.add_argument("files", nargs="*", help="two .npy files")
    parser.add_argument("--all", action="store_true", help="write fixtures/golden and fixtures/published")
    parser.add_argument("--variance", type=float, default=0.99)
    parser.add_argument("--energy", choices=("variance", "singular"), default="variance")
    parser.add_argument("--directions", type=int)
    parser.add_argument("--layout", choices=("nd", "dn"), default="nd")
    args = parser.parse_args()
    if args.all:
        write_all()
        return
    if len(args.files) != 2:
        parser.error("give two .npy files, or --all")
    given = {k: getattr(args, k) for k in ("variance", "energy", "directions", "layout")}
    report = run(*args.files, given)
    print(dump(pair_file(Path(args.files[0]).stem + " / " + Path(args.files[1]).stem,
                         *(Path(f).name for f in args.files), given, "", report)))


if __name__ == "__main__":
    sys.exit(main())
