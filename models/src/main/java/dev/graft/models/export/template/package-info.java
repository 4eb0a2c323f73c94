/**
 * Prompt formats in the languages of other programs' templates. Begin with
 * {@link dev.graft.models.export.template.ChatTemplate}.
 */
package dev.graft.models.export.template;
