/**
 * What is wrong in data sets: the kinds of faults, a fault with its place, and a report that counts them, so that a reading
 * can go on past records that cannot be used, and say in the end how many of what there were.
 */
package dev.graft.models.data.fault;
