"""What the programs of this folder that measure in turns share: the commands, their times and their peaks of memory."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading

GRAFT = pathlib.Path(__file__).resolve().parents[1] / "graft"
PRECISIONS = {"cpu": ["float32", "int8", "int8x2", "int16"], "cuda": ["float32", "float16", "bfloat16"]}


def precisions(device):
    """Those of Graft on a device such as cuda:1,memory=8GB."""
    return PRECISIONS[device.split(",")[0].split(":")[0]]


class DeviceMemory(threading.Thread):
    """The most memory in MB that all processes together took of CUDA devices beyond what was taken before."""

    def __init__(self):
        super().__init__(daemon=True)
        self.before = self.used()
        self.peak = 0
        self.ended = threading.Event()

    @staticmethod
    def used():
        query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
        return sum(map(float, subprocess.run(query, capture_output=True, check=True, text=True).stdout.split()))

    def run(self):
        while not self.ended.wait(0.2):
            self.peak = max(self.peak, self.used() - self.before)


def measured(command, device="cpu"):
    """What a command prints, and the most memory in MB that it held: of the machine, or of the CUDA device."""
    watch = DeviceMemory() if device != "cpu" else None
    if watch:
        watch.start()
    # By a process in between that holds little: the system counts for a process at least what held the one that began it.
    between = [sys.executable, __file__, *map(str, command)]
    run = json.loads(subprocess.run(between, stdout=subprocess.PIPE, check=True).stdout)
    if watch:
        watch.ended.set()
    if run["status"] != 0:
        raise SystemExit(f"{command} failed")
    return json.loads(run["output"]), watch.peak if watch else run["peak"]


def run_alone(command):
    """Prints what a command printed, its status and the most memory in MB that it held."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    print(json.dumps({"output": output.decode(), "status": status, "peak": usage.ru_maxrss / 1024}))


def in_turns(commands, only, rounds, device="cpu"):
    """By name what each command printed, round by round, and its peak of memory; of all commands, or those that are asked for."""
    if only:
        wanted = only.split(",")
        commands = {name: command for name, command in commands.items() if any(part in name for part in wanted)}
    found, peaks = {}, {}
    for _ in range(rounds):
        for name, command in commands.items():
            printed, peak = measured(command, device)
            found.setdefault(name, []).append(printed)
            peaks[name] = max(peak, peaks.get(name, 0))
    return {name: (printed, peaks[name]) for name, printed in found.items()}


def print_medians(results, times):
    """The median of each round and of them all, of the times in milliseconds that are printed under a name."""
    for name, (printed, peak) in results.items():
        medians = [statistics.median(each[times]) for each in printed]
        rounds = ", ".join(f"{time:.0f}" for time in medians)
        print(f"{name}: {statistics.median(medians):.0f} ms (rounds {rounds}), peak {peak:.0f} MB")


if __name__ == "__main__":
    run_alone(sys.argv[1:])
