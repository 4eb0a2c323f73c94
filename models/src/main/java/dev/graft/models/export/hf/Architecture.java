package dev.graft.models.export.hf;

import dev.graft.models.export.ExportedModel;
import java.util.Optional;

/** An architecture of transformers that models of Graft can be written as. */
interface Architecture {
    /** The class in transformers. */
    String name();

    /** Why an adapter is none of this architecture, as the rest of a sentence; empty where it is one. */
    Optional<String> misfit(ExportedModel model);

    /**
     * What is written of a model, all of it checked. Weights are read when they are written.
     *
     * @throws dev.graft.tensors.InvalidInputException if something else of the model has no place in the architecture
     * @throws dev.graft.tensors.ModelFileException if a file of a backbone is missing, damaged or another's
     */
    Checkpoint checkpoint(ExportedModel model);
}
