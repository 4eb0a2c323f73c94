/**
 * The {@code graft} command, one class for each subcommand. It turns arguments into calls of the other modules, and what
 * comes of them into text and exit codes; it knows nothing of its own about models. Begin at {@link dev.graft.cli.Main}.
 */
package dev.graft.cli;
