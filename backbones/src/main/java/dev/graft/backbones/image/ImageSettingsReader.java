package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.SizeRule;
import dev.graft.backbones.image.tile.Tiling;
import dev.graft.backbones.json.ConfigFile;
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
    private final SizeReader sizes;

    private ImageSettingsReader(ConfigFile file, ProcessorKind kind) {
        this.file = file;
        this.kind = kind;
        this.sizes = new SizeReader(file, kind);
    }

    static ImageSettings read(Path folder) {
        ConfigFile written = configuration(folder);
        ProcessorKind kind = kind(written, folder);
        ConfigFile file = PixtralBlocks.resolved(written, kind, folder);
        ImageFields.check(file, kind);
        return new ImageSettingsReader(file, kind).settings(folder);
    }

    /** The configuration with the name of its processor, which else follows from the folder's other files. */
    static String alone(Path folder) {
        ConfigFile file = configuration(folder);
        ProcessorKind kind = kind(file, folder);
        if (kind == ProcessorKind.UNNAMED) {
            return file.toJson();
        }
        ConfigFile named = PixtralBlocks.resolved(file, kind, folder).with("image_processor_type", kind.typeName());
        return TilingReader.processorClass(file, folder)
                .map(name -> named.with("processor_class", name))
                .orElse(named)
                .toJson();
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

    private ImageSettings settings(Path folder) {
        TilingReader tiles = new TilingReader(file, kind, sizes, filter());
        Optional<Tiling> tiling = tiles.tiling(TilingReader.processorClass(file, folder));
        List<ImageSize> crops = new ArrayList<>();
        Optional<SizeRule> resize = Optional.empty();
        if (flag("do_resize", kind != ProcessorKind.UNNAMED || sizes.size().isPresent())) {
            SizeRule size = sizes.size().orElseThrow(() -> file.error("size", "is needed with do_resize"));
            resize = Optional.of(sizes.enlarged(size, crops));
        }
        if (flag(
                "do_center_crop",
                kind.crops() || kind == ProcessorKind.UNNAMED && sizes.crop().isPresent())) {
            crops.add(sizes.crop().orElseThrow(() -> file.error("crop_size", "is needed with do_center_crop")));
        }
        if (kind.isNative()) {
            resize = Optional.empty(); // which comes before the cutting
        }
        if (kind.splits()) {
            resize = Optional.of(new SizeRule.Exact(ImageSize.square(tiles.edge())));
        }
        boolean padding = flag("do_pad", false) && !kind.masksPadding();
        boolean squares = padding && kind == ProcessorKind.LLAVA;
        return new ImageSettings(
                tiling,
                squares,
                background(),
                resize,
                filter(),
                crops,
                levels(),
                flag("do_flip_channel_order", kind == ProcessorKind.MOBILEVIT),
                padding && !squares,
                padding && !squares ? sizes.box("pad_size") : Optional.empty(),
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
        return channels("image_mean").or(kind::mean).orElse(List.of()).stream()
                .map(mean -> (int) (mean * 255))
                .toList();
    }
}
