package dev.graft.backbones.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the process that tries a tokenizer is started: by the Java that runs this one, with the jars that its classes came
 * from, so that it works on the class path, on the module path and within an application server.
 */
final class TrialCommand {
    /** One class of each jar that DJL's tokenizers need. */
    private static final List<String> LIBRARIES =
            List.of("ai.djl.util.Utils", "org.slf4j.Logger", "com.google.gson.Gson", "com.sun.jna.Native");

    private static final List<String> OPTIONS_FROM_ELSEWHERE =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private TrialCommand() {}

    static ProcessBuilder of() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.exists(java)) {
            java = java.resolveSibling("java.exe");
        }
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-Dfile.encoding=UTF-8",
                "-cp",
                String.join(File.pathSeparator, classPath())));
        for (String name : TokenizerLibrary.SETTINGS) {
            TokenizerLibrary.given(name).ifPresent(value -> command.add("-D" + name + "=" + value));
        }
        TokenizerLibrary.file().ifPresent(file -> command.add("-D" + TokenizerLibrary.PATH + "=" + file));
        command.add(TrialProcess.class.getName());
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().keySet().removeAll(OPTIONS_FROM_ELSEWHERE);
        return process;
    }

    private static Set<String> classPath() throws IOException {
        Set<String> places = new LinkedHashSet<>();
        places.add(place(TrialProcess.class));
        places.add(place(HuggingFaceTokenizer.class));
        ClassLoader loader = HuggingFaceTokenizer.class.getClassLoader();
        for (String name : LIBRARIES) {
            Optional<Class<?>> found = find(name, loader);
            if (found.isPresent()) {
                places.add(place(found.get()));
            }
        }
        return places;
    }

    /** Empty where who put the application together has left it out, so that it is not needed here either. */
    private static Optional<Class<?>> find(String name, ClassLoader loader) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static String place(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getProtocol().equals("file")) {
            throw new IOException(type.getName() + " is not in a jar or folder of its own, but in "
                    + (source == null ? "an unknown place" : source.getLocation()));
        }
        return Path.of(URI.create(source.getLocation().toString())).toString();
    }
}
