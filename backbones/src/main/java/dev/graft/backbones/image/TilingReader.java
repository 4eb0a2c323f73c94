package dev.graft.backbones.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.SizeRule;
import dev.graft.backbones.image.tile.AnyresTiling;
import dev.graft.backbones.image.tile.CanvasTiling;
import dev.graft.backbones.image.tile.CropTiling;
import dev.graft.backbones.image.tile.NativeTiling;
import dev.graft.backbones.image.tile.QuarterTiling;
import dev.graft.backbones.image.tile.SplitTiling;
import dev.graft.backbones.image.tile.Tiling;
import dev.graft.backbones.json.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how an image processor's configuration has pictures cut into tiles. */
final class TilingReader {
    /** Processors that have pictures cut whatever the image processor's own file says, by the model types that have them. */
    private static final Map<String, String> CUT_ALWAYS =
            Map.of("internvl", "InternVLProcessor", "aya_vision", "AyaVisionProcessor");

    /** Gemma 3's processor has pictures left whole whatever the file says, unless it is asked for crops with each picture. */
    private static final String CUTS_NEVER = "Gemma3Processor";

    private static final int MOST_TILES = 1 << 10;

    private final ConfigFile file;
    private final ProcessorKind kind;
    private final SizeReader sizes;
    private final ResampleFilter filter;

    TilingReader(ConfigFile file, ProcessorKind kind, SizeReader sizes, ResampleFilter filter) {
        this.file = file;
        this.kind = kind;
        this.sizes = sizes;
        this.filter = filter;
    }

    /** The class that calls the image processor in transformers, where it changes what is done. */
    static Optional<String> processorClass(ConfigFile file, Path folder) {
        Optional<String> named = Stream.of("processor_config.json", "preprocessor_config.json", "tokenizer_config.json")
                .flatMap(name -> text(folder.resolve(name), "processor_class").stream())
                .findFirst()
                .or(() -> file.text("processor_class"));
        return named.or(() -> text(folder.resolve("config.json"), "model_type").map(CUT_ALWAYS::get))
                .filter(name -> CUT_ALWAYS.containsValue(name) || name.equals(CUTS_NEVER));
    }

    private static Optional<String> text(Path file, String field) {
        return ConfigFile.readIfPresent(file).flatMap(config -> config.text(field));
    }

    Optional<Tiling> tiling(Optional<String> processorClass) {
        if (kind.isAnyres()) {
            return Optional.of(anyres());
        }
        if (kind.splits()) {
            Optional<SizeRule> resize =
                    file.flag("do_resize").orElse(true) ? sizes.size().map(this::splittable) : Optional.empty();
            boolean split = file.flag("do_image_splitting").orElse(true);
            return Optional.of(new SplitTiling(resize, edge(), split, filter));
        }
        if (kind == ProcessorKind.IDEFICS2) {
            return file.flag("do_image_splitting").orElse(false)
                    ? Optional.of(new QuarterTiling(true))
                    : Optional.empty();
        }
        if (kind.isNative()) {
            boolean resizes = file.flag("do_resize").orElse(true);
            return Optional.of(new NativeTiling(resizes ? sizes.size() : Optional.empty(), sizes.block(), filter));
        }
        if (kind == ProcessorKind.GEMMA3) {
            boolean crops = file.flag("do_pan_and_scan").orElse(false) && processorClass.isEmpty();
            return crops ? Optional.of(crops()) : Optional.empty();
        }
        boolean cuts = processorClass.filter(CUT_ALWAYS::containsValue).isPresent()
                || file.flag("crop_to_patches").orElse(false);
        return kind == ProcessorKind.GOT_OCR2 && cuts ? canvas() : Optional.empty();
    }

    /** The side of Idefics3's tiles. */
    int edge() {
        return file.object("max_image_size")
                .map(size -> size.count("longest_edge").orElseThrow(() -> size.error("longest_edge", "is missing")))
                .orElse(364);
    }

    private SizeRule splittable(SizeRule size) {
        if (size instanceof SizeRule.LongestEdgeEven || size instanceof SizeRule.Exact) {
            return size;
        }
        throw file.error("size", "must have the key longest_edge, or height and width, for " + kind.typeName());
    }

    private Tiling anyres() {
        ImageSize overview = sizes.size().map(this::overview).orElseThrow();
        int tile = sizes.crop().map(ImageSize::height).orElse(overview.height());
        List<ImageSize> canvases =
                file.value("image_grid_pinpoints").map(this::canvases).orElseGet(this::usualCanvases);
        return new AnyresTiling(canvases, overview, tile, filter);
    }

    private ImageSize overview(SizeRule size) {
        if (size instanceof SizeRule.Exact exact) {
            return exact.size();
        }
        if (size instanceof SizeRule.ShortestEdge shortest) {
            return ImageSize.square(shortest.edge());
        }
        throw file.error("size", "must have the key shortest_edge, or height and width, for " + kind.typeName());
    }

    private List<ImageSize> canvases(JsonNode pinpoints) {
        if (!pinpoints.isArray() || pinpoints.isEmpty() || pinpoints.size() > MOST_TILES) {
            throw file.expected("image_grid_pinpoints", "a list of [height, width]", pinpoints);
        }
        List<ImageSize> canvases = new ArrayList<>();
        for (JsonNode pinpoint : pinpoints) {
            if (!pinpoint.isArray() || pinpoint.size() != 2) {
                throw file.expected("image_grid_pinpoints", "a list of [height, width]", pinpoints);
            }
            canvases.add(new ImageSize(
                    file.count("image_grid_pinpoints", pinpoint.get(1)),
                    file.count("image_grid_pinpoints", pinpoint.get(0))));
        }
        return canvases;
    }

    private List<ImageSize> usualCanvases() {
        if (kind == ProcessorKind.LLAVA_NEXT) {
            return Stream.of(
                            new int[] {672, 336},
                            new int[] {336, 672},
                            new int[] {672, 672},
                            new int[] {336, 1008},
                            new int[] {1008, 336})
                    .map(size -> new ImageSize(size[0], size[1]))
                    .toList();
        }
        List<ImageSize> canvases = new ArrayList<>();
        for (int rows = 1; rows <= 6; rows++) {
            for (int columns = 1; columns <= 6; columns++) {
                canvases.add(new ImageSize(384 * columns, 384 * rows));
            }
        }
        return canvases;
    }

    /** What the file leaves out is as Gemma 3's processor has it. */
    private Tiling crops() {
        double ratio = file.number("pan_and_scan_min_ratio_to_activate").orElse(1.2);
        if (!(ratio >= 1)) {
            throw file.error("pan_and_scan_min_ratio_to_activate", "must be 1 or more, but is " + ratio);
        }
        int most = file.count("pan_and_scan_max_num_crops").orElse(4);
        if (most > MOST_TILES) {
            throw file.error("pan_and_scan_max_num_crops", "must be at most " + MOST_TILES + ", but is " + most);
        }
        return new CropTiling(file.count("pan_and_scan_min_crop_size").orElse(256), most, ratio);
    }

    private Optional<Tiling> canvas() {
        int least = file.count("min_patches").orElse(1);
        int most = file.count("max_patches").orElse(12);
        if (least > most || most > MOST_TILES) {
            throw file.error(
                    "max_patches", "must be from min_patches, " + least + ", to " + MOST_TILES + ", but is " + most);
        }
        if (!(sizes.size().orElseThrow() instanceof SizeRule.Exact exact)) {
            throw file.error("size", "must have the keys height and width to cut pictures into tiles");
        }
        return most == 1 ? Optional.empty() : Optional.of(new CanvasTiling(exact.size(), least, most, filter));
    }
}
