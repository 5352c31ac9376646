"""Shows what a matrix product costs that numpy divides among threads: `python -m tests.bench.runtime.products`.

Reported is the processor time of all threads per product, with a pause after each in which waiting threads spin.
"""

import time

import numpy as np

from index.products import multiply
from tests.bench.__main__ import print_line

PAUSE, ROUNDS = 0.002, 100
PRODUCTS = {"a passage of 95 word pieces": (95, 384, 128), "a question of 12": (12, 384, 128), "of 5": (5, 384, 128)}


def main() -> None:
    draw = np.random.default_rng(1)
    for name, (rows, inner, columns) in PRODUCTS.items():
        left = draw.random((rows, inner), dtype=np.float32)
        right = draw.random((inner, columns), dtype=np.float32)
        for way, product in (("in blocks", multiply), ("numpy", np.matmul)):
            # Wait until the threads of the previous product sleep.
            time.sleep(1)
            started = time.process_time()
            for _ in range(ROUNDS):
                product(left, right)
                time.sleep(PAUSE)
            print_line(f"{name}, {way}: {1000 * (time.process_time() - started) / ROUNDS:.2f} ms of processor time")


if __name__ == "__main__":
    main()
