package dev.graft.cli;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The modules that lie on the class path of the tests, by their descriptors. */
final class Modules {
    static final String OURS = "dev.graft.";

    private static final Map<String, ModuleReference> FOUND = find();

    private Modules() {}

    /** Finds modules, ours and those of others, as the module path would. */
    static ModuleFinder finder() {
        return ModuleFinder.of(
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toArray(Path[]::new));
    }

    /** Those of this project by their names without {@code dev.graft}. */
    static Map<String, ModuleReference> ours() {
        return FOUND;
    }

    private static Map<String, ModuleReference> find() {
        return finder().findAll().stream()
                .filter(module -> module.descriptor().name().startsWith(OURS))
                .collect(Collectors.toMap(
                        module -> module.descriptor().name().substring(OURS.length()),
                        module -> module,
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** The packages that any module may use. */
    static List<String> faces(ModuleReference module) {
        return module.descriptor().exports().stream()
                .filter(exported -> !exported.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .toList();
    }

    /** The name of the module of ours that a package is in; empty for a package of others. */
    static String moduleOf(String packageName) {
        return ours().entrySet().stream()
                .filter(module -> module.getValue().descriptor().packages().contains(packageName))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
