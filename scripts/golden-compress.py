#!/usr/bin/env python3
"""Reference values for projections and compression plans: textbook routes in float64, least squares wherever there is a fit.

    python3 scripts/golden-compress.py     writes fixtures/golden/compress.json     (seconds)

It shares nothing with the program it judges. A layer is a dump, or columns each of which is a sum of neurons of a dump, times plus
or minus a power of two, plus a constant (exact in float64): {"path", "columns": [[[neurons], scale, constant]]}.

  directions   features over datapoints, orthonormal. First those aligned with the other layer: F P, where F is an orthonormal basis of the
               layer's kept directions and F' Fy = P diag(rho) Q'; then what is left of the kept subspace, by the variance of X that
               a feature explains (left singular vectors of G' X); then the layer's singular directions beyond the cut. At t = 1 F is that of
               the matrix with columns of unit norm: the same subspace, found without loss where neurons are badly scaled
  oblique      X is fitted to the first k features by least squares; E are their coefficients
  orthonormal  the orthogonal projection of a datapoint onto the span of those fits' coefficients (the loadings)
  pca          the right singular vectors
  largest      neurons by mean |activation|, ties by index; the others fitted to them by least squares on centred columns (the solution of
               least norm), or, zeroed, set to 0 as they stand, not centred
  residual     Frobenius norm of X - Xhat over that of X centred, on the layer that directions are from
  accuracy, agreement    of the next layer's largest output on the held-out dump: with the digit, and with that of the layer as it is
  distributed  importance of a neuron to the top k directions: norm of its row of the loadings. After the oblique projection
               all neurons but the n most important are set to 0, not centred
  rules        variance: all kept. ratio: round(R p); budget: floor(P / (outputs + p)); both at most as many as are kept. residual: the fewest
               whose residual is at most E. accuracy-drop: the fewest whose accuracy is at least that of the layer as it is - D
  factors      bias and outputs: every ninth output, of the first two datapoints held out
  chain        each layer's factors, then the next layer computed with them (ReLU), on both sets of datapoints, and so on to the logits

Values are null where they depend on an arbitrary basis: at a k that falls between correlations closer than 1e-5, as
between forced ones, or between singular values closer than 1e-6 of the first. Neurons that depend on others linearly are evaluated by residual alone.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # the last digits of the file depend on the order of additions

import json
from pathlib import Path

import numpy as np

EPS = np.finfo(np.float64).eps
ROOT = Path(__file__).resolve().parent.parent / "fixtures"
CLOSE = 1e-5  # what cannot be told apart to eleven digits
TIED = 1e-6
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)
KINDS = ("oblique", "orthonormal")
EVERY = 9  # one output in so many is written, of biases and of the first datapoints held out
NONE = {"residual": None, "accuracy": None, "agreement": None}


def load(path):
    return np.load(ROOT / path).astype(np.float64)


def read(recipe):
    values = load(recipe["path"])
    if "columns" not in recipe:
        return values
    return np.stack([values[:, neurons].sum(axis=1) * scale + constant for neurons, scale, constant in recipe["columns"]], axis=1)


def centre(x):
    x = x - x[0]
    x = x - x.mean(axis=0)
    return x - x.mean(axis=0)


def frobenius(x):
    """Scaled, so that nothing under- or overflows."""
    top = np.max(np.abs(x))
    return top * np.linalg.norm(x / top) if top > 0 else 0.0


# ---------------------------------------------------------------- directions


class Subspace:
    """F (datapoints x kept), W with X W = F, and what lies beyond the cut."""

    def __init__(self, x, threshold):
        norms = np.linalg.norm(x, axis=0)
        live = norms > 0
        scale = np.where(live, 1 / np.where(live, norms, 1), 0.0)
        unit = np.linalg.svd(x * scale, full_matrices=False)
        noise = max(x.shape) * EPS
        self.rank = int(np.sum(unit[1] > noise * unit[1][0]))
        assert self.rank == len(unit[1]) or unit[1][self.rank] < 1e-2 * unit[1][self.rank - 1], "the rank is not clear"
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        self.u, self.s, self.v = u[:, : self.rank], s[: self.rank], vt[: self.rank].T
        shares = np.cumsum(self.s**2) / np.sum(self.s**2)
        if threshold == 1:
            self.kept = self.rank
            self.features = unit[0][:, : self.rank]
            self.weights = scale[:, None] * (unit[2][: self.rank].T / unit[1][: self.rank])
        else:
            assert np.min(np.abs(shares - threshold)) > 1e-9, "the cut is not clear"
            self.kept = int(np.argmax(shares >= threshold)) + 1
            self.features = self.u[:, : self.kept]
            self.weights = self.v[:, : self.kept] / self.s[: self.kept]


class Directions:
    """All directions of a layer in order: features T, coefficients A (X A = T), and after which k the order is certain."""

    def __init__(self, raw, other, logits, threshold):
        self.raw, self.mean, self.x = raw, raw[0] + (raw - raw[0]).mean(axis=0), centre(raw)
        self.norm = frobenius(self.x)
        own = Subspace(self.x, threshold)
        self.rank, self.kept, self.s, self.v = own.rank, own.kept, own.s, own.v
        beyond_t, beyond_a = own.u[:, own.kept :], own.v[:, own.kept :] / own.s[own.kept :]
        self.rho = None
        if other is None:
            left, variances, self.aligned = np.eye(own.kept)[:, :0], None, own.kept
        else:
            with_ = Subspace(centre(other), 1 if logits else threshold)
            p, rho, _ = np.linalg.svd(own.features.T @ with_.features)
            self.aligned = min(own.kept, with_.kept)
            self.rho = np.minimum(rho[: self.aligned], 1.0)
            left = p[:, : self.aligned]
        rest = np.linalg.svd(left, full_matrices=True)[0][:, left.shape[1] :]
        if rest.shape[1]:
            turn, explained, _ = np.linalg.svd(rest.T @ (own.features.T @ self.x), full_matrices=False)
            left = np.hstack([left, rest @ turn])
        self.t = np.hstack([own.features @ left, beyond_t])
        self.a = np.hstack([own.weights @ left, beyond_a])
        assert np.allclose(self.t.T @ self.t, np.eye(self.rank), atol=1e-10)
        tied = [False] * (self.rank + 1)
        if self.rho is not None:
            for k in range(1, self.aligned):
                tied[k] = bool(self.rho[k - 1] - self.rho[k] < CLOSE)
            assert self.rho[-1] > CLOSE
        if rest.shape[1]:
            first = self.kept - rest.shape[1]
            for i in range(1, rest.shape[1]):
                tied[first + i] = bool(explained[i - 1] - explained[i] < TIED * explained[0])
        self.tied = tied

    def pair(self, k, kind):
        """E and D: x -> mean + D E (x - mean)."""
        if kind == "pca":
            return self.v[:, :k].T, self.v[:, :k]
        encoder = self.a[:, :k].T
        decoder = np.linalg.lstsq(self.t[:, :k], self.x, rcond=None)[0].T
        if kind == "oblique":
            return encoder, decoder
        # the span of the loadings, by a decomposition that badly scaled columns cannot spoil
        span = np.linalg.qr(decoder / np.linalg.norm(decoder, axis=0))[0]
        return span.T, span

    def coefficients(self, k):
        """What METHODS warns of: the coefficients themselves made orthonormal."""
        span = np.linalg.qr(self.a[:, :k] / np.linalg.norm(self.a[:, :k], axis=0))[0]
        return span.T, span

    def restrict(self, raw, pair):
        encoder, decoder = pair
        return self.mean + ((raw - self.mean) @ encoder.T) @ decoder.T

    def refit(self, raw, neurons):
        fit = np.linalg.lstsq(self.x[:, neurons], self.x, rcond=None)[0]
        return self.mean + (raw - self.mean)[:, neurons] @ fit

    def residual(self, restricted):
        return frobenius(self.raw - restricted) / self.norm


def zeroed(raw, neurons):
    out = np.zeros_like(raw)
    out[:, neurons] = raw[:, neurons]
    return out


# ---------------------------------------------------------------- worth


class Next:
    def __init__(self, name):
        self.name, self.w, self.b = name, load(f"mlp/{name}.weight.npy"), load(f"mlp/{name}.bias.npy")

    def outputs(self, x):
        return x @ self.w.T + self.b


class Evaluation:
    """What a restricted layer is worth to the next one, on datapoints held out."""

    def __init__(self, next_, held, labels):
        self.next, self.held, self.labels = next_, held, labels
        self.base = self.best(held)
        self.accuracy = None if labels is None else share(self.base == labels)

    def best(self, x):
        outputs = self.next.outputs(x)
        first, second = np.sort(outputs, axis=1)[:, -2:].T[::-1]
        assert np.min(first - second) > 1e-8, "the largest output is not clear"
        return np.argmax(outputs, axis=1)

    def worth(self, restricted):
        best = self.best(restricted)
        return {"accuracy": None if self.labels is None else share(best == self.labels), "agreement": share(best == self.base)}


def share(right):
    return float(np.mean(right))


def worth(directions, evaluation, restriction):
    """`restriction` maps activations to restricted ones."""
    value = {"residual": directions.residual(restriction(directions.raw)), "accuracy": None, "agreement": None}
    return value if evaluation is None else {**value, **evaluation.worth(restriction(evaluation.held))}


def columns(values):
    """A list of worths as one worth of lists."""
    return {key: [value[key] for value in values] for key in NONE}


# ---------------------------------------------------------------- one case


def laws(directions, next_):
    """What METHODS section 6 says of the residuals, at every k, and of the factors."""
    kinds = {"pca": [], "orthonormal": [], "oblique": [], "coefficients": []}
    for k in range(1, directions.rank + 1):
        for kind, values in kinds.items():
            pair = directions.coefficients(k) if kind == "coefficients" else directions.pair(k, kind)
            values.append(directions.residual(directions.restrict(directions.raw, pair)))
    lists = list(kinds.values())
    for less, more in zip(lists, lists[1:]):
        assert np.all(np.array(less) <= np.array(more) + 1e-10), "the residuals are not ordered"
    for kind in ("oblique", "orthonormal", "pca"):
        whole = directions.restrict(directions.raw, directions.pair(directions.rank, kind))
        assert np.max(np.abs(whole - directions.raw)) <= 1e-10 * np.max(np.abs(directions.raw)), "not the identity at full rank"
        if next_ is not None:
            for k in (1, 7, directions.rank // 2, directions.rank):
                w2, e, b = factors(directions, next_, directions.pair(k, kind))
                x = directions.raw
                through = next_.outputs(directions.restrict(x, directions.pair(k, kind)))
                assert np.allclose(x @ e.T @ w2.T + b, through, atol=1e-10 * np.max(np.abs(through))), "the factors differ"
    return kinds


def factors(directions, next_, pair):
    encoder, decoder = pair
    w2 = next_.w @ decoder
    return w2, encoder, next_.b + next_.w @ directions.mean - w2 @ (encoder @ directions.mean)


def rules(directions, evaluation, next_, residuals):
    neurons = directions.raw.shape[1]
    found = [{"by": "variance", "asked": None, "method": None, "k": directions.kept}]
    for ratio in (0.125, 0.26, 0.5, 1.0):
        assert abs(ratio * neurons % 1 - 0.5) > 1e-9, "halves round either way"
        found.append({"by": "ratio", "asked": ratio, "method": None, "k": min(round(ratio * neurons), directions.kept)})
    outputs = neurons if next_ is None else len(next_.w)
    for budget in (5 * (outputs + neurons), 17 * (outputs + neurons) - 1, neurons * outputs):
        found.append({"by": "budget", "asked": budget, "method": None, "k": min(budget // (outputs + neurons), directions.kept)})
    for kind in KINDS:
        for most in (0.7, 0.4, 0.15):
            values = np.array(residuals[kind])
            k = int(np.argmax(values <= most)) + 1
            clear = not (directions.tied[k] or directions.tied[k - 1])
            if values[k - 1] <= most and k <= directions.kept and clear:
                assert np.min(np.abs(values - most)) > 1e-9
                found.append({"by": "residual", "asked": most, "method": kind, "k": k})
        if evaluation is None or evaluation.labels is None or any(directions.tied):
            continue
        for drop in (0.151, 0.031, 0.006):
            for k in range(1, directions.kept + 1):
                pair = directions.pair(k, kind)
                if evaluation.worth(directions.restrict(evaluation.held, pair))["accuracy"] >= evaluation.accuracy - drop:
                    found.append({"by": "accuracy-drop", "asked": drop, "method": kind, "k": k})
                    break
    return found


def distributed(directions, evaluation, k):
    loadings = np.linalg.lstsq(directions.t[:, :k], directions.x, rcond=None)[0].T
    importance = np.linalg.norm(loadings, axis=1)
    order = np.argsort(-importance, kind="stable")
    ranked = importance[order]
    counts = [n for n in STEPS if n < len(order)] + [len(order)]
    # neurons that matter alike and are no copies of each other could come in either order
    clear = [n == len(order) or ranked[n - 1] - ranked[n] > 1e-9 * ranked[0] for n in counts]
    counts = [n for n, fine in zip(counts, clear) if fine]
    pair = directions.pair(k, "oblique")
    worths = [worth(directions, evaluation, lambda x: zeroed(directions.restrict(x, pair), order[:n])) for n in counts]
    return {"k": k, "neurons": counts, "worth": columns(worths)}


def case(layer, other=None, logits=None, threshold=0.99, next_=None, held=None, labels=None, dependent=False):
    with_ = other or logits
    directions = Directions(read(layer), None if with_ is None else read(with_), logits is not None, threshold)
    linear = None if next_ is None else Next(next_)
    truth = None if labels is None else load(labels).astype(int)
    evaluation = None if linear is None else Evaluation(linear, load(held), truth)
    residuals = laws(directions, linear)
    rank, neurons = directions.rank, directions.raw.shape[1]
    extra = {directions.kept, directions.kept - 1, directions.aligned, directions.aligned + 1, rank - 1, rank, neurons}
    ks = sorted({k for k in (*STEPS, *extra) if 1 <= k <= neurons})
    methods = {}
    for kind in (*KINDS, "pca"):
        values = []
        for k in ks:
            arbitrary = k > rank or (kind != "pca" and directions.tied[k])
            arbitrary = arbitrary or (kind == "pca" and k < rank and directions.s[k - 1] - directions.s[k] < TIED * directions.s[0])
            values.append(NONE if arbitrary else worth(directions, evaluation, lambda x: directions.restrict(x, directions.pair(k, kind))))
        methods[kind] = columns(values)
    order = np.argsort(-np.mean(np.abs(directions.raw), axis=0), kind="stable")
    told = None if dependent else evaluation
    methods["largest"] = columns([worth(directions, told, lambda x: directions.refit(x, order[:k])) for k in ks])
    methods["largest-zeroed"] = columns([worth(directions, evaluation, lambda x: zeroed(x, order[:k])) for k in ks])
    rng = np.random.default_rng(neurons)
    sets = []
    for k in (3, neurons // 3, neurons - 2):
        chosen = np.sort(rng.permutation(neurons)[:k])
        sets.append({
            "neurons": chosen.tolist(),
            "refitted": worth(directions, told, lambda x: directions.refit(x, chosen)),
            "zeroed": worth(directions, evaluation, lambda x: zeroed(x, chosen)),
        })
    width = neurons if linear is None else len(linear.w)
    some = [k for k in (2, directions.aligned, directions.kept, rank) if not directions.tied[k]]
    result = {
        "layer": layer, "other": other, "logits": logits, "threshold": threshold, "next": next_, "heldOut": held, "labels": labels,
        "aligned": directions.aligned, "kept": directions.kept, "rank": rank,
        "correlations": None if directions.rho is None else directions.rho.tolist(),
        "accuracy": None if evaluation is None else evaluation.accuracy,
        "k": ks, "methods": methods, "sets": sets,
        "distributed": [distributed(directions, evaluation, k) for k in sorted(set(some[:2]))],
        "rules": rules(directions, evaluation, linear, residuals),
        "size": {"outputs": width, "before": neurons * width, "breakEven": neurons * width / (neurons + width)},
    }
    if linear is not None:
        result["factors"] = []
        for k in sorted(set(some)):
            for kind in KINDS:
                w2, encoder, bias = factors(directions, linear, directions.pair(k, kind))
                outputs = (evaluation.held[:2] @ encoder.T) @ w2.T + bias
                result["factors"].append({"k": k, "method": kind, "bias": bias[::EVERY].tolist(), "outputs": outputs[:, ::EVERY].tolist()})
    names = f"{layer['path']:14} with {(with_ or {'path': '-'})['path']:14}"
    counts = f"{directions.aligned} aligned, {directions.kept} kept, rank {rank}, {sum(directions.tied)} k tied"
    print(f"{names} t {threshold}: {counts}")
    return result


# ---------------------------------------------------------------- several layers, one after the other


def chain(method, logits, ratio):
    """Directions of a layer are found with every layer before it already in factors."""
    found, held, labels = load("mlp/fc1.npy"), load("mlp/held-out/fc1.npy"), load("mlp/held-out/labels.npy").astype(int)
    layers = []
    for below, name in (("fc1", "fc2"), ("fc2", "fc3"), ("fc3", "logits")):
        directions = Directions(found, load("mlp/logits.npy") if logits else None, logits, 0.99)
        linear = Next(name)
        k = min(round(ratio * found.shape[1]), directions.kept)
        assert not directions.tied[k]
        evaluation = Evaluation(linear, held, labels if name == "logits" else None)
        pair = directions.pair(k, method)
        w2, encoder, bias = factors(directions, linear, pair)
        value = worth(directions, evaluation, lambda x: directions.restrict(x, pair))
        neurons, outputs = found.shape[1], len(linear.w)
        layers.append({
            "layer": below, "next": name, "k": k, "aligned": directions.aligned, "kept": directions.kept, "rank": directions.rank, **value,
            "unrestricted": evaluation.accuracy, "before": neurons * outputs, "after": k * (neurons + outputs),
        })
        found, held = ((x @ encoder.T) @ w2.T + bias for x in (found, held))
        if name != "logits":
            found, held = np.maximum(found, 0), np.maximum(held, 0)
    accuracy = share(np.argmax(held, axis=1) == labels)
    assert accuracy == layers[-1]["accuracy"], "the compressed network is not what its plan predicts"
    print("chain", method, "with logits" if logits else "alone", ratio, [layer["k"] for layer in layers], accuracy)
    return {"method": method, "logits": logits, "ratio": ratio, "layers": layers, "accuracy": accuracy, "outputs": held[:3].tolist(),
            "total": {"before": sum(layer["before"] for layer in layers), "after": sum(layer["after"] for layer in layers)}}


def main():
    mlp = lambda name: {"path": f"mlp/{name}.npy"}
    net = lambda name: {"path": f"net-{name}.npy"}
    plain = [[[i], 1.0, 0.0] for i in range(16)]
    deficient = {"path": "mlp/fc3.npy", "columns": plain + [[[i, i + 5, 2 * i + 1], 1.0, 0.0] for i in range(6)]}
    dead = {"path": "mlp/fc3.npy", "columns": [[[], 1.0, 0.0], *plain, [[], 1.0, 0.25], *plain[:3], [[7], 1.0, 1.5]]}
    scaled = {"path": "mlp/fc3.npy", "columns": [[[i], 2.0 ** (i * 7 % 25 - 12), 0.0] for i in range(24)]}
    offset = {"path": "mlp/fc3.npy", "columns": [[[i], 1.0, 1024.0 * (i % 3)] for i in range(24)]}
    signed = {"path": "mlp/fc3.npy", "columns": [[[i], (-1.0) ** i, 0.25 * (i % 5 - 2)] for i in range(24)]}
    to_fc2 = {"next_": "fc2", "held": "mlp/held-out/fc1.npy"}
    to_fc3 = {"next_": "fc3", "held": "mlp/held-out/fc2.npy"}
    to_logits = {"next_": "logits", "held": "mlp/held-out/fc3.npy", "labels": "mlp/held-out/labels.npy"}
    logits = mlp("logits")
    cases = {
        "fc1 alone": case(mlp("fc1"), **to_fc2),
        "fc1 with b/fc1": case(mlp("fc1"), other=mlp("b/fc1"), **to_fc2),
        "fc1 with b/fc3": case(mlp("fc1"), other=mlp("b/fc3"), **to_fc2),
        "fc1 with logits": case(mlp("fc1"), logits=logits, **to_fc2),
        "fc1 with logits, uncut": case(mlp("fc1"), logits=logits, threshold=1, **to_fc2),
        "fc2 with b/fc2": case(mlp("fc2"), other=mlp("b/fc2"), **to_fc3),
        "fc2 with logits": case(mlp("fc2"), logits=logits, **to_fc3),
        "fc3 alone": case(mlp("fc3"), **to_logits),
        "fc3 with b/fc3": case(mlp("fc3"), other=mlp("b/fc3"), **to_logits),
        "fc3 with b/fc3, uncut": case(mlp("fc3"), other=mlp("b/fc3"), threshold=1, **to_logits),
        "fc3 with logits": case(mlp("fc3"), logits=logits, **to_logits),
        "fc3 with logits, uncut": case(mlp("fc3"), logits=logits, threshold=1, **to_logits),
        "fc3 with b/fc3 at 0.8": case(mlp("fc3"), other=mlp("b/fc3"), threshold=0.8, **to_logits),
        "net-a/fc2 with net-b/fc2": case(net("a/fc2"), other=net("b/fc2")),
        "net-a/fc2 with net-b/fc2, uncut": case(net("a/fc2"), other=net("b/fc2"), threshold=1),
        "net-a/fc3 with logits": case(net("a/fc3"), logits=net("a/logits")),
        "deficient alone": case(deficient, dependent=True),
        "deficient with b/fc3": case(deficient, other=mlp("b/fc3"), dependent=True),
        "deficient with logits, uncut": case(deficient, logits=logits, threshold=1, dependent=True),
        "dead and duplicated with b/fc3": case(dead, other=mlp("b/fc3"), dependent=True),
        "dead and duplicated with logits, uncut": case(dead, logits=logits, threshold=1, dependent=True),
        "scaled with b/fc3": case(scaled, other=mlp("b/fc3")),
        "scaled with b/fc3, uncut": case(scaled, other=mlp("b/fc3"), threshold=1),
        "scaled with logits, uncut": case(scaled, logits=logits, threshold=1),
        "offset with b/fc3": case(offset, other=mlp("b/fc3")),
        "signed with logits": case(signed, logits=logits),
    }
    ways = (("oblique", False), ("oblique", True), ("orthonormal", True))  # alone, both methods are PCA
    chains = [chain(method, logits, ratio) for method, logits in ways for ratio in (0.25, 0.125)]
    golden = {"kind": "compress", "cases": cases, "chains": chains}
    path = ROOT / "golden" / "compress.json"
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value, allow_nan=False)}" for name, value in cases.items())
    ends = ",\n".join(json.dumps(value, allow_nan=False) for value in chains)
    path.write_text(f'{{"kind": "compress", "cases": {{\n{lines}\n}}, "chains": [\n{ends}\n]}}\n')
    assert json.loads(path.read_text()) == json.loads(json.dumps(golden))


if __name__ == "__main__":
    main()
