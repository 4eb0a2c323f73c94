package dev.graft.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A piece of Java in a document, compiled against the class path of the running test.
 *
 * <p>A piece that declares a type is a file of its own. Any other is taken for statements; all packages that our modules
 * export are imported on demand, so that a name that a reader could not import does not compile.
 */
public final class JavaSnippet {
    private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports ([\\w.]+)\\s*;");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |sealed |abstract )*(?:class|interface|record|enum) \\w+");
    private static final Pattern NAME = Pattern.compile("(?:class|interface|record|enum) (\\w+)");
    private static final Pattern IMPORT = Pattern.compile("(?m)^ *import [^;]+;\\R");

    private JavaSnippet() {}

    /** What the compiler says against a piece of Java; empty where it compiles. */
    public static List<String> errors(String snippet) {
        String name = "Snippet";
        String source;
        String imports =
                IMPORT.matcher(snippet).results().map(m -> m.group()).collect(Collectors.joining()) + imports();
        String body = IMPORT.matcher(snippet).replaceAll("");
        if (TYPE.matcher(body).find()) {
            name = NAME.matcher(body).results().findFirst().orElseThrow().group(1);
            source = imports + body;
        } else {
            source = imports + "final class Snippet {\nvoid run() throws Exception {\n" + body + "\n}\n}\n";
        }
        return compile(name, source);
    }

    private static String imports() {
        return Stream.concat(
                        Stream.of("java.io", "java.nio.file", "java.util", "java.util.function", "java.awt.image"),
                        exported())
                .map(name -> "import " + name + ".*;\n")
                .collect(Collectors.joining());
    }

    /** The packages that modules on the class path export. */
    private static Stream<String> exported() {
        List<String> packages = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Checkout.root())) {
            for (Path module : modules.sorted().toList()) {
                Path face = module.resolve("src/main/java/module-info.java");
                if (Files.exists(face)) {
                    EXPORT.matcher(Files.readString(face)).results().forEach(export -> packages.add(export.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packages.stream()
                .filter(name -> JavaSnippet.class.getClassLoader().getResource(name.replace('.', '/')) != null);
    }

    private static List<String> compile(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        // The compiler checks everything and writes no class file.
        List<String> options = List.of(
                "-proc:none", "-XDshould-stop.ifNoError=FLOW", "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, List.of(new Source(name, source)))
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT) + ", at: "
                        + source.lines()
                                .skip(Math.max(0, diagnostic.getLineNumber() - 1))
                                .findFirst()
                                .orElse(""))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
