/**
 * Rules that change a language model's scores before a token is chosen, such as a penalty on repetitions.
 *
 * <p>Begin with {@link dev.graft.backbones.generation.rule.TokenRule}. The names are those of Hugging Face's logits processors, and so is
 * the arithmetic.
 */
package dev.graft.backbones.generation.rule;
