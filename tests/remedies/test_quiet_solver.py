"""What native code prints while it solves does not get into answers."""

import subprocess
import sys

PROGRAMME = """
import ctypes, threading
from kust.solver.quiet import quietly
libc = ctypes.CDLL(None)
def solve():
    with quietly():
        libc.puts(b"noise")
print("before", flush=False)
libc.puts(b"told")
threads = [threading.Thread(target=solve) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
print("answer")
"""


def test_only_what_native_code_prints_while_solving_goes_to_standard_error() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAMME], capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == ["answer", "before", "told"]
    assert done.stderr.split() == ["noise"] * 4
