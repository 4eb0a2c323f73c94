package dev.graft.backbones.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import dev.graft.tensors.cache.LibraryUse;
import dev.graft.tensors.files.GivenPath;
import dev.graft.tensors.files.LibraryFile;
import dev.graft.tensors.files.LibraryFolder;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The native library of the tokenizers, from a private folder and compared with the jar before it is loaded.
 *
 * <p>Left alone, DJL takes it from {@code .djl.ai} of the home folder, or where that cannot be written from the folder of
 * that name in the machine's temporary folder, whoever put it there. Whoever names a library by {@code RUST_LIBRARY_PATH}, or a build
 * other than {@code cpu} by {@code RUST_FLAVOR}, is obeyed.
 */
final class TokenizerLibrary {
    static final String PATH = "RUST_LIBRARY_PATH";
    private static final String MAIN = "tokenizers";
    /** Where JNA, by which DJL looks for a GPU, unpacks its own library, under a new name each time. */
    private static final String JNA_FOLDER = "jna.tmpdir";

    /** What the library for Windows is linked with. */
    private static final List<String> WINDOWS = List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll");

    /** What DJL reads of the system properties. */
    static final List<String> SETTINGS =
            List.of("RUST_FLAVOR", "OPT_OUT_TRACKING", "ENGINE_CACHE_DIR", "DJL_CACHE_DIR", PATH);

    private static boolean isLoaded;
    private static Optional<Path> file = Optional.empty();

    private TokenizerLibrary() {}

    /** Loads the library, once. */
    static synchronized void load() {
        if (!isLoaded) {
            loadFromFolder();
            isLoaded = true;
        }
    }

    /** The library in the private folder, once it is loaded; empty if it is another's. */
    static synchronized Optional<Path> file() {
        return file;
    }

    private static void loadFromFolder() {
        String name = System.mapLibraryName(MAIN);
        Optional<LibraryFile> main = resource(name);
        if (given(PATH).isPresent() || !given("RUST_FLAVOR").orElse("cpu").equals("cpu") || main.isEmpty()) {
            return;
        }
        List<LibraryFile> libraries = Stream.concat(
                        main.stream(), WINDOWS.stream().flatMap(further -> resource(further).stream()))
                .toList();
        LibraryFolder folder = LibraryFolder.of(
                MAIN, libraries, caches(), use -> LibraryUse.hold(use, "the tokenizers' native library"));
        // The file, not its folder: on a machine with a GPU DJL looks into a folder of that GPU's name.
        Path checked = folder.path().resolve(name);
        System.setProperty(PATH, checked.toString());
        boolean setsUnpacking = System.getProperty(JNA_FOLDER) == null;
        if (setsUnpacking) {
            System.setProperty(JNA_FOLDER, folder.path().toString());
        }
        try {
            LibUtils.checkStatus();
            file = Optional.of(checked);
        } finally {
            System.clearProperty(PATH);
            if (setsUnpacking) {
                System.clearProperty(JNA_FOLDER);
            }
        }
    }

    /** The cache of DJL comes first where one is named. */
    private static List<Path> caches() {
        Optional<String> named = given("ENGINE_CACHE_DIR").or(() -> given("DJL_CACHE_DIR"));
        return Stream.concat(
                        named.stream().map(folder -> GivenPath.of(folder).toAbsolutePath()),
                        LibraryFolder.caches().stream())
                .toList();
    }

    static Optional<String> given(String name) {
        String variable = System.getenv(name);
        return Optional.ofNullable(variable == null ? System.getProperty(name) : variable)
                .filter(value -> !value.isEmpty());
    }

    private static Optional<LibraryFile> resource(String name) {
        URL resource = LibUtils.class.getResource("/native/lib/" + platform() + "/cpu/" + name);
        return Optional.ofNullable(resource).map(found -> new LibraryFile(name, found));
    }

    /** As DJL names the folders of its jar. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch");
        String systemName = system.startsWith("mac") ? "osx" : system.startsWith("win") ? "win" : "linux";
        return systemName + "-" + (architecture.equals("amd64") ? "x86_64" : architecture);
    }
}
