package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.export.ExportFormat;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.folder.AnswerAdvice;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.AtomicFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that transformers' {@code from_pretrained} loads: configuration, processor, tokenizer, chat template, and the
 * weights of both backbones and the adapter.
 */
public final class HuggingFaceFormat implements ExportFormat {
    @Override
    public String id() {
        return "hf";
    }

    @Override
    public String summary() {
        return "a folder that transformers loads by from_pretrained; it needs the weights of both backbones as transformers"
                + " publishes them, or the whole checkpoint that the model was imported from";
    }

    @Override
    public Set<OriginalWeights> weights() {
        return EnumSet.allOf(OriginalWeights.class);
    }

    @Override
    public List<String> write(ExportedModel model, String precision, Path folder) {
        Optional<WholeCheckpoint> whole = WholeCheckpoint.of(model);
        Optional<String> misfit = whole.flatMap(found -> found.misfit(model));
        boolean named = model.original(OriginalWeights.CHECKPOINT).isPresent();
        if (named && misfit.isPresent()) {
            throw new InvalidInputException("the model cannot be written as the checkpoint "
                    + whole.get().weights() + ": " + misfit.get()
                    + "; leave out --checkpoint to write it as what it is");
        }
        Optional<String> gone = WholeCheckpoint.gone(model);
        Checkpoint checkpoint =
                whole.isPresent() && misfit.isEmpty() ? whole.get().checkpoint(model) : ofParts(model, misfit, gone);
        write(checkpoint.as(precision), folder);
        return told(model, checkpoint.as(precision), misfit.or(() -> gone));
    }

    private static Checkpoint ofParts(ExportedModel model, Optional<String> misfit, Optional<String> gone) {
        try {
            return Architectures.of(model, misfit).checkpoint(model);
        } catch (InvalidInputException e) {
            if (gone.isEmpty()) {
                throw e;
            }
            throw new InvalidInputException(
                    e.getMessage() + "; the checkpoint that it was imported from: " + gone.get(), e);
        }
    }

    private static void write(Checkpoint checkpoint, Path folder) {
        AtomicFolder.write(folder, written -> {
            checkpoint.write(written);
            return written;
        });
    }

    private static List<String> told(ExportedModel model, Checkpoint checkpoint, Optional<String> misfit) {
        ObjectNode config = checkpoint.config();
        String type = config.path("dtype").asText(config.path("torch_dtype").asText(""));
        List<String> told = new ArrayList<>();
        told.add("written as "
                + config.path("architectures")
                        .path(0)
                        .asText(config.path("model_type").asText()) + (type.isEmpty() ? "" : ", weights of " + type));
        misfit.ifPresent(why -> told.add("not as the checkpoint that it was imported from: " + why));
        told.addAll(checkpoint.told());
        if (checkpoint.texts().containsKey(AnswerAdvice.FILE)) {
            told.addAll(AnswerAdvice.of(model, "generate stops there when it is told tokenizer=processor.tokenizer"));
        }
        return told;
    }
}
