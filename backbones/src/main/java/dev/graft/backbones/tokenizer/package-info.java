/**
 * Text as the tokens of a language model and back, also token by token as it is generated. Begin with
 * {@link dev.graft.backbones.tokenizer.Tokenizer}.
 */
package dev.graft.backbones.tokenizer;
