package dev.graft.models.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.JsonFile;
import dev.graft.tensors.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder with a trained CLIP, SigLIP or the like as it is published in ONNX: the two towers as {@code vision_model.onnx} and
 * {@code text_model.onnx}, or both in one {@code model.onnx} from {@code pixel_values} and {@code input_ids} to
 * {@code image_embeds} and {@code text_embeds}.
 */
public final class TwoTowerFolder {
    private static final List<String> VISION = List.of("vision_model");
    private static final List<String> TEXT = List.of("text_model");
    private static final List<String> WHOLE = List.of("model");

    private TwoTowerFolder() {}

    /** Whether a folder, or the folder of an ONNX file, is such a one; a folder of {@code graft train} is none. */
    public static boolean isOne(Path place) {
        try {
            BackbonePlace towers = BackbonePlace.of(place);
            Path folder = towers.folder();
            if (!Files.isDirectory(folder) || ModelFolder.is(folder) || !isModel(folder)) {
                return false;
            }
            return !models(towers).isEmpty();
        } catch (ModelFileException e) {
            return false; // whoever reads it as something else will say what is wrong
        }
    }

    /**
     * The files with what the model of such a folder has learnt: published weights where it has some, which name each tensor, or
     * else the ONNX files of the towers and those with their tensors.
     */
    public static List<Path> weights(Path place) {
        BackbonePlace towers = BackbonePlace.of(place);
        return WeightFiles.areIn(towers.folder())
                ? WeightFiles.open(towers.folder()).files()
                : models(towers).stream()
                        .flatMap(file -> OnnxFile.filesOf(file).stream())
                        .distinct()
                        .toList();
    }

    /** The ONNX files of both towers; empty where one of them is missing. */
    private static List<Path> models(BackbonePlace towers) {
        Optional<Path> named = towers.model().filter(TwoTowerFolder::holdsBoth);
        if (named.isPresent()) {
            return List.of(named.get());
        }
        OnnxFiles onnx = new OnnxFiles(towers);
        Optional<Path> seeing = onnx.find(VISION);
        Optional<Path> reading = onnx.find(TEXT);
        return seeing.isPresent() && reading.isPresent()
                ? List.of(seeing.get(), reading.get())
                : onnx.find(WHOLE).filter(TwoTowerFolder::holdsBoth).stream().toList();
    }

    /** What such a folder holds and what can be done with it, as the end of a sentence about the folder. */
    static String advice(Path folder) {
        return "holds a published model that compares images with texts and answers nothing; measure it by 'graft eval "
                + folder + " --data CAPTIONS', write its vectors by 'graft embed " + folder
                + "', or train an adapter between its vision tower and a language model by 'graft train --vision "
                + folder
                + "'";
    }

    private static boolean isModel(Path folder) {
        Path config = folder.resolve(ModelFolder.CONFIG);
        return Files.isRegularFile(config)
                && JsonFile.read(config, JsonNode.class).isObject();
    }

    private static boolean holdsBoth(Path file) {
        Optional<Graph> graph = Files.isRegularFile(file) ? Optional.of(OnnxFile.read(file)) : Optional.empty();
        return graph.filter(model -> model.input("pixel_values").isPresent()
                        && model.input("input_ids").isPresent()
                        && model.output("image_embeds").isPresent()
                        && model.output("text_embeds").isPresent())
                .isPresent();
    }
}
