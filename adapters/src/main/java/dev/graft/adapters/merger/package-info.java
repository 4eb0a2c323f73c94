/** Adapters that make one visual token of each block of patches: Qwen2-VL's patch merger, Mistral 3's, Gemma 3's averages. */
package dev.graft.adapters.merger;
