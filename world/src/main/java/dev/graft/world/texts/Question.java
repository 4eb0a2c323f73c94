package dev.graft.world.texts;

/** A question as it is asked, and its answer. */
public record Question(QuestionType type, String text, String answer) {}
