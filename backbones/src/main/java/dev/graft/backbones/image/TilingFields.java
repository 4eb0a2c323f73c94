package dev.graft.backbones.image;

import java.util.List;

/** The fields of an image processor's configuration that say how pictures are cut into tiles. */
final class TilingFields {
    private TilingFields() {}

    static List<String> of(ProcessorKind kind) {
        if (kind.isAnyres()) {
            return List.of("image_grid_pinpoints");
        }
        if (kind.splits()) {
            return List.of("do_image_splitting", "max_image_size");
        }
        if (kind == ProcessorKind.IDEFICS2) {
            return List.of("do_image_splitting");
        }
        if (kind == ProcessorKind.QWEN2_VL) {
            return List.of("min_pixels", "max_pixels", "patch_size", "temporal_patch_size", "merge_size");
        }
        if (kind == ProcessorKind.PIXTRAL) {
            return List.of("patch_size", PixtralBlocks.MERGE);
        }
        if (kind == ProcessorKind.GEMMA3) {
            return List.of(
                    "do_pan_and_scan",
                    "pan_and_scan_min_crop_size",
                    "pan_and_scan_max_num_crops",
                    "pan_and_scan_min_ratio_to_activate");
        }
        return kind == ProcessorKind.GOT_OCR2 ? List.of("crop_to_patches", "min_patches", "max_patches") : List.of();
    }
}
