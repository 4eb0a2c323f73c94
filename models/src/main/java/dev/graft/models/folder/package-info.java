/**
 * Model folders: what their files say, whether what they refer to is there, and how they are written. Begin with
 * {@link dev.graft.models.folder.ModelDescription}, what {@code config.json} says of any kind of model, and
 * {@link dev.graft.models.folder.ModelFolder}, the files.
 */
package dev.graft.models.folder;
