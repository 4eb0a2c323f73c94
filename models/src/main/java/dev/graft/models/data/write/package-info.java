/**
 * Writing data sets: samples of any format as records of one that can hold them. Begin at
 * {@link dev.graft.models.data.write.Conversion}.
 */
package dev.graft.models.data.write;
