package dev.graft.models.data.parquet;

/**
 * A page of a column: for each place its levels, and the values of those places that have one.
 *
 * @param repetitions the level at which a place repeats; 0 begins a record
 * @param definitions how much of the path to the value is there
 * @param values of the places whose path is whole, in order
 * @param next where the next page begins in the file
 */
record Page(int[] repetitions, int[] definitions, Object[] values, long next) {
    int size() {
        return repetitions.length;
    }
}
