/**
 * Reads Parquet files record by record, as far as data sets need it: nested columns, lists, pictures in cells; the usual
 * codecs and encodings. The format is described at https://github.com/apache/parquet-format. Begin at
 * {@link dev.graft.models.data.parquet.ParquetRows}.
 */
package dev.graft.models.data.parquet;
