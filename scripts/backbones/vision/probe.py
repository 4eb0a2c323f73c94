"""What a straight line can read from an exported encoder: probes by logistic regression on its features.

    python scripts/backbones/vision/probe.py --model FOLDER --data DIR

Each probe is one linear layer on the features of one patch, fitted on 3000 training images and asked about the images of
the other splits. No weight of the training heads is used.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch.nn.functional import cross_entropy

from scenes import Scenes, pixels, read, targets


def features(session, data, size=128):
    """last_hidden_state [N, 65, width] of every image."""
    parts = [pixels(data.images[i:i + size]).numpy() for i in range(0, len(data), size)]
    return torch.from_numpy(np.concatenate([session.run(["last_hidden_state"], {"pixel_values": p})[0] for p in parts]))


def fit(x, y, classes, steps=60):
    """Multinomial logistic regression with a little weight decay, by L-BFGS."""
    layer = torch.nn.Linear(x.shape[1], classes)
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        error = cross_entropy(layer(x), y) + 1e-4 * layer.weight.square().sum()
        error.backward()
        return error

    optimizer.step(closure)
    return layer


def questions(truth):
    """Name, patches asked, answers, number of classes."""
    center, owned = truth.center > 0, truth.owned == 1
    for name, classes in (("shape", 6), ("color", 8), ("size", 2), ("place", 9)):
        yield name + " at the centre", center, getattr(truth, name), classes
        yield name + " beside it", owned & ~center, getattr(truth, name), classes
    yield "object or none", truth.owned >= 0, (truth.owned == 1).long(), 2
    yield "centre or not", truth.owned >= -1, truth.center.long(), 2


def main(arguments):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(Path(arguments.model) / "onnx" / "model.onnx"), options)
    splits = {}
    for split in ("train", "test", "combinations"):
        data = read(Path(arguments.data) / split)
        data = Scenes(data.images[:3000], data.objects[:3000], data.counts[:3000])
        splits[split] = features(session, data), targets(data.objects, data.counts)
    states = splits["train"][0][:, 1:]
    print(json.dumps({"mean": round(states.mean().item(), 3), "deviation": round(states.std().item(), 3)}))
    asked = {split: list(questions(truth)) for split, (_, truth) in splits.items()}
    for i, (name, where, answers, classes) in enumerate(asked["train"]):
        layer = fit(states[where], answers[where], classes)
        result = {"probe": name}
        for split in ("test", "combinations"):
            _, where, answers, _ = asked[split][i]
            got = layer(splits[split][0][:, 1:][where]).argmax(-1)
            result[split] = round((got == answers[where]).float().mean().item(), 4)
        print(json.dumps(result), flush=True)
    for split in ("train", "test", "combinations"):
        _, truth = splits[split]
        splits[split] = splits[split][0][:, 0], truth.total
    layer = fit(*splits["train"], 5)
    print(json.dumps({"probe": "number of objects, class token"} | {
        split: round((layer(splits[split][0]).argmax(-1) == splits[split][1]).float().mean().item(), 4)
        for split in ("test", "combinations")}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True, help="folder of an exported encoder")
    parser.add_argument("--data", required=True, help="folder of graft data shapes")
    main(parser.parse_args())
