"""What every journey that ends badly has in common."""

import shutil
from pathlib import Path

import pytest

NO_AUDIT = "No audit was made."
# Estimators that fit well and answer badly; pickled models are found by this module's name.
MISBEHAVING = '''
import os
import warnings

import numpy as np
from sklearn.linear_model import Ridge


class Raising(Ridge):
    def predict(self, X):
        raise RuntimeError("the feature store is closed")


class Nagging(Raising):
    def predict(self, X):
        warnings.warn("mind the gap", RuntimeWarning)
        return super().predict(X)


class Short(Ridge):
    def predict(self, X):
        return super().predict(X)[1:]


class Wide(Ridge):
    def predict(self, X):
        return np.column_stack([super().predict(X)] * 3)


class Silent(Ridge):
    def predict(self, X):
        return np.full(len(X), np.nan)


class Wordy(Ridge):
    def predict(self, X):
        return np.full(len(X), "up")


class Waiting(Ridge):
    """Says through a pipe that it was asked, and never answers."""

    def predict(self, X):
        import signal

        os.write(int(os.environ["WAITING_SAYS_SO"]), b"x")
        while True:
            signal.pause()
'''


@pytest.fixture
def subject(plain_folder, tmp_path_factory) -> Path:
    """A sound subject in a folder of its own, to be spoilt."""
    folder = tmp_path_factory.mktemp("spoilt") / "carry"
    shutil.copytree(plain_folder, folder)
    return folder


@pytest.fixture
def misbehaving(tmp_path_factory) -> Path:
    """A folder with the module ``misbehaving``; commands find it with ``PYTHONPATH``."""
    folder = tmp_path_factory.mktemp("code")
    (folder / "misbehaving.py").write_text(MISBEHAVING)
    return folder


@pytest.fixture
def refused(governance, tmp_path_factory):
    """Audits with ``--out`` in an empty folder: three lines, no audit, code 1, the words, and nothing left behind."""

    def _refused(*arguments, words, **variables):
        folder = tmp_path_factory.mktemp("empty")
        answer = governance("audit", *arguments, "--out", folder / "out", cwd=folder, **variables)
        assert answer.code == 1, answer.out + answer.err
        assert [line.split(":")[0] for line in answer.lines] == ["error", "at", "try", NO_AUDIT]
        assert all(line.partition(":")[2].strip() for line in answer.lines[:3])
        assert answer.out == ""
        for word in words:
            assert word in answer.err
        assert list(folder.iterdir()) == []

    return _refused
