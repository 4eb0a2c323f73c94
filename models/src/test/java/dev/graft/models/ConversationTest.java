package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.TextBatch;
import dev.graft.backbones.language.TextRow;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.visual.SeenImage;
import dev.graft.tensors.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations with two images, against prompts put together by hand and read in one pass. */
class ConversationTest {
    private static final List<String> CANDIDATES = List.of("a dog", "very big and red", "no", "Tom");

    @TempDir
    private Path folder;

    @Test
    void likelihoodsAreThoseOfOnePassOverEachWholeText() throws IOException {
        try (VisionLanguageModel model = VisionLanguageModel.load(SmallModel.write(folder))) {
            Tensor first = model.visualTokens(SmallModel.picture(1));
            Tensor second = model.visualTokens(SmallModel.picture(2));
            Conversation<SeenImage> conversation = Conversation.of(SeenImage.of(first), "One day, ")
                    .then("a cat", Prompt.of(SeenImage.of(second), "Is it red?"));
            List<Likelihood> found = model.likelihoods(conversation, CANDIDATES);
            // The template of the model is {image}{question}, then the answer after a space and before a full stop.
            List<Object> prompt = List.of(
                    new long[] {model.tokenizer().encode("", true)[0]},
                    first,
                    ids(model, "One day,  a cat."),
                    second,
                    ids(model, "Is it red?"));
            for (int i = 0; i < CANDIDATES.size(); i++) {
                long[] end = ids(model, " " + CANDIDATES.get(i) + ".");
                assertEquals(end.length, found.get(i).tokens());
                assertEquals(
                        logProbability(model, prompt, end), found.get(i).logProbability(), 1e-3, CANDIDATES.get(i));
            }
            double mean = found.get(1).logProbability() / found.get(1).tokens();
            assertEquals(mean, found.get(1).perToken(), 1e-12);
        }
    }

    private static long[] ids(VisionLanguageModel model, String text) {
        return model.tokenizer().encode(text, false);
    }

    /** The prompt's parts are token ids or visual tokens. */
    private static double logProbability(VisionLanguageModel model, List<Object> prompt, long[] target) {
        LanguageModel language = model.language();
        List<Object> parts = new ArrayList<>(prompt);
        parts.add(Arrays.copyOf(target, target.length - 1));
        float[][] rows = parts.stream()
                .map(part -> part instanceof Tensor visual ? visual : embed(language, (long[]) part))
                .map(Tensor::toFloatArray)
                .toArray(float[][]::new);
        int width = language.width();
        int tokens = Arrays.stream(rows).mapToInt(row -> row.length).sum() / width;
        Tensor embeds = Tensor.of(new float[tokens * width], 1, tokens, width);
        FloatBuffer into = embeds.floats();
        Arrays.stream(rows).forEach(into::put);
        int start = tokens - target.length + 1;
        List<TextRow> text =
                List.of(TextRow.of(LongStream.range(0, start).map(i -> 0).toArray(), target));
        TextBatch batch = language.layout(text, language.size(text));
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.feeds());
        feeds.put(LanguageModel.EMBEDS, embeds);
        try (Session session = Session.open(language.bodyGraph(), SessionConfig.DEFAULT)) {
            Tensor logits = session.run(feeds).get(LanguageModel.LOGITS).rows().get(0);
            double sum = 0;
            for (int i = 0; i < target.length; i++) {
                sum += logSoftmax(logits.rows().get(start - 1 + i).toFloatArray(), (int) target[i]);
            }
            return sum;
        }
    }

    private static Tensor embed(LanguageModel language, long[] ids) {
        try (Session session = Session.open(language.embeddingGraph(), SessionConfig.DEFAULT)) {
            return session.run(Map.of(LanguageModel.IDS, Tensor.of(ids, 1, ids.length)))
                    .get(LanguageModel.EMBEDS);
        }
    }

    private static double logSoftmax(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - logits[token]);
        }
        return -Math.log(sum);
    }

    @Test
    void answersDependOnWhatWasSaidBefore() throws IOException {
        try (VisionLanguageModel model = VisionLanguageModel.load(SmallModel.write(folder))) {
            GenerationOptions options = GenerationOptions.greedy(12);
            Conversation<SeenImage> plain = Conversation.of(model.see(SmallModel.picture(1)), "The cat");
            Conversation<SeenImage> later = Conversation.of(model.see(SmallModel.picture(2)), "Tom saw a ")
                    .then("big red car", plain.question());
            List<String> pieces = new ArrayList<>();
            String answer = model.answerSeeing(later, options, pieces::add);
            assertEquals(answer, String.join("", pieces));
            assertEquals(
                    List.of(model.ask(SmallModel.picture(1), "The cat", options), answer),
                    model.answerSeeing(List.of(plain, later), options));
            assertNotEquals(answer, model.ask(SmallModel.picture(1), "The cat", options));
        }
    }

    @Test
    void folderSaysThePublishedFormat() throws IOException {
        Path config = SmallModel.write(folder).resolve(ModelFolder.CONFIG);
        VisionLanguageDescription template = VisionLanguageDescription.load(folder);
        assertEquals(SmallModel.PROMPT, template.prompt());
        Files.writeString(
                config, template.withPrompt(PromptFormat.named("qwen-vl-chat")).toJson());
        assertEquals(
                "qwen-vl-chat", VisionLanguageDescription.load(folder).prompt().id());
    }
}
