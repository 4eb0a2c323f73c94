package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.EncodedRun;
import dev.graft.backbones.decoder.EncodedSessions;
import dev.graft.backbones.decoder.PromptPadding;
import dev.graft.backbones.decoder.TextRun;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Reads prompts with an encoder, all of them together where masks keep padding from being read, else each alone. The decoder's texts have
 * no padding, so that only those of one length can be read together.
 */
record EncodedReader(EncoderDecoderModel model, EncodedSessions sessions) implements Reader {
    @Override
    public long[] decoderIds(EmbeddedPrompt prompt) {
        return new long[] {model.startId()};
    }

    @Override
    public long[] encoderIds(EmbeddedPrompt prompt) {
        return prompt.ids();
    }

    @Override
    public List<Long> ends() {
        return model.config().eosIds();
    }

    @Override
    public OptionalInt room(EmbeddedPrompt prompt) {
        OptionalInt positions = model.config().contextLength();
        if (positions.isPresent() && prompt.tokens() > positions.getAsInt()) {
            throw new InvalidInputException("the prompt takes " + prompt.tokens()
                    + " positions, the model's encoder reads at most " + positions.getAsInt() + "; shorten the prompt");
        }
        return positions;
    }

    @Override
    public List<Started> start(List<Pending> prompts) {
        boolean alike = prompts.stream()
                        .mapToInt(each -> each.prompt().tokens())
                        .distinct()
                        .count()
                == 1;
        IntStream places = IntStream.range(0, prompts.size());
        return alike || sessions.readsPadding()
                ? List.of(started(prompts, places.boxed().toList()))
                : places.mapToObj(place -> started(prompts, List.of(place))).toList();
    }

    private Started started(List<Pending> prompts, List<Integer> places) {
        List<Tensor> embeds = places.stream()
                .map(place -> prompts.get(place).prompt().embeds())
                .toList();
        PromptPadding padded = PromptPadding.right(embeds, model.width());
        return new Started(() -> EncodedRun.of(sessions, padded, model.startId()), places);
    }

    @Override
    public boolean canJoin(TextRun first, TextRun second, int most) {
        boolean alike = ((EncodedRun) first).promptTokens() == ((EncodedRun) second).promptTokens();
        return first.tokens() == second.tokens() && (alike || sessions.readsPadding());
    }

    @Override
    public TextRun join(TextRun first, TextRun second) {
        return EncodedRun.join((EncodedRun) first, (EncodedRun) second);
    }
}
