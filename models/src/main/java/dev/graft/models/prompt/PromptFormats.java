package dev.graft.models.prompt;

import java.util.Map;

/**
 * A set of prompt formats that a user may name, found by a {@link java.util.ServiceLoader}: whoever provides one in a
 * library of their own gives {@code prompt.format} more names.
 *
 * <p>A model folder stores a format by its {@link PromptFormat#id}, so each is given under that name; a
 * {@link PromptTemplate}, which a folder stores as its two texts, may be given under any.
 */
public interface PromptFormats {
    /** The formats by name, in the order in which a user sees them. */
    Map<String, PromptFormat> formats();
}
