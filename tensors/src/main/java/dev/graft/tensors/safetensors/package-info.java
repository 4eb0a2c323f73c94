/**
 * The safetensors format, read strictly and written as the reference implementation writes it. Begin with
 * {@link dev.graft.tensors.safetensors.Safetensors}.
 */
package dev.graft.tensors.safetensors;
