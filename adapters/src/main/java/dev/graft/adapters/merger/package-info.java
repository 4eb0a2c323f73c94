/** Qwen2-VL's patch merger: blocks of patches, each of which becomes one visual token. */
package dev.graft.adapters.merger;
