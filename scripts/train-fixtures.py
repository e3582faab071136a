#!/usr/bin/env python3
"""Train one small network from two seeds and write its activations as fixtures.

The task is real, though small: tell the ten digits apart on 12 x 12 images, each a 5 x 7 glyph at a
random place, in random ink, partly covered and noisy. The network is 144-64-48-32-10 with ReLU,
trained by momentum on the cross-entropy. Both nets see the same training images in different orders
from different initial weights; both are then read on the same 400 images that neither has seen.

    python3 scripts/train-fixtures.py [DIRECTORY]     (default: fixtures beside this folder)

writes net-a/{fc1,fc2,fc3,logits}.npy, the same under net-b (float32, C order, datapoints x neurons,
after the ReLU except for the logits) and labels.npy (the 400 digits, int32).
"""

import os

# One thread: the order of additions, and so the bytes, must not depend on the machine's load.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import sys
from pathlib import Path

import numpy as np

GLYPHS = """
.###. ..#.. .###. .###. ...#. ##### .###. ##### .###. .###.
#...# .##.. #...# #...# ..##. #.... #.... ....# #...# #...#
#..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#
#.#.# ..#.. ...#. ..##. #..#. ....# ####. ..#.. .###. .####
##..# ..#.. ..#.. ....# ##### ....# #...# ..#.. #...# ....#
#...# ..#.. .#... #...# ...#. #...# #...# ..#.. #...# ....#
.###. .###. ##### .###. ...#. .###. .###. ..#.. .###. .###.
"""
SIDE = 12
WIDTHS = (SIDE * SIDE, 64, 48, 32, 10)
NAMES = ("fc1", "fc2", "fc3", "logits")
TRAIN, HELD_OUT = 30000, 400


def glyphs():
    rows = [line.split() for line in GLYPHS.strip().splitlines()]
    return np.array([[[c == "#" for c in row[d]] for row in rows] for d in range(10)], dtype=np.float64)


def draw(rng, count):
    """`count` images as rows, and their digits."""
    shapes = glyphs()
    labels = rng.integers(0, 10, count)
    images = np.zeros((count, SIDE, SIDE))
    for image, digit in zip(images, labels):
        top, left = rng.integers(1, SIDE - 7), rng.integers(1, SIDE - 5)
        image[top : top + 7, left : left + 5] = shapes[digit] * rng.uniform(0.6, 1.2)
        y, x = rng.integers(0, SIDE - 2), rng.integers(0, SIDE - 2)
        image[y : y + 3, x : x + 3] = rng.uniform(0, 0.6)
    images += 0.15 * rng.standard_normal(images.shape)
    return images.reshape(count, -1), labels


def forward(weights, biases, x):
    layers = []
    for i, (w, b) in enumerate(zip(weights, biases)):
        x = x @ w + b
        if i + 1 < len(weights):
            x = np.maximum(x, 0)
        layers.append(x)
    return layers


def train(seed, images, labels, epochs=24, batch=50, rate=0.02, momentum=0.9, decay=1e-4):
    rng = np.random.default_rng(seed)
    weights = [rng.standard_normal((i, o)) * np.sqrt(2 / i) for i, o in zip(WIDTHS, WIDTHS[1:])]
    biases = [np.zeros(o) for o in WIDTHS[1:]]
    speed_w = [np.zeros_like(w) for w in weights]
    speed_b = [np.zeros_like(b) for b in biases]
    for epoch in range(epochs):
        step = rate * (1 - epoch / epochs)
        order = rng.permutation(len(images))
        for start in range(0, len(images), batch):
            chosen = order[start : start + batch]
            x, target = images[chosen], labels[chosen]
            layers = forward(weights, biases, x)
            logits = layers[-1]
            error = np.exp(logits - logits.max(axis=1, keepdims=True))
            error /= error.sum(axis=1, keepdims=True)
            error[np.arange(len(chosen)), target] -= 1
            error /= len(chosen)
            for i in reversed(range(len(weights))):
                below = layers[i - 1] if i else x
                slope_w, slope_b = below.T @ error + decay * weights[i], error.sum(axis=0)
                if i:
                    error = (error @ weights[i].T) * (below > 0)
                speed_w[i] = momentum * speed_w[i] - step * slope_w
                speed_b[i] = momentum * speed_b[i] - step * slope_b
                weights[i] = weights[i] + speed_w[i]
                biases[i] = biases[i] + speed_b[i]
    return weights, biases


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "fixtures"
    rng = np.random.default_rng(20170619)
    images, labels = draw(rng, TRAIN)
    held_images, held_labels = draw(rng, HELD_OUT)
    root.mkdir(parents=True, exist_ok=True)
    np.save(root / "labels.npy", held_labels.astype(np.int32))
    for net, seed in (("net-a", 1), ("net-b", 2)):
        weights, biases = train(seed, images, labels)
        layers = forward(weights, biases, held_images)
        right = np.mean(np.argmax(layers[-1], axis=1) == held_labels)
        dead = {name: int(np.sum(np.ptp(x.astype(np.float32), axis=0) == 0)) for name, x in zip(NAMES, layers)}
        print(f"{net}: held-out accuracy {right:.4f} (chance 0.10), dead neurons {dead}")
        (root / net).mkdir(exist_ok=True)
        for name, x in zip(NAMES, layers):
            np.save(root / net / f"{name}.npy", np.ascontiguousarray(x, dtype=np.float32))


if __name__ == "__main__":
    main()
