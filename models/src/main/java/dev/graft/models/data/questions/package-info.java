/**
 * Data sets of questions about images: VQA and those of its form, GQA, TextVQA, ScienceQA, POPE, easy-VQA. Begin at the shortest,
 * {@link dev.graft.models.data.questions.EasyVqaFormat}.
 */
package dev.graft.models.data.questions;
