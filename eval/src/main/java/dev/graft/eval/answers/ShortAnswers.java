package dev.graft.eval.answers;

import java.util.List;

/** The protocol of questions with short answers: {@link ExactMatch} and {@link VqaAccuracy}. */
public final class ShortAnswers implements Protocol {
    @Override
    public String id() {
        return "vqa";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(new ExactMatch(), new VqaAccuracy());
    }
}
