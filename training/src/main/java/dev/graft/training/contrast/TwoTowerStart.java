package dev.graft.training.contrast;

import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.adapters.contrast.DualEncoderSpec;
import dev.graft.adapters.perceiver.PoolerAdapter;
import dev.graft.adapters.projection.ResidualAdapter;
import dev.graft.adapters.published.PublishedTensors;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.text.TextPooling;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.models.contrast.LogitScale;
import dev.graft.models.folder.TwoTowerFolder;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.weights.WeightFiles;
import dev.graft.training.settings.TrainingSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights with which a contrast between the two towers of a trained CLIP, SigLIP or CoCa starts, so that before the first
 * step it compares as that model does. The adapter changes nothing yet ({@link ResidualAdapter}) or is the model's own ({@link
 * PoolerAdapter}); projections are those of its weights, or change nothing where the towers have projected already.
 */
final class TwoTowerStart {
    private final TrainingSettings settings;
    private final DualEncoder network;
    private final Path folder;
    private final Map<String, Tensor> weights;

    private TwoTowerStart(TrainingSettings settings, DualEncoder network, Path folder) {
        this.settings = settings;
        this.network = network;
        this.folder = folder;
        this.weights = new LinkedHashMap<>(network.initialise(settings.seed()));
    }

    /**
     * The weights of the network.
     *
     * @param seeing the files of the vision tower
     * @param reading those of the text tower
     * @return empty where the setting {@code init} does not name such a model
     * @throws InvalidInputException if towers and settings are not those of the model, so that it would start as another
     */
    static Optional<Map<String, Tensor>> of(
            TrainingSettings settings, List<Path> seeing, List<Path> reading, DualEncoder network) {
        return settings.paths()
                .init()
                .filter(TwoTowerFolder::isOne)
                .map(place -> BackbonePlace.of(place).folder())
                .map(folder -> new TwoTowerStart(settings, network, folder).started(seeing, reading));
    }

    private Map<String, Tensor> started(List<Path> seeing, List<Path> reading) {
        if (network.spec().form() == DualEncoderSpec.Form.LLIP) {
            throw refused(
                    "objective.kind",
                    "mixes the visual tokens for each text, as no such model does; choose clip or siglip");
        }
        requireOwnTower("vision", settings.paths().vision().folder());
        requireOwnTower("objective.text", settings.paths().textEncoder().folder());
        images(seeing);
        texts();
        LogitScale scale = LogitScale.find(folder, concatenated(seeing, reading))
                .orElseThrow(
                        () -> new ModelFileException(
                                folder,
                                "has no logit_scale, neither in model.safetensors nor in its ONNX files; put model.safetensors there"));
        if (scale.judgesPairs() != weights.containsKey(DualEncoder.BIAS)) {
            throw refused(
                    "objective.kind",
                    scale.judgesPairs()
                            ? "must be siglip, since the model has a bias of its logits"
                            : "must not be siglip, since the model has no bias of its logits");
        }
        weights.put(DualEncoder.LOG_SCALE, Tensor.scalar((float) Math.log(scale.scale())));
        weights.computeIfPresent(
                DualEncoder.BIAS, (name, fresh) -> scale.judgesPairs() ? Tensor.scalar((float) scale.bias()) : fresh);
        return weights;
    }

    private void images(List<Path> files) {
        VisionFeatures features = settings.backbones().visionFeatures();
        if (network.adapter() instanceof PoolerAdapter) {
            if (features.source() != VisionFeatures.Source.LAST
                    || !features.classToken()
                    || network.spec().pooling() != DualEncoderSpec.ImagePooling.FIRST) {
                throw refused(
                        "features", "must be last, and 'objective.image_pooling' first, for the pooler of a CoCa");
            }
            network.adapter().parameterShapes().forEach(this::take);
            take(DualEncoder.VISUAL_PROJECTION);
        } else if (!(network.adapter() instanceof ResidualAdapter)) {
            throw refused(
                    "adapter.kind",
                    "must be residual, which starts with what the tower gives, or attentional_pooler for a CoCa");
        } else if (features.source() == VisionFeatures.Source.EMBEDS) {
            weights.put(DualEncoder.VISUAL_PROJECTION, unchanged(network.tokenWidth()));
        } else if (features.source() == VisionFeatures.Source.POOLED) {
            if (OnnxFile.read(files.get(0)).outputNames().stream().noneMatch(name -> name.endsWith("pooler_output"))) {
                throw refused("features", "must be embeds, since " + files.get(0) + " gives no pooler_output");
            }
            take(DualEncoder.VISUAL_PROJECTION);
        } else {
            throw refused(
                    "features", "must be embeds, or pooled where the export gives vectors before their projection");
        }
    }

    private void texts() {
        TextPooling pooling = TextPooling.of(settings.objective().textPooling());
        if (pooling == TextPooling.EMBEDS) {
            weights.put(DualEncoder.TEXT_PROJECTION, unchanged(network.textWidth()));
        } else if (pooling == TextPooling.UNPROJECTED) {
            take(DualEncoder.TEXT_PROJECTION);
        } else {
            throw refused(
                    "objective.text_pooling",
                    "must be embeds, or unprojected where the export gives vectors before their projection");
        }
    }

    private void take(String name) {
        take(name, network.parameterShapes().get(name));
    }

    private void take(String name, long[] shape) {
        TensorSource file = WeightFiles.open(folder);
        String found = new PublishedTensors(file)
                .find(name)
                .orElseThrow(() -> new ModelFileException(
                        file.path(), "has no tensor '" + name + "', with which the training was to start"));
        if (!Arrays.equals(file.type(found).shape().sizes(), shape)) {
            throw new ModelFileException(
                    file.path(),
                    "has a tensor '" + found + "' of shape " + file.type(found).shape()
                            + ", and by the settings it would be "
                            + Arrays.toString(shape)
                            + "; 'objective.contrast_width', the settings of the adapter or the width of the language model differ");
        }
        weights.put(name, HalfPrecision.widen(file.tensor(found)).copy());
    }

    private Tensor unchanged(int width) {
        int wanted = network.spec().width();
        if (wanted != width) {
            throw refused(
                    "objective.contrast_width",
                    "must be " + width + ", the width of the model's vectors, found " + wanted);
        }
        Tensor matrix = Tensor.allocate(ElementType.FLOAT, width, width);
        FloatBuffer values = matrix.floats();
        for (int i = 0; i < width; i++) {
            values.put(i * width + i, 1);
        }
        return matrix;
    }

    /** Vectors of other towers lie in other spaces, and its projections mean nothing there. */
    private void requireOwnTower(String setting, Path tower) {
        try {
            if (!Files.isSameFile(tower, folder)) {
                throw refused(setting, "must name the same folder, found " + tower);
            }
        } catch (IOException e) {
            throw new ModelFileException(tower, "cannot be read: " + e.getMessage(), e);
        }
    }

    private InvalidInputException refused(String setting, String what) {
        return new InvalidInputException("the setting 'init' names " + folder
                + ", a trained model that compares images with texts; to start as it compares, '" + setting + "' "
                + what);
    }

    private static List<Path> concatenated(List<Path> first, List<Path> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
