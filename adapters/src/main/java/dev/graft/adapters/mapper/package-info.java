/**
 * The transformer mappers of ClipCap and MAPL.
 *
 * <p>Begin with {@link dev.graft.adapters.mapper.MapperAdapter}.
 */
package dev.graft.adapters.mapper;
