/** Questions that come with the answers to choose from. */
package dev.graft.eval.choice;
