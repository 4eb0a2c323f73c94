package dev.graft.eval;

import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.SeenImage;
import java.util.List;
import java.util.function.Function;

/** See {@link AnswerMethod#generating}. */
record Writing(Function<GenerationConfig, GenerationOptions> options) implements AnswerMethod {
    @Override
    public String answer(VisionLanguageModel model, Conversation<SeenImage> conversation, Sample sample) {
        return model.answerSeeing(List.of(conversation), options.apply(model.generation()))
                .get(0);
    }

    @Override
    public List<String> answers(
            VisionLanguageModel model, List<Conversation<SeenImage>> conversations, List<Sample> samples) {
        return model.answerSeeing(conversations, options.apply(model.generation()));
    }
}
