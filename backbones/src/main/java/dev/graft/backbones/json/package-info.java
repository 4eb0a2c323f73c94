/**
 * Configuration files of strangers, read field by field with errors that name the file and the field. Begin with
 * {@link dev.graft.backbones.json.ConfigFile}.
 */
package dev.graft.backbones.json;
