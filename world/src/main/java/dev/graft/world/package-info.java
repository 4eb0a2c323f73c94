/** What Graft carries: small frozen backbones of its own making, and the world that they were made for. */
package dev.graft.world;
