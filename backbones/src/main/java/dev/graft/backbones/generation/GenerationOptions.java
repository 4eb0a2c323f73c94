package dev.graft.backbones.generation;

import dev.graft.backbones.generation.rule.MinLength;
import dev.graft.backbones.generation.rule.MinNewTokens;
import dev.graft.backbones.generation.rule.RuleOrder;
import dev.graft.backbones.generation.rule.TokenRule;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a language model continues a text: how tokens are chosen, and where the text ends.
 *
 * @param maxTokens the most tokens to make
 * @param maxLength the most tokens of prompt and text together, in place of {@code maxTokens}; mostly empty
 * @param drawing whether and how tokens are drawn by chance
 * @param beams whether several texts are followed at once
 * @param answers different texts to make of each prompt
 * @param rules that change scores before a token is chosen, in the order in which they are applied
 * @param ends tokens that end a text, in place of the model's own; mostly empty
 * @param stop tokens that end a text when they follow each other, besides the ends; empty for none
 * @param stopStrings words that end a text, wherever a token completes one; empty for none
 */
public record GenerationOptions(
        int maxTokens,
        OptionalInt maxLength,
        Drawing drawing,
        Beams beams,
        int answers,
        List<TokenRule> rules,
        Optional<List<Long>> ends,
        List<Long> stop,
        List<String> stopStrings) {
    public GenerationOptions {
        rules = List.copyOf(rules);
        ends = ends.map(List::copyOf);
        stop = List.copyOf(stop);
        stopStrings = List.copyOf(stopStrings);
        require(maxTokens > 0, "maxTokens must be positive, found " + maxTokens);
        require(answers > 0, "the number of answers must be positive, found " + answers);
        require(stopStrings.stream().noneMatch(String::isEmpty), "an empty text would end every answer");
        boolean different = answers == 1 || !drawing.isNone() || answers <= beams.count();
        require(
                different,
                answers + " answers to a prompt need as many beams, or a temperature above 0; the likeliest token each"
                        + " time makes one answer");
        require(
                beams.count() == 1 || answers <= beams.count(),
                answers + " answers of " + beams.count() + " beams; ask for fewer, or follow more");
    }

    /** Takes the likeliest token each time. */
    public static GenerationOptions greedy(int maxTokens) {
        return new GenerationOptions(
                maxTokens,
                OptionalInt.empty(),
                Drawing.NONE,
                Beams.NONE,
                1,
                List.of(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** These options with another most number of tokens to make. */
    public GenerationOptions withMaxTokens(int tokens) {
        return new GenerationOptions(
                tokens, OptionalInt.empty(), drawing, beams, answers, rules, ends, stop, stopStrings);
    }

    /** These options with a most number of tokens of prompt and text together. */
    public GenerationOptions withMaxLength(int tokens) {
        return new GenerationOptions(
                maxTokens, OptionalInt.of(tokens), drawing, beams, answers, rules, ends, stop, stopStrings);
    }

    /** These options, by which no text ends before it has a number of tokens; 0 for any. */
    public GenerationOptions withMinTokens(int tokens) {
        GenerationOptions none = without(MinLength.class).without(MinNewTokens.class);
        return tokens == 0 ? none : none.with(new MinNewTokens(tokens));
    }

    public GenerationOptions withDrawing(Drawing newDrawing) {
        return new GenerationOptions(maxTokens, maxLength, newDrawing, beams, answers, rules, ends, stop, stopStrings);
    }

    public GenerationOptions withBeams(Beams newBeams) {
        return new GenerationOptions(maxTokens, maxLength, drawing, newBeams, answers, rules, ends, stop, stopStrings);
    }

    /** These options for another number of answers to each prompt. */
    public GenerationOptions withAnswers(int count) {
        return new GenerationOptions(maxTokens, maxLength, drawing, beams, count, rules, ends, stop, stopStrings);
    }

    /** These options with a rule more, or in place of the one of its kind. */
    public GenerationOptions with(TokenRule rule) {
        return withRules(RuleOrder.with(rules, rule));
    }

    /** These options without the rule of a kind. */
    public GenerationOptions without(Class<? extends TokenRule> kind) {
        return withRules(RuleOrder.without(rules, kind));
    }

    private GenerationOptions withRules(List<TokenRule> newRules) {
        return new GenerationOptions(maxTokens, maxLength, drawing, beams, answers, newRules, ends, stop, stopStrings);
    }

    /** These options with other tokens that end a text. */
    public GenerationOptions withEnds(List<Long> ids) {
        return new GenerationOptions(
                maxTokens, maxLength, drawing, beams, answers, rules, Optional.of(ids), stop, stopStrings);
    }

    /** These options with another sequence of tokens that ends a text. */
    public GenerationOptions withStop(List<Long> newStop) {
        return new GenerationOptions(maxTokens, maxLength, drawing, beams, answers, rules, ends, newStop, stopStrings);
    }

    /** These options with other words that end a text. */
    public GenerationOptions withStopStrings(List<String> words) {
        return new GenerationOptions(maxTokens, maxLength, drawing, beams, answers, rules, ends, stop, words);
    }

    /** Whether the likeliest token is taken each time, whatever came before. */
    public boolean isGreedy() {
        return drawing.isNone() && beams.count() == 1 && rules.isEmpty();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidInputException(message);
        }
    }
}
