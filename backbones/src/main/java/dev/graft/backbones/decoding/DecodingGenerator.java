package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.TokenEmbedding;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.RunningBatch;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.tensors.Tensor;

/** A language model at work: its texts are written in batches whose prompts are read as its kind allows. */
public abstract sealed class DecodingGenerator<M extends LanguageModel> implements Generator
        permits CausalGenerator, EncoderDecoderGenerator {
    private final M model;
    private final TokenEmbedding embedding;
    private final Reader reader;

    DecodingGenerator(M model, TokenEmbedding embedding, Reader reader) {
        this.model = model;
        this.embedding = embedding;
        this.reader = reader;
    }

    @Override
    public M model() {
        return model;
    }

    @Override
    public Tensor embed(long[] ids) {
        return embedding.embed(ids);
    }

    @Override
    public RunningBatch batch() {
        return new DecodingBatch(reader);
    }
}
