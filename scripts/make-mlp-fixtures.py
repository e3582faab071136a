#!/usr/bin/env python3
"""Train one fully connected network from two seeds and write it whole: activations, weights, and inputs held out.

The images are the digits of train-fixtures.py. The network is 144-96-96-64-10 with ReLU. Every layer is rounded to float16
before the next one reads it, so that relu(W x + b) of a dump is the next dump but for that one rounding.

    python3 scripts/make-mlp-fixtures.py [DIRECTORY]     (default: fixtures beside this folder)

writes in mlp/

  fc1, fc2, fc3, logits.npy     net a on 400 fresh images that directions are found on, after the ReLU (float16; logits float32)
  labels.npy                    their digits (int32)
  held-out/                     the same five on 400 other fresh images
  b/                            fc1, fc2, fc3, logits of the other seed, on the images that directions are found on
  LAYER.weight.npy, .bias.npy   what computes fc2, fc3 and logits of net a from the layer before: outputs x inputs (float32)
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # the bytes must not depend on the machine's load

import importlib
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
digits = importlib.import_module("train-fixtures")

TRAIN, READ = 30000, 400
NAMES = ("fc1", "fc2", "fc3", "logits")
WIDTHS = (digits.SIDE * digits.SIDE, 96, 96, 64, 10)
STORED = {"logits": np.float32}  # the others are float16


def read(weights, biases, images):
    """Every layer as it is stored, each computed from the stored one before."""
    layers, x = {}, images
    for name, w, b in zip(NAMES, weights, biases):
        x = x @ w + b
        if name != "logits":
            x = np.maximum(x, 0)
        layers[name] = x.astype(STORED.get(name, np.float16))
        x = layers[name].astype(np.float64)
    return layers


def save(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))


def check(folder):
    """Each dump, by the stored weights from the dump before, is right to the rounding of its own type."""
    for stored in (folder, folder / "held-out"):
        for below, name in zip(NAMES, NAMES[1:]):
            x, y = (np.load(stored / f"{layer}.npy").astype(np.float64) for layer in (below, name))
            w, b = (np.load(folder / f"{name}.{part}.npy").astype(np.float64) for part in ("weight", "bias"))
            z = x @ w.T + b if name == "logits" else np.maximum(x @ w.T + b, 0)
            rounding = 2.0**-11 if name != "logits" else 2.0**-24
            assert np.all(np.abs(y - z) <= 1.001 * rounding * np.abs(z) + 2.0**-25), (stored, name)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "fixtures"
    digits.WIDTHS, digits.NAMES = WIDTHS, NAMES
    rng = np.random.default_rng(20170620)
    images, labels = digits.draw(rng, TRAIN)
    sets = {"": digits.draw(rng, READ), "held-out": digits.draw(rng, READ)}
    for net, seed in (("a", 1), ("b", 2)):
        weights, biases = digits.train(seed, images, labels)
        weights, biases = ([array.astype(np.float32).astype(np.float64) for array in arrays] for arrays in (weights, biases))
        for where, (fresh, truth) in sets.items():
            layers = read(weights, biases, fresh)
            right = np.mean(np.argmax(layers["logits"], axis=1) == truth)
            dead = {name: int(np.sum(np.ptp(x, axis=0) == 0)) for name, x in layers.items()}
            print(f"net {net} on {where or 'found'}: accuracy {right:.4f} (chance 0.10), dead neurons {dead}")
            if net == "a":
                save(root / "mlp" / where, {**layers, "labels": truth.astype(np.int32)})
            elif where == "":
                save(root / "mlp" / "b", layers)
        if net == "a":
            for name, w, b in list(zip(NAMES, weights, biases))[1:]:
                save(root / "mlp", {f"{name}.weight": w.T.astype(np.float32), f"{name}.bias": b.astype(np.float32)})
    check(root / "mlp")


if __name__ == "__main__":
    main()
