package dev.graft.graph.runtime;

import ai.onnxruntime.OrtEnvironment;
import dev.graft.tensors.cache.LibraryUse;
import dev.graft.tensors.files.LeftFolders;
import dev.graft.tensors.files.LibraryFile;
import dev.graft.tensors.files.LibraryFolder;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The native libraries of ONNX Runtime, from a private folder and compared with the jar before they are loaded.
 *
 * <p>Left alone, the runtime unpacks them at each start into a new temporary folder, which stays when the process is
 * killed; a CUDA build has more than 500 MB of them. Whoever says where they lie by one of the runtime's own system
 * properties, {@code onnxruntime.native.path} or {@code onnxruntime.native.<library>.path}, is obeyed.
 */
final class RuntimeLibraries {
    private static final String FOLDER_PROPERTY = "onnxruntime.native.path";
    private static final String MAIN = "onnxruntime";
    private static final String BINDING = "onnxruntime4j_jni";
    private static final String CUDA = "onnxruntime_providers_cuda";
    /** What the runtime looks for while it starts, where a build has it. */
    private static final List<String> FURTHER =
            List.of("onnxruntime_providers_shared", "webgpu_dawn", "dxil", "dxcompiler");

    private static Optional<LibraryFolder> folder = Optional.empty();

    private RuntimeLibraries() {}

    /** Calls what loads the runtime for the first time, and tells it where its libraries lie meanwhile. */
    static synchronized <T> T loading(Supplier<T> start) {
        Optional<LibraryFile> main = library(MAIN);
        Optional<LibraryFile> binding = library(BINDING);
        if (isGiven() || main.isEmpty() || binding.isEmpty()) {
            return start.get();
        }
        List<LibraryFile> libraries = Stream.concat(
                        Stream.of(main.get(), binding.get()), FURTHER.stream().flatMap(name -> library(name).stream()))
                .toList();
        LibraryFolder checked = LibraryFolder.of(
                MAIN,
                libraries,
                LibraryFolder.caches(),
                use -> LibraryUse.hold(use, "ONNX Runtime's native libraries"));
        folder = Optional.of(checked);
        System.setProperty(FOLDER_PROPERTY, checked.path().toString());
        try {
            return start.get();
        } finally {
            // For this start only: another class loader must not take its libraries from the same files.
            System.clearProperty(FOLDER_PROPERTY);
            LeftFolders.deleteEmpty("onnxruntime-java");
        }
    }

    /** Has the library for CUDA lie beside the others, before the runtime first looks for it; empty where this build has none. */
    static synchronized Optional<Path> prepareCuda() {
        return library(CUDA)
                .flatMap(file -> folder.map(checked -> {
                    checked.add(file);
                    return checked.path().resolve(file.name());
                }));
    }

    private static boolean isGiven() {
        return Stream.of(
                        FOLDER_PROPERTY,
                        "onnxruntime.native." + MAIN + ".path",
                        "onnxruntime.native." + BINDING + ".path",
                        "onnxruntime.native." + MAIN + ".skip",
                        "onnxruntime.native." + BINDING + ".skip")
                .anyMatch(name -> System.getProperty(name) != null);
    }

    /** A library as the jar has it for this system; empty where it has none. */
    static Optional<LibraryFile> library(String library) {
        String name = System.mapLibraryName(library).replace("jnilib", "dylib");
        URL resource = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + name);
        return Optional.ofNullable(resource).map(found -> new LibraryFile(name, found));
    }

    /** As the runtime names the folders of its jar. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String systemName =
                system.contains("mac") || system.contains("darwin") ? "osx" : system.contains("win") ? "win" : "linux";
        boolean isX64 = architecture.startsWith("amd64") || architecture.startsWith("x86_64");
        return systemName + "-" + (isX64 ? "x64" : architecture);
    }
}
