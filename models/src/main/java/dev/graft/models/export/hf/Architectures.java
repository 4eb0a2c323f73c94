package dev.graft.models.export.hf;

import dev.graft.models.export.ExportedModel;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The architectures that models can be written as, in the order in which they are tried. */
final class Architectures {
    private static final List<Architecture> ALL = List.of(new Llava(), new Blip2(), new InstructBlip());

    private Architectures() {}

    /**
     * That of a model.
     *
     * @param whole why it is not written as the checkpoint that it was imported from, where there is one
     * @throws InvalidInputException if there is none, with the reason of each
     */
    static Architecture of(ExportedModel model, Optional<String> whole) {
        model.requireOneDirection();
        return ALL.stream()
                .filter(architecture -> architecture.misfit(model).isEmpty())
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("transformers has no architecture that is known here for"
                        + " this adapter, " + model.description().adapter().toMap() + ". "
                        + ALL.stream()
                                .map(architecture -> architecture.name() + ": "
                                        + architecture.misfit(model).orElseThrow())
                                .collect(Collectors.joining("; "))
                        + whole.map(why -> "; the checkpoint that it was imported from: " + why)
                                .orElse("")
                        + ". The whole checkpoint of such a model, named by --checkpoint, is written with this adapter; 'graft export"
                        + " --names' writes its weights alone"));
    }
}
