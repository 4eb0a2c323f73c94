/** Boxes in images, as texts of data sets and answers of models write them. */
package dev.graft.models.data.boxes;
