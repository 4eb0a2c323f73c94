/**
 * The order in which samples are learnt from: shuffled or as they stand, source by source, or as a file lists them. Begin at
 * {@link dev.graft.training.order.SampleOrder}.
 */
package dev.graft.training.order;
