package dev.graft.training.answering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutQuestionsTest {
    private static Protocol asked(String question, String answer) {
        return Protocol.of(List.of(Sample.of("1", ImageRef.in(Path.of("images"), "1.png"), question, List.of(answer))));
    }

    @Test
    void captionsAndBoxesHaveMoreRoomThanShortAnswers() {
        TrainingSettings settings = TrainingSettings.DEFAULTS;
        assertEquals(16, HeldOutQuestions.answerTokens(settings, asked("what is it?", "a dog")));
        assertEquals(64, HeldOutQuestions.answerTokens(settings, asked("", "a dog that runs over a wide meadow")));
        assertEquals(64, HeldOutQuestions.answerTokens(settings, asked("where is it?", "<box>(1,2),(30,40)</box>")));
        assertEquals(5, HeldOutQuestions.answerTokens(settings.with("answer_tokens", "5"), asked("", "a dog")));
    }
}
