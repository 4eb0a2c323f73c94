package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.inspect.BackboneFiles;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model folder, and whether what it needs is there.
 *
 * @param visualTokens that the adapter makes of an image
 * @param weights the adapter's
 * @param vision what is wrong with the vision encoder; empty if it is the one that the adapter was trained with
 * @param language what is wrong with the language model
 */
public record ModelInspection(
        Path folder,
        ModelDescription description,
        int visualTokens,
        AdapterFile weights,
        Optional<String> vision,
        Optional<String> language) {
    /**
     * Looks into a model folder without opening its backbones.
     *
     * @throws ModelFileException if the folder's own files are missing or damaged, or do not fit each other
     */
    public static ModelInspection of(Path folder) {
        ModelDescription description = ModelDescription.load(folder);
        Adapter adapter = description.createAdapter();
        Path weights = folder.resolve(ModelDescription.WEIGHTS);
        AdapterWeights.load(weights, adapter);
        return new ModelInspection(
                folder,
                description,
                adapter.visualTokens(description.featureTokens()),
                AdapterFile.read(weights),
                problem(
                        description.vision(),
                        "vision encoder",
                        folder,
                        place -> description.seesPixels()
                                ? ImageProcessor.load(place).sha256()
                                : BackboneFiles.of(place).sha256()),
                problem(
                        description.language(),
                        "language model",
                        folder,
                        place -> BackboneFiles.of(place).sha256()));
    }

    /** How a question is written, with {@code {image}} and {@code {question}} in the places of both. */
    public String prompt() {
        return description.prompt().write(example()).toString();
    }

    /** How an answer is written, with {@code {answer}} in its place. */
    public String answer() {
        AnswerForm form = description.prompt().answer(example());
        return form.before() + PromptTemplate.ANSWER + form.after();
    }

    private static Conversation<String> example() {
        return Conversation.of(PromptTemplate.IMAGE, PromptTemplate.QUESTION);
    }

    private static Optional<String> problem(
            BackboneReference reference, String kind, Path folder, Function<Path, String> hash) {
        try {
            Path place = reference.locate(kind, folder);
            reference.requireHash(kind, place, reference.id(), hash.apply(place));
            return Optional.empty();
        } catch (ModelFileException e) {
            return Optional.of(e.getMessage());
        }
    }
}
