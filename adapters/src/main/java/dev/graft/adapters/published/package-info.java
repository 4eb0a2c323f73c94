/**
 * Adapters in published files of weights: whose names they have, and of which kind and size they are.
 *
 * <p>Begin with {@link dev.graft.adapters.published.FoundAdapter}; each family of adapters brings its own
 * {@link dev.graft.adapters.published.AdapterFinder}.
 */
package dev.graft.adapters.published;
