/**
 * Tensors, their types and shapes, and what every module above needs to speak of files and mistakes: the two
 * exceptions, the form of messages, suggestions of names. Begin with {@link dev.graft.tensors.Tensor}.
 */
package dev.graft.tensors;
