package dev.graft.cli;

import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.cli.option.Needs;
import dev.graft.cli.option.Without;
import dev.graft.eval.AnswerMethod;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.Likelihood;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.JsonFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Whether answers are written or chosen. */
final class CandidateOptions {
    @Option(
            names = "--candidates",
            paramLabel = "FILE",
            description = "choose the likeliest of these answers, one a line, instead of writing one")
    private Path candidates;

    @Needs("--candidates")
    @Option(
            names = "--per-token",
            description = "compare candidates by their mean log-probability per token, not by its sum")
    private boolean perToken;

    @Needs("--candidates")
    @Without("--per-token")
    @Option(
            names = "--bayes",
            description =
                    "choose the candidate that the images make likelier than the words alone do, by Bayes' rule with"
                            + " all equally probable beforehand")
    private boolean bayes;

    /**
     * How questions are answered.
     *
     * @param written how answers are written
     */
    AnswerMethod method(Protocol protocol, Function<GenerationConfig, GenerationOptions> written) {
        if (candidates == null) {
            return protocol.chooses() ? AnswerMethod.of(protocol, 1) : AnswerMethod.generating(written);
        }
        if (protocol.chooses()) {
            throw new InvalidInputException("--candidates has no effect with --metric " + protocol.id()
                    + ", by which each question is answered by one of its own choices; leave one of them out");
        }
        if (bayes) {
            return AnswerMethod.bayesian(read());
        }
        return AnswerMethod.choosing(read(), perToken ? Likelihood::perToken : Likelihood::logProbability);
    }

    /** The answers to choose from; empty where none are given. */
    List<String> names() {
        return candidates == null ? List.of() : read();
    }

    private List<String> read() {
        List<String> answers = InputFile.text(candidates, JsonFile.MAX_BYTES)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (answers.isEmpty()) {
            throw new InvalidInputException(candidates, "holds no answers; write one on each line");
        }
        Set<String> seen = new HashSet<>();
        answers.stream().filter(answer -> !seen.add(answer)).findFirst().ifPresent(answer -> {
            throw new InvalidInputException(
                    candidates, "has the answer '" + JsonFile.shown(answer) + "' twice; take one of them out");
        });
        return answers;
    }
}
