/**
 * The learning rate over the steps of a run: Graft's own schedules, and those that Hugging Face's Trainer knows by name.
 *
 * <p>Begin with {@link dev.graft.training.schedule.ScheduleKind}.
 */
package dev.graft.training.schedule;
