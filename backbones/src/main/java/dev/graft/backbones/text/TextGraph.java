package dev.graft.backbones.text;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.language.CacheBranches;
import dev.graft.backbones.language.DecoderFiles;
import dev.graft.backbones.language.LanguageGraph;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.language.OutputLayer;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.runtime.GraphFile;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of an export that reads a text.
 *
 * @param graph {@code input_ids [1, tokens]} and its like to one output
 * @param pooled whether the output is the vector of the text, not the hidden states of its tokens
 * @param files the model files, and those with their weights
 */
record TextGraph(Graph graph, boolean pooled, List<Path> files) {
    private static final List<String> NAMES =
            List.of("text_model", "encoder_model", "decoder_model_merged", "model", "decoder_model");

    private static final List<String> POOLED =
            List.of("text_embeds", "sentence_embedding", "text_features", "pooler_output");

    private static final List<String> EMBEDS =
            List.of("text_embeds", "text_features", "text_embedding", "text_embeddings", "sentence_embedding");

    private static final List<String> UNPROJECTED = List.of("pooler_output", "text_model_output.pooler_output");

    private static final List<String> STATES = List.of("last_hidden_state", "token_embeddings");

    static TextGraph find(BackbonePlace place, TextPooling pooling, ModelConfig config) {
        OnnxFiles onnx = new OnnxFiles(place);
        Path file = onnx.model("text encoder", NAMES);
        return GraphFile.about(file, () -> find(onnx, file, pooling, config));
    }

    private static TextGraph find(OnnxFiles onnx, Path file, TextPooling pooling, ModelConfig config) {
        List<Path> files = new ArrayList<>(OnnxFile.filesOf(file));
        Graph model = CacheBranches.of(LanguageGraph.read(file)).whole();
        if (model.input(LanguageModel.IDS).isEmpty()) {
            if (model.input(LanguageModel.EMBEDS).isEmpty()) {
                throw new ModelFileException(
                        file, "a text encoder has an input 'input_ids', this graph has " + model.inputNames());
            }
            Path embedFile = onnx.requireBeside("token embedding", file, DecoderFiles.EMBEDDINGS);
            files.addAll(OnnxFile.filesOf(embedFile));
            model = joined(LanguageGraph.read(embedFile), model);
        }
        Optional<String> vector = vector(model, pooling, config);
        if (vector.isEmpty() && pooling == TextPooling.EMBEDS) {
            throw new ModelFileException(
                    file,
                    "'embeds' was asked for, a text in the space of the images, and there is none of the outputs "
                            + EMBEDS
                            + " but " + model.outputNames()
                            + "; export the text model with its projection, as transformers' CLIPTextModelWithProjection");
        }
        if (vector.isEmpty() && pooling == TextPooling.UNPROJECTED) {
            throw new ModelFileException(
                    file,
                    "'unprojected' was asked for, a text before its projection, and there is none of the outputs "
                            + UNPROJECTED + " but " + model.outputNames()
                            + "; export it with one, as scripts/backbones/export.py does, or choose embeds");
        }
        if (vector.isEmpty() && pooling == TextPooling.POOLED) {
            throw new ModelFileException(
                    file,
                    "'pooled' was asked for, and there is none of the outputs " + POOLED + " but " + model.outputNames()
                            + "; choose mean or last");
        }
        return new TextGraph(
                part(model, vector.isPresent() ? vector.get() : states(file, model)), vector.isPresent(), files);
    }

    private static Optional<String> vector(Graph model, TextPooling pooling, ModelConfig config) {
        return switch (pooling) {
            case AUTO, POOLED -> named(model, POOLED);
            // SigLIP's tower pools in the space of the images, and projects nothing.
            case EMBEDS ->
                named(model, EMBEDS)
                        .or(() -> config.modelType().startsWith("siglip") ? named(model, POOLED) : Optional.empty());
            case UNPROJECTED -> named(model, UNPROJECTED);
            case MEAN, LAST -> Optional.empty();
        };
    }

    private static String states(Path file, Graph model) {
        Optional<String> states = named(model, STATES);
        if (states.isEmpty() && model.output(LanguageModel.LOGITS).isEmpty()) {
            throw new ModelFileException(
                    file,
                    "a text encoder has one of the outputs " + POOLED + " and " + STATES
                            + ", a language model 'logits'; this graph has " + model.outputNames());
        }
        return states.orElseGet(() -> OutputLayer.input(file, model, LanguageModel.IDS));
    }

    private static Optional<String> named(Graph model, List<String> names) {
        return names.stream().filter(name -> model.output(name).isPresent()).findFirst();
    }

    /** The part of the graph that computes one value. */
    private static Graph part(Graph model, String value) {
        return model.withOutputNames(List.of(value)).pruned().withoutUnusedInputs();
    }

    private static Graph joined(Graph embedding, Graph rest) {
        GraphBuilder g = new GraphBuilder(rest.name());
        Value embeds = g.include(embedding, Map.of()).values().iterator().next();
        g.include(rest, Map.of(LanguageModel.EMBEDS, embeds)).forEach(g::output);
        return g.build();
    }
}
