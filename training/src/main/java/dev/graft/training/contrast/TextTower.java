package dev.graft.training.contrast;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.text.TextPooling;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.folder.BackboneReference;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The frozen part of a contrast that reads texts. */
final class TextTower implements AutoCloseable {
    private final BackboneReference reference;
    private final TextEncoder encoder;
    private final Tokenizer tokenizer;
    private final TextVectorCache cache;

    private TextTower(BackboneReference reference, TextEncoder encoder, Tokenizer tokenizer, TextVectorCache cache) {
        this.reference = reference;
        this.encoder = encoder;
        this.tokenizer = tokenizer;
        this.cache = cache;
    }

    static TextTower open(TrainingSettings settings, TextPooling pooling, TrainingListener listener) {
        BackbonePlace place = settings.paths().textEncoder();
        TextEncoder encoder =
                TextEncoder.open(place, pooling, settings.runtime().session());
        Tokenizer tokenizer = null;
        try {
            OnnxFiles.choice("text encoder", encoder.files()).ifPresent(listener::onMessage);
            tokenizer = Tokenizer.load(place.folder());
            TextVectorCache cache = new TextVectorCache(
                    settings.paths().cache(),
                    place.folder(),
                    encoder,
                    tokenizer,
                    settings.runtime().session(),
                    listener);
            BackboneReference reference = BackboneReference.of(place, encoder);
            return new TextTower(reference, encoder, tokenizer, cache);
        } catch (RuntimeException e) {
            encoder.close();
            if (tokenizer != null) {
                tokenizer.close();
            }
            throw e;
        }
    }

    /** What it is known by. */
    BackboneReference reference() {
        return reference;
    }

    /** The ONNX files of the encoder. */
    List<Path> files() {
        return encoder.files();
    }

    /** The vectors of a data set's texts; empty if it was stopped. */
    Optional<TextVectors> vectors(IndexedDataset samples, BooleanSupplier stopped) {
        return cache.load(samples, stopped);
    }

    @Override
    public void close() {
        tokenizer.close();
        encoder.close();
    }
}
