/** The subcommands of {@code graft data}, which make data sets and look at them. */
package dev.graft.cli.data;
