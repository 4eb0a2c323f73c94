/**
 * Fuzzing: readers are given damaged files, and must refuse them in the documented way. Begin at
 * {@link dev.graft.testsupport.fuzz.Fuzzer}.
 */
package dev.graft.testsupport.fuzz;
