package dev.graft.models.export.backbone;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The weights of a backbone as transformers publishes them, in a folder that the user names or beside the ONNX files. */
final class PublishedWeights {
    private PublishedWeights() {}

    /**
     * Opens them.
     *
     * @param part what it is, such as "vision encoder"
     * @param given the folder or file that the user names; empty for the backbone's own folder
     * @param own the folder of the backbone
     * @throws InvalidInputException if none is named and there are none in the folder
     */
    static TensorSource open(String part, Optional<Path> given, Path own) {
        if (given.isEmpty() && !WeightFiles.areIn(own)) {
            String option = part.split(" ")[0];
            throw new InvalidInputException("the weights of the " + part + " are needed as transformers publishes"
                    + " them, and there are none beside its ONNX files in " + own + "; name their folder by --" + option
                    + "-weights");
        }
        return WeightFiles.open(given.orElse(own));
    }

    /**
     * What stands before the names of the backbone's tensors in a file, such as {@code vision_tower.vision_model.} in one of
     * a whole model.
     *
     * @param probes the backbone's own names, of which one is there
     * @throws ModelFileException if none is
     */
    static String prefix(TensorSource source, String part, List<String> probes) {
        for (String probe : probes) {
            Optional<String> found = source.names().stream()
                    .filter(name -> name.equals(probe) || name.endsWith("." + probe))
                    .min(Comparator.comparingInt(String::length));
            if (found.isPresent()) {
                return found.get().substring(0, found.get().length() - probe.length());
            }
        }
        throw new ModelFileException(
                source.path(),
                "holds no " + part + ": expected a tensor whose name ends in one of " + probes + ", found "
                        + source.names().stream().limit(5).toList()
                        + (source.names().size() > 5 ? " and others" : "")
                        + "; name the weights of the " + part);
    }
}
