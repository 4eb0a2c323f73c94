package dev.graft.models.contrast;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What CLIP and SigLIP have learnt to make logits of cosines with: {@code scale · cosine + bias}. CLIP's probabilities are a
 * softmax of them over the texts, SigLIP's a sigmoid of each.
 *
 * @param scale the exponential of the weight {@code logit_scale}
 * @param bias the weight {@code logit_bias}; 0 where there is none
 * @param judgesPairs whether each pair is judged by itself, as where there is a bias
 */
public record LogitScale(double scale, double bias, boolean judgesPairs) {
    private static final String SCALE = "logit_scale";
    private static final String BIAS = "logit_bias";
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    /** The logit of a cosine. */
    public double logit(double cosine) {
        return scale * cosine + bias;
    }

    /**
     * That of a folder: of the weights of PyTorch beside the export, or else among the constants of its files.
     *
     * @param models the ONNX files of the export
     * @return empty where neither has it; what {@code config.json} says is the start of the training, not what was learnt
     */
    public static Optional<LogitScale> find(Path folder, List<Path> models) {
        Optional<LogitScale> weights = WEIGHTS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(LogitScale::ofWeights);
        return weights.or(() -> models.stream().flatMap(LogitScale::ofModel).findFirst());
    }

    private static Optional<LogitScale> ofWeights(Path path) {
        TensorSource file = WeightFiles.open(path);
        return named(file.names().stream(), SCALE)
                .map(scale -> of(
                        path,
                        file.tensor(scale),
                        named(file.names().stream(), BIAS).map(file::tensor)));
    }

    private static Stream<LogitScale> ofModel(Path path) {
        if (!path.toString().endsWith(".onnx")) {
            return Stream.empty();
        }
        Graph graph = OnnxFile.read(path);
        return named(graph.constants().keySet().stream(), SCALE)
                .map(scale -> of(
                        path,
                        graph.constants().get(scale).tensor(),
                        named(graph.constants().keySet().stream(), BIAS)
                                .map(graph.constants()::get)
                                .map(Constant::tensor)))
                .stream();
    }

    /** A name, whatever modules are written before it. */
    private static Optional<String> named(Stream<String> names, String wanted) {
        return names.filter(name -> name.equals(wanted) || name.endsWith("." + wanted))
                .findFirst();
    }

    private static LogitScale of(Path file, Tensor scale, Optional<Tensor> bias) {
        double logarithm = number(file, SCALE, scale);
        double found = Math.exp(logarithm);
        if (!(found > 0) || Double.isInfinite(found)) {
            throw new ModelFileException(
                    file, "'" + SCALE + "' should be the logarithm of a scale, found " + logarithm);
        }
        return new LogitScale(
                found, bias.map(tensor -> number(file, BIAS, tensor)).orElse(0.0), bias.isPresent());
    }

    private static double number(Path file, String name, Tensor tensor) {
        if (tensor.size() != 1 || !tensor.type().isFloatingPoint()) {
            throw new ModelFileException(file, "'" + name + "' should be one real number, found " + tensor);
        }
        return HalfPrecision.widen(tensor).floats().get(0);
    }
}
