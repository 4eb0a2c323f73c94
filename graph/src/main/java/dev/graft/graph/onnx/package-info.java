/**
 * ONNX files: Protocol Buffers parsed and written field by field, weights left where they are. Begin with
 * {@link dev.graft.graph.onnx.OnnxFile}.
 */
package dev.graft.graph.onnx;
