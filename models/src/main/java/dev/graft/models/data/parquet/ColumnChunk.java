package dev.graft.models.data.parquet;

import java.nio.file.Path;

/**
 * The values of a column in a group of rows.
 *
 * @param dictionary where the dictionary's page begins in the file; -1 where there is none
 * @param first where the first page of values begins
 * @param end where the last one ends
 * @param values how many there are, missing ones included
 */
record ColumnChunk(Path file, Column column, Codec codec, long dictionary, long first, long end, long values) {}
