package dev.graft.backbones.image;

import static dev.graft.backbones.image.raster.ResampleFilter.BICUBIC;
import static dev.graft.backbones.image.raster.ResampleFilter.BILINEAR;
import static dev.graft.backbones.image.raster.ResampleFilter.LANCZOS;

import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.ResampleFilter;
import dev.graft.backbones.image.raster.SizeRule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The image processors of Hugging Face transformers for pictures: what each does where its
 * configuration is silent, and which model types use it when the configuration does not name its processor.
 *
 * <p>Facts from the classes {@code <Name>ImageProcessorPil} of transformers 5.18.
 */
enum ProcessorKind {
    VIT(
            "ViT",
            BILINEAR,
            ColorStatistics.HALF,
            exact(224),
            true,
            0,
            false,
            "vit",
            "vit_mae",
            "vit_msn",
            "dinat",
            "ijepa",
            "mgp-str",
            "swiftformer",
            "swin",
            "swinv2",
            "trocr"),
    DEIT("DeiT", BICUBIC, ColorStatistics.HALF, exact(256), true, 224, true, "deit"),
    CLIP(
            "CLIP",
            BICUBIC,
            ColorStatistics.CLIP,
            edge(224),
            false,
            224,
            true,
            "clip",
            "clip_vision_model",
            "aimv2",
            "aimv2_vision_model",
            "altclip",
            "git",
            "groupvit",
            "metaclip_2",
            "mlcd",
            "vipllava",
            "xclip"),
    CHINESE_CLIP(
            "ChineseCLIP",
            BICUBIC,
            ColorStatistics.CLIP,
            edge(224),
            false,
            224,
            true,
            "chinese_clip",
            "chinese_clip_vision_model"),
    SIGLIP(
            "Siglip",
            BICUBIC,
            ColorStatistics.HALF,
            exact(224),
            false,
            0,
            false,
            "siglip",
            "siglip_vision_model",
            "paligemma"),
    BIT(
            "Bit",
            BICUBIC,
            ColorStatistics.CLIP,
            edge(224),
            false,
            224,
            true,
            "bit",
            "dinov2",
            "dinov2_with_registers",
            "focalnet",
            "hiera"),
    DINOV3(
            "DINOv3ViT",
            BILINEAR,
            ColorStatistics.IMAGENET,
            exact(224),
            true,
            0,
            false,
            "dinov3_vit",
            "dinov3_convnext"),
    BLIP(
            "Blip",
            BICUBIC,
            ColorStatistics.CLIP,
            exact(384),
            true,
            0,
            false,
            "blip",
            "blip_vision_model",
            "blip-2",
            "blip_2",
            "blip_2_vision_model",
            "instructblip"),
    BEIT("Beit", BICUBIC, ColorStatistics.HALF, exact(224), true, 224, false, "beit", "data2vec-vision"),
    CONVNEXT(
            "ConvNext",
            BICUBIC,
            ColorStatistics.HALF,
            edge(384),
            false,
            0,
            false,
            "convnext",
            "convnextv2",
            "cvt",
            "regnet",
            "resnet"),
    EFFICIENTNET("EfficientNet", BICUBIC, ColorStatistics.HALF, exact(346), true, 289, false, "efficientnet", "align"),
    LEVIT("Levit", BICUBIC, ColorStatistics.IMAGENET, edge(224), false, 224, true, "levit"),
    MOBILENET_V1("MobileNetV1", BILINEAR, ColorStatistics.HALF, edge(256), false, 224, true, "mobilenet_v1"),
    MOBILENET_V2("MobileNetV2", BILINEAR, ColorStatistics.HALF, edge(256), false, 224, true, "mobilenet_v2"),
    MOBILEVIT("MobileViT", BICUBIC, ColorStatistics.HALF, edge(224), false, 256, true, "mobilevit", "mobilevitv2"),
    POOLFORMER("PoolFormer", BICUBIC, ColorStatistics.IMAGENET, edge(224), false, 224, true, "poolformer"),
    PVT("Pvt", BICUBIC, ColorStatistics.IMAGENET, exact(224), true, 0, false, "pvt", "pvt_v2"),
    SEGFORMER("Segformer", BILINEAR, ColorStatistics.IMAGENET, exact(512), true, 0, false, "segformer", "upernet"),
    OWLVIT("OwlViT", BICUBIC, ColorStatistics.CLIP, exact(768), true, 768, false, "owlvit"),
    LLAVA("Llava", BICUBIC, ColorStatistics.CLIP, edge(224), false, 224, true, "llava"),
    GEMMA3("Gemma3", BILINEAR, ColorStatistics.HALF, exact(224), true, 0, false, "gemma3", "shieldgemma2"),
    GLPN("GLPN", BILINEAR, ColorStatistics.HALF, new SizeRule.MultipleBelow(32), true, 0, false, "glpn"),
    TEXTNET("TextNet", BILINEAR, ColorStatistics.IMAGENET, edge(640), false, 224, false, "textnet"),
    LLAVA_NEXT("LlavaNext", BICUBIC, ColorStatistics.CLIP, edge(224), false, 224, true, "llava_next"),
    LLAVA_ONEVISION("LlavaOnevision", BICUBIC, ColorStatistics.CLIP, exact(384), false, 0, false, "llava_onevision"),
    IDEFICS2(
            "Idefics2", BILINEAR, ColorStatistics.HALF, new SizeRule.EdgesWithin(378, 980), true, 0, false, "idefics2"),
    IDEFICS3("Idefics3", LANCZOS, ColorStatistics.HALF, longest(1456), true, 0, false, "idefics3"),
    SMOLVLM("SmolVLM", LANCZOS, ColorStatistics.HALF, longest(1456), true, 0, false, "smolvlm"),
    QWEN2_VL("Qwen2VL", BICUBIC, ColorStatistics.CLIP, null, true, 0, false, "qwen2_vl"),
    PIXTRAL("Pixtral", BICUBIC, ColorStatistics.CLIP, null, true, 0, false, "pixtral", "mistral3"),
    GOT_OCR2(
            "GotOcr2", BICUBIC, ColorStatistics.CLIP, exact(384), true, 0, false, "got_ocr2", "internvl", "aya_vision"),
    /** Of a configuration that names no processor, in a folder that names no model: only what it says is done. */
    UNNAMED("", BILINEAR, null, null, true, 0, false);

    private final String stem;
    private final ResampleFilter filter;
    private final ColorStatistics statistics;
    private final SizeRule size;
    private final boolean numberMeansSquare;
    private final int crop;
    private final boolean crops;
    private final List<String> modelTypes;

    ProcessorKind(
            String stem,
            ResampleFilter filter,
            ColorStatistics statistics,
            SizeRule size,
            boolean numberMeansSquare,
            int crop,
            boolean crops,
            String... modelTypes) {
        this.stem = stem;
        this.filter = filter;
        this.statistics = statistics;
        this.size = size;
        this.numberMeansSquare = numberMeansSquare;
        this.crop = crop;
        this.crops = crops;
        this.modelTypes = List.of(modelTypes);
    }

    private static SizeRule exact(int edge) {
        return new SizeRule.Exact(ImageSize.square(edge));
    }

    private static SizeRule edge(int edge) {
        return new SizeRule.ShortestEdge(edge);
    }

    private static SizeRule longest(int edge) {
        return new SizeRule.LongestEdgeEven(edge);
    }

    /** The kind of a class name such as {@code CLIPImageProcessor}, {@code ViTFeatureExtractor}, {@code ...Fast}. */
    static Optional<ProcessorKind> ofTypeName(String type) {
        String name = type.replace("FeatureExtractor", "ImageProcessor");
        for (String suffix : List.of("Fast", "Pil")) {
            name = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
        }
        String wanted = name;
        return Arrays.stream(values())
                .filter(kind -> kind != UNNAMED && wanted.equals(kind.typeName()))
                .findFirst();
    }

    /** The kind that the given {@code model_type} of a {@code config.json} uses. */
    static Optional<ProcessorKind> ofModelType(String modelType) {
        return Arrays.stream(values())
                .filter(kind -> kind.modelTypes.contains(modelType))
                .findFirst();
    }

    static List<String> typeNames() {
        return Arrays.stream(values())
                .filter(kind -> kind != UNNAMED)
                .map(ProcessorKind::typeName)
                .toList();
    }

    String typeName() {
        return stem + "ImageProcessor";
    }

    ResampleFilter filter() {
        return filter;
    }

    Optional<List<Double>> mean() {
        return Optional.ofNullable(statistics).map(ColorStatistics::mean);
    }

    Optional<List<Double>> deviation() {
        return Optional.ofNullable(statistics).map(ColorStatistics::deviation);
    }

    Optional<SizeRule> size() {
        return Optional.ofNullable(size);
    }

    /** Whether a size that is one number is both sides; otherwise it is the shorter side. */
    boolean numberMeansSquare() {
        return numberMeansSquare;
    }

    Optional<ImageSize> crop() {
        return crop == 0 ? Optional.empty() : Optional.of(ImageSize.square(crop));
    }

    /** Whether pictures are cropped where the configuration does not say. */
    boolean crops() {
        return crops;
    }

    /** Whether pictures are normalised where the configuration does not say. */
    boolean normalizes() {
        return this != MOBILEVIT && this != GLPN && this != UNNAMED;
    }

    /** Whether pictures are cut in LLaVA-NeXT's way. */
    boolean isAnyres() {
        return this == LLAVA_NEXT || this == LLAVA_ONEVISION;
    }

    /** Whether pictures are cut in Idefics3's way. */
    boolean splits() {
        return this == IDEFICS3 || this == SMOLVLM;
    }

    /** Whether pictures stay whole, in nearly their own size. */
    boolean isNative() {
        return this == QWEN2_VL || this == PIXTRAL;
    }

    /** Whether the pictures of a batch are padded with a mask, so that each is read as if it were alone. */
    boolean masksPadding() {
        return isAnyres() || splits() || isNative() || this == IDEFICS2;
    }

    /** The part of the picture that remains after cropping, which says how much larger it is resized before. */
    Optional<Double> cropFraction() {
        return switch (this) {
            case CONVNEXT -> Optional.of(224.0 / 256);
            case POOLFORMER -> Optional.of(0.9);
            default -> Optional.empty();
        };
    }
}
