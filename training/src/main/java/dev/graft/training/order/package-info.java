/**
 * The order in which samples are learnt from: which source has its turn, and which of its samples. Begin at
 * {@link dev.graft.training.order.SampleOrder}.
 */
package dev.graft.training.order;
