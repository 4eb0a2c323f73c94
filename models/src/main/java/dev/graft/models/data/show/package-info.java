/**
 * Samples of a data set to be looked at: as a page with their images, and as text. Begin at
 * {@link dev.graft.models.data.show.DrawnSamples}.
 */
package dev.graft.models.data.show;
