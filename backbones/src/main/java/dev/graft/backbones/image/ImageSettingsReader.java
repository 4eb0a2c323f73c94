package dev.graft.backbones.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.folder.ConfigFile;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Resolves a model folder's image processor configuration. */
final class ImageSettingsReader {
    private final ConfigFile file;
    private final ProcessorKind kind;

    private ImageSettingsReader(ConfigFile file, ProcessorKind kind) {
        this.file = file;
        this.kind = kind;
    }

    static ImageSettings read(Path folder) {
        ConfigFile file = configuration(folder);
        ImageFields.check(file);
        return new ImageSettingsReader(file, kind(file, folder)).settings();
    }

    /** The configuration with the name of its processor, which else follows from the folder's other files. */
    static String alone(Path folder) {
        ConfigFile file = configuration(folder);
        ProcessorKind kind = kind(file, folder);
        return kind == ProcessorKind.UNNAMED
                ? file.toJson()
                : file.with("image_processor_type", kind.typeName()).toJson();
    }

    private static ConfigFile configuration(Path folder) {
        return ConfigFile.readIfPresent(folder.resolve("processor_config.json"))
                .flatMap(processor -> processor.object("image_processor"))
                .or(() -> ConfigFile.readIfPresent(folder.resolve("preprocessor_config.json")))
                .orElseThrow(() -> new ModelFileException(
                        folder,
                        "has no preprocessor_config.json, nor a "
                                + "processor_config.json with a block \"image_processor\", so it is not known how pictures are "
                                + "prepared; copy the file from the model's page, or write one with \"size\", \"image_mean\" and "
                                + "\"image_std\""));
    }

    private static ProcessorKind kind(ConfigFile file, Path folder) {
        for (String field : List.of("image_processor_type", "feature_extractor_type")) {
            Optional<String> type = file.text(field);
            if (type.isPresent()) {
                return ProcessorKind.ofTypeName(type.get())
                        .orElseThrow(
                                () -> file.error(
                                        field,
                                        "is \"" + type.get() + "\", whose processing is not known. "
                                                + "Known are " + String.join(", ", ProcessorKind.typeNames())
                                                + ". If it resizes, crops, scales and normalises as one of these does, name that one"));
            }
        }
        return ConfigFile.readIfPresent(folder.resolve("config.json"))
                .flatMap(config -> config.text("model_type"))
                .flatMap(ProcessorKind::ofModelType)
                .orElse(ProcessorKind.UNNAMED);
    }

    private ImageSettings settings() {
        List<ImageSize> crops = new ArrayList<>();
        Optional<SizeRule> resize = Optional.empty();
        if (flag("do_resize", kind != ProcessorKind.UNNAMED || size().isPresent())) {
            SizeRule size = size().orElseThrow(() -> file.error("size", "is needed with do_resize"));
            resize = Optional.of(enlarged(size, crops));
        }
        if (flag("do_center_crop", kind.crops() || kind == ProcessorKind.UNNAMED && crop().isPresent())) {
            crops.add(crop().orElseThrow(() -> file.error("crop_size", "is needed with do_center_crop")));
        }
        boolean padding = flag("do_pad", false);
        boolean squares = padding && kind == ProcessorKind.LLAVA;
        return new ImageSettings(
                squares ? background() : List.of(),
                resize,
                filter(),
                crops,
                levels(),
                flag("do_flip_channel_order", kind == ProcessorKind.MOBILEVIT),
                padding && !squares,
                padding && !squares ? box("pad_size") : Optional.empty(),
                padMultiple(padding));
    }

    /** {@code size_divisor} is about resizing in some processors and about padding in others. */
    private int padMultiple(boolean padding) {
        int divisor = file.count("size_divisor").orElse(1);
        if (divisor == 1 || kind == ProcessorKind.GLPN || kind == ProcessorKind.TEXTNET) {
            return 1;
        }
        if (!padding || kind == ProcessorKind.LLAVA) {
            throw file.error(
                    "size_divisor",
                    "has no meaning here: it pads with do_pad, cuts sides down to a multiple with "
                            + "image_processor_type GLPNImageProcessor, fills them up to one with TextNetImageProcessor");
        }
        return divisor;
    }

    private boolean flag(String field, boolean otherwise) {
        return file.flag(field).orElse(otherwise);
    }

    private ResampleFilter filter() {
        return file.value("resample")
                .map(value -> Stream.of(ResampleFilter.values())
                        .filter(filter -> value.isTextual()
                                ? filter.name().equalsIgnoreCase(value.textValue())
                                : value.isInt()
                                        && filter
                                                == ResampleFilter.ofCode(value.intValue())
                                                        .orElse(null))
                        .findFirst()
                        .orElseThrow(() -> file.expected(
                                "resample",
                                "a filter's code: 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic, 4 box, 5 hamming",
                                value)))
                .orElse(kind.filter());
    }

    /** The size as the file has it, before what the kind makes of it. */
    private Optional<SizeRule> size() {
        if (kind == ProcessorKind.GLPN) {
            return Optional.of(
                    new SizeRule.MultipleBelow(file.count("size_divisor").orElse(32)));
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
                new SizeRule.ShortestEdgeUpTo(required(size, "shortest_edge"), required(size, "longest_edge"));
            case "max_height max_width" -> new SizeRule.WithinBox(area(size, "max_width", "max_height"));
            default ->
                throw file.error(
                        "size",
                        "must have the keys height and width, or shortest_edge with or without "
                                + "longest_edge, or max_height and max_width; it has " + keys);
        };
    }

    private static ImageSize area(ConfigFile size, String width, String height) {
        return new ImageSize(required(size, width), required(size, height));
    }

    private static int required(ConfigFile size, String key) {
        return size.count(key).orElseThrow(() -> size.error(key, "is missing"));
    }

    /** What kinds that resize to more than they keep make of a size; ConvNeXT adds the crop that belongs to it. */
    private SizeRule enlarged(SizeRule size, List<ImageSize> crops) {
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

    private Optional<ImageSize> crop() {
        return box("crop_size").or(kind::crop);
    }

    /** A width and a height: a number, {@code [height, width]}, or an object with these two keys. */
    private Optional<ImageSize> box(String field) {
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

    private Levels levels() {
        Double scale = flag("do_rescale", true) ? file.number("rescale_factor").orElse(1.0 / 255) : null;
        List<Levels.Normalization> steps = new ArrayList<>();
        Optional<List<Double>> mean = channels("image_mean").or(kind::mean);
        Optional<List<Double>> deviation = channels("image_std").or(kind::deviation);
        // MobileViT's processor has the field but never normalises.
        if (kind != ProcessorKind.MOBILEVIT
                && flag("do_normalize", kind.normalizes() || kind == ProcessorKind.UNNAMED && mean.isPresent())) {
            steps.add(new Levels.Normalization(
                    mean.orElseThrow(() -> file.error("image_mean", "is needed with do_normalize")),
                    deviations(deviation)));
        }
        if (flag("include_top", kind == ProcessorKind.EFFICIENTNET)) {
            steps.add(new Levels.Normalization(List.of(0.0, 0.0, 0.0), deviations(deviation)));
        }
        return new Levels(scale, scale != null && flag("rescale_offset", false), steps);
    }

    private List<Double> deviations(Optional<List<Double>> deviation) {
        List<Double> values = deviation.orElseThrow(() -> file.error("image_std", "is needed with do_normalize"));
        if (values.stream().anyMatch(value -> value.floatValue() == 0)) {
            throw file.error("image_std", "must not have zeros, but is " + values);
        }
        return values;
    }

    private Optional<List<Double>> channels(String field) {
        return file.value(field).map(value -> {
            if (value.isNumber()) {
                double all = file.number(field, value);
                return List.of(all, all, all);
            }
            if (!value.isArray() || value.size() != 3) {
                throw file.expected(field, "three numbers, for red, green and blue", value);
            }
            List<Double> numbers = new ArrayList<>();
            value.forEach(number -> numbers.add(file.number(field, number)));
            return numbers;
        });
    }

    /** LLaVA fills up to a square with the mean colour. */
    private List<Integer> background() {
        return channels("image_mean").or(kind::mean).orElseThrow().stream()
                .map(mean -> (int) (mean * 255))
                .toList();
    }
}
