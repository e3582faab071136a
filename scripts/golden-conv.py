#!/usr/bin/env python3
"""Reference values for convolutional and sequence layers: golden.py on brute force.

    python3 scripts/golden-conv.py [NAME...]     writes fixtures/golden/conv-NAME.json (all without a name)

The reading `dft` is taken from Theorem 1 and knows no Fourier transform: both layers' maps are moved by
every circular shift that is a shift of both, and what golden.py says of all those d x shifts datapoints
of flattened maps is the expected value.

  shifts      along each axis as many as the smaller map has positions; the larger one, s times as long,
              moves s positions at a time. A layer without space is the same under every shift
  cropped     along axes where neither size divides the other, both maps are first read at n = 2r + 1
              positions, r the largest whole number below half of the smaller size, after everything but
              their frequencies -r..r is removed (by a matrix of cosines); then they are equal maps
  means       those over all shifted datapoints. They vanish at every frequency of the common grid but
              zero; there they are those of every neuron of the block, of aliased ones too
  rank, ties  as in golden.py, with m = d x shifts and p = height x width x channels of the map as moved
  cka-debiased  null: shifted copies of one image are no independent datapoints

What belongs to single frequencies needs a transform, and takes numpy's:

  similarity  sum of rho over min(kx, ky) of the complex CCA of the blocks' directions that the cut keeps
  pwcca       alpha_i = sum over spatial neurons j of |<x~_i, x_j>|. Here x~_i is a unit canonical direction,
              at full rank, inside one block of the group's transform: over (image n, shift s) it is
              a_n exp(2 pi i (f, s)) / sqrt(shifts) with sum |a_n|^2 = 1. So <x~_i, x_j> = sum_n conj(a_n) z_nj,
              z_nj the unitary transform, over the shifts s, of neuron j at image n moved by s. PWCCA is
              sum alpha rho / sum alpha over the directions of all blocks. Null where two rho of a block tie
  floor       sum over blocks of min(kx, ky) E[rho; kx, ky, n] over min(sum kx, sum ky), from Wachter's law
              with n = d in place of m - 1, and n = d - 1 in the zero block, whose mean is removed
  defect      of one layer, C = sum_i x_i x_i' over its d datapoints (h w c square, only the zero
              frequency's means removed): the share of |C|^2 that averaging C over the shifts takes away.
              `plain`, and `distinct`, where the terms of pairs i = j are left out of all sums.
              `own`: shifts by single positions of the layer's own map; `pair`: the shifts of the comparison

Other readings are golden.py on the array reshaped: flatten d x hwc, pool d x c, channels dhw x c, tokens dt x n. What
`chance` says of channels and tokens takes m = d, for rows of one datapoint are not independent.
"""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import golden  # first, for it sets the number of threads that numpy starts with

import numpy as np

AGREE = 1e-10
CUTS = ({"variance": 0.99}, {"variance": 0.9}, {"variance": 1.0})


# ---------------------------------------------------------------- shifts


def common_axis(a, b):
    """(positions of the common grid, whether frequencies are cropped)."""
    if max(a, b) % min(a, b) == 0:
        return min(a, b), False
    return 2 * ((min(a, b) - 1) // 2) + 1, True


def low_pass(size, positions):
    """Reads a periodic signal of `size` samples, its frequencies up to (positions - 1) / 2, at `positions` places."""
    lag = np.arange(positions)[:, None] / positions - np.arange(size)[None, :] / size
    return sum(np.cos(2 * np.pi * f * lag) for f in range(-(positions // 2), positions // 2 + 1)) / size


def settle(maps):
    """Without its channels' first values, which no reading sees, and at a scale where squares are numbers."""
    maps = maps.astype(np.float64)
    maps = maps - maps[:1, :1, :1]
    return np.ldexp(maps, -golden.exponent(maps))


def moved(maps, grid):
    """grid + datapoints x neurons: the maps after every shift of the group; a layer without space stays."""
    out = np.empty((*grid, len(maps), math.prod(maps.shape[1:])))
    steps = [size // count for size, count in zip(maps.shape[1:3], grid)] if maps.ndim == 4 else None
    for a in range(grid[0]):
        for b in range(grid[1]):
            turned = np.roll(maps, (-a * steps[0], -b * steps[1]), axis=(1, 2)) if steps else maps
            out[a, b] = turned.reshape(len(maps), -1)
    return out


def common_maps(x, y):
    """(x, y, grid, rule): the maps that are moved, and the grid of shifts."""
    if x.ndim != y.ndim:
        grid = next(side.shape[1:3] for side in (x, y) if side.ndim == 4)
        return x, y, grid, "zero"
    axes = [common_axis(x.shape[i], y.shape[i]) for i in (1, 2)]
    grid = tuple(size for size, _ in axes)
    if any(cropped for _, cropped in axes):
        if not all(cropped for _, cropped in axes):
            raise SystemExit("cropping along one axis only is not decided")
        x, y = (np.einsum("ay,nyxc,bx->nabc", low_pass(side.shape[1], grid[0]), settle(side), low_pass(side.shape[2], grid[1]))
                for side in (x, y))
        return x, y, grid, "cropped"
    return x, y, grid, "equal" if x.shape[1:3] == y.shape[1:3] else "aliased"


# ---------------------------------------------------------------- frequencies


class Side:
    """One layer of a pair, by brute force and block by block."""

    def __init__(self, maps, grid):
        self.d, self.grid = len(maps), grid
        shifted = moved(maps, grid)
        self.layer = golden.Layer(shifted.reshape(-1, shifted.shape[-1]), variance=1)
        centred = self.layer.x.reshape(shifted.shape)
        self.spatial = np.fft.fft2(centred, axes=(0, 1), norm="ortho")  # over shifts, for PWCCA and the rank
        self.blocks = self.transform(maps)
        self.values = {g: np.linalg.svd(b, full_matrices=False)[:2] for g, b in self.blocks.items()}
        union = np.sort(np.concatenate([s for _, s in self.values.values()]))[::-1][: len(self.layer.s)]
        same(union / self.layer.s[0], self.layer.s / self.layer.s[0], "singular values", 1e-12)
        total = sum(np.sum(s**2) for _, s in self.values.values())
        self.shares = self.map(lambda g: float(np.sum(self.values[g][1] ** 2) / total))
        self.full = self.equilibrated()

    def frequencies(self):
        return [(u, v) for u in range(self.grid[0]) for v in range(self.grid[1])]

    def map(self, value):
        return [[value((u, v)) for v in range(self.grid[1])] for u in range(self.grid[0])]

    def transform(self, maps):
        """Every block over the d datapoints, from the transform of the maps, in the scale of the brute force."""
        if maps.ndim == 2:
            x = np.ldexp(maps.astype(np.float64) - maps[0], -self.layer.shift)
            x = x - x.mean(axis=0)
            nothing = np.zeros((len(maps), 1))
            return {g: x * math.sqrt(math.prod(self.grid)) if g == (0, 0) else nothing for g in self.frequencies()}
        x = np.ldexp(maps.astype(np.float64) - maps[:1, :1, :1], -self.layer.shift)
        x = x - x.mean(axis=(0, 1, 2))
        turned = np.fft.fft2(x, axes=(1, 2), norm="ortho") * math.sqrt(math.prod(self.grid))
        blocks = {(u, v): turned[:, u :: self.grid[0], v :: self.grid[1]].reshape(self.d, -1) for u, v in self.frequencies()}
        blocks[0, 0] = blocks[0, 0] - blocks[0, 0].mean(axis=0)
        return blocks

    def equilibrated(self):
        """Orthonormal bases over the d datapoints of every block at full rank, cut as golden.py cuts the whole."""
        x = self.layer.x
        scale = np.array([golden.exponent(column) for column in x.T])
        norms = np.linalg.norm(np.ldexp(x, -scale), axis=0)
        with np.errstate(divide="ignore"):
            unit = np.where(norms > 0, 1 / norms, 0)
        found = {}
        for g in self.frequencies():
            block = self.spatial[g]
            block = np.ldexp(block.real, -scale) + 1j * np.ldexp(block.imag, -scale)
            found[g] = np.linalg.svd(block * unit, full_matrices=False)[:2]
        top = max(s[0] for _, s in found.values())
        bases = {g: u[:, s > top * self.layer.tolerance] for g, (u, s) in found.items()}
        if sum(b.shape[1] for b in bases.values()) != self.layer.rank:
            raise AssertionError("the blocks' ranks do not add up to the rank")
        return bases

    def cut(self, options):
        """Keeps what the options ask for: of the brute force in self.layer, of every block in self.kept."""
        layer = self.layer
        if options.get("variance") == 1:
            layer.k, layer.basis, self.kept = layer.rank, layer.full, self.full
            return
        layer.k = options.get("directions") or layer.cut(options["variance"])
        layer.basis = layer.u[:, : layer.k]
        edge = (layer.s[layer.k - 1] + layer.s[layer.k]) / 2 if layer.k < len(layer.s) else 0
        self.kept = {g: u[:, s > edge] if edge else u[:, : np.linalg.matrix_rank(self.blocks[g])] for g, (u, s) in self.values.items()}
        if sum(b.shape[1] for b in self.kept.values()) != layer.k:
            raise AssertionError("the blocks' directions do not add up to k")


def same(got, expected, what, tolerance=AGREE):
    worst = float(np.max(np.abs(np.asarray(got) - np.asarray(expected)), initial=0))
    if worst > tolerance:
        raise AssertionError(f"{what}: brute force and the blocks differ by {worst}")
    return worst


def bar(x, y):
    """What correlations at full rank may be off by, at the layers' condition."""
    return max(AGREE, 30 * golden.EPS * (x.layer.condition + y.layer.condition))


def block_correlations(x, y, bases):
    return {g: np.clip(np.linalg.svd(bases(x)[g].conj().T @ bases(y)[g], compute_uv=False), 0, 1) for g in x.frequencies()}


def together(per_block, count):
    """All blocks' correlations, descending, the missing ones as zeros."""
    rho = np.sort(np.concatenate(list(per_block.values())))[::-1]
    return np.concatenate([rho, np.zeros(count - len(rho))])


def complex_pwcca(x, y):
    alphas, rhos, gap = [[], []], [], 1.0
    for g in x.frequencies():
        p, rho, q = np.linalg.svd(x.full[g].conj().T @ y.full[g], full_matrices=False)
        gap = min(gap, float(np.min(rho[:-1] - rho[1:], initial=1.0)))
        for alpha, side, turn in zip(alphas, (x, y), (p, q.conj().T)):
            aligned = side.full[g] @ turn
            alpha.append(np.sum(np.abs(aligned.conj().T @ side.spatial[g]), axis=1))
        rhos.append(np.clip(rho, 0, 1))
    rho = np.concatenate(rhos)
    if np.ptp(rho) <= golden.TIED:
        gap = 1.0  # every weighting gives the same mean
    if gap <= golden.TIED:
        return {"x": None, "y": None}, gap
    alphas = [np.concatenate(alpha) for alpha in alphas]
    return {side: math.fsum(alpha * rho) / math.fsum(alpha) for side, alpha in zip("xy", alphas)}, gap


def block_chance(x, y, bases):
    """What independent layers with these directions in each block would show."""
    sums, forced, counts = {"floor": 0.0, "r2Floor": 0.0}, 0, [0, 0]
    for g in x.frequencies():
        kx, ky = bases(x)[g].shape[1], bases(y)[g].shape[1]
        counts = [counts[0] + kx, counts[1] + ky]
        n = x.d - (g == (0, 0))
        if min(kx, ky) == 0:
            continue
        forced += max(0, kx + ky - n)
        sums["floor"] += min(kx, ky) * golden.wachter(kx, ky, n + 1)[0]
        sums["r2Floor"] += min(kx, ky) * min(1.0, max(kx, ky) / n)
    return {"forced": forced, **{name: value / min(counts) for name, value in sums.items()}}


# ---------------------------------------------------------------- translation invariance


def defect(maps, grid):
    """{plain, distinct}: the share of the second moments that averaging over the grid's shifts takes away."""
    d, (height, width, channels) = len(maps), maps.shape[1:]
    steps = height // grid[0], width // grid[1]
    shifts = [(a * steps[0], b * steps[1]) for a in range(grid[0]) for b in range(grid[1])]
    x = settle(maps)
    mean = sum(np.roll(x.mean(axis=0), s, axis=(0, 1)) for s in shifts) / len(shifts)
    x = x - mean
    flat = x.reshape(d, -1)
    moments = (flat.T @ flat).reshape(height, width, channels, height, width, channels)
    average = sum(np.roll(moments, s + s, axis=(0, 1, 3, 4)) for s in shifts) / len(shifts)
    total, inside = np.sum(moments**2), np.sum(average**2)
    own_total = np.sum(np.sum(flat**2, axis=1) ** 2)
    own_inside = sum(np.sum(np.sum(x * np.roll(x, s, axis=(1, 2)), axis=(1, 2, 3)) ** 2) for s in shifts) / len(shifts)
    return {"plain": float(1 - inside / total), "distinct": float(1 - (inside - own_inside) / (total - own_total))}


def defects(raw, maps, grid):
    if raw.ndim == 2:
        return None
    return {"own": defect(raw, raw.shape[1:3]), "pair": defect(maps, grid)}


# ---------------------------------------------------------------- readings


def brute_force(x, y):
    """The metrics that need no cut, and the smallest gap of rho inside a block at full rank, which PWCCA loses digits by."""
    a, b = x.layer, y.layer
    nuclear = math.fsum(np.linalg.svd(a.x.T @ b.x, compute_uv=False))
    rho = golden.canonical(a.full, b.full)[0]
    blocks = block_correlations(x, y, lambda side: side.full)
    same(together(blocks, len(rho)), rho, "correlations at full rank", bar(x, y))
    pwcca, gap = complex_pwcca(x, y)
    return gap, {
        "cca": math.fsum(rho) / len(rho),
        "pwcca": pwcca,
        "cka": golden.cka_pair(a.x, b.x)[0],
        "ckaDebiased": None,
        "procrustes": min(1.0, nuclear / (np.linalg.norm(a.x) * np.linalg.norm(b.x))),
    }


def frequency_case(x, y, options, whole):
    x.cut(options)
    y.cut(options)
    a, b = x.layer, y.layer
    rho, xt, yt = golden.canonical(a.basis, b.basis)
    blocks = block_correlations(x, y, lambda side: side.kept)
    full = options.get("variance") == 1
    worst = same(together(blocks, len(rho)), rho, "correlations", bar(x, y) if full else AGREE)
    xy, yx = golden.weighted_side(a, rho, xt), golden.weighted_side(b, rho, yt)
    floor = block_chance(x, y, lambda side: side.kept)
    found = {side: {**{k: v for k, v in layer.describe().items() if k in SIDE}} for side, layer in (("x", a), ("y", b))}
    count = {side: part.map(lambda g, part=part: part.kept[g].shape[1]) for side, part in (("kx", x), ("ky", y))}
    similarity = x.map(lambda g: float(np.mean(blocks[g])) if len(blocks[g]) else None)
    return worst, {
        "options": golden.options(options) | {"layout": None},
        **found,
        "metrics": {
            "svcca": math.fsum(rho) / len(rho),
            "weighted": {"xy": xy, "yx": yx, "mean": (xy + yx) / 2},
            "r2": math.fsum(rho**2) / len(rho),
            "gcd": math.fsum(rho**2) / math.sqrt(a.k * b.k),
            **whole,
        },
        "correlations": rho.tolist(),
        "chance": floor,
        "frequencies": {"similarity": similarity, **count},
    }


SIDE = ("rank", "k", "k90", "k95", "k99", "participationRatio", "entropyRank", "condition")


def splits(layer, k):
    return k >= len(layer.s) or layer.s[k - 1] - layer.s[k] <= 1e-3 * layer.s[k]


def by_frequency(raw_x, raw_y):
    maps_x, maps_y, grid, rule = common_maps(raw_x, raw_y)
    x, y = Side(maps_x, grid), Side(maps_y, grid)
    gap, whole = brute_force(x, y)
    directions = next((k for k in range(5, min(len(x.layer.s), len(y.layer.s))) if not splits(x.layer, k) and not splits(y.layer, k)), None)
    cuts = [*CUTS, *([{"directions": directions}] if directions else [])]
    cases = [frequency_case(x, y, cut, whole) for cut in cuts]
    print(f"  dft ({rule}, {grid[0]}x{grid[1]}): rank {x.layer.rank}, {y.layer.rank}; condition {x.layer.condition:.1e}, "
          f"{y.layer.condition:.1e}; k {[(c['x']['k'], c['y']['k']) for _, c in cases]}; svcca "
          f"{[round(c['metrics']['svcca'], 4) for _, c in cases]}; floor {[round(c['chance']['floor'], 4) for _, c in cases]}; brute - blocks {[f'{w:.0e}' for w, _ in cases]}")
    return {
        "smallestGapFull": gap, "rule": rule, "height": grid[0], "width": grid[1], "varianceX": x.shares, "varianceY": y.shares,
        "defect": {"x": defects(raw_x, maps_x, grid), "y": defects(raw_y, maps_y, grid)},
        "cases": [case for _, case in cases],
    }


def plain_case(x, y, options, independent):
    found = golden.compare(x, y, **options)
    kept = ("metrics", "why", "correlations")
    chance = golden.chance(found["x"]["k"], found["y"]["k"], independent, np.array(found["correlations"]), found["metrics"]["r2"])
    return {
        "options": golden.options(options) | {"layout": None},
        **{side: {k: v for k, v in found[side].items() if k in SIDE} for side in "xy"},
        **{k: found[k] for k in kept},
        "chance": {k: chance[k] for k in ("floor", "edge", "forced", "r2Floor")},
    }


def plain(x, y, independent):
    cases = [plain_case(x, y, cut, independent) for cut in CUTS]
    print(f"  {x.shape} {y.shape}: k {[(c['x']['k'], c['y']['k']) for c in cases]}, svcca {[round(c['metrics']['svcca'], 4) for c in cases]}, "
          f"condition {cases[0]['x']['condition']:.1e}, {cases[0]['y']['condition']:.1e}")
    return {"cases": cases}


def settled_mean(side, axes):
    """The mean over `axes`, exact under an offset: its constant is no part of any reading."""
    return (side.astype(np.float64) - side[(slice(0, 1),) * (side.ndim - 1)]).mean(axis=axes)


def readings(x, y):
    d = len(x)
    both = (x, y)
    if x.ndim == 3:
        flat = [side.reshape(-1, side.shape[2]).astype(np.float64) for side in both]
        tokens = {"all": plain(*flat, d), "mean": plain(*(settled_mean(side, 1) for side in both), d)}
        for index in (0, 3, x.shape[1] - 1):
            tokens[str(index)] = plain(*(side[:, index].astype(np.float64) for side in both), d)
        return {"tokens": tokens}
    out = {"dft": by_frequency(x, y)}
    out["flatten"] = plain(*(side.reshape(d, -1).astype(np.float64) for side in both), d)
    out["pool"] = plain(*(settled_mean(side, (1, 2)) if side.ndim == 4 else side.astype(np.float64) for side in both), d)
    if x.shape[1:3] == y.shape[1:3]:
        out["channels"] = plain(*(side.reshape(-1, side.shape[3]).astype(np.float64) for side in both), d)
    return out


# ---------------------------------------------------------------- the pairs

PAIRS = (
    ("8x8", "8x8.x", "8x8.y", "one layer of two nets"),
    ("self", "8x8.x", "8x8.x", "a layer against itself"),
    ("7x5", "7x5.x", "7x5.y", "odd sides; also as NCHW and in Fortran order"),
    ("1x8", "1x8.x", "1x8.y", "one row: a convolution over one axis"),
    ("few", "few.x", "few.y", "four datapoints of six and five channels: every correlation is forced"),
    ("6x6-3x3", "6x6-3x3.x", "6x6-3x3.y", "a layer at stride 2: the smaller map's frequencies meet four each"),
    ("9x9-3x3", "9x9-3x3.x", "9x9-3x3.y", "stride 3; the zero block, conjugate to itself, holds pairs of conjugates; 36 + 7 > 40 datapoints"),
    ("8x4-4x8", "8x4-4x8.x", "8x4-4x8.y", "each divides the other along one axis: both are aliased on a 4 x 4 grid"),
    ("degenerate", "degenerate.x", "degenerate.y", "a dead channel, a duplicate, a dependent one, one scaled by 1e-8"),
    ("huge", "huge.x", "degenerate.y", "the same with a channel scaled by 1e140"),
    ("offset", "offset.x", "offset.y", "every channel plus 1e6"),
    ("lowpass", "lowpass.x", "lowpass.y", "a 3 x 3 map shown as 6 x 6: nothing at the highest frequency"),
    ("7x7-5x5", "7x7-5x5.x", "7x7-5x5.y", "no common divisor: five frequencies along each axis"),
    ("8x6-6x4", "8x6-6x4.x", "8x6-6x4.y", "no divisor, even sizes: five and three frequencies, the unpaired one goes"),
    ("dense", "8x8.x", "8x8.logits", "a convolutional layer against logits: only the zero frequency can correlate"),
    ("rnn", "rnn.x", "rnn.y", "two recurrent networks that read rows"),
)


def load(stem):
    return np.load(golden.ROOT / "conv" / f"{stem}.npy")


def main():
    wanted = sys.argv[1:]
    for name, x, y, note in PAIRS:
        if wanted and name not in wanted:
            continue
        print(name)
        raw_x, raw_y = load(x), load(y)
        layout = {3: "ntd", 4: "nhwc"}[raw_x.ndim]
        variants = [{"x": f"conv/{x}.npy", "y": f"conv/{y}.npy", "layout": layout}]
        if name == "7x5":
            variants += [{"x": f"conv/{x}.nchw.npy", "y": f"conv/{y}.nchw.npy", "layout": "nchw"},
                         {"x": f"conv/{x}.fortran.npy", "y": f"conv/{y}.fortran.npy", "layout": "nhwc"}]
        golden.write(golden.ROOT / "golden" / f"conv-{name}.json",
                     {"kind": "conv", "name": name, "note": note, "variants": variants, "readings": readings(raw_x, raw_y)})


if __name__ == "__main__":
    main()
