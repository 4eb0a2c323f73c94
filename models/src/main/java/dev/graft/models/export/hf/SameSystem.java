package dev.graft.models.export.hf;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.template.ChatTemplate;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.published.PublishedModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Whether a model does what a checkpoint's files say, so that these files say what the model does. */
final class SameSystem {
    private SameSystem() {}

    /**
     * In what a model differs from a checkpoint, as the rest of a sentence; empty where it does not.
     *
     * @param files the folder of the checkpoint's files
     */
    static Optional<String> misfit(ExportedModel model, PublishedModel published, Path files) {
        VisionLanguageDescription description = model.description();
        String features = VisionFeatures.parse(published.features()).toString();
        if (!VisionFeatures.parse(description.features()).toString().equals(features)) {
            return differs("adapter reads the features", description.features(), features);
        }
        if (!description.layout().equals(published.layout())) {
            return differs(
                    "visual tokens are laid out by",
                    description.layout().toMap(),
                    published.layout().toMap());
        }
        Map<String, Object> settings = description.adapter().toMap();
        for (Map.Entry<String, Object> said : published.adapter().entrySet()) {
            Object found = settings.get(said.getKey());
            if (found != null && !String.valueOf(found).equals(String.valueOf(said.getValue()))) {
                return differs("adapter has the " + said.getKey(), found, said.getValue());
            }
        }
        var reading = published.reading().knownIn(model.language().folder());
        if (!description.reading().equals(reading)) {
            return differs("language model reads prompts by", description.reading(), reading);
        }
        return published
                .prompt()
                .flatMap(prompt -> prompt(description.prompt(), prompt))
                .or(() -> pictures(
                        model,
                        published.preprocessing().isPresent()
                                ? files
                                : model.vision().folder()));
    }

    private static Optional<String> prompt(PromptFormat own, PromptFormat published) {
        for (Conversation<String> trial : ChatTemplate.trials(published)) {
            String found = ChatTemplate.written(own, trial);
            String expected = ChatTemplate.written(published, trial);
            if (!found.equals(expected)) {
                return differs("prompts are", found, expected);
            }
        }
        Conversation<String> asked = Conversation.of("", "a");
        return own.answer(asked).equals(published.answer(asked))
                ? Optional.empty()
                : differs("answers are", own.answer(asked), published.answer(asked));
    }

    /** @param files what the checkpoint prepares pictures by: its own, or the vision encoder's where those are silent */
    private static Optional<String> pictures(ExportedModel model, Path files) {
        if (model.preparing().equals(files)) {
            return Optional.empty();
        }
        String own = ImageProcessor.load(model.preparing()).fingerprint();
        String published = ImageProcessor.load(files).fingerprint();
        return own.equals(published) ? Optional.empty() : differs("pictures are prepared by", own, published);
    }

    private static Optional<String> differs(String what, Object own, Object published) {
        return Optional.of("its " + what + " '" + own + "', and the checkpoint's '" + published + "'");
    }
}
