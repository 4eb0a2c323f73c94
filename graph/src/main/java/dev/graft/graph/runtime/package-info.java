/**
 * Graphs that run: the only package that knows ONNX Runtime, none of whose types leave it.
 *
 * <p>Begin with {@link dev.graft.graph.runtime.Session}. Who runs one graph many times binds tensors to the slots of a
 * {@link dev.graft.graph.runtime.Bound}. {@link dev.graft.graph.runtime.TypeInference} asks the runtime what it knows of a
 * graph without running it.
 */
package dev.graft.graph.runtime;
