#!/usr/bin/env python3
"""Train two small networks on drawn digits and write what their layers hold at some steps of the training.

The images are the digits of train-fixtures.py. Both networks have two convolutions of stride 2 (zero padding, ReLU after
them), then linear layers, each but the last followed by batch normalisation and ReLU. They are trained by momentum on the
cross-entropy, the rate falling to zero, and read on the same 200 images, which neither has seen.

    python3 scripts/make-run-fixtures.py [DIRECTORY]     (default: fixtures beside this folder)

writes, as forward hooks of the modules would see it, before the ReLU, batch normalisation with its running figures:

  run/step_NNNNNN/LAYER.npy     conv1, conv2 (float16, datapoints x channels x height x width), fc1, fc1_bn, fc2, fc2_bn,
                                logits (float32), at 0 (before the first step), 10, 30, 100, 300, 1000 and 3000 steps
  run-b/step_N.npz              another seed, one linear layer fewer, names as of torchvision, in order of depth; 3 steps
  run-labels.npy                the 200 digits (int32)
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # the bytes must not depend on the machine's load

import importlib
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from convnet import convolve, fold

digits = importlib.import_module("train-fixtures")

TRAIN, HELD_OUT, BATCH = 20000, 200, 50
RATE, MOMENTUM, DECAY = 0.1, 0.9, 1e-4
FORGET, GUARD = 0.1, 1e-5  # of batch normalisation: the running figures' weight, and what keeps a variance from zero


class Convolution:
    def __init__(self, rng, inward, outward):
        self.parameters = [
            (rng.standard_normal((9 * inward, outward)) * np.sqrt(2 / (9 * inward))).astype(np.float32),
            np.zeros(outward, dtype=np.float32),
        ]

    def forward(self, x, training):
        self.size = x.shape[1:3]
        out, self.patches = convolve(x, *self.parameters, 2, "constant")
        return out

    def backward(self, slope):
        flat = slope.reshape(-1, slope.shape[3])
        self.slopes = [self.patches.reshape(len(flat), -1).T @ flat, flat.sum(axis=0)]
        return fold(slope @ self.parameters[0].T, self.size, 2, "constant")


class Linear:
    def __init__(self, rng, inward, outward):
        self.parameters = [
            (rng.standard_normal((inward, outward)) * np.sqrt(2 / inward)).astype(np.float32),
            np.zeros(outward, dtype=np.float32),
        ]

    def forward(self, x, training):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.parameters[0] + self.parameters[1]

    def backward(self, slope):
        self.slopes = [self.x.T @ slope, slope.sum(axis=0)]
        return (slope @ self.parameters[0].T).reshape(self.shape)


class BatchNorm:
    def __init__(self, neurons):
        self.parameters = [np.ones(neurons, dtype=np.float32), np.zeros(neurons, dtype=np.float32)]
        self.mean, self.variance = np.zeros(neurons, dtype=np.float32), np.ones(neurons, dtype=np.float32)

    def forward(self, x, training):
        mean, variance = (x.mean(axis=0), x.var(axis=0)) if training else (self.mean, self.variance)
        if training:
            self.mean += np.float32(FORGET) * (mean - self.mean)
            self.variance += np.float32(FORGET) * (variance * len(x) / (len(x) - 1) - self.variance)
        self.scale = 1 / np.sqrt(variance + np.float32(GUARD))
        self.unit = (x - mean) * self.scale
        return self.unit * self.parameters[0] + self.parameters[1]

    def backward(self, slope):
        self.slopes = [np.sum(slope * self.unit, axis=0), slope.sum(axis=0)]
        inner = slope * self.parameters[0]
        return self.scale * (inner - inner.mean(axis=0) - self.unit * np.mean(inner * self.unit, axis=0))


class Rectifier:
    parameters, slopes = [], []

    def forward(self, x, training):
        self.positive = x > 0
        return np.maximum(x, 0)

    def backward(self, slope):
        return slope * self.positive


class Network:
    """Modules in order; those with a name are read."""

    def __init__(self, seed, channels, neurons, names):
        self.rng = np.random.default_rng(seed)
        convolutions = [Convolution(self.rng, i, o) for i, o in zip((1, *channels), channels)]
        widths = (channels[-1] * 9, *neurons, 10)
        linear = [Linear(self.rng, i, o) for i, o in zip(widths, widths[1:])]
        modules = [m for convolution in convolutions for m in (convolution, Rectifier())]
        for layer, outward in zip(linear[:-1], neurons):
            modules += [layer, BatchNorm(outward), Rectifier()]
        self.modules = [*modules, linear[-1]]
        read = [m for m in self.modules if not isinstance(m, Rectifier)]
        self.names = dict(zip(map(id, read), names, strict=True))
        self.speeds = [[np.zeros_like(p) for p in m.parameters] for m in self.modules]

    def forward(self, x, training=False):
        """The named modules' outputs."""
        found = {}
        for module in self.modules:
            x = module.forward(x, training)
            if id(module) in self.names:
                found[self.names[id(module)]] = x
        return found

    def step(self, images, labels, rate):
        logits = list(self.forward(images, training=True).values())[-1]
        slope = np.exp(logits - logits.max(axis=1, keepdims=True))
        slope /= slope.sum(axis=1, keepdims=True)
        slope[np.arange(len(labels)), labels] -= 1
        slope /= np.float32(len(labels))
        for module in reversed(self.modules):
            slope = module.backward(slope)
        for module, speeds in zip(self.modules, self.speeds):
            for parameter, speed, falling in zip(module.parameters, speeds, module.slopes):
                speed *= np.float32(MOMENTUM)
                speed -= np.float32(rate) * (falling + np.float32(DECAY) * parameter)
                parameter += speed

    def train(self, images, labels, steps):
        """Yields every step at which the network is to be read, when it has been made."""
        order = self.rng.permutation(len(images))
        start = 0
        for done in range(steps[-1] + 1):
            if done in steps:
                yield done
            if start == len(order):
                order, start = self.rng.permutation(len(images)), 0
            chosen = order[start : start + BATCH]
            start += BATCH
            self.step(images[chosen], labels[chosen], RATE * (1 - done / steps[-1]))


def as_stored(values):
    """Maps with channels before space in float16, other layers in float32."""
    if values.ndim == 4:
        return np.ascontiguousarray(values.transpose(0, 3, 1, 2).astype(np.float16))
    return np.ascontiguousarray(values, dtype=np.float32)


def draw(rng, count):
    images, labels = digits.draw(rng, count)
    return images.reshape(count, digits.SIDE, digits.SIDE, 1).astype(np.float32), labels


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "fixtures"
    rng = np.random.default_rng(20171105)
    images, labels = draw(rng, TRAIN)
    held_images, held_labels = draw(rng, HELD_OUT)
    (root / "run").mkdir(parents=True, exist_ok=True)
    (root / "run-b").mkdir(exist_ok=True)
    np.save(root / "run-labels.npy", held_labels.astype(np.int32))

    net = Network(1, (3, 6), (24, 16), ("conv1", "conv2", "fc1", "fc1_bn", "fc2", "fc2_bn", "logits"))
    for step in net.train(images, labels, (0, 10, 30, 100, 300, 1000, 3000)):
        folder = root / "run" / f"step_{step:06d}"
        folder.mkdir(exist_ok=True)
        found = net.forward(held_images)
        print(f"run, step {step}: held-out accuracy {np.mean(found['logits'].argmax(axis=1) == held_labels):.4f}")
        for name, values in found.items():
            np.save(folder / f"{name}.npy", as_stored(values))

    names = ("layer1.0.conv1", "layer2.0.conv1", "fc.0", "fc.1", "fc.3")
    net = Network(2, (4, 5), (20,), names)
    for step in net.train(images, labels, (0, 200, 2000)):
        found = net.forward(held_images)
        print(f"run-b, step {step}: held-out accuracy {np.mean(found['fc.3'].argmax(axis=1) == held_labels):.4f}")
        np.savez(root / "run-b" / f"step_{step}.npz", **{name: as_stored(values) for name, values in found.items()})


if __name__ == "__main__":
    main()
