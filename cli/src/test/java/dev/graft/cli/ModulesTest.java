package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of how the modules depend on each other, and of what a user of them sees. */
class ModulesTest {
    /** What each module may read of ours; what it requires of others that no other module does. */
    private static final Map<String, Set<String>> MAY_READ = Map.of(
            "tensors", Set.of(),
            "graph", Set.of("tensors"),
            "backbones", Set.of("graph"),
            "adapters", Set.of("graph"),
            "models", Set.of("backbones", "adapters"),
            "world", Set.of("models"),
            "eval", Set.of("models"),
            "training", Set.of("eval"),
            "cli", Set.of("training", "world"));

    private static final Map<String, String> ONLY_IN = Map.of(
            "com.microsoft.onnxruntime", "graph",
            "com.google.protobuf", "graph",
            "ai.djl.tokenizers", "backbones",
            "xchart", "training",
            "info.picocli", "cli");

    /** Types that users must not need to know. */
    private static final List<String> INNER =
            List.of("ai.onnxruntime.", "ai.djl.", "com.fasterxml.", "com.google.protobuf.", "org.knowm.", "picocli.");

    @Test
    void dependenciesRunOneWay() {
        Map<String, Set<String>> reads = new TreeMap<>();
        Modules.ours().forEach((name, module) -> {
            Set<String> required = new TreeSet<>();
            for (Requires other : module.descriptor().requires()) {
                if (other.name().startsWith(Modules.OURS)) {
                    required.add(other.name().substring(Modules.OURS.length()));
                }
                String owner = ONLY_IN.getOrDefault(other.name(), name);
                assertEquals(owner, name, other.name() + " is for " + owner + " only");
            }
            reads.put(name, required);
        });
        assertEquals(new TreeMap<>(MAY_READ), reads);
    }

    /** As a program on the module path would be started, with all that the modules require and provide. */
    @Test
    void theModulePathResolves() {
        Set<String> roots = Modules.ours().values().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toSet());
        Set<String> resolved =
                Configuration.empty().resolve(Modules.finder(), ModuleFinder.ofSystem(), roots).modules().stream()
                        .map(ResolvedModule::name)
                        .collect(Collectors.toSet());
        assertTrue(resolved.containsAll(roots));
        assertTrue(resolved.containsAll(ONLY_IN.keySet()), "found " + resolved);
    }

    @Test
    void servicesAreTheSameOnBothPaths() {
        Modules.ours().forEach((name, module) -> {
            Map<String, List<String>> provided = new TreeMap<>();
            module.descriptor().provides().forEach(service -> provided.put(service.service(), service.providers()));
            assertEquals(provided, services(module), "META-INF/services of " + name);
        });
    }

    private static Map<String, List<String>> services(ModuleReference module) {
        String folder = "META-INF/services/";
        Map<String, List<String>> services = new TreeMap<>();
        try (ModuleReader reader = module.open()) {
            for (String file : reader.list()
                    .filter(entry -> entry.startsWith(folder + "dev."))
                    .toList()) {
                try (InputStream lines = reader.open(file).orElseThrow()) {
                    services.put(
                            file.substring(folder.length()),
                            new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                                    .lines()
                                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                                    .toList());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return services;
    }

    /** Whoever may use a type may use those that it names. */
    @Test
    void facesAreComplete() {
        Set<String> faces = new TreeSet<>();
        Modules.ours().values().forEach(module -> faces.addAll(Modules.faces(module)));
        List<String> wrong = new ArrayList<>();
        Modules.ours()
                .values()
                .forEach(module -> Modules.faces(module).forEach(face -> {
                    for (Class<?> type : Signatures.publicTypes(module, face)) {
                        for (Class<?> named : Signatures.namedBy(type)) {
                            boolean seen = faces.contains(named.getPackageName()) && Signatures.isVisible(named);
                            if (named.getName().startsWith(Modules.OURS) && !seen) {
                                wrong.add(type.getName() + " names " + named.getName());
                            }
                        }
                    }
                }));
        assertEquals(List.of(), wrong);
    }

    /** Also within packages that are exported to modules of ours only. */
    @Test
    void librariesStayWithinTheirModules() {
        List<String> wrong = new ArrayList<>();
        Modules.ours()
                .values()
                .forEach(module -> module.descriptor().exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .flatMap(exported -> Signatures.publicTypes(module, exported).stream())
                        .forEach(type -> Signatures.namedBy(type).stream()
                                .filter(named -> INNER.stream().anyMatch(named.getName()::startsWith))
                                .forEach(named -> wrong.add(type.getName() + " names " + named.getName()))));
        assertEquals(List.of(), wrong);
    }

    /** {@code requires transitive} is for modules whose types the faces name, and for those that these need in turn. */
    @Test
    void onlyWhatFacesNameIsHandedOn() {
        Modules.ours().forEach((name, module) -> {
            Set<String> named = Modules.faces(module).stream()
                    .flatMap(face -> Signatures.publicTypes(module, face).stream())
                    .flatMap(type -> Signatures.namedBy(type).stream())
                    .map(type -> moduleNameOf(type))
                    .collect(Collectors.toCollection(TreeSet::new));
            for (Requires other : module.descriptor().requires()) {
                if (other.modifiers().contains(Requires.Modifier.TRANSITIVE)) {
                    assertTrue(named.contains(other.name()), name + " hands on " + other.name() + ", names " + named);
                }
            }
        });
    }

    private static String moduleNameOf(Class<?> type) {
        return type.getName().startsWith(Modules.OURS)
                ? Modules.OURS + Modules.moduleOf(type.getPackageName())
                : String.valueOf(type.getModule().getName());
    }
}
