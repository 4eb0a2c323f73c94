"""Writes the numbers that NfResNetTest compares with: small NF-ResNets with a linear layer, and their gradients.

    python scripts/reference/nf_resnet.py adapters/src/test/resources/dev/graft/adapters/nfresnet/nf_resnet.safetensors

Made with torch 2.13.0. Written out from Brock et al. 2021 (arXiv:2101.08692); the names of weights, and where gains,
epsilon and the nonlinearity's constant stand, are those of timm's nf_resnet50, of which no code is here. Weights are
random. Loss of a case: sum(output * loss_weight).
"""

import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

GAMMA, ALPHA, EPSILON = 1.7139588594436646, 0.2, 1e-5
BATCH, LANGUAGE = 2, 6
CASES = {
    # image, stem, pooled stem, its width, stages (blocks, width), visual tokens, cells of the grid to keep (0: pooled)
    "pooled": ((13, 22), 7, True, 4, [(2, 16), (1, 20)], 2, 0),
    "grid": ((16, 16), 3, False, 4, [(2, 16), (2, 20)], 1, 2),
}


class Network:
    def __init__(self):
        self.weights = {}

    def weight(self, name, *shape, centre=0.0, scale=0.5):
        if name not in self.weights:
            self.weights[name] = (centre + scale * torch.randn(shape)).requires_grad_()
        return self.weights[name]

    def conv(self, name, x, out, kernel, stride=1):
        w = self.weight(f"{name}.weight", out, x.shape[1], kernel, kernel)
        bias = self.weight(f"{name}.bias", out, scale=0.2)
        gain = self.weight(f"{name}.gain", out, 1, 1, 1, centre=0.9, scale=0.2)
        var, mean = torch.var_mean(w, dim=(1, 2, 3), keepdim=True, unbiased=False)
        standard = (w - mean) / torch.sqrt(var + EPSILON) / w[0].numel() ** 0.5 * GAMMA * gain
        return F.conv2d(x, standard, bias, stride, kernel // 2)

    def block(self, name, x, out, stride, beta):
        active = torch.relu(x) * beta
        shortcut = x
        if stride != 1 or x.shape[1] != out:
            pooled = F.avg_pool2d(active, 2, 2, ceil_mode=True, count_include_pad=False) if stride == 2 else active
            shortcut = self.conv(f"{name}.downsample.conv", pooled, out, 1)
        y = self.conv(f"{name}.conv1", active, out // 4, 1)
        y = self.conv(f"{name}.conv2", torch.relu(y), out // 4, 3, stride)
        y = self.conv(f"{name}.conv3", torch.relu(y), out, 1)
        return shortcut + ALPHA * y

    def __call__(self, x, stem, pool, stem_width, stages, tokens, cells):
        x = self.conv("stem.conv", x, stem_width, stem, 2)
        if pool:
            x = F.max_pool2d(x, 3, 2, 1)
        variance = 1.0
        for s, (blocks, width) in enumerate(stages):
            for b in range(blocks):
                stride = 2 if b == 0 and (s > 0 or not pool) else 1
                x = self.block(f"stages.{s}.{b}", x, width, stride, variance**-0.5)
                variance = (1.0 if b == 0 else variance) + ALPHA**2
        x = torch.relu(x)
        x = F.adaptive_avg_pool2d(x, cells if cells else 1).flatten(2).transpose(1, 2)
        w = self.weight("llama_proj.weight", tokens * LANGUAGE, x.shape[2])
        x = x @ w.T + self.weight("llama_proj.bias", tokens * LANGUAGE)
        return x.reshape(BATCH, -1, LANGUAGE)


def case(name, image, *sizes):
    network = Network()
    pixels = torch.randn(BATCH, 3, *image)
    features = pixels.flatten(2).transpose(1, 2).contiguous().requires_grad_()
    output = network(features.transpose(1, 2).reshape(pixels.shape), *sizes)
    loss_weight = torch.randn_like(output)
    (output * loss_weight).sum().backward()
    tensors = {"features": features, "output": output, "loss_weight": loss_weight, "grad/features": features.grad}
    for weight, tensor in network.weights.items():
        tensors |= {f"parameter/{weight}": tensor, f"grad/{weight}": tensor.grad}
    return {f"{name}|{key}": tensor.detach().contiguous() for key, tensor in tensors.items()}


if __name__ == "__main__":
    torch.manual_seed(7)
    saved = {}
    for title, settings in CASES.items():
        saved |= case(title, *settings)
    save_file(saved, sys.argv[1])
