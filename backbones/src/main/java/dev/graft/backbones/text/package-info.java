/**
 * Frozen models that read a text as one vector, for contrasts and searches. Begin with
 * {@link dev.graft.backbones.text.TextEncoder}.
 */
package dev.graft.backbones.text;
