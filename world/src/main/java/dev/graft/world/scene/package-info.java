/**
 * The pictures of the little world: scenes of coloured shapes, drawn at random by a seed, and how they are painted. Begin at
 * {@link dev.graft.world.scene.SceneGenerator}, which makes a {@link dev.graft.world.scene.Scene}.
 */
package dev.graft.world.scene;
