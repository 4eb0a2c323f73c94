package dev.graft.backbones.folder;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the ONNX files of a model folder, which exporters put into {@code onnx/} or beside {@code config.json}, often in
 * several precisions. Where nothing is said of the precision, the most exact is taken: {@code model.onnx} before
 * {@code model_fp16.onnx} before those of 8 and of 4 bits.
 */
public final class OnnxFiles {
    private final BackbonePlace place;

    public OnnxFiles(BackbonePlace place) {
        this.place = place;
        if (!Files.isDirectory(place.folder())) {
            throw new ModelFileException(place.folder(), "there is no such model folder");
        }
    }

    /**
     * The file that is asked for, or the one that suits best; where there is none of the names, the only ONNX file.
     *
     * @param what it holds, for messages
     * @param names without suffix and ending, the likelier first
     * @throws ModelFileException if there is none, or several fit equally
     */
    public Path model(String what, List<String> names) {
        if (place.model().isPresent()) {
            return named(place.model().get());
        }
        return find(names)
                .or(() -> place.variant().isEmpty() ? only(what, names) : Optional.empty())
                .orElseThrow(() -> missing(what, names));
    }

    /** As {@link #find}, or an error that lists what there is. */
    public Path require(String what, List<String> names) {
        return find(names).orElseThrow(() -> missing(what, names));
    }

    private Path named(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file, "there is no such model file; the folder has " + shown(list()));
        }
        return file;
    }

    /** The first of some parts of a model that is there, of the precision that is asked for. */
    public Optional<Path> find(List<String> names) {
        return place.variant().isEmpty() ? best(names) : withSuffix(Variant.named(place.variant()), names);
    }

    /** Another part of the model that a file belongs to: with the same suffix, or else the one that suits best. */
    public Optional<Path> beside(Path model, List<String> names) {
        return alike(model, names)
                .or(() -> withSuffix(List.of(OnnxName.of(model).suffix()), names))
                .or(() -> best(names));
    }

    /** As {@link #beside}, or an error that lists what there is. */
    public Path requireBeside(String what, Path model, List<String> names) {
        return beside(model, names).orElseThrow(() -> missing(what, names));
    }

    /** Another part of the model that a file belongs to, in the same folder and with the same suffix. */
    public static Optional<Path> alike(Path model, List<String> names) {
        String suffix = OnnxName.of(model).suffix();
        return names.stream()
                .map(name -> model.resolveSibling(new OnnxName(name, suffix).fileName()))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Whether a file has one of some names, whatever its suffix. */
    public static boolean isOneOf(Path file, List<String> names) {
        return names.contains(OnnxName.of(file).base());
    }

    /** What else there is beside a file that differs from it by the suffix alone, as a user names it: {@code fp16, q4}. */
    public static List<String> otherVariants(Path file) {
        OnnxName name = OnnxName.of(file);
        return list(file.toAbsolutePath().getParent(), 1).stream()
                .map(OnnxName::of)
                .filter(other -> other.base().equals(name.base()) && !other.equals(name))
                .map(other -> Variant.toString(other.suffix()))
                .toList();
    }

    /**
     * What was taken of a folder that holds a model in several precisions, or in another than float32, in a line for people;
     * empty where there was nothing to choose.
     *
     * @param what it is, such as "language model"
     * @param files those of the model, with those of its weights
     */
    public static Optional<String> choice(String what, List<Path> files) {
        List<Path> models = files.stream().filter(OnnxFiles::isModel).toList();
        List<String> others = models.stream()
                .flatMap(file -> otherVariants(file).stream())
                .distinct()
                .toList();
        boolean plain =
                models.stream().allMatch(file -> OnnxName.of(file).suffix().isEmpty());
        if (others.isEmpty() && plain) {
            return Optional.empty();
        }
        String names =
                models.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
        String also = others.isEmpty()
                ? ""
                : "; there is also " + String.join(", ", others) + ", taken by FOLDER:" + others.get(0);
        return Optional.of(what + ": " + names + " of " + models.get(0).getParent() + also);
    }

    private static boolean isModel(Path file) {
        return file.toString().endsWith(OnnxName.ENDING);
    }

    private Optional<Path> best(List<String> names) {
        return withSuffix(Variant.BY_PREFERENCE, names).or(() -> single(fitting(names)));
    }

    private static Optional<Path> single(List<Path> files) {
        return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
    }

    private Optional<Path> withSuffix(List<String> suffixes, List<String> names) {
        for (String suffix : suffixes) {
            for (String name : names) {
                for (Path folder : List.of(place.folder().resolve("onnx"), place.folder())) {
                    Path file = folder.resolve(new OnnxName(name, suffix).fileName());
                    if (Files.isRegularFile(file)) {
                        return Optional.of(file);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The only file of the folder, whatever it is called; several with suffixes that are not known leave no choice. */
    private Optional<Path> only(String what, List<String> names) {
        List<Path> fitting = fitting(names);
        if (fitting.size() > 1) {
            throw new ModelFileException(
                    place.folder(),
                    "several files may hold the " + what + ": " + shown(fitting) + "; say which, as in "
                            + fitting.get(0));
        }
        return single(list());
    }

    private List<Path> fitting(List<String> names) {
        return list().stream().filter(file -> isOneOf(file, names)).toList();
    }

    private ModelFileException missing(String what, List<String> names) {
        List<Path> fitting = fitting(names);
        String found = fitting.isEmpty()
                ? "expected onnx/" + String.join(".onnx or onnx/", names) + ".onnx, found " + shown(list())
                : "there is "
                        + fitting.stream()
                                .map(file -> Variant.toString(OnnxName.of(file).suffix()))
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + ": " + shown(fitting);
        String suffix = place.variant().isEmpty() ? "" : " with the suffix '" + place.variant() + "'";
        return new ModelFileException(place.folder(), "no " + what + suffix + " found; " + found);
    }

    private String shown(List<Path> files) {
        return files.stream()
                .map(file -> place.folder().relativize(file).toString())
                .toList()
                .toString();
    }

    private List<Path> list() {
        return list(place.folder(), 2);
    }

    private static List<Path> list(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(OnnxFiles::isModel).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }
}
