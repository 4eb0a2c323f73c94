package dev.graft.models;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.StopStrings;
import dev.graft.backbones.generation.TextEnd;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.prompt.AnswerForm;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.EncodedPrompt;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.PromptMarks;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualPart;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** A language model that answers conversations in which visual tokens {@code [tokens, width]} stand for images. */
final class PromptedLanguage {
    private final Generator generator;
    private final Tokenizer tokenizer;
    private final PromptFormat format;
    private final PromptEncoder encoder;
    private final Looking looking;

    /** Looks at images with the text of their prompts. */
    interface Looking {
        /** What is seen of each image with the text beside it. */
        List<SeenImage> see(List<EncodedImage> images, List<String> texts);
    }

    /** @param looking for images of which nothing can be seen before the question is known */
    PromptedLanguage(
            Generator generator, Tokenizer tokenizer, PromptFormat format, PromptReading reading, Looking looking) {
        this.looking = looking;
        this.generator = generator;
        this.tokenizer = tokenizer;
        this.format = format;
        this.encoder = PromptEncoder.of(tokenizer, generator.model(), reading);
    }

    /**
     * Answers to each conversation, the best first. Conversations whose answers end in the same way are answered in one batch.
     *
     * @param listener told of the tokens of the first answer to each conversation, by the conversation's place
     */
    List<List<String>> answers(
            List<Conversation<SeenImage>> conversations, GenerationOptions options, TokenListener listener) {
        Map<AnswerForm, List<Integer>> byForm = new LinkedHashMap<>();
        for (int i = 0; i < conversations.size(); i++) {
            byForm.computeIfAbsent(format.answer(conversations.get(i)), form -> new ArrayList<>())
                    .add(i);
        }
        int each = options.answers();
        StopStrings words = new StopStrings(options.stopStrings(), ids -> tokenizer.decode(ids, false));
        List<List<String>> answers = new ArrayList<>(Collections.nCopies(conversations.size(), List.of()));
        byForm.forEach((form, places) -> {
            List<Prompt<SeenImage>> written = places.stream()
                    .map(i -> format.write(asked(conversations.get(i))))
                    .toList();
            List<EmbeddedPrompt> prompts =
                    looked(written).stream().map(this::embed).toList();
            TokenListener told = (row, token) -> {
                if (row % each == 0) {
                    listener.onToken(places.get(row / each), token);
                }
            };
            List<String> texts = generator
                    .generate(
                            prompts,
                            options.withStop(encoder.stop(form)),
                            words.words().isEmpty() ? TextEnd.NONE : words,
                            told)
                    .stream()
                    .map(ids -> words.cut(tokenizer.decode(ids, true)).strip())
                    .toList();
            for (int row = 0; row < places.size(); row++) {
                answers.set(places.get(row), texts.subList(row * each, (row + 1) * each));
            }
        });
        return answers;
    }

    /** How likely each of some answers is. */
    List<Likelihood> likelihoods(Conversation<SeenImage> conversation, List<String> answers) {
        Conversation<SeenImage> asked = asked(conversation);
        Prompt<SeenImage> prompt = format.write(asked);
        AnswerForm form = format.answer(asked);
        List<long[]> ids = answers.stream()
                .map(answer -> encoder.answer(prompt, form, answer))
                .toList();
        EmbeddedPrompt read = embed(looked(List.of(prompt)).get(0));
        return generator.score(read, ids).stream().map(Likelihood::of).toList();
    }

    /** The prompts with what is seen of their images with all the text of each, those of all together. */
    private List<Prompt<SeenImage>> looked(List<Prompt<SeenImage>> prompts) {
        List<EncodedImage> images = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Prompt<SeenImage> prompt : prompts) {
            prompt.images()
                    .forEach(image -> image.waiting().ifPresent(waiting -> {
                        images.add(waiting);
                        texts.add(prompt.words());
                    }));
        }
        Iterator<SeenImage> seen = (images.isEmpty() ? List.<SeenImage>of() : looking.see(images, texts)).iterator();
        return prompts.stream()
                .map(prompt -> prompt.map(image -> image.waiting().isPresent() ? seen.next() : image))
                .map(prompt -> prompt.map(image -> image.in(prompt.images().size())))
                .toList();
    }

    /**
     * How much of the context it takes to read a conversation and each of some answers.
     *
     * @param sequence what is read of an image in a prompt of so many
     */
    <I> ContextUse contextUse(
            Conversation<I> conversation,
            List<String> answers,
            BiFunction<? super I, Integer, VisualSequence> sequence) {
        Conversation<I> asked = asked(conversation);
        Prompt<I> prompt = format.write(asked);
        AnswerForm form = format.answer(asked);
        int images = prompt.images().size();
        Prompt<VisualSequence> seen = prompt.map(image -> sequence.apply(image, images));
        int read = encoder.encode(VisualSequence.expand(seen), VisualPart.Run::tokens)
                .ids()
                .length;
        int written = answers.stream()
                .mapToInt(answer -> encoder.answer(prompt, form, answer).length)
                .max()
                .orElse(0);
        return new ContextUse(read, generator.model().readsPromptApart() ? 0 : written);
    }

    /** A description is asked for as the format does. */
    private <I> Conversation<I> asked(Conversation<I> conversation) {
        if (format.instructions().isEmpty() || !conversation.question().words().isBlank()) {
            return conversation;
        }
        Prompt.Writer<I> out =
                new Prompt.Writer<I>().images(conversation.question().images());
        Prompt<I> question = out.text(format.instructions().get(0)).done();
        return new Conversation<>(conversation.instruction(), conversation.history(), question);
    }

    /** What the language model reads. Other questions may be about the same images, and others have the same text before them. */
    private EmbeddedPrompt embed(Prompt<SeenImage> prompt) {
        EncodedPrompt encoded =
                encoder.encode(VisualSequence.expand(prompt.map(SeenImage::sequence)), VisualPart.Run::tokens);
        Tensor embeds = generator.embed(encoded.ids());
        List<SeenImage> images = prompt.images();
        if (images.isEmpty()) {
            return new EmbeddedPrompt(embeds, List.of(), encoded.ids(), new long[0]);
        }
        List<VisualPart.Run> runs = images.stream()
                .flatMap(image -> image.sequence().runs().stream())
                .toList();
        int width = generator.model().width();
        Tensor whole = Tensor.allocate(ElementType.FLOAT, embeds.shape());
        FloatBuffer into = whole.floats();
        into.duplicate().put(embeds.floats());
        Iterator<EncodedPrompt.VisualSpan> spans = encoded.images().iterator();
        for (SeenImage image : images) {
            FloatBuffer tokens = image.tokens().floats();
            for (VisualPart.Run run : image.sequence().runs()) {
                int floats = run.tokens() * width;
                into.position(spans.next().start() * width).put(tokens.slice(tokens.position(), floats));
                tokens.position(tokens.position() + floats);
            }
        }
        EncodedPrompt.VisualSpan first = encoded.images().get(0);
        EncodedPrompt.VisualSpan last = encoded.images().get(encoded.images().size() - 1);
        List<Integer> ends = IntStream.of(first.start(), last.start(), last.start() + last.tokens())
                .filter(end -> end > 0)
                .distinct()
                .boxed()
                .toList();
        long[] marks = PromptMarks.of(generator.model(), encoded, runs);
        return new EmbeddedPrompt(whole, marks.length > 0 ? List.of() : ends, withImages(encoded), marks);
    }

    /** The tokens, with that of an image in its places, or a negative one. */
    private long[] withImages(EncodedPrompt encoded) {
        long[] ids = encoded.ids().clone();
        long image = encoder.imageId(format);
        for (EncodedPrompt.VisualSpan span : encoded.images()) {
            Arrays.fill(ids, span.start(), span.start() + span.tokens(), image);
        }
        return ids;
    }
}
