"""A small convolutional network, forwards and backwards, in numpy alone.

3 x 3 convolutions with ReLU, then the mean over space and one linear layer. Images and maps are
datapoints x height x width x channels. `padding` is "wrap" (circular: the layers commute with circular
shifts, exactly) or "constant" (zeros, as most networks have). A convolution of stride s keeps every
s-th position of both axes, or of each its own where the stride is a pair.
"""

import numpy as np


def taps(stride, size):
    """The nine slices of a padded map that meet a 3 x 3 kernel."""
    (rows, columns), (height, width) = stride, size
    return [(slice(None), slice(i, i + height, rows), slice(j, j + width, columns)) for i in range(3) for j in range(3)]


def pair(stride):
    return stride if isinstance(stride, tuple) else (stride, stride)


def convolve(x, weight, bias, stride, padding):
    """The map before its ReLU, and what the way back needs."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode=padding)
    patches = np.concatenate([padded[tap] for tap in taps(pair(stride), x.shape[1:3])], axis=3)
    return patches @ weight + bias, patches


def fold(slope, size, stride, padding):
    """The slope at a map from the slope at its patches."""
    height, width = size
    channels = slope.shape[3] // 9
    padded = np.zeros((len(slope), height + 2, width + 2, channels), dtype=slope.dtype)
    for i, tap in enumerate(taps(pair(stride), size)):
        padded[tap] += slope[..., i * channels : (i + 1) * channels]
    if padding == "wrap":
        padded[:, 1] += padded[:, -1]
        padded[:, -2] += padded[:, 0]
        padded[:, :, 1] += padded[:, :, -1]
        padded[:, :, -2] += padded[:, :, 0]
    return padded[:, 1:-1, 1:-1]


class ConvNet:
    def __init__(self, seed, widths, strides, classes, padding):
        self.strides, self.padding = strides, padding
        self.rng = np.random.default_rng(seed)
        sizes = [(9 * i, o) for i, o in zip(widths, widths[1:])] + [(widths[-1], classes)]
        self.weights = [(self.rng.standard_normal(s) * np.sqrt(2 / s[0])).astype(np.float32) for s in sizes]
        self.biases = [np.zeros(s[1], dtype=np.float32) for s in sizes]

    def maps(self, x, strides=None):
        """Every convolution's map after its ReLU, and what the way back needs."""
        found = []
        for weight, bias, stride in zip(self.weights, self.biases, strides or self.strides):
            before, patches = convolve(x, weight, bias, stride, self.padding)
            found.append((np.maximum(before, 0), patches, x.shape[1:3]))
            x = found[-1][0]
        return found

    def logits(self, x):
        return self.maps(x)[-1][0].mean(axis=(1, 2)) @ self.weights[-1] + self.biases[-1]

    def slopes(self, x, labels):
        """The slope of the mean cross-entropy at every weight and bias."""
        found = self.maps(x)
        top = found[-1][0]
        pooled = top.mean(axis=(1, 2))
        error = pooled @ self.weights[-1] + self.biases[-1]
        error = np.exp(error - error.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(len(labels)), labels] -= 1
        error /= len(labels)
        out = [(pooled.T @ error, error.sum(axis=0))]
        slope = np.broadcast_to((error @ self.weights[-1].T)[:, None, None] / (top.shape[1] * top.shape[2]), top.shape)
        for i in reversed(range(len(found))):
            after, patches, size = found[i]
            slope = slope * (after > 0)
            flat = slope.reshape(-1, slope.shape[3])
            out.append((patches.reshape(-1, patches.shape[3]).T @ flat, flat.sum(axis=0)))
            if i:
                slope = fold(slope @ self.weights[i].T, size, self.strides[i], self.padding)
        return out[::-1]

    def train(self, images, labels, epochs, batch=50, rate=0.05, momentum=0.9, decay=1e-4):
        parameters = list(zip(self.weights, self.biases))
        speed = [(np.zeros_like(w), np.zeros_like(b)) for w, b in parameters]
        for epoch in range(epochs):
            step = rate * (1 - epoch / epochs)
            order = self.rng.permutation(len(images))
            for start in range(0, len(images), batch):
                chosen = order[start : start + batch]
                for (w, b), (sw, sb), (gw, gb) in zip(parameters, speed, self.slopes(images[chosen], labels[chosen])):
                    sw *= momentum
                    sw -= step * (gw + decay * w)
                    sb *= momentum
                    sb -= step * gb
                    w += sw
                    b += sb
        return self

    def accuracy(self, images, labels):
        return float(np.mean(self.logits(images).argmax(axis=1) == labels))
