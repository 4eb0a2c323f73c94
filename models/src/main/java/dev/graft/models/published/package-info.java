/**
 * What published vision-language models say of themselves: the files beside their weights, read into a
 * {@link dev.graft.models.published.PublishedModel}.
 *
 * <p>A {@link dev.graft.models.published.PublishedSystem} for each system knows what its configuration means, with the help of the other
 * classes here. Those that Graft knows are in {@code systems}; a new one is a class there, or in a library of one's own, named in
 * {@code META-INF/services}.
 */
package dev.graft.models.published;
