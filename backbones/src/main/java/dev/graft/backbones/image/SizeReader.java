package dev.graft.backbones.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.SizeRule;
import dev.graft.backbones.json.ConfigFile;
import dev.graft.tensors.ModelFileException;
import java.util.List;
import java.util.Optional;

/** Reads how large a picture is made and what is cropped of it, in all the forms that such configurations have. */
final class SizeReader {
    private final ConfigFile file;
    private final ProcessorKind kind;

    SizeReader(ConfigFile file, ProcessorKind kind) {
        this.file = file;
        this.kind = kind;
    }

    /** The size as the file has it, before what the kind makes of it. */
    Optional<SizeRule> size() {
        if (kind == ProcessorKind.GLPN) {
            return Optional.of(
                    new SizeRule.MultipleBelow(file.count("size_divisor").orElse(32)));
        }
        if (kind == ProcessorKind.QWEN2_VL) {
            return Optional.of(multipleWithin());
        }
        if (kind == ProcessorKind.PIXTRAL) {
            return Optional.of(new SizeRule.MultipleAround(largest(), block()));
        }
        if (file.value("size").isEmpty()) {
            return kind.size();
        }
        JsonNode size = file.value("size").get();
        if (size.isObject()) {
            return Optional.of(sizeOf(file.object("size").orElseThrow()));
        }
        if (size.isArray()) {
            return box("size").map(SizeRule.Exact::new);
        }
        int edge = file.count("size", size);
        if (flag("default_to_square", kind.numberMeansSquare()) || flag("use_square_size", false)) {
            return Optional.of(new SizeRule.Exact(ImageSize.square(edge)));
        }
        return Optional.of(file.count("max_size")
                .<SizeRule>map(longest -> new SizeRule.ShortestEdgeUpTo(edge, longest))
                .orElse(new SizeRule.ShortestEdge(edge)));
    }

    /** The side of a block of patches in pixels. */
    int block() {
        return kind == ProcessorKind.PIXTRAL
                ? file.count("patch_size").orElseThrow()
                        * file.count(PixtralBlocks.MERGE).orElseThrow()
                : file.count("patch_size").orElse(14) * file.count("merge_size").orElse(2);
    }

    /** The box that Pixtral's pictures are made to fit. */
    private ImageSize largest() {
        Optional<ConfigFile> size = file.object("size");
        if (size.isEmpty()) {
            return ImageSize.square(1024);
        }
        return size.get()
                .count("longest_edge")
                .map(ImageSize::square)
                .orElseGet(() -> area(size.get(), "width", "height"));
    }

    /** The least and the most pixels are under the names of edges, or under older ones, which go before. */
    private SizeRule multipleWithin() {
        Optional<ConfigFile> size = file.object("size");
        double least = pixels("min_pixels", size, "shortest_edge").orElse(56.0 * 56);
        double most = pixels("max_pixels", size, "longest_edge").orElse(28.0 * 28 * 1280);
        if (least < 1 || most < least) {
            throw file.error(
                    "size", "must say the least and the most pixels of a picture, but says " + least + " and " + most);
        }
        return new SizeRule.MultipleWithin(block(), least, most);
    }

    private Optional<Double> pixels(String field, Optional<ConfigFile> size, String edge) {
        return file.number(field).or(() -> size.flatMap(object -> object.number(edge)));
    }

    private SizeRule sizeOf(ConfigFile size) {
        List<String> keys = size.fields().stream()
                .filter(key -> size.value(key).isPresent())
                .sorted()
                .toList();
        return switch (String.join(" ", keys)) {
            case "height width" -> new SizeRule.Exact(area(size, "width", "height"));
            case "shortest_edge" ->
                flag("use_square_size", false)
                        ? new SizeRule.Exact(ImageSize.square(required(size, "shortest_edge")))
                        : new SizeRule.ShortestEdge(required(size, "shortest_edge"));
            case "longest_edge shortest_edge" ->
                kind == ProcessorKind.IDEFICS2
                        ? new SizeRule.EdgesWithin(required(size, "shortest_edge"), required(size, "longest_edge"))
                        : new SizeRule.ShortestEdgeUpTo(
                                required(size, "shortest_edge"), required(size, "longest_edge"));
            case "longest_edge" -> longest(size);
            case "max_height max_width" -> new SizeRule.WithinBox(area(size, "max_width", "max_height"));
            default -> throw unknown(keys);
        };
    }

    private SizeRule longest(ConfigFile size) {
        if (!kind.splits()) {
            throw unknown(List.of("longest_edge"));
        }
        return new SizeRule.LongestEdgeEven(required(size, "longest_edge"));
    }

    private ModelFileException unknown(List<String> keys) {
        return file.error(
                "size",
                "must have the keys height and width, or shortest_edge with or without "
                        + "longest_edge, or max_height and max_width"
                        + (kind.splits() ? ", or longest_edge" : "") + "; it has " + keys);
    }

    private static ImageSize area(ConfigFile size, String width, String height) {
        return new ImageSize(required(size, width), required(size, height));
    }

    private static int required(ConfigFile size, String key) {
        return size.count(key).orElseThrow(() -> size.error(key, "is missing"));
    }

    /** What kinds that resize to more than they keep make of a size; ConvNeXT adds the crop that belongs to it. */
    SizeRule enlarged(SizeRule size, List<ImageSize> crops) {
        Optional<Double> fraction = file.number("crop_pct").or(kind::cropFraction);
        if (fraction.isPresent() && (fraction.get() <= 0 || fraction.get() > 1)) {
            throw file.error("crop_pct", "must be above 0 and at most 1, but is " + fraction.get());
        }
        if (kind == ProcessorKind.TEXTNET && size instanceof SizeRule.ShortestEdge shortest) {
            return new SizeRule.ShortestEdgeMultipleAbove(
                    shortest.edge(), file.count("size_divisor").orElse(32));
        }
        if (kind == ProcessorKind.LEVIT && size instanceof SizeRule.ShortestEdge shortest) {
            return new SizeRule.ShortestEdge((int) (256.0 / 224 * shortest.edge()));
        }
        if (fraction.isEmpty()) {
            return size;
        }
        return kind == ProcessorKind.POOLFORMER
                ? poolFormer(size, fraction.get())
                : convNext(size, fraction.get(), crops);
    }

    private static SizeRule poolFormer(SizeRule size, double fraction) {
        if (size instanceof SizeRule.ShortestEdge shortest) {
            return new SizeRule.ShortestEdge((int) (shortest.edge() / fraction));
        }
        if (!(size instanceof SizeRule.Exact exact)) {
            return size;
        }
        int width = (int) (exact.size().width() / fraction);
        int height = (int) (exact.size().height() / fraction);
        return exact.size().width() == exact.size().height()
                ? new SizeRule.ShortestEdge(width)
                : new SizeRule.Exact(new ImageSize(width, height));
    }

    /** From 384 on the whole picture is squeezed into a square instead of cropped. */
    private static SizeRule convNext(SizeRule size, double fraction, List<ImageSize> crops) {
        if (!(size instanceof SizeRule.ShortestEdge shortest)) {
            return size;
        }
        if (shortest.edge() >= 384) {
            return new SizeRule.Exact(ImageSize.square(shortest.edge()));
        }
        crops.add(ImageSize.square(shortest.edge()));
        return new SizeRule.ShortestEdge((int) (shortest.edge() / fraction));
    }

    /** The size of the centre crop, where the file or the kind has one. */
    Optional<ImageSize> crop() {
        return box("crop_size").or(kind::crop);
    }

    /** A width and a height: a number, {@code [height, width]}, or an object with these two keys. */
    Optional<ImageSize> box(String field) {
        return file.value(field).map(value -> {
            if (value.isObject()) {
                ConfigFile box = file.object(field).orElseThrow();
                if (!box.fields().stream().allMatch(List.of("height", "width")::contains)) {
                    throw file.error(field, "must have the keys height and width; it has " + box.fields());
                }
                return area(box, "width", "height");
            }
            if (value.isArray()) {
                if (value.size() != 2) {
                    throw file.expected(field, "[height, width]", value);
                }
                return new ImageSize(file.count(field, value.get(1)), file.count(field, value.get(0)));
            }
            return ImageSize.square(file.count(field, value));
        });
    }

    private boolean flag(String field, boolean otherwise) {
        return file.flag(field).orElse(otherwise);
    }
}
