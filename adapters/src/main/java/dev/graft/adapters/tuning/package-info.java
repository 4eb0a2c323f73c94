/**
 * Trained changes of the frozen language model, beside the adapter that stands before it.
 *
 * <p>{@link dev.graft.adapters.tuning.Tuning} is the contract; a training takes any number of them.
 */
package dev.graft.adapters.tuning;
