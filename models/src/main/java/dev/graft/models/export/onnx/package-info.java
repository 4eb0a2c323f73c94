/**
 * ONNX files in the layout of transformers.js: vision encoder and adapter fused into one, the token embedding, and the decoder
 * that takes embeddings.
 */
package dev.graft.models.export.onnx;
