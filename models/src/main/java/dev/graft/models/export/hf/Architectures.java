package dev.graft.models.export.hf;

import dev.graft.models.export.ExportedModel;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/** The architectures that models can be written as, in the order in which they are tried. */
final class Architectures {
    private static final List<Architecture> ALL = List.of(new Llava(), new Blip2(), new InstructBlip());

    private Architectures() {}

    /**
     * That of a model.
     *
     * @throws InvalidInputException if there is none, with the reason of each
     */
    static Architecture of(ExportedModel model) {
        return ALL.stream()
                .filter(architecture -> architecture.misfit(model).isEmpty())
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("transformers has no architecture that is known here for"
                        + " this adapter, " + model.description().adapter().toMap() + ". "
                        + ALL.stream()
                                .map(architecture -> architecture.name() + ": "
                                        + architecture.misfit(model).orElseThrow())
                                .collect(Collectors.joining("; "))
                        + ". 'graft export --names' writes its weights alone"));
    }
}
