/** Decoders at work: what they have read, with or without a cache of keys and values, and the logits of what follows. */
package dev.graft.backbones.decoder;
