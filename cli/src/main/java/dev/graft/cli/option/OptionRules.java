package dev.graft.cli.option;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Checks that whatever is given to a command takes effect. */
public final class OptionRules {
    private final ParseResult given;

    private OptionRules(ParseResult given) {
        this.given = given;
    }

    /**
     * Checks a command line, its commands from the outermost to the innermost.
     *
     * @throws ParameterException if an argument is empty, outside of its range, or has no effect beside the others
     */
    public static void check(ParseResult given) {
        new OptionRules(given).check();
        if (given.hasSubcommand()) {
            check(given.subcommand());
        }
    }

    /**
     * Refuses options that were given and have no effect in what a command turned out to do.
     *
     * @param why follows "has no effect", such as "on a file of weights"
     */
    public static void refuse(CommandSpec spec, List<String> names, String why) {
        ParseResult given = spec.commandLine().getParseResult();
        names.stream().filter(given::hasMatchedOption).findFirst().ifPresent(name -> {
            throw new InvalidInputException("the option " + name + " has no effect " + why + "; leave it out");
        });
    }

    /** The numbers that an argument may have. */
    public static Optional<Range> range(ArgSpec argument) {
        return of(argument, Within.class).map(Within::value);
    }

    /** The option that an argument needs beside it. */
    public static Optional<String> needed(ArgSpec argument) {
        return of(argument, Needs.class).map(Needs::value);
    }

    /** The option that an argument cannot stand beside. */
    public static Optional<String> excluded(ArgSpec argument) {
        return of(argument, Without.class).map(Without::value);
    }

    private static <A extends Annotation> Optional<A> of(ArgSpec argument, Class<A> rule) {
        return argument.userObject() instanceof AnnotatedElement element
                ? Optional.ofNullable(element.getAnnotation(rule))
                : Optional.empty();
    }

    private void check() {
        Stream.<ArgSpec>concat(given.matchedOptions().stream(), given.matchedPositionals().stream())
                .forEach(this::check);
    }

    /** Refuses an option that has an effect there only with one of others, such as a seed where nothing else is drawn. */
    public static void refuseWithout(CommandSpec spec, String name, List<String> others, String where) {
        ParseResult given = spec.commandLine().getParseResult();
        if (others.stream().noneMatch(given::hasMatchedOption)) {
            refuse(spec, List.of(name), where + " without " + String.join(" or ", others));
        }
    }

    /** Refuses all options but some, and those of every command, which have no effect in what a command turned out to do. */
    public static void refuseAllBut(CommandSpec spec, List<String> useful, String why) {
        refuse(
                spec,
                spec.options().stream()
                        .filter(option -> !option.inherited())
                        .map(OptionSpec::longestName)
                        .filter(name -> !useful.contains(name))
                        .toList(),
                why);
    }

    private void check(ArgSpec argument) {
        String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        if (argument.originalStringValues().contains("")) {
            throw refused(name + " is empty; give a value (" + String.join(" ", argument.description())
                    + "), or leave it out");
        }
        if (argument.getValue() instanceof Number number) {
            range(argument)
                    .filter(range -> !range.contains(number.doubleValue()))
                    .ifPresent(range -> {
                        throw refused(name + " must be " + range + ", found " + number);
                    });
        }
        needed(argument).filter(other -> !given.hasMatchedOption(other)).ifPresent(other -> {
            throw refused(name + " has an effect only with " + other + "; give that too, or leave " + name + " out");
        });
        needed(argument).filter(this::isNone).ifPresent(other -> {
            throw refused(
                    name + " has an effect only with " + other + " above 0; give another, or leave " + name + " out");
        });
        excluded(argument).filter(given::hasMatchedOption).ifPresent(other -> {
            throw refused(name + " has no effect with " + other + "; leave one of them out");
        });
    }

    /** Whether an option is the number 0, as if it had not been given. */
    private boolean isNone(String option) {
        return given.matchedOption(option).getValue() instanceof Number number && number.doubleValue() == 0;
    }

    private ParameterException refused(String message) {
        return new ParameterException(given.commandSpec().commandLine(), message);
    }
}
