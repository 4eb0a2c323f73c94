package dev.graft.training.contrast;

import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.RuntimeVersion;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.data.Sample;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Parallel;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.training.features.ShardFolder;
import dev.graft.training.progress.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The vectors of a frozen text encoder on disk: computed once for each text, whatever data sets it is in, and each alone, so
 * that they do not depend on each other.
 */
final class TextVectorCache {
    /** Of what is computed here and in {@link TextEncoder}; raised with every change of it that changes vectors. */
    private static final String COMPUTATION = "2";

    private static final int SHARD_TEXTS = 4096;

    /** Texts between two looks at whether to stop. */
    private static final int GROUP = 64;

    private final ShardFolder shards;
    private final TextEncoder encoder;
    private final Tokenizer tokenizer;
    private final TrainingListener listener;

    /**
     * @param root holds the caches of all encoders
     * @param model the folder of the encoder, with its {@code config.json} and {@code tokenizer.json}
     */
    public TextVectorCache(
            Path root,
            Path model,
            TextEncoder encoder,
            Tokenizer tokenizer,
            SessionConfig session,
            TrainingListener listener) {
        String key = ShardFolder.key(
                COMPUTATION,
                FileHash.sha256(encoder.files()),
                FileHash.sha256(model.resolve("config.json")),
                FileHash.sha256(model.resolve("tokenizer.json")),
                encoder.preparation(),
                encoder.pooling().toString(),
                session.arithmetic(),
                System.getProperty("os.arch"),
                RuntimeVersion.onnxRuntime());
        String of = encoder.id() + ", " + encoder.pooling() + ", " + session.arithmetic() + ", ONNX Runtime "
                + RuntimeVersion.onnxRuntime();
        this.shards = ShardFolder.ofTexts(root, key, of, listener);
        this.encoder = encoder;
        this.tokenizer = tokenizer;
        this.listener = listener;
    }

    /**
     * The vectors of the samples' texts, those that the cache lacks computed and stored.
     *
     * @param stopped asked now and then; when true, what was computed is stored
     * @return empty if it was stopped
     * @throws IllegalArgumentException naming the sample, if its text has no tokens
     */
    public Optional<TextVectors> load(List<Sample> samples, BooleanSupplier stopped) {
        Map<String, Sample> wanted = new LinkedHashMap<>();
        List<String> hashes = new ArrayList<>();
        for (Sample sample : samples) {
            String hash = FileHash.ofText(QFormerText.of(sample));
            hashes.add(hash);
            wanted.putIfAbsent(hash, sample);
        }
        Map<String, Tensor> found = shards.read(wanted.keySet(), "cached texts");
        wanted.keySet().removeAll(found.keySet());
        if (!wanted.isEmpty()) {
            listener.onMessage("texts: " + wanted.size() + " to encode, the others are in " + shards.folder());
            compute(List.copyOf(wanted.entrySet()), found, stopped);
        }
        return found.keySet().containsAll(hashes)
                ? Optional.of(new TextVectors(hashes.stream().map(found::get).toList()))
                : Optional.empty();
    }

    private void compute(List<Map.Entry<String, Sample>> texts, Map<String, Tensor> found, BooleanSupplier stopped) {
        // Sorted, so that the same texts make the same shard.
        Map<String, Tensor> pending = new TreeMap<>();
        try {
            for (int from = 0; from < texts.size() && !stopped.getAsBoolean(); from += GROUP) {
                List<Map.Entry<String, Sample>> group = texts.subList(from, Math.min(from + GROUP, texts.size()));
                List<Tensor> vectors =
                        Parallel.map(0, group.size(), i -> encode(group.get(i).getValue()));
                for (int i = 0; i < vectors.size(); i++) {
                    pending.put(group.get(i).getKey(), vectors.get(i));
                }
                if (pending.size() >= SHARD_TEXTS) {
                    shards.store(pending, found);
                }
                listener.onPreparation("texts", from + group.size(), texts.size());
            }
        } finally {
            shards.store(pending, found);
        }
    }

    private Tensor encode(Sample sample) {
        try {
            return encoder.encode(QFormerText.of(sample), tokenizer);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "sample '" + sample.id() + "' (record " + sample.record() + "): " + e.getMessage()
                            + "; take the sample out of the data",
                    e);
        }
    }
}
