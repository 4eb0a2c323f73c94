/**
 * Model folders that transformers' {@code from_pretrained} loads. {@link dev.graft.models.export.hf.Architectures} lists the
 * architectures; each is a file here, and a further one is a further file.
 */
package dev.graft.models.export.hf;
