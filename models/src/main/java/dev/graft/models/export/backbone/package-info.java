/**
 * Backbones as transformers publishes them, whose weights are written into files for other programs. Begin with
 * {@link dev.graft.models.export.backbone.VisionTower} and {@link dev.graft.models.export.backbone.LanguageWeights}.
 */
package dev.graft.models.export.backbone;
