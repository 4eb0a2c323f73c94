/**
 * What must hold of options beyond their types: said where each is declared, by {@link dev.graft.cli.option.Needs},
 * {@link dev.graft.cli.option.Without} and {@link dev.graft.cli.option.Within}, and checked by
 * {@link dev.graft.cli.option.OptionRules} before a command runs.
 */
package dev.graft.cli.option;
