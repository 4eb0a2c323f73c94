/** What the configuration files of each published system mean: one class a system, and those that are refused. */
package dev.graft.models.published.systems;
