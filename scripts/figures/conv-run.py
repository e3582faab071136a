#!/usr/bin/env python3
"""Train one convolutional network from two seeds on photographs and dump its layers on thousands of patches.

    python3 scripts/figures/conv-run.py DIRECTORY [--photos FOLDER]     numpy only, about two minutes

The photographs are the sample images that scikit-image ships (on Debian: apt-get install python3-skimage, or only
unpack the package; FOLDER is its skimage/data). The task: of which photograph is this 16 x 16 patch, grey and with
its mean and contrast taken away? Training patches lie anywhere in the left halves of the photographs; the dumps
are of patches of the right halves that neither overlap nor were seen, shuffled, so that any first N are a fair sample.

The network is conv 1-8, conv 8-12 at stride 2, conv 12-16, mean over space, linear; 3 x 3, ReLU, zero padding.
Writes net-a/{conv1,conv2,conv3,logits}.npy, the same under net-b (float32, datapoints x height x width x channels;
16 x 16 x 8, 8 x 8 x 12, 8 x 8 x 16), and labels.npy.
"""

import argparse
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from convnet import ConvNet

PHOTOS = ("astronaut", "brick", "camera", "cell", "chelsea", "coffee", "coins", "grass", "gravel", "ihc", "moon", "motorcycle_left")
SIDE = 16
TRAIN = 36000
WIDTHS, STRIDES = (1, 8, 12, 16), (1, 2, 1)


def read_png(path):
    """The grey values of a PNG of 8 bits a sample, not interlaced, as height x width."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += length + 12
    if bits != 8 or interlaced or colour not in (0, 2, 6):
        raise SystemExit(f"{path.name} is not a plain grey or colour PNG")
    channels = {0: 1, 2: 3, 6: 4}[colour]
    rows = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(height, 1 + width * channels)
    above = np.zeros((width, channels), dtype=np.uint8)
    image = np.empty((height, width, channels), dtype=np.uint8)
    for y, row in enumerate(rows):
        above = image[y] = unfilter(int(row[0]), row[1:].reshape(width, channels), above)
    return image[..., : min(channels, 3)].mean(axis=2)


def unfilter(kind, line, above):
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    out, left, corner = np.empty_like(line), np.zeros(line.shape[1], int), np.zeros(line.shape[1], int)
    for x, (value, up) in enumerate(zip(line.astype(int), above.astype(int))):
        guess = (left + up) // 2 if kind == 3 else paeth(left, up, corner)
        left, corner = (value + guess) & 255, up
        out[x] = left
    return out


def paeth(left, up, corner):
    """Of three neighbours the one nearest to left + up - corner, in this order where they tie."""
    near = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
    return np.where((near[0] <= near[1]) & (near[0] <= near[2]), left, np.where(near[1] <= near[2], up, corner))


def normalised(patches):
    x = np.stack(patches).astype(np.float32)
    x -= x.mean(axis=(1, 2), keepdims=True)
    return (x / (x.std(axis=(1, 2), keepdims=True) + 2))[..., None]


def training_patches(rng, photos):
    labels = rng.integers(0, len(photos), TRAIN)
    corners = [(rng.integers(0, photos[i].shape[0] - SIDE + 1), rng.integers(0, photos[i].shape[1] // 2 - SIDE + 1)) for i in labels]
    return normalised([photos[i][y : y + SIDE, x : x + SIDE] for i, (y, x) in zip(labels, corners)]), labels


def held_out_patches(rng, photos):
    patches, labels = [], []
    for label, photo in enumerate(photos):
        for y in range(0, photo.shape[0] - SIDE + 1, SIDE):
            for x in range(photo.shape[1] // 2, photo.shape[1] - SIDE + 1, SIDE):
                patches.append(photo[y : y + SIDE, x : x + SIDE])
                labels.append(label)
    order = rng.permutation(len(labels))
    return normalised(patches)[order], np.array(labels)[order]


def main():
    parser = argparse.ArgumentParser(description="dump the layers of two small networks trained on photographs")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--photos", type=Path, default=Path("/usr/lib/python3/dist-packages/skimage/data"))
    args = parser.parse_args()
    photos = [read_png(args.photos / f"{name}.png") for name in PHOTOS]
    rng = np.random.default_rng(1)
    images, labels = training_patches(rng, photos)
    held, held_labels = held_out_patches(rng, photos)
    args.directory.mkdir(parents=True, exist_ok=True)
    np.save(args.directory / "labels.npy", held_labels.astype(np.int32))
    for name, seed in (("net-a", 11), ("net-b", 12)):
        net = ConvNet(seed, WIDTHS, STRIDES, len(PHOTOS), "constant").train(images, labels, epochs=8)
        print(f"{name}: accuracy {net.accuracy(held, held_labels):.3f} on {len(held)} patches (chance {1 / len(PHOTOS):.3f})")
        folder = args.directory / name
        folder.mkdir(exist_ok=True)
        for i, (maps, _, _) in enumerate(net.maps(held)):
            np.save(folder / f"conv{i + 1}.npy", np.ascontiguousarray(maps, dtype=np.float32))
        np.save(folder / "logits.npy", net.logits(held).astype(np.float32))


if __name__ == "__main__":
    main()
