package dev.graft.models.export.hf;

import dev.graft.models.export.ExportFormat;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.folder.AnswerAdvice;
import dev.graft.tensors.files.AtomicFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
        Architecture architecture = Architectures.of(model);
        Checkpoint checkpoint = architecture.checkpoint(model).as(precision);
        AtomicFolder.write(folder, written -> {
            checkpoint.write(written);
            return written;
        });
        List<String> told = new ArrayList<>();
        told.add("written as " + architecture.name() + ", weights of "
                + checkpoint.config().path("dtype").asText());
        told.addAll(checkpoint.told());
        told.addAll(AnswerAdvice.of(model, "generate stops there when it is told tokenizer=processor.tokenizer"));
        return told;
    }
}
