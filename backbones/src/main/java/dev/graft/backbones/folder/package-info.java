/**
 * Folders of published models: which of their files are used, and what their {@code config.json} says. Begin with
 * {@link dev.graft.backbones.folder.OnnxFiles} and {@link dev.graft.backbones.folder.ModelConfig}.
 */
package dev.graft.backbones.folder;
