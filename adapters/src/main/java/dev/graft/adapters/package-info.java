/**
 * Trainable networks between a frozen vision encoder and a frozen language model, and how a kind of them is added.
 *
 * <p>Begin with {@link dev.graft.adapters.Adapter}; who brings a kind of its own implements
 * {@link dev.graft.adapters.AdapterFamily}.
 */
package dev.graft.adapters;
