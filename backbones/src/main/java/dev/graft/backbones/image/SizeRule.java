package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.ImageSize;

/**
 * To which size a picture is resized, by the rules of Hugging Face's image processors. Fractions are cut off where
 * Python's {@code int()} cuts them off.
 */
sealed interface SizeRule {
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
