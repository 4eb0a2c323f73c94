/**
 * Files in the format GGUF, which llama.cpp and Ollama read. Begin with {@link dev.graft.tensors.gguf.GgufFile}.
 */
package dev.graft.tensors.gguf;
