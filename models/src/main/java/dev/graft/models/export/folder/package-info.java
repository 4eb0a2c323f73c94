/** The files of a model folder besides weights and {@code config.json}: tokenizer, processor, chat template, generation. */
package dev.graft.models.export.folder;
