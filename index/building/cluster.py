"""Encodes shards on a Ray cluster, or in processes of this machine; the only module that imports ray.

A shard is a task; if a machine is lost, another one encodes its unfinished shards.
"""

import hashlib
import logging
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import ClusterError, ExtraMissing
from corpus.regular import read_bytes
from index.building.shards import PARQUET, Shard, encode_shard
from index.checked import CheckedPath
from index.model.sharing import open_encoder
from index.types import Advance, Encoder, ModelCard

try:
    # Otherwise Ray sends usage statistics to its vendor.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    # Ray's own limit of 30 seconds is too short for a busy laptop.
    os.environ.setdefault("RAY_gcs_server_port_wait_time_s", "120")
    import ray
    from ray.exceptions import RayError

    from index.building.parquet import pack_parquet
except ImportError as error:
    raise ExtraMissing("The package ray is not installed.", 'Run: pip install "quotedesk[ray]"') from error

LOCAL = "local"
"""The address for a cluster on this machine alone, started for one build."""

_LOOPBACK = "127.0.0.1"
_STORE_BYTES = 200 << 20
_KNOCK_SECONDS = 10.0
_TRIES = 5
"""Maximum retries of a shard whose machine or process was lost."""

_encoders: dict[str, Encoder] = {}
"""The encoders of a worker by digest, opened for its first shard."""


class Cluster:
    """A connection to a cluster."""

    suffix = PARQUET

    def encode(self, encoder: Encoder, shards: Sequence[Shard], advance: Advance) -> Iterator[bytes]:
        """Yield the content of a file for each shard as it is finished. Raises ClusterError."""
        files = _read_files(encoder)
        model = ray.put(files)
        task = ray.remote(_encode_remotely).options(
            num_cpus=1, num_gpus=_count_gpus(encoder.card), max_retries=_TRIES, scheduling_strategy="SPREAD"
        )
        digest = hashlib.sha256(repr((encoder.card, sorted(files.items()))).encode()).hexdigest()
        sizes = {task.remote(dict(shard), model, encoder.card, digest): len(shard) for shard in shards}
        try:
            while sizes:
                ready, _ = ray.wait(list(sizes))
                advance(sizes.pop(ready[0]))
                yield ray.get(ready[0])
        except RayError as error:
            raise ClusterError(
                f"A machine of the cluster could not encode a shard: {str(error).splitlines()[0]}",
                "Run the same command again; it continues where it stopped.",
            ) from error


@contextmanager
def open_cluster(address: str) -> Iterator[Cluster]:
    """Join a cluster by its address, or start one on this machine that is not reachable from outside.

    Raises ClusterError if there is none.
    """
    try:
        if address == LOCAL:
            _start()
        else:
            _knock(address)
            ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, RuntimeError, ValueError, RayError) as error:
        raise ClusterError(
            f"The Ray cluster at {address} cannot be reached.",
            "Start it with: ray start --head, or leave out the address to use this machine alone.",
        ) from error
    try:
        yield Cluster()
    finally:
        ray.shutdown()


def _start() -> None:
    ray.init(
        LOCAL,
        include_dashboard=False,
        object_store_memory=_STORE_BYTES,
        log_to_driver=False,
        logging_level=logging.ERROR,
        _node_ip_address=_LOOPBACK,
    )


def _knock(address: str) -> None:
    """Raise OSError or ValueError if nothing listens: Ray itself would wait for a quarter of an hour."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCK_SECONDS).close()


def _count_gpus(card: ModelCard) -> int:
    """Return the number of GPUs of a task: torch uses one if available, a graph none."""
    return int(card.runtime == "sentence-transformers" and _read_resources().get("GPU", 0) >= 1)


def _read_resources() -> dict[str, float]:
    found: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    return found


def _read_files(encoder: Encoder) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        encoder.save(Path(folder))
        return {path.name: read_bytes(path) for path in Path(folder).iterdir()}


def _encode_remotely(shard: Shard, files: Mapping[str, bytes], card: ModelCard, digest: str) -> bytes:
    """Encode a shard in a worker, which opens the encoder once."""
    if digest not in _encoders:
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            _encoders[digest] = open_encoder(CheckedPath.of(Path(folder)), card)
    return encode_shard(_encoders[digest], shard, pack_parquet)
