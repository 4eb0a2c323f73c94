/**
 * Paths to data that mean several files: numbered shards, and parts of a folder. Begin at
 * {@link dev.graft.models.data.shards.GivenData}.
 */
package dev.graft.models.data.shards;
