/**
 * The settings of a training, a record for each group, each setting declared once with its help and its range; and the
 * recipes and presets that give them values. Begin at {@link dev.graft.training.settings.TrainingSettings} and at any of its
 * groups, such as {@link dev.graft.training.settings.DataSettings}.
 */
package dev.graft.training.settings;
