/**
 * What the commands print: tables and JSON of backbones, adapters and model folders, and the first and last lines of a
 * training. Begin with {@link dev.graft.cli.output.InspectText}.
 */
package dev.graft.cli.output;
