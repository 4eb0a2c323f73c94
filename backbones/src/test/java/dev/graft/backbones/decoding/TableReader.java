package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.TextRun;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A model that is a table: the scores of the next token are rows of two tables, of the last token and of the one before it. */
record TableReader(int vocabulary, float[] last, float[] before, List<Long> ends) implements Reader {
    @Override
    public long[] decoderIds(EmbeddedPrompt prompt) {
        return prompt.ids();
    }

    @Override
    public long[] encoderIds(EmbeddedPrompt prompt) {
        return prompt.ids();
    }

    @Override
    public OptionalInt room(EmbeddedPrompt prompt) {
        return OptionalInt.empty();
    }

    /** Each alone, though all can join. */
    @Override
    public List<Started> start(List<Pending> prompts) {
        List<Started> started = new ArrayList<>();
        for (int place = 0; place < prompts.size(); place++) {
            long[] ids = prompts.get(place).prompt().ids();
            started.add(new Started(() -> new Run(List.of(ids)), List.of(place)));
        }
        return started;
    }

    @Override
    public boolean canJoin(TextRun first, TextRun second, int most) {
        return true;
    }

    @Override
    public TextRun join(TextRun first, TextRun second) {
        List<long[]> all = new ArrayList<>(((Run) first).texts);
        all.addAll(((Run) second).texts);
        return new Run(all);
    }

    static EmbeddedPrompt prompt(long... ids) {
        return new EmbeddedPrompt(Tensor.of(new float[ids.length], ids.length, 1), List.of(), ids, new long[0]);
    }

    /** See {@link TableReader}. */
    private final class Run implements TextRun {
        private final List<long[]> texts;

        Run(List<long[]> texts) {
            this.texts = new ArrayList<>(texts);
        }

        @Override
        public int rows() {
            return texts.size();
        }

        @Override
        public int tokens() {
            return texts.stream().mapToInt(text -> text.length).max().orElse(0);
        }

        @Override
        public Tensor logits() {
            float[] logits = new float[rows() * vocabulary];
            for (int row = 0; row < rows(); row++) {
                long[] text = texts.get(row);
                int one = (int) text[text.length - 1] * vocabulary;
                int two = (int) (text.length > 1 ? text[text.length - 2] : 0) * vocabulary;
                for (int token = 0; token < vocabulary; token++) {
                    logits[row * vocabulary + token] = last[one + token] + before[two + token];
                }
            }
            return Tensor.of(logits, rows(), 1, vocabulary);
        }

        @Override
        public boolean hasRows() {
            return true;
        }

        @Override
        public Run with(int[] rows) {
            return new Run(IntStream.of(rows).mapToObj(texts::get).toList());
        }

        @Override
        public Run rearranged(int[] sources) {
            for (int row = 0; row < sources.length; row++) {
                texts.set(row, texts.get(sources[row]));
            }
            return this;
        }

        @Override
        public void append(long[] tokens) {
            for (int row = 0; row < tokens.length; row++) {
                long[] longer = Arrays.copyOf(texts.get(row), texts.get(row).length + 1);
                longer[longer.length - 1] = tokens[row];
                texts.set(row, longer);
            }
        }

        @Override
        public void close() {}
    }
}
