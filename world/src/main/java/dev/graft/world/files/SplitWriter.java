package dev.graft.world.files;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.InOrder;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneRenderer;
import dev.graft.world.scene.Vocabulary;
import dev.graft.world.texts.Candidate;
import dev.graft.world.texts.Captions;
import dev.graft.world.texts.GroundingTexts;
import dev.graft.world.texts.Question;
import dev.graft.world.texts.QuestionChooser;
import dev.graft.world.texts.QuestionFamily;
import dev.graft.world.texts.ReferringExpression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a split's images, and the files with what is said about them. */
final class SplitWriter {
    private static final int QUESTIONS = 6;
    private static final int QUESTION = 1;
    private static final int CAPTION = 2;
    private static final int CHOICE = 3;

    private final WorldSplit split;
    private final WorldOptions options;
    private final Path folder;

    SplitWriter(WorldSplit split, WorldOptions options, Path world) {
        this.split = split;
        this.options = options;
        this.folder = world.resolve(split.toString());
    }

    /** A scene and what may be said about it. */
    private record Prepared(
            int number,
            String image,
            Scene scene,
            List<String> captions,
            List<Candidate> candidates,
            ReferringExpression box) {}

    void write(BlindReport.Answers answers, Vocabulary vocabulary) throws IOException {
        Files.createDirectories(folder.resolve("images"));
        QuestionChooser chooser = new QuestionChooser();
        try (JsonLinesWriter questions = new JsonLinesWriter(folder.resolve("questions.jsonl"));
                JsonLinesWriter captions = new JsonLinesWriter(folder.resolve("captions.jsonl"));
                JsonLinesWriter grounding = new JsonLinesWriter(folder.resolve("grounding.jsonl"));
                JsonLinesWriter scenes = new JsonLinesWriter(folder.resolve("scenes.jsonl"))) {
            InOrder.forEach(options.images(split), this::prepare, prepared -> {
                SplitMix64 random = split.random(options.seed(), prepared.number(), CHOICE);
                for (Question question : chooser.choose(prepared.candidates(), QUESTIONS, random)) {
                    answers.add(question);
                    vocabulary.add(question.text());
                    vocabulary.add(question.answer());
                    questions.write(
                            "image", prepared.image(),
                            "question", question.text(),
                            "answer", question.answer(),
                            "question_type", question.type().toString());
                }
                for (String caption : prepared.captions()) {
                    vocabulary.add(caption);
                    captions.write("image", prepared.image(), "caption", caption);
                }
                if (prepared.box() != null) {
                    grounding.write(
                            "image", prepared.image(),
                            "question", GroundingTexts.question(prepared.box()),
                            "answer", GroundingTexts.answer(prepared.scene(), prepared.box()),
                            "question_type", "grounding");
                }
                scenes.write(SceneNumbers.of(prepared.image(), prepared.scene()));
            });
        }
    }

    private Prepared prepare(int number) {
        Scene scene = split.scene(options.seed(), number, options.side());
        String image = String.format(Locale.ROOT, "images/%06d.png", number);
        byte[] png = PngWriter.encode(SceneRenderer.render(scene), scene.side(), scene.side());
        try {
            Files.write(folder.resolve(image), png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SplitMix64 random = split.random(options.seed(), number, QUESTION);
        List<Candidate> candidates = QuestionFamily.about(scene, random).stream()
                .filter(split::admits)
                .toList();
        SplitMix64 wording = split.random(options.seed(), number, CAPTION);
        List<String> captions = List.of(
                Captions.brief(scene, wording).text(),
                Captions.full(scene, wording).text());
        List<ReferringExpression> references = scene.objects().stream()
                .filter(object -> split != WorldSplit.COMBINATIONS || object.isWithheld())
                .flatMap(object -> ReferringExpression.byLook(scene, object, Set.of()).stream())
                .toList();
        ReferringExpression box = references.isEmpty() ? null : references.get(wording.below(references.size()));
        return new Prepared(number, image, scene, captions, candidates, box);
    }
}
