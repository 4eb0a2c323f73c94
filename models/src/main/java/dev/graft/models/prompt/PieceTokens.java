package dev.graft.models.prompt;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.tensors.InvalidInputException;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/** Makes tokens of the pieces of one prompt, in order. Pieces that are one text wait for the next to be tokenised together. */
final class PieceTokens<I> implements Piece.Visitor<I> {
    private final Tokenizer tokenizer;
    private final PromptReading reading;
    private final long[] beginning;
    private final long[] end;
    private final ToIntFunction<? super I> visualTokens;
    private final TokenRow row = new TokenRow();
    private TextRun run = new TextRun();

    /**
     * Takes no pieces yet.
     *
     * @param beginning the tokens before every text
     * @param end that of an answer; empty where the model has none
     */
    PieceTokens(
            Tokenizer tokenizer,
            PromptReading reading,
            long[] beginning,
            long[] end,
            ToIntFunction<? super I> visualTokens) {
        this.tokenizer = tokenizer;
        this.reading = reading;
        this.beginning = beginning;
        this.end = end;
        this.visualTokens = visualTokens;
    }

    /** @param begins whether the tokens before every text stand in front, where no piece says otherwise */
    PieceTokens<I> addAll(Prompt<I> prompt, boolean begins) {
        boolean told = prompt.pieces().stream()
                .anyMatch(piece -> piece instanceof Piece.Beginning<?> || piece instanceof Piece.BeginToken<?>);
        if (begins && !told) {
            row.add(beginning, false);
        }
        prompt.pieces().forEach(piece -> piece.accept(this));
        return this;
    }

    /** All tokens; no piece can follow. */
    TokenRow done() {
        apart();
        return row;
    }

    /** The pieces that a text behind them would go on from. */
    TextRun lastRun() {
        return run;
    }

    @Override
    public void text(Piece.Text<I> text) {
        partPieces();
        run.text(text.text(), text.learnt());
    }

    @Override
    public void image(Piece.Image<I> image) {
        partPieces();
        run.image(visualTokens.applyAsInt(image.image()), reading.imageToken());
        partPieces();
    }

    @Override
    public void beginning(Piece.Beginning<I> piece) {
        apart();
        row.add(beginning, piece.learnt());
    }

    @Override
    public void beginToken(Piece.BeginToken<I> piece) {
        long id = tokenizer
                .bosId()
                .orElseThrow(
                        () -> new InvalidInputException("the prompt format has a begin token behind the images, and"
                                + " the tokenizer names none; add \"bos_token\" to its tokenizer_config.json"));
        token(new long[] {id});
    }

    @Override
    public void end(Piece.End<I> piece) {
        token(end);
    }

    @Override
    public void apart(Piece.Apart<I> piece) {
        apart();
    }

    private void token(long[] ids) {
        partPieces();
        run.tokens(
                ids,
                Arrays.stream(ids)
                        .mapToObj(id -> tokenizer.addedToken(id).orElse(""))
                        .findFirst()
                        .orElse(""));
        partPieces();
    }

    private void partPieces() {
        if (!reading.continuous()) {
            apart();
        }
    }

    private void apart() {
        run.encode(tokenizer, row);
        run = new TextRun();
    }
}
