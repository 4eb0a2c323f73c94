package dev.graft.models.visual;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The layout of LLaVA-NeXT and LLaVA-OneVision (Li et al. 2024, arXiv:2408.03326): the overview, then all tiles as one map,
 * what the picture does not cover of it taken away, row by row with a learned newline after each.
 *
 * @param mostTiles a larger map than of so many tiles is made smaller by bilinear interpolation; 0 for never
 * @param severalWhole whether each of several pictures of one prompt is shown as a whole instead, filled up to a square, and a newline
 *     behind it, as LLaVA-OneVision does
 */
public record AnyresLayout(int mostTiles, boolean severalWhole) implements VisualLayout {
    static final String KIND = "anyres";
    static final String SEVERAL_WHOLE = "several_whole";

    /** A map is made smaller when its sides are so much too long. */
    private static final double TOLERANCE = 1.1;

    public AnyresLayout {
        if (mostTiles < 0) {
            throw new InvalidInputException("most_tiles should be 0 or more, found " + mostTiles);
        }
    }

    /** Of pictures that are laid out alike however many a prompt has. */
    public AnyresLayout(int mostTiles) {
        this(mostTiles, false);
    }

    @Override
    public int separators() {
        return 1;
    }

    @Override
    public VisualSequence sequence(TileGrid grid, int tileTokens) {
        int newline = Math.multiplyExact(grid.tiles(), tileTokens);
        TokenSources overview = TokenSources.range(0, tileTokens);
        if (!grid.overview()) {
            throw new InvalidInputException("an image of " + grid.rows() + " x " + grid.columns()
                    + " tiles has no overview, which this layout begins with");
        }
        if (grid.rows() == 0) {
            return sequence(overview, TokenSources.of(newline));
        }
        FeatureMap map = FeatureMap.of(grid, side(tileTokens));
        FeatureMap seen = map.within(window(map.width(), map.height(), grid));
        return sequence(overview, seen.atMost(limit(seen, side(tileTokens))).lines(newline));
    }

    @Override
    public Optional<VisualSequence> amongSeveral(TileGrid grid, int tileTokens) {
        if (!severalWhole) {
            return Optional.empty();
        }
        if (!grid.square()) {
            throw new InvalidInputException("an image of " + grid.rows() + " x " + grid.columns()
                    + " tiles has no square of the whole picture, which this layout shows of each of several");
        }
        int newline = Math.multiplyExact(grid.tiles(), tileTokens);
        return Optional.of(sequence(TokenSources.range(newline - tileTokens, newline), TokenSources.of(newline)));
    }

    @Override
    public ImageProcessor fitting(ImageProcessor processor, IntSupplier tileTokens) {
        return severalWhole ? processor.squared() : processor;
    }

    private static VisualSequence sequence(TokenSources overview, TokenSources rest) {
        return new VisualSequence(List.of(new VisualPart.Run(overview.then(rest))));
    }

    private static int side(int tokens) {
        int side = (int) Math.round(Math.sqrt(tokens));
        if (side * side != tokens) {
            throw new InvalidInputException(
                    "tiles of " + tokens + " visual tokens form no square; drop the class token from the features");
        }
        return side;
    }

    /** What the picture covers: left, top, right and bottom of a map on whose middle it lies in its own proportions. */
    private static int[] window(int width, int height, TileGrid picture) {
        if ((double) picture.width() / picture.height() > (double) width / height) {
            int covered = whole(picture.height() * ((double) width / picture.width()));
            int margin = Math.floorDiv(height - covered, 2);
            return new int[] {0, margin, width, height - margin};
        }
        int covered = whole(picture.width() * ((double) height / picture.height()));
        int margin = Math.floorDiv(width - covered, 2);
        return new int[] {margin, 0, width - margin, height};
    }

    /** Cut off after rounding to seven decimals, half to even. */
    private static int whole(double length) {
        return new BigDecimal(length).setScale(7, RoundingMode.HALF_EVEN).intValue();
    }

    /** Width and height to which a map is made smaller. */
    private int[] limit(FeatureMap map, int side) {
        if (mostTiles > 0) {
            double ratio = Math.sqrt((double) map.height() * map.width() / ((double) mostTiles * side * side));
            if (ratio > TOLERANCE) {
                return new int[] {floorDivide(map.width(), ratio), floorDivide(map.height(), ratio)};
            }
        }
        return new int[] {map.width(), map.height()};
    }

    /** Python's {@code //} of positive numbers, which takes the remainder first. */
    private static int floorDivide(double dividend, double divisor) {
        double quotient = (dividend - dividend % divisor) / divisor;
        double floor = Math.floor(quotient);
        return (int) (quotient - floor > 0.5 ? floor + 1 : floor);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", KIND);
        map.put("most_tiles", mostTiles);
        map.put(SEVERAL_WHOLE, severalWhole);
        return map;
    }
}
