#!/usr/bin/env python3
"""Train one small convolutional network from two seeds and write maps of its layers as fixtures.

The images are the drawn digits of train-fixtures.py. The network is conv 3 x 3, ReLU, conv 3 x 3, ReLU,
mean over space, linear, with circular padding, so that its layers commute with circular shifts of the
image and take images of any size. Both nets are read on the same crops of images that neither has seen.

    python3 scripts/make-conv-fixtures.py [DIRECTORY]     (default: fixtures/conv beside this folder)

writes NAME.x.npy and NAME.y.npy (datapoints x height x width x channels, C order, float32 unless said):

  8x8            conv1 of both nets; also 8x8.logits.npy, the logits of net b on the same images
  7x5            conv1 of both nets, odd sides; .nchw.npy with channels before space, .fortran.npy in Fortran order
  6x6-3x3        conv1 of net a, and conv2 of net b at stride 2
  8x4-4x8        conv1 of net a at stride (1, 2), of net b at stride (2, 1)
  9x9-3x3        four channels of conv1 of net a, and conv2 of net b at stride 3
  1x8            conv1 of both nets, its mean over the rows
  few            four datapoints of 8x8, fewer than channels
  degenerate.x   float64; conv1 of net a with a dead channel (2), a duplicate (3 of 0), a dependent one (4 = 0 + 2 * 1), and
                 one scaled by 1e-8 (5); beside conv1 of net b
  huge.x         the same, and another channel scaled by 1e140 (6)
  offset         conv1 of both nets at stride 2 plus 1e6
  lowpass.x      conv2 of net a at stride 2, every position repeated to 2 x 2: nothing at the highest frequency
  7x7-5x5        conv1 of net a, and of net b on the images resized to 5 x 5: neither size divides the other
  8x6-6x4        the same with even sizes
  rnn            datapoints x rows x neurons: two recurrent networks of random weights that read an image row by row
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # the bytes must not depend on the machine's load

import importlib
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from convnet import ConvNet

digits = importlib.import_module("train-fixtures")


def draw(rng, count):
    images, labels = digits.draw(rng, count)
    return images.reshape(count, digits.SIDE, digits.SIDE, 1).astype(np.float32), labels


def crop(rng, images, height, width):
    """A window of every image, each at a place of its own."""
    out = np.empty((len(images), height, width, 1), dtype=np.float32)
    for image, window in zip(images, out):
        top, left = rng.integers(0, digits.SIDE - height + 1), rng.integers(0, digits.SIDE - width + 1)
        window[:] = image[top : top + height, left : left + width]
    return out


def blend(old, new):
    """Linear interpolation from `old` to `new` positions, as a matrix."""
    at = (np.arange(new) + 0.5) * old / new - 0.5
    weights = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(old)))
    return weights / weights.sum(axis=1, keepdims=True)


def resize(images, height, width):
    rows, columns = blend(images.shape[1], height), blend(images.shape[2], width)
    return np.einsum("ay,nyxc,bx->nabc", rows, images, columns).astype(np.float32)


def recur(seed, images, neurons):
    """The states of a recurrent network after each row of the images."""
    rng = np.random.default_rng(seed)
    inward = rng.standard_normal((images.shape[2], neurons)) * 1.2 / np.sqrt(images.shape[2])
    onward = rng.standard_normal((neurons, neurons)) * 0.9 / np.sqrt(neurons)
    state, states = np.zeros((len(images), neurons)), []
    for row in range(images.shape[1]):
        state = np.tanh(images[:, row, :, 0] @ inward + state @ onward)
        states.append(state)
    return np.stack(states, axis=1).astype(np.float32)


def check_shifts(net, x):
    """Moving an image moves its maps, as Theorem 1 supposes."""
    moved = net.maps(np.roll(x, (3, 1), axis=(1, 2)))
    for (there, _, _), (here, _, _) in zip(moved, net.maps(x)):
        if not np.allclose(there, np.roll(here, (3, 1), axis=(1, 2)), rtol=1e-4, atol=1e-5):
            raise AssertionError("a layer does not commute with circular shifts")


def layers(net_a, net_b, rng, images):
    """(name, x, y) of every pair, as they are stored."""

    def conv1(net, x, stride=1):
        return net.maps(x, (stride, 1))[0][0]

    def conv2(net, x, stride):
        return net.maps(x, (1, stride))[1][0]

    def cropped(count, height, width):
        return crop(rng, images[:count], height, width)

    x = cropped(60, 8, 8)
    square = conv1(net_a, x), conv1(net_b, x)
    yield "8x8", *square
    yield "8x8.logits", net_b.logits(x), None
    yield "few", *(side[7:11] for side in square)
    yield "1x8", *(side[:40].mean(axis=1, keepdims=True) for side in square)
    x = cropped(40, 7, 5)
    yield "7x5", conv1(net_a, x), conv1(net_b, x)
    x = cropped(40, 6, 6)
    yield "6x6-3x3", conv1(net_a, x), conv2(net_b, x, 2)
    yield "lowpass", conv2(net_a, x, 2).repeat(2, axis=1).repeat(2, axis=2), conv1(net_b, x)
    a, b, c, d = np.moveaxis(conv1(net_a, x)[..., :4].astype(np.float64), 3, 0)
    degenerate = [a, b, np.zeros_like(a), a, a + 2 * b, c * 1e-8]
    yield "degenerate", np.stack(degenerate, axis=3), conv1(net_b, x)
    yield "huge", np.stack([*degenerate, d * 1e140], axis=3), None
    x = cropped(50, 8, 8)
    yield "8x4-4x8", conv1(net_a, x, (1, 2)), conv1(net_b, x, (2, 1))
    yield "offset", conv1(net_a, x, 2) + np.float32(1e6), conv1(net_b, x, 2) + np.float32(1e6)
    x = cropped(40, 9, 9)
    yield "9x9-3x3", conv1(net_a, x)[..., :4], conv2(net_b, x, 3)
    x = cropped(40, 7, 7)
    yield "7x7-5x5", conv1(net_a, x), conv1(net_b, resize(x, 5, 5))
    x = cropped(40, 8, 6)
    yield "8x6-6x4", conv1(net_a, x), conv1(net_b, resize(x, 6, 4))
    yield "rnn", recur(5, images[:40], 6), recur(6, images[:40], 5)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "fixtures/conv"
    rng = np.random.default_rng(20171208)
    images, labels = draw(rng, 12000)
    held_images, held_labels = draw(rng, 2000)
    nets = [ConvNet(seed, (1, first, second), (1, 1), 10, "wrap").train(images, labels, epochs=12)
            for seed, first, second in ((1, 6, 8), (2, 5, 7))]
    for name, net in zip("ab", nets):
        maps = [found[0] for found in net.maps(held_images)]
        dead = [int(np.sum(np.ptp(x, axis=(0, 1, 2)) == 0)) for x in maps]
        print(f"net {name}: held-out accuracy {net.accuracy(held_images, held_labels):.4f} (chance 0.10), dead channels {dead}, "
              f"share of zeros {[round(float(np.mean(x == 0)), 2) for x in maps]}")
        check_shifts(net, held_images[:20])
    root.mkdir(parents=True, exist_ok=True)
    for name, x, y in layers(*nets, rng, held_images):
        if y is None:
            np.save(root / (f"{name}.npy" if "." in name else f"{name}.x.npy"), np.ascontiguousarray(x))
            continue
        for side, maps in (("x", x), ("y", y)):
            np.save(root / f"{name}.{side}.npy", np.ascontiguousarray(maps))
            if name == "7x5":
                np.save(root / f"{name}.{side}.nchw.npy", np.ascontiguousarray(maps.transpose(0, 3, 1, 2)))
                np.save(root / f"{name}.{side}.fortran.npy", np.asfortranarray(maps))
    print(f"{sum(file.stat().st_size for file in root.iterdir())} bytes in {root.name}")


if __name__ == "__main__":
    main()
