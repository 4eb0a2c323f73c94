/**
 * What Graft carries: small frozen backbones of its own making, and the world of coloured shapes that they were made for. Begin
 * at {@link dev.graft.world.Builtin}, through which the names that begin with {@code builtin:} are found.
 */
package dev.graft.world;
