/** Programs to copy from: each class is whole by itself and has a {@code main}, or is found as a service. */
package dev.graft.examples;
