/**
 * Which samples, and in which order: the split by image, the order of an epoch, the examples of a few-shot prompt. All of it
 * follows from a seed, the same on every machine.
 */
package dev.graft.models.data.sampling;
