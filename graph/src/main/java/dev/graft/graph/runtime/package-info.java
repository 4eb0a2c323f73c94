/**
 * ONNX Runtime, and the only place that knows it: sessions, their settings, tensors in its memory. Begin with
 * {@link dev.graft.graph.runtime.Session}.
 */
package dev.graft.graph.runtime;
