package dev.graft.models.contrast;

import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** The part of a model that reads texts: a frozen text encoder, and the tokenizer for it. */
record TextTower(TextEncoder encoder, Tokenizer tokenizer) implements AutoCloseable {
    int width() {
        return encoder.width();
    }

    /** What the encoder makes of texts, {@code [texts, width]}. */
    Tensor encode(List<String> texts) {
        Tensor encoded = Tensor.allocate(ElementType.FLOAT, texts.size(), width());
        FloatBuffer into = encoded.floats();
        texts.forEach(each -> into.put(encoder.encode(each, tokenizer).floats()));
        return encoded;
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            parts.add(encoder);
            parts.add(tokenizer);
        }
    }
}
