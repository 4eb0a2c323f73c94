/**
 * Data sets that are made of others: some one after the other, a part of one, one whose images must lie in a folder. What such
 * a one does not change is passed on by {@link dev.graft.models.data.composed.ForwardingReader}.
 */
package dev.graft.models.data.composed;
