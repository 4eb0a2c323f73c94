package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.inspect.GraphWeights;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.TensorSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The backbones' own weights in a whole checkpoint, as those of LLaVA-1.6, whose vision encoder was trained with the rest: its adapter
 * answers with these, and not with the backbone that it began with.
 */
final class CheckpointBackbones {
    /** Under which systems keep their vision encoder; what else is no part of the adapter is the language model's. */
    private static final Pattern VISION =
            Pattern.compile("(^|.*\\.)(vision_tower|vision_model|vision_encoder|visual_encoder|visual)\\..*");

    private CheckpointBackbones() {}

    /**
     * Refuses backbones of other matrices than the checkpoint's, as far as it has them and the ONNX files hold them in real numbers.
     * Vectors may be others in right files: what quantises a model moves scales from matrices into norms.
     *
     * @param names what is in the file beside the adapter
     * @return for each backbone of which the checkpoint has matrices, what was found of them
     * @throws ModelFileException with the first matrix that is another
     */
    static List<String> require(TensorSource file, List<String> names, BackbonePlace vision, BackbonePlace language) {
        List<String> matrices =
                names.stream().filter(name -> isMatrix(file, name)).toList();
        Optional<String> ofVision = compared(
                ModelDescription.VISION,
                "vision",
                file,
                matrices.stream().filter(name -> VISION.matcher(name).matches()).toList(),
                vision);
        Optional<String> ofLanguage = compared(
                "language model",
                "language",
                file,
                matrices.stream()
                        .filter(name -> !VISION.matcher(name).matches())
                        .toList(),
                language);
        return Stream.of(ofVision, ofLanguage).flatMap(Optional::stream).toList();
    }

    private static Optional<String> compared(
            String part, String option, TensorSource file, List<String> names, BackbonePlace place) {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String remedy =
                "the checkpoint answers with its own: name by --" + option + " ONNX files that were exported from"
                        + " it, or say features and prompt by --features and --set prompt.template=... to make"
                        + " a model of one's own of its adapter";
        return Optional.of(GraphWeights.of(List.of(place))
                .requireNoOther(part, file, names, remedy)
                .told(part));
    }

    private static boolean isMatrix(TensorSource file, String name) {
        return Arrays.stream(file.type(name).shape().sizes())
                        .filter(size -> size > 1)
                        .count()
                > 1;
    }
}
