/**
 * Files {@code mmproj-*.gguf} with a vision encoder and an adapter, which llama.cpp and Ollama read beside a language model.
 * {@link dev.graft.models.export.gguf.GgufFormat} lists the kinds of adapters; each is a file here.
 */
package dev.graft.models.export.gguf;
