/**
 * Language models at work: continuing prompts token by token, with a key-value cache where the export has one, and telling
 * how likely given continuations are.
 *
 * <p>Begin with {@link dev.graft.backbones.generation.Generator}, which is opened from a
 * {@link dev.graft.backbones.language.LanguageModel} and holds its sessions.
 */
package dev.graft.backbones.generation;
