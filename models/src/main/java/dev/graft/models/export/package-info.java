/**
 * Whole models in the forms that other programs read: transformers' folders, GGUF files for llama.cpp and Ollama, ONNX files
 * for transformers.js. Begin with {@link dev.graft.models.export.ExportFormat}; each form has a
 * package of its own, with a file for each architecture that it has a place for.
 */
package dev.graft.models.export;
