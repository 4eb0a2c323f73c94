package dev.graft.training.imagetext;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.folder.BackboneReference;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.run.Backbones;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;

/**
 * The tokenizer of the first stage's texts: one of its own, or the language model's, which stays open.
 *
 * @param reference what the model's description says of it
 * @param own whether it is closed with this
 */
public record ImageTextTokenizer(Tokenizer tokenizer, BackboneReference reference, boolean own)
        implements AutoCloseable {
    public static ImageTextTokenizer open(TrainingSettings settings, Backbones backbones, TrainingListener listener) {
        if (settings.paths().tokenizer().isEmpty()) {
            listener.onMessage(
                    "captions: in the tokens of the language model, since 'objective.tokenizer' names no other;"
                            + " BLIP-2 has BERT's");
            BackboneReference language = backbones.languageReference();
            Tokenizer tokenizer = backbones.tokenizer();
            return new ImageTextTokenizer(
                    tokenizer,
                    BackboneReference.ofTokenizer(language.place().folder(), language.id(), tokenizer),
                    false);
        }
        Path folder = settings.paths().tokenizer().get();
        Tokenizer tokenizer = Tokenizer.load(folder);
        String id = folder.getFileName().toString();
        return new ImageTextTokenizer(tokenizer, BackboneReference.ofTokenizer(folder, id, tokenizer), true);
    }

    @Override
    public void close() {
        if (own) {
            tokenizer.close();
        }
    }
}
