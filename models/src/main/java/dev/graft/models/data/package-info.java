/**
 * Data sets: samples read as a stream from the formats that published systems use, and how they are divided and ordered.
 *
 * <p>They are here, below training and evaluation, because both read the same data.
 */
package dev.graft.models.data;
