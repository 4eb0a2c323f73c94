package dev.graft.backbones.inspect;

import dev.graft.backbones.decoder.TokenEmbedding;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A short random text of which the last tokens are predicted.
 *
 * @param embeds its embeddings, {@code [batch, tokens, width]}
 */
record RandomText(TextBatch batch, Tensor embeds) {
    private static final int ROWS = 2;
    private static final int PROMPT = 6;
    private static final int TARGET = 4;

    static RandomText of(LanguageModel model, SplittableRandom random, SessionConfig session) {
        int vocabulary = model.config().vocabularySize().orElse(100);
        List<long[]> prompts = new ArrayList<>();
        List<long[]> targets = new ArrayList<>();
        int most = model.fixedRows() == 0 ? ROWS : model.fixedRows();
        for (int row = 0; row < Math.min(ROWS, most); row++) {
            prompts.add(ids(random, vocabulary, PROMPT));
            targets.add(ids(random, vocabulary, TARGET));
        }
        List<TextRow> rows = TextRow.all(prompts, targets);
        TextBatch batch = model.layout(rows, model.size(rows));
        Tensor ids = batch.inputIds();
        return new RandomText(
                batch, embed(model, ids.toLongArray(), session).reshape(ids.dim(0), ids.dim(1), model.width()));
    }

    private static long[] ids(SplittableRandom random, int vocabulary, int count) {
        return LongStream.generate(() -> random.nextInt(vocabulary))
                .limit(count)
                .toArray();
    }

    private static Tensor embed(LanguageModel model, long[] ids, SessionConfig session) {
        try (TokenEmbedding embedding = TokenEmbedding.open(model, session)) {
            return embedding.embed(ids);
        }
    }

    /** Its loss and gradient by a session of their own. */
    EmbeddingGradient.Result at(LanguageModel model, SessionConfig session) {
        try (EmbeddingGradient loss = loss(model, session)) {
            return loss.at(embeds);
        }
    }

    /** Its loss, and the gradient of that. */
    EmbeddingGradient loss(LanguageModel model, SessionConfig session) {
        return new EmbeddingGradient(model, batch, embeds.shape(), session);
    }
}
