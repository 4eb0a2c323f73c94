/**
 * Data of several sources in one data set: a file that names them, each with how often its samples are taken. Begin at
 * {@link dev.graft.models.data.mixture.MixtureFormat}.
 */
package dev.graft.models.data.mixture;
