/**
 * The cache: what Graft can make again, such as computed features, in a folder that may be deleted at any moment. Begin with
 * {@link dev.graft.tensors.cache.Cache}, the folder and its entries; {@link dev.graft.tensors.cache.MadeFolder} is an
 * entry that knows how it is made and heals itself.
 */
package dev.graft.tensors.cache;
