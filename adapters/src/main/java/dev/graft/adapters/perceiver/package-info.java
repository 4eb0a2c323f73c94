/**
 * Resamplers, in which learnt vectors attend to the feature vectors: those of Flamingo, Qwen-VL and Idefics2.
 *
 * <p>Begin with {@link dev.graft.adapters.perceiver.PerceiverAdapter}.
 */
package dev.graft.adapters.perceiver;
