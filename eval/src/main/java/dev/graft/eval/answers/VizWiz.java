package dev.graft.eval.answers;

import java.util.regex.Pattern;

/** VizWiz (Gurari et al. 2018), which is told by its images: its questions are in VQA's format and have none of their own. */
public final class VizWiz {
    private static final Pattern IMAGE = Pattern.compile("(^|/)VizWiz_[a-z]+_\\d+\\.[^/]*\\z");

    private VizWiz() {}

    /** Whether an image is called as VizWiz' are, such as {@code val/VizWiz_val_00000028.jpg}. */
    public static boolean isImage(String name) {
        return IMAGE.matcher(name).find();
    }
}
