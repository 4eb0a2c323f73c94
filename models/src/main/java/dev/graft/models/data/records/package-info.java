/**
 * The data formats that Graft reads: how the file of each is recognised, and how its records become samples. Records are
 * read as a stream, and a malformed one is refused with its place. Begin at
 * {@link dev.graft.models.data.records.RecordParser} and at the shortest of its implementations, EasyVqaRecords.
 */
package dev.graft.models.data.records;
