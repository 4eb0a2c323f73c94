/** Files in memory, for readers that are given millions of them. Begin at {@link dev.graft.testsupport.memory.MemoryFolder}. */
package dev.graft.testsupport.memory;
