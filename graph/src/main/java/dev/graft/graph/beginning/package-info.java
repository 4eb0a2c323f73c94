/**
 * Graphs that read texts of which the beginning is known: what the tokens behind it need of the beginning, keys and values in
 * attention, is fed to them instead of computed. Begin with {@link dev.graft.graph.beginning.KnownBeginning}.
 */
package dev.graft.graph.beginning;
