/**
 * Files and folders that appear whole or not at all, their hashes, and the folder of what can be made again. Every
 * file that Graft writes goes through {@link dev.graft.tensors.files.AtomicFiles}, or lies in a folder that
 * {@link dev.graft.tensors.files.AtomicFolder} writes; begin there.
 */
package dev.graft.tensors.files;
