// What graft export --to onnx and --to gguf write, asked by transformers.js and by llama.cpp.
//
//     npm install @huggingface/transformers @fugood/llama.node
//     scripts/graft ask MODEL --batch QUESTIONS.jsonl --max-tokens 24 > answers.jsonl
//     node scripts/parity/readers.mjs onnx EXPORTED answers.jsonl
//     node scripts/parity/readers.mjs gguf EXPORTED/language.gguf EXPORTED/mmproj-*.gguf answers.jsonl "USER: <__media__>\n{} ASSISTANT:"
//
// Run where the packages are installed. Pictures are to be squares of the encoder's size, as the readers resize by other programs than
// transformers'. The last argument of gguf is the prompt, with {} for the question. Texts are compared, not tokens: without special ones,
// and without characters that are none, of bytes in no order, which the readers write differently. A tokenizer that falls back to bytes, as
// LLaMA's, makes with random weights texts that cannot be compared so. The end says how many answers are equal; two of which nothing is
// left are not compared, and it says how many.
import fs from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {pathToFileURL} from "node:url";

const here = createRequire(path.resolve("package.json"));
const packages = (name) => import(pathToFileURL(here.resolve(name)));
const MOST = 24;

async function ofTransformersJs(folder) {
  const {AutoProcessor, LlavaForConditionalGeneration, RawImage, env} = await packages("@huggingface/transformers");
  Object.assign(env, {allowRemoteModels: false, localModelPath: "/"});
  const place = path.resolve(folder);
  const processor = await AutoProcessor.from_pretrained(place);
  const model = await LlavaForConditionalGeneration.from_pretrained(place, {dtype: "fp32"});
  return async (image, question) => {
    const content = [{type: "image"}, {type: "text", text: question}];
    const text = processor.apply_chat_template([{role: "user", content}], {add_generation_prompt: true, tokenize: false});
    const inputs = await processor(await RawImage.read(image), text);
    const made = await model.generate({...inputs, max_new_tokens: MOST, do_sample: false});
    return processor.batch_decode(made.slice(null, [inputs.input_ids.dims.at(-1), null]), {skip_special_tokens: true})[0];
  };
}

async function ofLlamaCpp(language, mmproj, prompt) {
  const {loadModel} = await packages("@fugood/llama.node");
  const exact = {cache_type_k: "f32", cache_type_v: "f32", flash_attn_type: "off", n_gpu_layers: 0};
  const model = await loadModel({model: language, n_ctx: 1024, ...exact}, "default");
  if (!(await model.initMultimodal({path: mmproj, use_gpu: false}))) throw new Error(`llama.cpp does not read ${mmproj}`);
  return async (image, question) => {
    const asked = prompt.replaceAll("\\n", "\n").replace("{}", () => question);
    const greedy = {temperature: 0, top_k: 1, penalty_repeat: 1, n_predict: MOST};
    const made = await model.completion({prompt: asked, media_paths: [image], ...greedy});
    return made.text;
  };
}

// Special tokens, which llama.cpp writes out, and characters that are none.
const plain = (text) => text.replace(/<\/?[a-z_]+>|<\|[a-z_]+\|>|\ufffd/g, "").trim();

const [form, ...rest] = process.argv.slice(2);
const answers = form === "onnx" ? rest[1] : rest[2];
const ask = form === "onnx" ? await ofTransformersJs(rest[0]) : await ofLlamaCpp(rest[0], rest[1], rest[3]);
const records = fs.readFileSync(answers, "utf8").trim().split("\n").map((line) => JSON.parse(line));
let equal = 0;
let empty = 0;
for (const record of records) {
  const found = await ask(record.images[0], record.question);
  if (plain(found) !== plain(record.answer)) console.log(record.id, {graft: record.answer, reader: found});
  else if (plain(found) === "") empty++;
  else equal++;
}
const compared = records.length - empty;
console.log(`${equal} of ${compared} answers are equal${empty ? `; ${empty} more are empty and say nothing` : ""}`);
process.exit(compared > 0 && equal === compared ? 0 : 1);
