/**
 * What a language model is given to read: text and images in any order, as the published systems write them.
 *
 * <p>A {@link dev.graft.models.prompt.Conversation} says what was asked and answered, a
 * {@link dev.graft.models.prompt.PromptFormat} writes it as a {@link dev.graft.models.prompt.Prompt}, and a
 * {@link dev.graft.models.prompt.PromptEncoder} makes that tokens with places for visual tokens.
 */
package dev.graft.models.prompt;
