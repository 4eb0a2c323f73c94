package dev.graft.training.run;

import dev.graft.adapters.Trainable;
import dev.graft.models.folder.ModelDescription;
import dev.graft.tensors.Tensor;
import dev.graft.training.step.BatchLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** An objective on the data of a run: what is trained, on which samples, by which loss, and what comes out of it. */
public interface Task extends AutoCloseable {
    /** The network that is trained. */
    Trainable network();

    /** The weights that the network starts with, where the objective itself knows what the setting {@code init} names. */
    default Optional<Map<String, Tensor>> start() {
        return Optional.empty();
    }

    /** The samples, split by image into those that are learnt from and those that are held out. */
    SplitSamples data();

    /** What is trained, in one line. */
    String summary(AdapterStart start);

    /**
     * The loss, with sessions of its own.
     *
     * @param start which weights are trained, and the values of the others
     */
    BatchLoss loss(AdapterStart start);

    /** The accuracy on held-out samples, from 0 to 1; empty where none is measured. */
    default OptionalDouble accuracy(Map<String, Tensor> weights) {
        return OptionalDouble.empty();
    }

    /** The data sets of the final evaluation; the held-out samples where no others are given. */
    List<HeldOut> heldOut();

    /** What the folder of the trained model says of it. */
    ModelDescription description();

    /** Writes what that folder needs besides description and weights, such as a tokenizer of the adapter's own. */
    default void writeBeside(Path folder) {}

    /** What the model card begins with: what the model is and how it is used. */
    String overview();

    /** What the model card says of the figures of the final evaluation, in one line. */
    String measured();

    @Override
    void close();
}
