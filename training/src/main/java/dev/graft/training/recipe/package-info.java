/**
 * Recipes: the stages of a training, each with settings of its own, and the ones that Graft brings along under a name. Begin
 * with {@link dev.graft.training.recipe.Recipe}; {@link dev.graft.training.recipe.Preset} is where the settings of published
 * models stand.
 */
package dev.graft.training.recipe;
