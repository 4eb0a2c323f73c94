/**
 * Vision encoders, and where in their exported graphs the features are found that an adapter reads. Begin with
 * {@link dev.graft.backbones.vision.VisionEncoder}.
 */
package dev.graft.backbones.vision;
