/** The subcommands of {@code graft cache}, which list and remove what Graft can make again. */
package dev.graft.cli.cache;
