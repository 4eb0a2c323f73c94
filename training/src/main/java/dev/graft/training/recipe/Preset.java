package dev.graft.training.recipe;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Recipes that Graft carries, a JSON file each, in the form of {@link RecipeFile}. What they say is in the files. */
public enum Preset {
    /** Questions about the little world, on the embedded backbones: what is trained where nothing else is said. */
    SHAPES,
    /** Captions of the same pictures only; questions are then answered zero-shot or after examples, as Frozen does. */
    SHAPES_CAPTIONS,
    FROZEN,
    LIMBER,
    CLIPCAP,
    MAPL,
    LLAVA,
    LLAVA_V1,
    TINYLLAVA,
    BLIP2,
    BLIP2_T5,
    MINIGPT4,
    QWEN_VL;

    /** The preset of a name such as {@code shapes}. */
    public static Preset of(String name) {
        return Arrays.stream(values())
                .filter(preset -> preset.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "there is no preset '" + name + "'" + Suggestions.didYouMean(name, names())));
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Preset::toString).toList();
    }

    /** Its file. */
    public String json() {
        try (InputStream file = Preset.class.getResourceAsStream("presets/" + this + ".json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
