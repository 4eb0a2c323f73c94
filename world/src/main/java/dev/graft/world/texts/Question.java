package dev.graft.world.texts;

/** A question about a scene as it is asked, and its one right answer. */
public record Question(QuestionType type, String text, String answer) {}
