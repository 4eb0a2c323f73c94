/**
 * Data sets: samples read as a stream from the formats that published systems use, and how they are divided and ordered.
 *
 * <p>They are here, below training and evaluation, because both read the same data. Begin with
 * {@link dev.graft.models.data.Dataset}, which opens one; the formats implement
 * {@link dev.graft.models.data.DatasetFormat}, Graft's own in the package {@code records}.
 */
package dev.graft.models.data;
