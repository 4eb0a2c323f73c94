package dev.graft.graph.autodiff;

import static dev.graft.graph.OperatorCase.single;

import dev.graft.graph.OperatorCase;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and pooling in one to three dimensions. */
final class WindowCases {
    private WindowCases() {}

    static List<OperatorCase> all() {
        List<OperatorCase> cases = new ArrayList<>();
        cases.addAll(convolutions());
        cases.addAll(transposed());
        cases.addAll(averages());
        cases.addAll(maxima());
        cases.addAll(resizes());
        return cases;
    }

    private static List<OperatorCase> convolutions() {
        return List.of(
                single("Conv", "1-D").x(2, 2, 5).x(3, 2, 3).x(3),
                single("Conv", "2-D").x(2, 2, 4, 5).x(3, 2, 2, 3).x(3),
                single("Conv", "3-D").x(1, 2, 3, 3, 2).x(2, 2, 2, 2, 2),
                single("Conv", "patches")
                        .withInts("strides", 2, 2)
                        .x(1, 3, 4, 4)
                        .x(4, 3, 2, 2)
                        .x(4),
                single("Conv", "strides that leave a rest")
                        .withInts("strides", 2, 3)
                        .x(1, 1, 6, 7)
                        .x(2, 1, 3, 2),
                single("Conv", "pads")
                        .withInts("pads", 1, 0, 2, 1)
                        .x(1, 2, 4, 4)
                        .x(2, 2, 3, 3),
                single("Conv", "pads and strides")
                        .withInts("pads", 1, 1, 1, 1)
                        .withInts("strides", 2, 2)
                        .x(1, 2, 5, 4)
                        .x(2, 2, 3, 3)
                        .x(2),
                single("Conv", "dilations")
                        .withInts("dilations", 2, 1)
                        .x(1, 2, 6, 4)
                        .x(2, 2, 3, 2),
                single("Conv", "dilations, strides and pads")
                        .withInts("dilations", 2, 2)
                        .withInts("strides", 2, 1)
                        .withInts("pads", 1, 2, 0, 1)
                        .x(1, 1, 7, 5)
                        .x(2, 1, 2, 2),
                single("Conv", "groups")
                        .with("group", 2)
                        .x(2, 4, 3, 3)
                        .x(6, 2, 2, 2)
                        .x(6),
                single("Conv", "depthwise")
                        .with("group", 3)
                        .withInts("pads", 1, 1, 1, 1)
                        .x(2, 3, 3, 3)
                        .x(3, 1, 3, 3)
                        .x(3),
                single("Conv", "same, upper")
                        .with("auto_pad", "SAME_UPPER")
                        .x(1, 2, 4, 5)
                        .x(2, 2, 2, 3),
                single("Conv", "same, lower, strides")
                        .with("auto_pad", "SAME_LOWER")
                        .withInts("strides", 2, 2)
                        .x(1, 2, 5, 4)
                        .x(2, 2, 3, 3),
                single("Conv", "valid").with("auto_pad", "VALID").x(1, 2, 4, 5).x(2, 2, 2, 3),
                single("Conv", "pixel by pixel").x(2, 3, 2, 2).x(4, 3, 1, 1));
    }

    private static List<OperatorCase> transposed() {
        return List.of(
                single("ConvTranspose", "1-D").x(2, 2, 3).x(2, 3, 3).x(3),
                single("ConvTranspose", "2-D").x(2, 2, 3, 2).x(2, 3, 2, 3).x(3),
                single("ConvTranspose", "3-D").x(1, 2, 2, 2, 2).x(2, 2, 2, 2, 2),
                single("ConvTranspose", "strides")
                        .withInts("strides", 2, 2)
                        .x(1, 2, 3, 2)
                        .x(2, 2, 2, 2),
                single("ConvTranspose", "wide strides")
                        .withInts("strides", 3, 3)
                        .x(1, 2, 3, 2)
                        .x(2, 2, 2, 2),
                single("ConvTranspose", "pads")
                        .withInts("pads", 1, 0, 0, 1)
                        .x(1, 2, 3, 3)
                        .x(2, 2, 3, 3),
                single("ConvTranspose", "output_padding")
                        .withInts("strides", 2, 2)
                        .withInts("pads", 1, 1, 1, 1)
                        .withInts("output_padding", 1, 1)
                        .x(1, 2, 3, 3)
                        .x(2, 2, 3, 3),
                single("ConvTranspose", "output_shape")
                        .withInts("strides", 2, 2)
                        .withInts("output_shape", 6, 5)
                        .x(1, 2, 3, 3)
                        .x(2, 2, 3, 3),
                single("ConvTranspose", "same, upper")
                        .withInts("strides", 2, 2)
                        .with("auto_pad", "SAME_UPPER")
                        .x(1, 2, 3, 3)
                        .x(2, 2, 3, 3),
                single("ConvTranspose", "same, lower")
                        .withInts("strides", 2, 2)
                        .with("auto_pad", "SAME_LOWER")
                        .x(1, 2, 3, 3)
                        .x(2, 2, 3, 3),
                single("ConvTranspose", "groups")
                        .with("group", 2)
                        .withInts("strides", 2, 1)
                        .x(2, 4, 2, 2)
                        .x(4, 3, 2, 2)
                        .x(6),
                single("ConvTranspose", "dilations")
                        .withInts("dilations", 2, 1)
                        .x(1, 2, 3, 3)
                        .x(2, 2, 2, 2));
    }

    private static List<OperatorCase> averages() {
        return List.of(
                single("GlobalAveragePool", "").x(2, 3, 2, 4),
                single("GlobalAveragePool", "1-D").x(2, 3, 4),
                average("1-D", 2).x(2, 2, 5),
                average("2-D", 2, 2).withInts("strides", 2, 2).x(2, 2, 4, 4),
                average("3-D", 2, 2, 2).x(1, 2, 3, 3, 2),
                average("overlapping", 3, 3).withInts("strides", 1, 2).x(1, 2, 5, 5),
                average("pads", 3, 3)
                        .withInts("pads", 1, 1, 1, 1)
                        .withInts("strides", 2, 2)
                        .x(1, 2, 5, 4),
                average("pads that count", 3, 3)
                        .withInts("pads", 1, 1, 1, 1)
                        .with("count_include_pad", 1)
                        .x(1, 2, 4, 4),
                average("uneven pads", 3, 2).withInts("pads", 1, 0, 2, 1).x(1, 2, 4, 4),
                average("rounded up", 2, 2)
                        .withInts("strides", 2, 2)
                        .with("ceil_mode", 1)
                        .x(1, 2, 5, 5),
                average("rounded up, pads", 3, 3)
                        .withInts("strides", 2, 2)
                        .with("ceil_mode", 1)
                        .withInts("pads", 1, 1, 1, 1)
                        .x(1, 2, 6, 6),
                average("rounded up, pads that count", 3, 3)
                        .withInts("strides", 2, 2)
                        .with("ceil_mode", 1)
                        .withInts("pads", 1, 1, 1, 1)
                        .with("count_include_pad", 1)
                        .x(1, 2, 6, 6),
                average("same, upper", 2, 3).with("auto_pad", "SAME_UPPER").x(1, 2, 4, 5),
                average("same, lower, strides", 3, 3)
                        .with("auto_pad", "SAME_LOWER")
                        .withInts("strides", 2, 2)
                        .x(1, 2, 5, 4),
                average("same, padding counts", 2, 3)
                        .with("auto_pad", "SAME_UPPER")
                        .with("count_include_pad", 1)
                        .x(1, 2, 4, 5),
                average("dilations", 2, 2).opset(19).withInts("dilations", 2, 1).x(1, 2, 5, 4));
    }

    private static OperatorCase average(String variant, long... kernel) {
        return single("AveragePool", variant).withInts("kernel_shape", kernel);
    }

    private static List<OperatorCase> maxima() {
        return List.of(
                single("GlobalMaxPool", "").distinct(2, 3, 2, 4),
                max("1-D", 2).distinct(2, 2, 5),
                max("2-D", 2, 2).withInts("strides", 2, 2).distinct(2, 2, 4, 4),
                max("3-D", 2, 2, 2).distinct(1, 2, 3, 3, 2),
                max("overlapping, pads", 3, 3)
                        .withInts("strides", 2, 2)
                        .withInts("pads", 1, 1, 1, 1)
                        .distinct(2, 2, 6, 6),
                max("rounded up", 2, 2)
                        .withInts("strides", 2, 2)
                        .with("ceil_mode", 1)
                        .distinct(1, 2, 5, 5),
                max("same, upper", 2, 3).with("auto_pad", "SAME_UPPER").distinct(1, 2, 4, 5),
                max("dilations", 2, 2).withInts("dilations", 2, 1).distinct(1, 2, 5, 4),
                max("with indices", 2, 2).outputs(2).distinct(1, 2, 4, 4),
                OperatorCase.of("MaxPool", "double precision")
                        .withInts("kernel_shape", 2)
                        .distinct(1, 2, 5));
    }

    private static List<OperatorCase> resizes() {
        List<OperatorCase> cases = new ArrayList<>();
        for (String mode : new String[] {"nearest", "linear", "cubic"}) {
            for (String coordinates :
                    new String[] {"half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"}) {
                cases.add(resize(mode + ", " + coordinates)
                        .with("mode", mode)
                        .with("coordinate_transformation_mode", coordinates)
                        .x(1, 2, 3, 4)
                        .absent()
                        .absent()
                        .ints(1, 2, 5, 3));
            }
            cases.add(resize(mode + " by a factor")
                    .with("mode", mode)
                    .x(1, 2, 3, 4)
                    .absent()
                    .constant(Tensor.of(new float[] {1, 1, 1.7f, 0.6f}, 4)));
        }
        cases.add(resize("antialias")
                .with("mode", "linear")
                .with("antialias", 1)
                .x(1, 1, 6, 5)
                .absent()
                .absent()
                .ints(1, 1, 3, 4));
        cases.add(resize("cubic, antialias, exclude_outside")
                .with("mode", "cubic")
                .with("antialias", 1)
                .with("exclude_outside", 1)
                .with("cubic_coeff_a", -0.5)
                .x(1, 1, 6, 5)
                .absent()
                .absent()
                .ints(1, 1, 3, 7));
        cases.add(resize("axes")
                .with("mode", "linear")
                .withInts("axes", -1, 2)
                .x(1, 2, 3, 4)
                .absent()
                .absent()
                .ints(5, 2));
        cases.add(resize("1-D")
                .with("mode", "linear")
                .x(1, 2, 3)
                .absent()
                .absent()
                .ints(1, 2, 5));
        cases.add(resize("of opset 11")
                .opset(11)
                .with("mode", "linear")
                .x(1, 1, 2, 3)
                .constant(Tensor.of(new float[0], 0))
                .constant(Tensor.of(new float[] {1, 1, 2, 2}, 4)));
        cases.add(resize("of opset 10")
                .opset(10)
                .with("mode", "nearest")
                .x(1, 1, 2, 3)
                .constant(Tensor.of(new float[] {1, 1, 2, 2}, 4)));
        return cases;
    }

    private static OperatorCase resize(String variant) {
        return single("Resize", variant);
    }

    private static OperatorCase max(String variant, long... kernel) {
        return single("MaxPool", variant).withInts("kernel_shape", kernel);
    }
}
