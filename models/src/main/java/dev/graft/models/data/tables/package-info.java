/**
 * Data sets that are tables, with columns by their usual names: lists of objects, CSV and TSV, Parquet, folders of images with
 * their metadata. Begin at {@link dev.graft.models.data.tables.ColumnsFormat}.
 */
package dev.graft.models.data.tables;
