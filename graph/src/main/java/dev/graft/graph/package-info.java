/**
 * ONNX graphs as immutable values, and the builder that makes them. Begin with {@link dev.graft.graph.GraphBuilder},
 * whose example shows how; {@link dev.graft.graph.Value} has the operators.
 */
package dev.graft.graph;
