package dev.graft.backbones.inspect;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TargetList;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.backbones.language.TokenCrossEntropy;
import dev.graft.graph.Graph;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares a language model, and the gradient that Graft derives from its graph, with what PyTorch computed.
 *
 * @param logitsMaxAbsError largest difference of a logit where the attention mask is 1
 * @param lossRelError relative to PyTorch's loss
 * @param gradientRelError largest difference of d loss / d inputs_embeds, relative to the largest gradient
 * @param greedy the comparison of greedy tokens; empty where the reference has none
 */
public record LanguageVerification(
        double logitsMaxAbsError, double lossRelError, double gradientRelError, Optional<Greedy> greedy) {
    private static final String GRADIENT = "gradient";

    /**
     * Runs the comparison.
     *
     * @param reference a safetensors file with {@code inputs_embeds}, {@code attention_mask}, {@code labels},
     *     {@code logits}, {@code loss} and {@code grad_inputs_embeds}; optionally {@code input_ids} and {@code greedy},
     *     {@code position_ids}, {@code decoder_input_ids}
     */
    public static LanguageVerification against(LanguageModel model, Path reference, SessionConfig session) {
        Map<String, Tensor> golden = Safetensors.read(reference);
        for (String name :
                List.of("inputs_embeds", "attention_mask", "labels", "logits", "loss", "grad_inputs_embeds")) {
            if (!golden.containsKey(name)) {
                throw new ModelFileException(
                        reference, "a reference of a language model needs a tensor '" + name + "'");
            }
        }
        return ReferenceFile.about(reference, () -> against(model, golden, session));
    }

    private static LanguageVerification against(
            LanguageModel model, Map<String, Tensor> golden, SessionConfig session) {
        TextBatch batch = batch(model, golden);
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.feeds());
        feeds.put(LanguageModel.EMBEDS, golden.get("inputs_embeds"));
        Map<String, Tensor> results = run(model, feeds, batch, session);
        float loss = results.get(TokenCrossEntropy.LOSS).toFloatArray()[0];
        float expected = golden.get("loss").toFloatArray()[0];
        return new LanguageVerification(
                logitsError(model, results.get(LanguageModel.LOGITS), golden),
                Math.abs(loss - expected) / Math.abs(expected),
                relativeError(results.get(GRADIENT), golden.get("grad_inputs_embeds")),
                greedy(model, golden, session));
    }

    /**
     * What the likeliest token at each step gives.
     *
     * @param equal whether all tokens of the reference are found, and no more
     * @param tokens how many are the same before the first that is another
     */
    public record Greedy(boolean equal, int tokens) {}

    /**
     * What is found without a reference.
     *
     * @param gradientRelError of the derived gradient's slope against finite differences, on a random text; in single precision a
     *     right gradient gives about 1e-2 or less
     * @param cost of the precision, where it is rounded
     */
    public record ByDifferences(double gradientRelError, Optional<PrecisionCost> cost) {}

    /** Compares the derived gradient with finite differences, and in a rounded precision with that in single precision. */
    public static ByDifferences byFiniteDifferences(LanguageModel model, SessionConfig session) {
        return FiniteDifferenceCheck.of(model, session);
    }

    /** The largest difference relative to the largest expected value. */
    public static double relativeError(Tensor found, Tensor expected) {
        float[] a = found.toFloatArray();
        float[] b = expected.toFloatArray();
        if (a.length != b.length) {
            throw new ModelFileException("expected a result of shape " + Arrays.toString(expected.shape()) + ", found "
                    + Arrays.toString(found.shape()));
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(b[i]));
            difference = Math.max(difference, Float.isNaN(a[i]) ? Double.POSITIVE_INFINITY : Math.abs(a[i] - b[i]));
        }
        return difference / Math.max(largest, Double.MIN_NORMAL);
    }

    /** The reference's own masks and positions in the places of the model's inputs, and its labels as targets. */
    private static TextBatch batch(LanguageModel model, Map<String, Tensor> golden) {
        boolean encoderDecoder = model.readsPromptApart();
        Tensor labels = golden.get("labels");
        int rows = (int) labels.dim(0);
        int width = (int) labels.dim(1);
        int shift = encoderDecoder ? 0 : 1;
        List<long[]> targets = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int i = shift; i < width; i++) {
                long label = labels.longs().get(row * width + i);
                if (label != -100) {
                    targets.add(new long[] {row, i - shift, label});
                }
            }
        }
        TargetList list = new TargetList(targets.size());
        targets.forEach(target -> list.add((int) target[0], (int) target[1], target[2]));
        int tokens = (int) golden.get("inputs_embeds").dim(1);
        TextBatch.Size size = new TextBatch.Size(rows, tokens, encoderDecoder ? width : 0, targets.size());
        List<long[]> prompts = new ArrayList<>();
        List<long[]> ends = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            prompts.add(new long[tokens]);
            ends.add(new long[] {0});
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(
                model.layout(TextRow.all(prompts, ends), new TextBatch.Size(rows, tokens, size.decoderTokens(), rows))
                        .feeds());
        feeds.replaceAll((name, tensor) -> golden.getOrDefault(name, tensor));
        return new TextBatch(golden.get("inputs_embeds"), feeds, list.index(), list.ids(), list.count());
    }

    private static Map<String, Tensor> run(
            LanguageModel model, Map<String, Tensor> feeds, TextBatch batch, SessionConfig session) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        Graph body = model.bodyGraph();
        feeds.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        Map<String, Tensor> results = new LinkedHashMap<>();
        try (Session plain = Session.open(Specialization.of(body, shapes).graph(), session)) {
            results.putAll(plain.run(feeds));
        }
        try (EmbeddingGradient loss = new EmbeddingGradient(
                model, batch, feeds.get(LanguageModel.EMBEDS).shape(), session)) {
            EmbeddingGradient.Result result = loss.at(feeds.get(LanguageModel.EMBEDS));
            results.put(TokenCrossEntropy.LOSS, Tensor.scalar((float) result.loss()));
            results.put(GRADIENT, result.gradient());
        }
        return results;
    }

    private static double logitsError(LanguageModel model, Tensor found, Map<String, Tensor> golden) {
        float[] a = found.toFloatArray();
        float[] b = golden.get("logits").toFloatArray();
        int vocabulary = (int) found.dim(-1);
        // The mask of an encoder-decoder model belongs to the encoder; its decoder is not padded.
        boolean masked = !model.readsPromptApart();
        double error = 0;
        for (int i = 0; i < a.length; i++) {
            if (!masked || golden.get("attention_mask").longs().get(i / vocabulary) != 0) {
                error = Math.max(error, Float.isNaN(a[i]) ? Double.POSITIVE_INFINITY : Math.abs(a[i] - b[i]));
            }
        }
        return error;
    }

    private static Optional<Greedy> greedy(LanguageModel model, Map<String, Tensor> golden, SessionConfig session) {
        if (!golden.containsKey("greedy") || !golden.containsKey("input_ids")) {
            return Optional.empty();
        }
        Tensor ids = golden.get("input_ids");
        long[] prompt = Arrays.copyOf(ids.toLongArray(), (int) ids.dim(-1));
        long[] expected = golden.get("greedy").toLongArray();
        // The reference holds what was read first: the prompt, or the start token of a decoder.
        int read = model.readsPromptApart() ? 1 : prompt.length;
        long[] continued = Arrays.copyOfRange(expected, read, expected.length);
        long[] found = continued(model, prompt, continued.length, session);
        List<Long> eos = model.config().eosIds();
        int end = 0;
        while (end < continued.length && !eos.contains(continued[end])) {
            end++;
        }
        int other = Arrays.mismatch(found, Arrays.copyOf(continued, end));
        return Optional.of(new Greedy(other < 0, other < 0 ? end : other));
    }

    private static long[] continued(LanguageModel model, long[] prompt, int tokens, SessionConfig session) {
        try (Generator generator = Generator.open(model, session)) {
            List<EmbeddedPrompt> prompts = List.of(EmbeddedPrompt.of(generator.embed(prompt)));
            return generator
                    .generate(prompts, GenerationOptions.greedy(tokens), TokenListener.NONE)
                    .get(0);
        }
    }
}
