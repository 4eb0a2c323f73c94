/**
 * The part of the Jinja template language that chat templates of published models are written in: expressions, filters and
 * tests, {@code if}, {@code for}, {@code set} and {@code macro}. What is not known is refused with its line; nothing of a
 * template can reach beyond the values that it is given.
 *
 * <p>Begin with {@link dev.graft.models.jinja.Template}. The language is that of the Jinja documentation, version 3.1, as
 * transformers sets it up: with {@code trim_blocks}, {@code lstrip_blocks}, {@code break} and {@code continue}.
 */
package dev.graft.models.jinja;
