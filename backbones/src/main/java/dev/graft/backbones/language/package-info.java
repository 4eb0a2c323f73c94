/**
 * Frozen language models as graphs to build on: what a folder holds, parted at the token embedding, and how texts are laid
 * out for it.
 *
 * <p>Begin with {@link dev.graft.backbones.language.LanguageModel}, then
 * {@link dev.graft.backbones.language.CausalLanguageModel}. A loss is put behind a model by
 * {@link dev.graft.backbones.language.TokenCrossEntropy}. What writes texts with a model is
 * {@link dev.graft.backbones.generation.Generator}; nothing here holds a session.
 */
package dev.graft.backbones.language;
