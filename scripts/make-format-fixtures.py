"""Writes fixtures/formats: small arrays as numpy stores them, and expected.json with the values that they hold.

Run from the root of the project: python3 scripts/make-format-fixtures.py
Safetensors are packed by hand (8-byte length, JSON header, values), after the format's description.
"""

import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

HERE = Path("fixtures/formats")
FLOATS = ["f2", "f4", "f8"]
INTEGERS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
expected = {}


def values_of(dtype, shape):
    """Values that show a wrong width, sign or byte order, and the extremes of the type."""
    count = int(np.prod(shape))
    if dtype == "b1":
        return (np.arange(count) % 3 == 0).reshape(shape)
    if dtype in FLOATS:
        info = np.finfo(dtype)
        special = [info.max, info.min, info.tiny, info.smallest_subnormal, -0.0, 1 / 3]
        rest = np.linspace(-7, 7, count - len(special))
    else:
        info = np.iinfo(dtype)
        special = [min(int(info.max), 2**53), max(int(info.min), -(2**53)), 1, 0, 2, 3]
        rest = np.arange(count - len(special)) * 5
    return np.array([*special, *rest], dtype=object).astype(dtype).reshape(shape)


def note(name, array):
    """Values as text that both languages read exactly."""
    text = [repr(float(v)) for v in np.asarray(array, dtype="f8").ravel()]
    expected[name] = {"shape": list(array.shape), "values": " ".join(text)}


def save(name, array, version=(1, 0)):
    with open(HERE / name, "wb") as file:
        npy.write_array(file, array, version=version, allow_pickle=False)
    note(name, np.load(HERE / name))


def save_npys():
    for dtype in [*FLOATS, *INTEGERS, "b1"]:
        array = values_of(dtype, (5, 3))
        for order in "CF":
            for sign in "<>" if array.itemsize > 1 else "|":
                stored = array.astype(sign + dtype, order=order) if sign != "|" else np.asarray(array, order=order)
                sort = {"<": "le", ">": "be", "|": ""}[sign]
                save(f"{dtype}{sort}-{order.lower()}.npy", stored)
    for major in (1, 2, 3):
        for order in "CF":
            save(f"version{major}-{order.lower()}.npy", np.asarray(values_of("f4", (4, 3)), order=order), (major, 0))
    save("vector.npy", values_of("f4", (9,)))
    save("one-neuron.npy", values_of("f8", (7, 1)))
    save("one-row.npy", values_of("f8", (1, 7)))
    save("scalar.npy", np.float32(1.5).reshape(()))
    save("empty.npy", np.zeros((0, 4), "f4"))
    save("cube.npy", values_of("i2", (2, 3, 4)))


def save_npzs():
    arrays = {"first": values_of("f4", (6, 4)), "deep/second": np.asfortranarray(values_of("f8", (6, 2)))}
    np.savez(HERE / "stored.npz", **arrays)
    np.savez_compressed(HERE / "deflated.npz", **arrays)
    with zipfile.ZipFile(HERE / "zip64.npz", "w") as archive:
        for key, array in arrays.items():
            with archive.open(zipfile.ZipInfo(key + ".npy"), "w", force_zip64=True) as entry:
                npy.write_array(entry, array)
    with open(HERE / "streamed.npz", "wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
        for key, array in arrays.items():
            held = io.BytesIO()
            npy.write_array(held, array)
            archive.writestr(zipfile.ZipInfo(key + ".npy"), held.getvalue(), zipfile.ZIP_DEFLATED)
    for name in ["stored", "deflated", "zip64", "streamed"]:
        for key, array in np.load(HERE / f"{name}.npz").items():
            note(f"{name}.npz:{key}", array)
    np.savez(HERE / "only.npz", größe=values_of("i4", (8,)))
    note("only.npz", values_of("i4", (8,)))


class Pipe:
    """A file that cannot seek, so that zipfile writes sizes and checksums after the bytes."""

    def __init__(self, file):
        self.write = file.write
        self.flush = file.flush


def save_safetensors():
    codes = {"f2": "F16", "f4": "F32", "f8": "F64", "b1": "BOOL"}
    codes |= {d: ("I" if d[0] == "i" else "U") + str(8 * int(d[1])) for d in INTEGERS}
    header, data = {"__metadata__": {"format": "pt", "quote": 'a "b" \\ ü'}}, b""
    for dtype, code in codes.items():
        array = values_of(dtype, (5, 3))
        name = f"layer.{dtype}"
        raw = array.astype("<" + dtype if dtype != "b1" else dtype).tobytes()
        header[name] = {"dtype": code, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
        note(f"types.safetensors:{name}", array)
    data = add_bfloat16(header, data)
    pack("types.safetensors", header, data)
    single = values_of("f4", (4, 4, 2))
    entry = {"dtype": "F32", "shape": [4, 4, 2], "data_offsets": [0, single.nbytes]}
    pack("only.safetensors", {"only": entry}, single.tobytes())
    note("only.safetensors", single)


def add_bfloat16(header, data):
    bits = np.array([0x3F80, 0xBF80, 0x7F7F, 0x0001, 0x8000, 0x4049], dtype="<u2")
    header["layer.bf16"] = {"dtype": "BF16", "shape": [2, 3], "data_offsets": [len(data), len(data) + bits.nbytes]}
    real = (bits.astype("u4") << 16).view("f4").reshape(2, 3)
    note("types.safetensors:layer.bf16", real)
    np.save(HERE / "bf16.npy", bits.view("V2").reshape(2, 3))
    note("bf16.npy", real)
    return data + bits.tobytes()


def pack(name, header, data):
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    (HERE / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


HERE.mkdir(parents=True, exist_ok=True)
save_npys()
save_npzs()
save_safetensors()
(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
