package dev.graft.models.export.gguf;

import dev.graft.models.export.ExportFormat;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.folder.PromptTrials;
import dev.graft.models.folder.CheckpointOrigin;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.AtomicFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The file {@code mmproj-*.gguf} that llama.cpp and Ollama read beside a language model of theirs, and a {@code Modelfile} for
 * Ollama.
 */
public final class GgufFormat implements ExportFormat {
    private static final List<Projector> PROJECTORS = List.of(new LlavaMlp());
    private static final Map<String, ElementType> PRECISIONS =
            Map.of("f16", ElementType.FLOAT16, "f32", ElementType.FLOAT);

    @Override
    public String id() {
        return "gguf";
    }

    @Override
    public String summary() {
        return "mmproj-*.gguf for llama.cpp and Ollama, and a Modelfile; it needs the weights of the vision encoder as transformers"
                + " publishes them";
    }

    @Override
    public Set<OriginalWeights> weights() {
        return Set.of(OriginalWeights.VISION);
    }

    @Override
    public List<String> write(ExportedModel model, String precision, Path folder) {
        String type = precision.isEmpty() ? "f16" : precision;
        if (!PRECISIONS.containsKey(type)) {
            throw new InvalidInputException(
                    "weights for llama.cpp are written as f16 or f32, found '" + precision + "'");
        }
        model.requireOneDirection();
        Projector projector = projector(model);
        Mmproj mmproj = Mmproj.of(model, projector, PRECISIONS.get(type));
        String file = "mmproj-" + model.name() + "-" + type.toUpperCase(Locale.ROOT) + ".gguf";
        List<String> told = new ArrayList<>();
        Optional<Modelfile> modelfile = modelfile(model, file, told);
        AtomicFolder.write(folder, written -> {
            mmproj.write(written.resolve(file));
            modelfile.ifPresent(text -> AtomicFiles.write(written.resolve("Modelfile"), text.toString()));
            return written;
        });
        if (!PromptTrials.readsPiecesAlike(model)) {
            told.add(
                    "llama.cpp tokenises the text behind a picture by itself, which makes other tokens of it than those the model was"
                            + " trained with; an adapter that is trained with prompt.continuous=false is asked alike");
        }
        if (mmproj.hasClassToken()) {
            told.add(
                    "the vision encoder has a class token, which llama.cpp since May 2025 reads behind the patches instead of before"
                            + " them, so that it answers otherwise until its issue 25814 is mended");
        }
        told.addAll(List.of(
                "written as a projector of type '" + projector.type() + "'",
                mmproj.compared(),
                "llama.cpp stretches every picture to a square of the encoder's size, whatever the encoder's own processor"
                        + " does; square pictures are seen alike",
                "the language model is converted by llama.cpp's convert_hf_to_gguf.py from its original weights, as "
                        + Modelfile.LANGUAGE));
        return told;
    }

    /** That of a model, unless its prompts are of a form that Ollama cannot write; llama.cpp can be asked all the same. */
    private static Optional<Modelfile> modelfile(ExportedModel model, String mmproj, List<String> told) {
        try {
            Modelfile modelfile = Modelfile.of(model, mmproj);
            told.add(
                    "the template of the Modelfile writes prompts as 'graft ask' does where a turn has one picture, which Ollama puts in"
                            + " front of the words");
            return Optional.of(modelfile);
        } catch (InvalidInputException e) {
            told.add("without a Modelfile, as Ollama could not ask the model as it was trained: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Projector projector(ExportedModel model) {
        return PROJECTORS.stream()
                .filter(projector -> projector.misfit(model).isEmpty())
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("llama.cpp has no projector that is known here for this"
                        + " adapter, " + model.description().adapter().toMap() + ". "
                        + PROJECTORS.stream()
                                .map(projector -> "'" + projector.type() + "': "
                                        + projector.misfit(model).orElseThrow())
                                .collect(Collectors.joining("; "))
                        + "; "
                        + elsewhere(model)));
    }

    private static String elsewhere(ExportedModel model) {
        if (!model.hasTiles()) {
            return "'graft export --to onnx' writes every adapter that reads images alone";
        }
        return CheckpointOrigin.of(model.folder()).isPresent()
                ? "'graft export --to hf' writes it as the checkpoint that it was imported from"
                : "'graft export --names' writes the weights of the adapter alone";
    }
}
