/**
 * Language models that generate text after a prompt in which images take the place of tokens: decoders with and
 * without an encoder, their caches, and how the next token is picked. Begin with
 * {@link dev.graft.backbones.language.LanguageModel}.
 */
package dev.graft.backbones.language;
