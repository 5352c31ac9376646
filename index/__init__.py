"""How we store what we read: vectors, words, and the generations on disk."""

import os

# Since 1.29 onnxruntime reports every session it opens to its maker, unless this is set before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
