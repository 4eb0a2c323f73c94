package dev.graft.backbones.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.json.ConfigFile;
import java.nio.file.Path;
import java.util.Optional;

/** How large the blocks of patches are that Pixtral's processor makes pictures fit: that processor knows it, not its image processor. */
final class PixtralBlocks {
    /** The side of a block in patches. */
    static final String MERGE = "spatial_merge_size";

    private static final String PATCH = "patch_size";
    private static final int USUAL_PATCH = 16;

    private PixtralBlocks() {}

    /** The configuration of an image processor with the sizes of the processor in the same folder; others as they are. */
    static ConfigFile resolved(ConfigFile file, ProcessorKind kind, Path folder) {
        if (kind != ProcessorKind.PIXTRAL) {
            return file;
        }
        Optional<ConfigFile> processor = ConfigFile.readIfPresent(folder.resolve("processor_config.json"))
                .filter(config -> config.value(PATCH).isPresent()
                        || config.value(MERGE).isPresent()
                        || config.text("processor_class").equals(Optional.of("PixtralProcessor")));
        int patch = processor
                .map(config -> config.count(PATCH).orElse(USUAL_PATCH))
                .orElseGet(
                        () -> file.value(PATCH).map(value -> side(file, value)).orElse(USUAL_PATCH));
        int merge = processor.orElse(file).count(MERGE).orElse(1);
        return file.with(PATCH, patch).with(MERGE, merge);
    }

    /** A number, or an object of two that are the same. */
    private static int side(ConfigFile file, JsonNode value) {
        if (!value.isObject()) {
            return file.count(PATCH, value);
        }
        ConfigFile sides = file.object(PATCH).orElseThrow();
        Optional<Integer> height = sides.count("height");
        if (height.isEmpty() || !height.equals(sides.count("width"))) {
            throw file.error(PATCH, "must have the keys height and width of the same number");
        }
        return height.get();
    }
}
