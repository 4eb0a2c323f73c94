package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.EncodedRun;
import dev.graft.backbones.decoder.EncodedSessions;
import dev.graft.backbones.decoder.PromptPadding;
import dev.graft.backbones.decoder.TextRun;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.language.EncoderDecoderModel;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Reads prompts with an encoder, all of them together. The decoder's texts have no padding, so that only those of one length can be read
 * together.
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
        return OptionalInt.empty();
    }

    @Override
    public List<Started> start(List<Pending> prompts) {
        PromptPadding padded = PromptPadding.right(
                prompts.stream().map(each -> each.prompt().embeds()).toList(), model.width());
        List<Integer> places = IntStream.range(0, prompts.size()).boxed().toList();
        return List.of(new Started(() -> EncodedRun.of(sessions, padded, model.startId()), places));
    }

    @Override
    public boolean canJoin(TextRun first, TextRun second, int most) {
        return first.tokens() == second.tokens();
    }

    @Override
    public TextRun join(TextRun first, TextRun second) {
        return EncodedRun.join((EncodedRun) first, (EncodedRun) second);
    }
}
