"""Milvus Lite as a server in its own process, and stubs of unusable servers."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import grpc
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class LiteServer:
    """A server of a folder; it can be started again after it was killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = find_port()
        self._process: subprocess.Popen[bytes] | None = None

    def at(self, name: str) -> str:
        return f"milvus://127.0.0.1:{self.port}/{name}"

    def start(self) -> "LiteServer":
        command = ["-m", "milvus_lite", "server", "--data-dir", str(self.folder), "--host", "127.0.0.1"]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command, "--port", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONWARNINGS": "ignore"},
            )
        for _ in range(300):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            assert self._process.poll() is None, "the server ended"
            time.sleep(0.1)
        raise AssertionError("the server does not listen")

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextmanager
def refusing(version: str = "", status: grpc.StatusCode | None = None) -> Iterator[str]:
    """Give the address of a server that has a version, or refuses every call."""

    class Stub(milvus_pb2_grpc.MilvusServiceServicer):
        def Connect(self, request, context):
            if status:
                context.abort(status, "auth check failure, please check api key is correct")
            info = common_pb2.ServerInfo(build_tags=version)
            return milvus_pb2.ConnectResponse(status=common_pb2.Status(), identifier=1, server_info=info)

        def GetVersion(self, request, context):
            return milvus_pb2.GetVersionResponse(status=common_pb2.Status(), version=version)

    server = grpc.server(ThreadPoolExecutor(2))
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(Stub(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"milvus://127.0.0.1:{port}/news"
    finally:
        server.stop(0).wait()
