/**
 * Files that {@code torch.save} wrote: a ZIP archive with a pickle, of which only tensors and plain data are
 * understood and nothing is run. Begin with {@link dev.graft.tensors.pytorch.PyTorchFile}.
 */
package dev.graft.tensors.pytorch;
