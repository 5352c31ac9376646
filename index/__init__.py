"""How articles are stored: vectors, words, and the generations on disk."""

import os

# Since 1.29 onnxruntime reports every session to its vendor, unless this is set before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
