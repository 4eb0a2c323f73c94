package dev.graft.models.world;

/** A question as it is asked, and its answer. */
record Question(QuestionType type, String text, String answer) {}
