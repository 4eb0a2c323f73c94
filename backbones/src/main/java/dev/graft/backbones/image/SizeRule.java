package dev.graft.backbones.image;

/**
 * To which size a picture is resized, by the rules of Hugging Face's image processors. Fractions are cut off where
 * Python's {@code int()} cuts them off.
 */
sealed interface SizeRule {
    /** The size for a picture of the given size. */
    Size target(Size picture);

    /** Always the same size, whatever the proportions. */
    record Exact(Size size) implements SizeRule {
        @Override
        public Size target(Size picture) {
            return size;
        }
    }

    /** The shorter side gets the given length, the proportions stay. */
    record ShortestEdge(int edge) implements SizeRule {
        @Override
        public Size target(Size picture) {
            boolean upright = picture.width() <= picture.height();
            int shorter = upright ? picture.width() : picture.height();
            int longer = upright ? picture.height() : picture.width();
            double other = (double) ((long) edge * longer) / shorter;
            return upright ? Size.of(edge, other) : Size.of(other, edge);
        }
    }

    /** The shorter side gets the given length, or less where the longer side would come out above {@code longest}. */
    record ShortestEdgeUpTo(int edge, int longest) implements SizeRule {
        @Override
        public Size target(Size picture) {
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
                    ? Size.of(rounded, exact * picture.height() / picture.width())
                    : Size.of(exact * picture.width() / picture.height(), rounded);
        }
    }

    /** As large as fits into a box, the proportions stay; smaller pictures grow. */
    record WithinBox(Size box) implements SizeRule {
        @Override
        public Size target(Size picture) {
            double scale = Math.min((double) box.height() / picture.height(), (double) box.width() / picture.width());
            return Size.of(picture.width() * scale, picture.height() * scale);
        }
    }

    /** Each side is cut down to a multiple (GLPN). */
    record MultipleBelow(int divisor) implements SizeRule {
        @Override
        public Size target(Size picture) {
            return Size.of(below(picture.width()), below(picture.height()));
        }

        private double below(int length) {
            return length - length % divisor;
        }
    }

    /** As {@link ShortestEdge}, then each side is filled up to a multiple (TextNet). */
    record ShortestEdgeMultipleAbove(int edge, int divisor) implements SizeRule {
        @Override
        public Size target(Size picture) {
            Size size = new ShortestEdge(edge).target(picture);
            return Size.of(above(size.width()), above(size.height()));
        }

        private double above(int length) {
            return (double) length + Math.floorMod(-length, divisor);
        }
    }
}
