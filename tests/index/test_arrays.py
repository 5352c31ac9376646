"""Arrays are read by many threads at once, and here and there."""

import io
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.arrays import ScatteredArray
from index.checked import CheckedPath
from index.npy import map_saved, parse_array, read_archive


class Cycle:
    """Garbage that runs Python when it is collected, so that threads change in the midst of others' work."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        for _ in range(20):
            pass


@pytest.fixture
def impatient_threads():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("impatient_threads")
def test_threads_that_open_arrays_do_not_disturb_each_other(tmp_path):
    path, faults = tmp_path / "array.npy", []
    np.save(path, np.arange(6).reshape(3, 2))
    archive = io.BytesIO()
    np.savez(archive, rows=np.arange(4))
    saved, archived = path.read_bytes(), archive.getvalue()

    def read():
        for _ in range(300):
            Cycle()
            try:
                assert map_saved(path)[2, 1] == parse_array(saved)[2, 1] == 5
                assert read_archive(archived)["rows"][3] == 3
            except (SystemError, AssertionError) as error:
                faults.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@given(st.integers(0, 3_000), st.data())
def test_a_scattered_array_gives_its_rows_after_any_of_them_were_fetched(count, data):
    rows = np.arange(count * 64, dtype=np.uint32).reshape(count, 64)
    with TemporaryDirectory() as folder:
        np.save(Path(folder) / "rows.npy", rows)
        array = ScatteredArray(CheckedPath.of(Path(folder)) / "rows.npy")
        start = data.draw(st.integers(0, count))
        end = data.draw(st.integers(start, count))
        array.prefetch(start, end)
        assert np.array_equal(array[start:end], rows[start:end])
        assert np.array_equal(array[:], rows)
