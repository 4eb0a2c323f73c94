package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes that users make, and that none of them is told as one of the program, nor the other way round. */
class MistakesTest {
    @TempDir
    private Path folder;

    /** A command line, where {@code @} stands for the folder of the test; its exit code and a part of what is said. */
    record Mistake(int code, String said, String... arguments) {
        @Override
        public String toString() {
            return String.join(" ", arguments).replace('\0', '0');
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                train(Main.USAGE, "unknown setting 'bathc'", "bathc=3"),
                train(Main.USAGE, "should be a number like 32, found 'many'", "batch=many"),
                train(Main.USAGE, "should be a number like 32, found '99999999999'", "batch=99999999999"),
                train(Main.USAGE, "setting 'optimizer.beta1' must be", "optimizer.beta1=NaN"),
                train(Main.USAGE, "should be true or false, found 'yes'", "adapter.bias=yes"),
                train(Main.USAGE, "unknown adapter kind 'mpl'", "adapter.kind=mpl"),
                train(Main.USAGE, "unknown vision features 'layer:99999999999'", "features=layer:99999999999"),
                train(Main.USAGE, "unknown device 'cuda:99999999999'", "device=cuda:99999999999"),
                train(
                        Main.USAGE,
                        "unknown token reduction 'concat:99999999999'",
                        "adapter.reduction=concat:99999999999"),
                train(Main.USAGE, "unknown activation 'gelo'", "adapter.activation=gelo"),
                train(Main.USAGE, "there is no prompt format", "prompt.format=vicunna"),
                train(Main.USAGE, "exactly once", "prompt.answer=none"),
                train(Main.USAGE, "unknown data format", "data.format=lava"),
                train(Main.USAGE, "found 'sine'", "schedule.kind=sine"),
                given(Main.USAGE, "not a file name", "data.path=a\0b"),
                train(Main.USAGE, "not a file name", "data.images=a\0b"),
                train(Main.USAGE, "not a file name", "cache=a\0b"),
                train(Main.USAGE, "not a file name", "output=a\0b"),
                given(Main.USAGE, "there is no such name", "vision=builtin:nothing"),
                given(Main.BAD_FILE, "nothing-here", "vision=@/nothing-here"),
                given(Main.BAD_FILE, "nothing-here", "data.path=@/nothing-here"),
                new Mistake(Main.USAGE, "is not an int", "eval", "@", "--data", "@", "--limit", "few"),
                new Mistake(Main.USAGE, "--set takes KEY=VALUE", "train", "--set", "batch"),
                new Mistake(Main.USAGE, "expected a JSON object", "train", "--config", "@/list.json"),
                new Mistake(Main.USAGE, "line 1", "train", "--config", "@/broken.json"),
                new Mistake(Main.USAGE, "not a file name", "train", "--config", "@/nul.json"),
                new Mistake(Main.BAD_FILE, "no such configuration file", "train", "--config", "@/none.json"),
                new Mistake(Main.BAD_FILE, "is no model folder", "ask", "@", "@/list.json", "what?"),
                new Mistake(Main.BAD_FILE, "not a readable description", "ask", "@/wrong", "@/list.json", "what?"),
                new Mistake(Main.BAD_FILE, "not a file name", "ask", "@/nul", "@/list.json", "what?"));
    }

    private static Mistake train(int code, String said, String... settings) {
        Stream<String> sets = Stream.of(settings).flatMap(setting -> Stream.of("--set", setting));
        boolean placed = Stream.of(settings).anyMatch(setting -> setting.startsWith("output="));
        Stream<String> output = placed ? Stream.of() : Stream.of("--output", "@/out");
        return new Mistake(
                code,
                said,
                Stream.of(Stream.of("train"), output, sets).flatMap(s -> s).toArray(String[]::new));
    }

    /** Settings over a run that has all it needs. */
    private static Mistake given(int code, String said, String setting) {
        String key = setting.substring(0, setting.indexOf('=') + 1);
        Stream<String> others = Stream.of(
                        "vision=builtin:shapes-vision", "language=builtin:shapes-language", "data.path=@/list.json")
                .filter(other -> !other.startsWith(key));
        return train(code, said, Stream.concat(others, Stream.of(setting)).toArray(String[]::new));
    }

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("list.json"), "[]");
        Files.writeString(folder.resolve("broken.json"), "{\"batch\": }");
        Files.writeString(folder.resolve("nul.json"), "{\"data\": {\"path\": \"a\\u0000b\"}}");
        String start = "{\"model_type\": \"graft\", \"prompt\": {\"format\": \"llava\"}, \"adapter\": ";
        Files.createDirectories(folder.resolve("wrong"));
        Files.writeString(folder.resolve("wrong/config.json"), start + "[1]}");
        Files.createDirectories(folder.resolve("nul"));
        Files.writeString(
                folder.resolve("nul/config.json"),
                start + "{}, \"vision\": {\"features\": \"last\", \"feature_tokens\": 4, \"path\": \"a\\u0000b\"}}");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldByItsCodeAndALine(Mistake mistake) {
        StringWriter err = new StringWriter();
        String[] arguments = Stream.of(mistake.arguments())
                .map(argument -> argument.replace("@", folder.toString()))
                .toArray(String[]::new);
        int code = Main.run(Main.commandLine().setErr(new PrintWriter(err, true)), arguments);
        String said = err.toString();
        assertTrue(said.contains(mistake.said()), said);
        assertFalse(said.contains("inside Graft"), said);
        assertEquals(mistake.code(), code, said);
    }
}
