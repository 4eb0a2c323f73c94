"""Measures reading a prompt and writing tokens after it in Graft and in others, in turns, in tokens per second.

    python scripts/benchmark/export_llama.py llama-110m --cache
    npm install --prefix llama-cpp node-llama-cpp
    python scripts/benchmark/generation_time.py llama-110m --llama-cpp llama-cpp

All have the same weights and the same number of threads, read one prompt of random tokens and take the likeliest token each
time, each in a process of its own: Graft in single precision and in int8; transformers' generate in single precision and in
bfloat16; ONNX Runtime in a plain loop on the file that Graft reads; llama.cpp by node-llama-cpp, on a GGUF file in q8_0 that
is written beside the model. Without --llama-cpp that one is left out.
Needs torch, transformers, onnxruntime, gguf and a built Graft.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import time

from turns import GRAFT, in_turns

PEERS = ["transformers float32", "transformers bfloat16", "onnxruntime float32"]
PRECISIONS = ["float32", "int8"]
LLAMA_CPP = """
import {getLlama} from "node-llama-cpp";
const [file, threads, prompt, answer, rounds] = JSON.parse(process.argv[2]);
const llama = await getLlama({gpu: false, build: "never", logLevel: "error", maxThreads: threads});
const model = await llama.loadModel({modelPath: file});
const context = await model.createContext({
    contextSize: prompt.length + answer, batchSize: prompt.length, threads: {ideal: threads, min: threads}
});
const sequence = context.getSequence();
const times = {prompt_ms: [], answer_ms: []};
for (let round = -1; round < rounds; round++) {
    await sequence.clearHistory();
    let start = performance.now();
    let written = 0;
    for await (const token of sequence.evaluate(prompt, {temperature: 0})) {
        const now = performance.now();
        if (written === 0 && round >= 0) times.prompt_ms.push(now - start);
        if (written === 0) start = now;
        written++;
        if (written === answer) {
            if (round >= 0) times.answer_ms.push(now - start);
            break;
        }
    }
}
console.log(JSON.stringify(times));
process.exit(0);
"""


def prompt_of(options, vocabulary):
    import torch

    return torch.randint(3, vocabulary, (1, options.tokens), generator=torch.Generator().manual_seed(0))


def timed(options, write):
    """Calls with the number of tokens to write; the prompt alone is writing one."""
    times = {"prompt_ms": [], "answer_ms": []}
    for round in range(-1, options.steps):
        start = time.perf_counter()
        write(1)
        prompt = 1000 * (time.perf_counter() - start)
        start = time.perf_counter()
        write(options.answer)
        whole = 1000 * (time.perf_counter() - start)
        if round >= 0:
            times["prompt_ms"].append(prompt)
            times["answer_ms"].append(whole - prompt)
    print(json.dumps(times))


def transformers_peer(options, dtype):
    import torch
    import transformers

    torch.set_num_threads(options.threads)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        options.folder / "pytorch", attn_implementation="sdpa", dtype=getattr(torch, dtype)
    ).eval()
    ids = prompt_of(options, model.config.vocab_size)
    mask = torch.ones_like(ids)

    def write(tokens):
        model.generate(
            ids, attention_mask=mask, do_sample=False, min_new_tokens=tokens, max_new_tokens=tokens, pad_token_id=0
        )

    timed(options, write)


def runtime_peer(options):
    import numpy as np
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(options.folder / "onnx" / "model.onnx", settings)
    config = json.loads((options.folder / "config.json").read_text())
    ids = prompt_of(options, config["vocab_size"]).numpy()
    empty = {
        given.name: np.zeros((1, given.shape[1], 0, given.shape[3]), np.float32)
        for given in session.get_inputs()
        if given.name.startswith("past")
    }

    def write(tokens):
        past, read, new = empty, 0, ids
        for _ in range(tokens):
            all = read + new.shape[1]
            feeds = {"input_ids": new, "attention_mask": np.ones((1, all), np.int64)}
            feeds["position_ids"] = np.arange(read, all)[None]
            logits, *present = session.run(None, feeds | past)
            past, read, new = dict(zip(empty, present)), all, logits[:, -1:].argmax(-1)

    timed(options, write)


def write_gguf(folder, file):
    """The weights with matrices in q8_0, by the names and in the order of rows that llama.cpp expects."""
    import gguf
    import numpy as np
    import safetensors.numpy

    config = json.loads((folder / "pytorch" / "config.json").read_text())
    kind = config["model_type"]
    heads, key_heads = config["num_attention_heads"], config["num_key_value_heads"]
    rope = config.get("rope_parameters") or config
    writer = gguf.GGUFWriter(file, kind)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(key_heads)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_dimension_count(config["hidden_size"] // heads)
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    special = ["<unk>", "<s>", "</s>"]
    words = special + [f"<0x{byte:02X}>" for byte in range(256)]
    words += [f"word{i}" for i in range(config["vocab_size"] - len(words))]
    kinds = [gguf.TokenType.UNKNOWN] + 2 * [gguf.TokenType.CONTROL] + 256 * [gguf.TokenType.BYTE]
    kinds += (len(words) - len(kinds)) * [gguf.TokenType.NORMAL]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(words)
    writer.add_token_scores([0.0] * len(words))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)

    def add(name, values):
        if values.ndim == 1:
            writer.add_tensor(name, values.astype(np.float32))
        else:
            packed = gguf.quants.quantize(values.astype(np.float32), gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(name, packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)

    def turned(values, count):
        """LLaMA's pairs of the rotary embedding lie side by side there, in halves in transformers."""
        if kind != "llama":
            return values
        halves = values.reshape(count, 2, values.shape[0] // count // 2, *values.shape[1:])
        return halves.swapaxes(1, 2).reshape(values.shape)

    weights = safetensors.numpy.load_file(folder / "pytorch" / "model.safetensors")
    names = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
    names |= {f"self_attn.{part}_proj": f"attn_{part}" for part in "qkv"} | {"self_attn.o_proj": "attn_output"}
    names |= {f"mlp.{part}_proj": f"ffn_{part}" for part in ("gate", "up", "down")}
    for name, values in weights.items():
        parts = name.split(".")
        if parts[1] == "layers":
            inner, end = ".".join(parts[3:-1]), parts[-1]
            counts = {"self_attn.q_proj": heads, "self_attn.k_proj": key_heads}
            values = turned(values, counts[inner]) if inner in counts else values
            add(f"blk.{parts[2]}.{names[inner]}.{end}", values)
        else:
            whole = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
            add(f"{whole['.'.join(parts[:-1])]}.weight", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def commands_of(options):
    """For each of the measured its command."""
    sizes = ["tokens", "answer", "steps", "threads"]
    flags = [text for size in sizes for text in ("--" + size, getattr(options, size))]
    commands = {name: [sys.executable, __file__, options.folder, *flags, "--peer", name] for name in PEERS}
    if options.llama_cpp:
        file = options.folder.resolve() / "q8_0.gguf"
        if not file.exists():
            write_gguf(options.folder, file)
        config = json.loads((options.folder / "config.json").read_text())
        prompt = prompt_of(options, config["vocab_size"])[0].tolist()
        given = json.dumps([str(file), options.threads, prompt, options.answer, options.steps])
        program = options.llama_cpp.resolve() / "generation_time.mjs"  # Node finds packages beside the program
        program.write_text(LLAMA_CPP)
        commands["llama.cpp q8_0"] = ["node", program, given]
    given = ["--tokens", options.tokens, "--steps", options.steps, "--threads", options.threads]
    for name in PRECISIONS:
        command = [options.graft, "benchmark", options.folder, "--batch", 1, "--answer", options.answer, *given]
        commands[f"Graft {name}"] = command + ["--json", "--precision", name]
    return commands


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=256, help="of the prompt")
    parser.add_argument("--answer", type=int, default=64, help="tokens to write")
    parser.add_argument("--steps", type=int, default=3, help="answers of each process")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--llama-cpp", type=pathlib.Path, help="a folder where node-llama-cpp is installed")
    parser.add_argument("--graft", default=GRAFT, help="the command")
    parser.add_argument("--only", help="parts of the names of what is measured, with commas between")
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        library, dtype = options.peer.split()
        return runtime_peer(options) if library == "onnxruntime" else transformers_peer(options, dtype)
    for name, (printed, peak) in in_turns(commands_of(options), options.only, options.rounds).items():
        prompts = [1000 * options.tokens / min(times["prompt_ms"]) for times in printed]
        answers = [1000 * (options.answer - 1) / min(times["answer_ms"]) for times in printed]
        each = ", ".join(f"{rate:.0f}" for rate in answers)
        print(
            f"{name}: {statistics.median(answers):.1f} tokens/s (rounds {each}), prompt"
            f" {statistics.median(prompts):.0f} tokens/s, fastest {max(answers):.1f} and {max(prompts):.0f},"
            f" peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
