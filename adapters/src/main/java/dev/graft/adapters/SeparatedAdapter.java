package dev.graft.adapters;

import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An adapter with a learned vector besides that stands between its visual tokens, LLaVA-NeXT's {@code image_newline}: it is
 * put between the tokens of an image's tiles, and so not by {@link #build}.
 *
 * @param tiles makes the visual tokens of each tile
 * @param languageWidth the width of the vector
 */
public record SeparatedAdapter(Adapter tiles, int languageWidth) implements Adapter {
    /** The name of the vector, that of transformers. */
    public static final String NEWLINE = "image_newline";

    /** Starts as transformers starts it, normal with a deviation of one by the root of the width. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(tiles.parameters());
        parameters.add(new Parameter(NEWLINE, Start.normal(1 / Math.sqrt(languageWidth)), languageWidth));
        return parameters;
    }

    @Override
    public boolean takesAnyVectors() {
        return tiles.takesAnyVectors();
    }

    @Override
    public OptionalInt settledVectors() {
        return tiles.settledVectors();
    }

    @Override
    public List<String> separators() {
        return List.of(NEWLINE);
    }

    @Override
    public Map<String, String> names(WeightNames convention) {
        Map<String, String> names = new LinkedHashMap<>(tiles.names(convention));
        if (!names.isEmpty()) {
            names.put(NEWLINE, convention.equals(WeightNames.LLAVA_ORIGINAL) ? "model." + NEWLINE : NEWLINE);
        }
        return names;
    }

    @Override
    public int visualTokens(int featureTokens) {
        return tiles.visualTokens(featureTokens);
    }

    @Override
    public Value build(GraphBuilder g, Value features, Map<String, Value> parameters) {
        return tiles.build(g, features, parameters);
    }

    @Override
    public int vocabulary() {
        return tiles.vocabulary();
    }

    @Override
    public int textTokens() {
        return tiles.textTokens();
    }

    @Override
    public Value build(GraphBuilder g, Value features, TextInput text, Map<String, Value> parameters) {
        return tiles.build(g, features, text, parameters);
    }
}
