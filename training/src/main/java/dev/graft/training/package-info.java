/**
 * The door to training: {@link dev.graft.training.Trainer} trains one run by its settings,
 * {@link dev.graft.training.RecipeTrainer} the stages of a recipe one after the other. The settings are in
 * {@code settings}, what any run has in {@code run}, each kind of objective in a package of its own.
 */
package dev.graft.training;
