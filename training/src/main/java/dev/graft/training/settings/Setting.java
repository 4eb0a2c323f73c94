package dev.graft.training.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.adapters.AdapterSpec;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One setting of a training run.
 *
 * @param key its place in the configuration file, with dots between the levels
 * @param value its default, whose class is the class of all its values: String, Integer, Long, Double or Boolean
 * @param range the numbers that it may have
 */
record Setting(String key, Object value, Range range, String help) {
    /** All settings there are. The order is that of the resolved configuration. */
    static final Map<String, Setting> ALL = index(List.of(
            new Setting("vision", "", "folder of the frozen vision encoder, or builtin:shapes-vision"),
            new Setting("features", "last", "last, pooled, pixels or layer:N, see VisionFeatures"),
            new Setting("language", "", "folder of the frozen language model, or builtin:shapes-language"),
            new Setting("output", "", "folder for the trained model and the record of the run"),
            new Setting(
                    "data.path", "", "file or folder of the training data, or builtin:shapes/train/questions.jsonl"),
            new Setting("data.format", "", "its format; empty to tell by its content"),
            new Setting("data.images", "", "folder of the images, if not beside the data"),
            new Setting("data.validation", 0.1, Range.BELOW_ONE, "fraction of the images that is kept for validation"),
            new Setting(
                    "data.test",
                    "",
                    "files or folders of the final evaluation, with commas between; empty for the images kept for validation"),
            new Setting("data.limit", 0, Range.NOT_NEGATIVE, "the most samples to read; 0 for all"),
            new Setting(
                    "adapter.kind", "mlp", String.join(", ", AdapterSpec.kinds().keySet()) + "; give it first"),
            new Setting("adapter.tokens", 1, Range.POSITIVE, "visual tokens made of each feature vector"),
            new Setting("adapter.reduction", "none", "none, mean, concat:K, shuffle:S or pool:G"),
            new Setting("adapter.hidden_layers", 1, Range.NOT_NEGATIVE, "hidden layers of an mlp"),
            new Setting(
                    "adapter.hidden_width",
                    0,
                    Range.NOT_NEGATIVE,
                    "width of the hidden layers; 0 for the language model's"),
            new Setting("adapter.activation", "gelu", "gelu, gelu_tanh, relu or silu"),
            new Setting("adapter.bias", true, "whether linear layers have biases"),
            new Setting("adapter.input_norm", false, "whether feature vectors are normalised first"),
            new Setting("adapter.output_norm", false, "whether visual tokens are normalised at the end"),
            new Setting("adapter.norm_epsilon", 1e-5, Range.POSITIVE, "added to the variance in normalisations"),
            new Setting("adapter.initialization", "pytorch", "pytorch, normal, xavier or zero_last"),
            new Setting(
                    "trained",
                    "*",
                    "the adapter's weights that are trained: names, with * for any part and commas between"),
            new Setting(
                    "init",
                    "",
                    "folder or file of weights to start from, taken where name and shape fit; empty for new ones"),
            new Setting(
                    "objective.kind",
                    "language_modelling",
                    "what is learnt by: language_modelling, or another objective"),
            new Setting("objective.itc", 1.0, Range.NOT_NEGATIVE, "weight of blip2_stage1's contrast"),
            new Setting("objective.itm", 1.0, Range.NOT_NEGATIVE, "weight of its matching"),
            new Setting("objective.itg", 1.0, Range.NOT_NEGATIVE, "weight of its generation"),
            new Setting(
                    "objective.tokenizer",
                    "",
                    "folder of the tokenizer of its texts, BERT's in BLIP-2; empty for the language model's"),
            new Setting("objective.text_tokens", 32, Range.POSITIVE, "its longest text in tokens, which is cut"),
            new Setting("objective.contrast_width", 256, Range.POSITIVE, "width of the vectors that are compared"),
            new Setting(
                    "objective.clean_captions",
                    false,
                    "whether captions are learnt in lower case and without most punctuation, as in BLIP-2"),
            new Setting(
                    "objective.text",
                    "",
                    "of clip, siglip, llip and coca: folder of the frozen text encoder; empty for the language model"),
            new Setting("objective.text_pooling", "auto", "auto, pooled, mean or last: how a text becomes one vector"),
            new Setting("objective.heads", 8, Range.POSITIVE, "heads of llip's attention over the visual tokens"),
            new Setting("objective.contrast", 1.0, Range.NOT_NEGATIVE, "weight of coca's contrast"),
            new Setting("objective.caption", 2.0, Range.NOT_NEGATIVE, "weight of its captions"),
            new Setting("prompt.format", "", "a published format; empty for the two texts that follow"),
            new Setting("prompt.template", "{image}Question: {question} Answer:", "what is read"),
            new Setting("prompt.answer", " {answer}", "what is learnt"),
            new Setting("prompt.history", 0, Range.NOT_NEGATIVE, "the most earlier turns of a conversation to read"),
            new Setting("optimizer.learning_rate", 1e-3, Range.POSITIVE, "the peak"),
            new Setting("optimizer.beta1", 0.9, Range.BELOW_ONE, "decay of the mean of gradients"),
            new Setting("optimizer.beta2", 0.999, Range.BELOW_ONE, "decay of the mean of their squares"),
            new Setting("optimizer.epsilon", 1e-8, Range.POSITIVE, "added to the root of the latter"),
            new Setting("optimizer.weight_decay", 0.0, Range.NOT_NEGATIVE, "decoupled, on matrices only"),
            new Setting(
                    "optimizer.clip_norm",
                    1.0,
                    Range.NOT_NEGATIVE,
                    "largest global norm of the gradients; 0 for no limit"),
            new Setting("schedule.kind", "cosine", "cosine, linear or constant after the warm-up"),
            new Setting("schedule.warmup", 0.03, Range.FRACTION, "fraction of the steps"),
            new Setting("schedule.minimum", 0.0, Range.NOT_NEGATIVE, "learning rate at the end"),
            new Setting("steps", 1000, Range.POSITIVE, "optimiser steps"),
            new Setting("batch", 32, Range.POSITIVE, "samples of a step"),
            new Setting("micro_batch", 0, Range.NOT_NEGATIVE, "samples computed at once; 0 for the whole batch"),
            new Setting("seed", 0L, "decides initialisation, split and order"),
            new Setting(
                    "validate_every", 250, Range.NOT_NEGATIVE, "steps between validations; 0 for only one at the end"),
            new Setting("validation_samples", 512, Range.NOT_NEGATIVE, "the most samples of a validation"),
            new Setting(
                    "validation_answers",
                    100,
                    Range.NOT_NEGATIVE,
                    "questions answered in a validation for its accuracy; 0 for none"),
            new Setting(
                    "answer_tokens",
                    0,
                    Range.NOT_NEGATIVE,
                    "longest answer in tokens, in validations and the final evaluation; 0 for what suits the data"),
            new Setting("best_by", "loss", "loss or accuracy: which validation chooses the weights that are kept"),
            new Setting(
                    "final_evaluation", 1000, Range.NOT_NEGATIVE, "the most questions answered at the end; 0 for none"),
            new Setting("checkpoint_every", 100, Range.POSITIVE, "steps between checkpoints"),
            new Setting("cache", "", "folder for features; empty for one in the user's cache folder"),
            new Setting("device", "cpu", "cpu, cuda or cuda:N"),
            new Setting("threads", 0, Range.NOT_NEGATIVE, "threads of the runtime; 0 for one per core")));

    Setting(String key, Object value, String help) {
        this(key, value, Range.ANY, help);
    }

    /** The value, if it may be that of this setting. */
    Object require(Object candidate) {
        if (candidate instanceof Number number && !range.contains(number.doubleValue())) {
            throw new InvalidInputException(
                    "setting '" + key + "' must be " + range + ", found " + candidate + " (" + help + ")");
        }
        return candidate;
    }

    /** The value that a configuration file gives. */
    Object parse(JsonNode json) {
        if (value instanceof String && json.isTextual()) {
            return json.asText();
        }
        if (value instanceof Boolean && json.isBoolean()) {
            return json.asBoolean();
        }
        if (value instanceof Integer && json.isInt()) {
            return json.asInt();
        }
        if (value instanceof Long && json.canConvertToLong() && json.isIntegralNumber()) {
            return json.asLong();
        }
        if (value instanceof Double && json.isNumber()) {
            return json.asDouble();
        }
        throw new InvalidInputException("setting '" + key + "' should be like " + value + ", found " + json);
    }

    /** The value that is written so on a command line. */
    Object parse(String text) {
        try {
            if (value instanceof Integer) {
                return Integer.parseInt(text);
            }
            if (value instanceof Long) {
                return Long.parseLong(text);
            }
            if (value instanceof Double) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "setting '" + key + "' should be a number like " + value + ", found '" + text + "'", e);
        }
        if (value instanceof Boolean) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new InvalidInputException("setting '" + key + "' should be true or false, found '" + text + "'");
            }
            return Boolean.parseBoolean(text);
        }
        return text;
    }

    private static Map<String, Setting> index(List<Setting> settings) {
        Map<String, Setting> byKey = new LinkedHashMap<>();
        for (Setting setting : settings) {
            byKey.put(setting.key(), setting);
            if (setting.key().equals("adapter.initialization")) {
                ofOtherAdapters(byKey);
            }
        }
        return byKey;
    }

    /** Adds the settings of adapters that are no projections; the kinds that share one have defaults of their own. */
    private static void ofOtherAdapters(Map<String, Setting> byKey) {
        Set<String> ofProjections = Set.copyOf(byKey.keySet());
        AdapterSpec.kinds()
                .forEach((kind, spec) -> spec.toMap().forEach((name, value) -> {
                    String key = "adapter." + name;
                    if (!ofProjections.contains(key)) {
                        Setting earlier = byKey.get(key);
                        String help = earlier == null ? "of an adapter of kind " : earlier.help + ", ";
                        byKey.put(key, new Setting(key, earlier == null ? value : earlier.value, help + kind));
                    }
                }));
    }
}
