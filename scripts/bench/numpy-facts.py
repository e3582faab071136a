"""Prints as JSON which Python, numpy and perhaps scipy this is, and which library computes for numpy with which kernels."""

import ctypes
import importlib.metadata
import json
import platform
import sys

import numpy as np


def loaded_openblas():
    """The OpenBLAS in this process, as far as the system tells: its configuration and the processor its kernels are for."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "openblas" in line}
    except OSError:
        return {}
    for path in sorted(paths):
        library = ctypes.CDLL(path)
        for name in ("openblas_get_{}", "openblas_get_{}64_", "scipy_openblas_get_{}", "scipy_openblas_get_{}64_"):
            functions = [getattr(library, name.format(what), None) for what in ("config", "corename")]
            if all(functions):
                config, kernels = (said(function) for function in functions)
                return {"blas": " ".join(config.split()[:2]), "kernels": kernels}
    return {}


def scipy_version():
    try:
        return importlib.metadata.version("scipy")
    except importlib.metadata.PackageNotFoundError:
        return None


def said(function):
    function.restype = ctypes.c_char_p
    return function().decode()


try:
    built = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
except TypeError:  # before numpy 1.25
    built = {}
facts = {
    "executable": sys.executable,
    "version": np.__version__,
    "python": platform.python_version(),
    "blas": f"{built.get('name', 'unknown')} {built.get('version', '')}".strip(),
    "kernels": None,
    "scipy": scipy_version(),
}
print(json.dumps({**facts, **loaded_openblas()}))
