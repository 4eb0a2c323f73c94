package dev.graft.backbones.image;

import dev.graft.backbones.json.ConfigFile;
import dev.graft.tensors.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The fields that an image processor configuration may have. */
final class ImageFields {
    /** Read and obeyed by {@link ImageSettingsReader}. */
    private static final List<String> OBEYED = List.of(
            "do_resize",
            "size",
            "default_to_square",
            "use_square_size",
            "max_size",
            "size_divisor",
            "resample",
            "crop_pct",
            "do_center_crop",
            "crop_size",
            "do_rescale",
            "rescale_factor",
            "rescale_offset",
            "do_normalize",
            "image_mean",
            "image_std",
            "include_top",
            "do_flip_channel_order",
            "do_pad",
            "pad_size",
            "image_processor_type",
            "feature_extractor_type");

    /** Say nothing about the pixels, or only about how transformers is called. */
    private static final List<String> WITHOUT_EFFECT = List.of(
            "do_convert_rgb",
            "processor_class",
            "image_processor_class",
            "feature_extractor_class",
            "auto_map",
            "input_data_format",
            "device",
            "return_tensors",
            "disable_grouping",
            "image_seq_length",
            "transformers_version",
            "name_or_path",
            "_name_or_path",
            "_commit_hash",
            "_processor_class",
            "_valid_processor_keys",
            "_valid_kwargs_names",
            "model_input_names",
            "backend",
            "use_fast",
            "pan_and_scan_min_crop_size",
            "pan_and_scan_max_num_crops",
            "pan_and_scan_min_ratio_to_activate",
            "return_row_col_info",
            "aspect_ratio_setting",
            "video_sampling");

    /** Switches of processing that Graft does not do; false is fine. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("do_splice", "cuts pictures into pieces"),
            Map.entry("do_image_splitting", "cuts pictures into tiles"),
            Map.entry("do_split_image", "cuts pictures into tiles"),
            Map.entry("split_image", "cuts pictures into tiles"),
            Map.entry("crop_to_patches", "cuts pictures into tiles"),
            Map.entry("do_pan_and_scan", "cuts pictures into tiles"),
            Map.entry("do_reduce_labels", "renumbers the labels of segmentation"),
            Map.entry("reduce_labels", "renumbers the labels of segmentation"),
            Map.entry("do_thumbnail", "shrinks pictures before the resizing"),
            Map.entry("do_align_long_axis", "turns pictures"),
            Map.entry("do_crop_margin", "cuts off white margins"),
            Map.entry("do_grayscale", "makes pictures gray"),
            Map.entry("do_color_quantize", "turns colours into palette numbers"),
            Map.entry("do_affine_transform", "warps pictures"),
            Map.entry("keep_aspect_ratio", "chooses the size by the picture's proportions"),
            Map.entry("apply_ocr", "reads text in pictures"));

    private ImageFields() {}

    /** Refuses fields that are not known, and switches of processing that is not done. */
    static void check(ConfigFile file, ProcessorKind kind) {
        List<String> own = TilingFields.of(kind);
        List<String> known = Stream.of(
                        OBEYED, WITHOUT_EFFECT, REFUSED.keySet(), own, List.of("data_format", "num_channels"))
                .flatMap(names -> names.stream())
                .toList();
        for (String field : file.fields()) {
            if (!known.contains(field)) {
                throw file.error(
                        field,
                        "is not a field of an image processor that is known"
                                + Suggestions.nearest(field, known)
                                        .map(name -> "; did you mean \"" + name + "\"?")
                                        .orElse(
                                                ". Remove it if it does not change the pixels; processing that it stands for is "
                                                        + "not done"));
            }
            if (REFUSED.containsKey(field)
                    && !own.contains(field)
                    && file.flag(field).orElse(false)) {
                throw file.error(
                        field,
                        "is true: it " + REFUSED.get(field) + ", which is not supported. Use a model that "
                                + "takes whole pictures, or set it to false if the exported encoder does not need it");
            }
        }
        file.text("data_format")
                .filter(format -> !format.endsWith("channels_first"))
                .ifPresent(format -> {
                    throw file.error(
                            "data_format",
                            "is \"" + format + "\"; encoders get [images, channels, height, width], "
                                    + "which is \"channels_first\"");
                });
        file.count("num_channels").filter(channels -> channels != 3).ifPresent(channels -> {
            throw file.error("num_channels", "is " + channels + "; pictures always have 3");
        });
        file.flag("do_convert_rgb");
    }
}
