package dev.graft.backbones.image.raster;

import dev.graft.tensors.InvalidInputException;

/**
 * To which size a picture is resized, by the rules of Hugging Face's image processors. Fractions are cut off where
 * Python's {@code int()} cuts them off.
 */
public sealed interface SizeRule {
    /** The size for a picture of the given size. */
    ImageSize target(ImageSize picture);

    /** Always the same size, whatever the proportions. */
    record Exact(ImageSize size) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            return size;
        }
    }

    /** The shorter side gets the given length, the proportions stay. */
    record ShortestEdge(int edge) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            boolean upright = picture.width() <= picture.height();
            int shorter = upright ? picture.width() : picture.height();
            int longer = upright ? picture.height() : picture.width();
            double other = (double) ((long) edge * longer) / shorter;
            return upright ? ImageSize.of(edge, other) : ImageSize.of(other, edge);
        }
    }

    /** The shorter side gets the given length, or less where the longer side would come out above {@code longest}. */
    record ShortestEdgeUpTo(int edge, int longest) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            double shorter = Math.min(picture.width(), picture.height());
            double longer = Math.max(picture.width(), picture.height());
            double exact = edge;
            int rounded = edge;
            if (longer / shorter * edge > longest) {
                exact = longest * shorter / longer;
                rounded = (int) Math.rint(exact);
            }
            if (shorter == rounded) {
                return picture;
            }
            return picture.width() < picture.height()
                    ? ImageSize.of(rounded, exact * picture.height() / picture.width())
                    : ImageSize.of(exact * picture.width() / picture.height(), rounded);
        }
    }

    /**
     * The longer side gets the given length, the proportions stay, and an odd shorter side grows by one (Idefics3); above
     * 4096 both are cut down.
     */
    record LongestEdgeEven(int edge) implements SizeRule {
        private static final int MOST = 4096;

        @Override
        public ImageSize target(ImageSize picture) {
            int shorter = shorter(picture, edge);
            ImageSize size = of(picture, edge, shorter + shorter % 2);
            int longer = Math.max(size.width(), size.height());
            return longer > MOST ? of(size, MOST, shorter(size, MOST)) : size;
        }

        private static int shorter(ImageSize picture, int longer) {
            double proportion = (double) picture.width() / picture.height();
            return (int) (picture.width() >= picture.height() ? longer / proportion : longer * proportion);
        }

        private static ImageSize of(ImageSize picture, int longer, int shorter) {
            return picture.width() >= picture.height()
                    ? new ImageSize(longer, Math.max(1, shorter))
                    : new ImageSize(Math.max(1, shorter), longer);
        }
    }

    /** The longer side is made no longer than one length, the proportions kept, then each side no shorter than another (Idefics2). */
    record EdgesWithin(int shortest, int longest) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            double proportion = (double) picture.width() / picture.height();
            int width = picture.width();
            int height = picture.height();
            if (width >= height && width > longest) {
                width = longest;
                height = (int) (width / proportion);
            } else if (height > width && height > longest) {
                height = longest;
                width = (int) (height * proportion);
            }
            return new ImageSize(Math.max(width, shortest), Math.max(height, shortest));
        }
    }

    /**
     * Both sides are rounded to multiples, half to even, then made so much smaller or larger that the area lies between two
     * numbers of pixels (Qwen2-VL).
     */
    record MultipleWithin(int multiple, double least, double most) implements SizeRule {
        private static final double LONGEST = 200;

        @Override
        public ImageSize target(ImageSize picture) {
            double width = picture.width();
            double height = picture.height();
            double proportion = Math.max(width, height) / Math.min(width, height);
            if (proportion > LONGEST) {
                throw new InvalidInputException("a picture of " + picture + " pixels is " + (int) proportion
                        + " times as long as wide, and at most " + (int) LONGEST
                        + " times can be read; leave it out, or crop it first");
            }
            double across = Math.rint(width / multiple) * multiple;
            double down = Math.rint(height / multiple) * multiple;
            if (across * down > most) {
                double ratio = Math.sqrt(height * width / most);
                across = Math.max(multiple, Math.floor(width / ratio / multiple) * multiple);
                down = Math.max(multiple, Math.floor(height / ratio / multiple) * multiple);
            } else if (across * down < least) {
                double ratio = Math.sqrt(least / (height * width));
                across = Math.ceil(width * ratio / multiple) * multiple;
                down = Math.ceil(height * ratio / multiple) * multiple;
            }
            return ImageSize.of(across, down);
        }
    }

    /**
     * Larger pictures are made to fit into a box, the proportions stay; then each side is filled up to a multiple (Pixtral), so that it
     * may be longer than the box.
     */
    record MultipleAround(ImageSize box, int multiple) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            double ratio = Math.max((double) picture.height() / box.height(), (double) picture.width() / box.width());
            double width = ratio > 1 ? Math.floor(picture.width() / ratio) : picture.width();
            double height = ratio > 1 ? Math.floor(picture.height() / ratio) : picture.height();
            return ImageSize.of(above(width), above(height));
        }

        private double above(double length) {
            return Math.ceil(length / multiple) * multiple;
        }
    }

    /** As large as fits into a box, the proportions stay; smaller pictures grow. */
    record WithinBox(ImageSize box) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            double scale = Math.min((double) box.height() / picture.height(), (double) box.width() / picture.width());
            return ImageSize.of(picture.width() * scale, picture.height() * scale);
        }
    }

    /** Each side is cut down to a multiple (GLPN). */
    record MultipleBelow(int divisor) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            return ImageSize.of(below(picture.width()), below(picture.height()));
        }

        private double below(int length) {
            return length - length % divisor;
        }
    }

    /** As {@link ShortestEdge}, then each side is filled up to a multiple (TextNet). */
    record ShortestEdgeMultipleAbove(int edge, int divisor) implements SizeRule {
        @Override
        public ImageSize target(ImageSize picture) {
            ImageSize size = new ShortestEdge(edge).target(picture);
            return ImageSize.of(above(size.width()), above(size.height()));
        }

        private double above(int length) {
            return (double) length + Math.floorMod(-length, divisor);
        }
    }
}
