package dev.graft.models.published;

import java.util.List;
import java.util.Optional;

/**
 * A family of published vision-language models that has configuration files of its own, such as LLaVA's.
 *
 * <p>It is found by a {@link java.util.ServiceLoader}, so a library of one's own may bring more.
 */
public interface PublishedSystem {
    /** The {@code model_type}s of its {@code config.json}. */
    List<String> modelTypes();

    /**
     * What a checkpoint of this system says of itself.
     *
     * @throws dev.graft.tensors.ModelFileException if it says something that would be answered wrongly, with what is missing
     */
    PublishedModel read(Checkpoint checkpoint);

    /**
     * The form of a checkpoint that transformers' {@code from_pretrained} does not load, such as {@code LLaVA's own}; empty where
     * it does.
     */
    default Optional<String> ownForm(Checkpoint checkpoint) {
        return Optional.empty();
    }
}
