package dev.graft.backbones.image;

import dev.graft.backbones.image.raster.CropWindow;
import dev.graft.backbones.image.raster.ImageSize;
import dev.graft.backbones.image.raster.Pixels;
import dev.graft.backbones.image.raster.Resampler;
import dev.graft.backbones.image.tile.Tiling;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.files.OwnFiles;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes of pictures the numbers that a vision encoder was trained on, as the model's {@code preprocessor_config.json}
 * says: resize, centre crop, scale, normalise.
 *
 * <p>The values are those of Hugging Face's image processors with the Pillow backend, to the last bit as far as the file
 * decodes to the same pixels. Pictures are always taken as RGB. Immutable, and safe for use by many threads at once.
 */
public final class ImageProcessor {
    private final ImageSettings settings;
    private final float[][] tables;

    private ImageProcessor(ImageSettings settings) {
        this.settings = settings;
        this.tables = new float[][] {
            settings.levels().table(0),
            settings.levels().table(1),
            settings.levels().table(2)
        };
    }

    static ImageProcessor of(ImageSettings settings) {
        return new ImageProcessor(settings);
    }

    /**
     * Reads {@code preprocessor_config.json} of a model folder, or the block {@code image_processor} of
     * {@code processor_config.json}, which takes precedence where both exist. What the file leaves out is as in Hugging
     * Face's class for its {@code image_processor_type}, or else for the {@code model_type} of {@code config.json}.
     *
     * @throws ModelFileException if neither file is there, or it is malformed, has a field that is not known, or asks for
     *     something that cannot be done, such as tiling
     */
    public static ImageProcessor load(Path folder) {
        OwnFiles.require(folder);
        return new ImageProcessor(ImageSettingsReader.read(folder));
    }

    /**
     * The text of a {@code preprocessor_config.json} that says in a folder of its own what a model folder says.
     *
     * @throws ModelFileException as {@link #load}
     */
    public static String configuration(Path folder) {
        return ImageSettingsReader.alone(folder);
    }

    /**
     * The pictures of image files, in order.
     *
     * @return FLOAT {@code [files, 3, height, width]}
     * @throws ModelFileException if a file is not a readable image; see {@link Images#read}
     * @throws IllegalArgumentException as {@link #process(BufferedImage...)}
     */
    public Tensor process(Path... files) {
        return batch(Arrays.stream(files).map(Images::pixels).map(this::prepare).toList());
    }

    /**
     * The picture of an image file's bytes.
     *
     * @param name by which messages call it
     * @return FLOAT {@code [1, 3, height, width]}
     * @throws ModelFileException as {@link #process(Path...)}
     */
    public Tensor process(String name, byte[] bytes) {
        return batch(List.of(prepare(ImageDecoder.decode(name, bytes))));
    }

    /**
     * Pictures, in order.
     *
     * @return FLOAT {@code [images, 3, height, width]}
     * @throws IllegalArgumentException if there is no picture, if one is too narrow to be resized, or if they come out in
     *     different sizes, which a batch cannot hold unless the configuration pads
     */
    public Tensor process(BufferedImage... images) {
        return batch(
                Arrays.stream(images).map(RgbConversion::of).map(this::prepare).toList());
    }

    /** The size {@code [height, width]} that every picture comes out with; empty where it depends on the picture. */
    public Optional<int[]> outputSize() {
        return settings.fixedSize().map(size -> new int[] {size.height(), size.width()});
    }

    /**
     * The resolved settings as a text: two processors with the same text give the same values for the same picture, so it
     * serves as part of a cache's key.
     */
    public String fingerprint() {
        return settings.fingerprint();
    }

    /** The SHA-256 of {@link #fingerprint}. */
    public String sha256() {
        return FileHash.ofText(fingerprint());
    }

    /** How a picture of a size in pixels is cut into tiles; whole where this processor does not cut. */
    public TileGrid grid(int width, int height) {
        return settings.tiling()
                .map(tiling -> tiling.grid(new ImageSize(width, height)))
                .orElseGet(() -> TileGrid.whole(width, height));
    }

    /**
     * The same processor with fewer tiles of a picture where they would be too many. Where pictures are not cut nothing changes.
     *
     * @param limit what fits, in words such as "at most 300 visual tokens"; the same words for the same limit
     * @param fits whether a grid has not too many
     */
    public ImageProcessor limited(String limit, Predicate<TileGrid> fits) {
        return new ImageProcessor(settings.limited(limit, fits));
    }

    /**
     * The same processor with one tile more behind those of a picture: the whole picture, filled up to a square with the mean colour.
     * Where pictures are not cut nothing changes.
     */
    public ImageProcessor squared() {
        return new ImageProcessor(settings.squared());
    }

    /** Whether pictures are cut into tiles; then they are prepared one by one. */
    public boolean tiles() {
        return settings.tiling().isPresent();
    }

    /**
     * Whether pictures are resized to many sizes, by one edge with nothing cut out or by their native resolution: then an encoder of
     * pictures of one size cannot read them, but for those that are square already. Where nothing is resized whoever has the pictures
     * may have made them of one size.
     */
    public boolean sizesVary() {
        return settings.sizesVary();
    }

    /** Whether pictures keep nearly their own size, as those of Qwen2-VL and Pixtral do, whatever size the configuration states. */
    public boolean keepsNativeSize() {
        return settings.isNative();
    }

    /**
     * The picture of a file with its tiles.
     *
     * @throws ModelFileException as {@link #process(Path...)}
     */
    public PreparedImage prepare(Path file) {
        return prepared(Images.pixels(file));
    }

    /**
     * The picture of an image file's bytes with its tiles.
     *
     * @param name by which messages call it
     * @throws ModelFileException as {@link #process(Path...)}
     */
    public PreparedImage prepare(String name, byte[] bytes) {
        return prepared(ImageDecoder.decode(name, bytes));
    }

    /**
     * How the picture of an image file's bytes is cut into tiles; of the file no more is read than that needs.
     *
     * @param name by which messages call it
     * @throws ModelFileException as {@link #process(Path...)}
     */
    public TileGrid grid(String name, byte[] bytes) {
        ImageSize size = ImageDecoder.size(name, bytes);
        return grid(size.width(), size.height());
    }

    /** A picture with its tiles; a single one where this processor does not cut. */
    public PreparedImage prepare(BufferedImage image) {
        return prepared(RgbConversion.of(image));
    }

    private PreparedImage prepared(Pixels image) {
        List<Pixels> tiles = settings.tiling().map(tiling -> tiling.cut(image)).orElse(List.of(image));
        List<Pixels> steps = tiles.stream().map(this::step).toList();
        boolean sameSize = settings.tiling().map(Tiling::sameSize).orElse(true);
        List<Tensor> parts = sameSize
                ? List.of(batch(steps))
                : steps.stream().map(tile -> batch(List.of(tile))).toList();
        return new PreparedImage(parts, grid(image.width(), image.height()));
    }

    /** A picture that is not cut. */
    private Pixels prepare(Pixels image) {
        if (settings.tiling().isPresent()) {
            throw new InvalidInputException("preprocessor_config.json cuts pictures into tiles, which what is asked for"
                    + " does not do; use a model that takes whole pictures, or let it not cut them");
        }
        return step(image);
    }

    private Pixels step(Pixels image) {
        Pixels picture = !settings.squares()
                ? image
                : image.centeredOnSquare(settings.background().stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
        ImageSize size = new ImageSize(picture.width(), picture.height());
        ImageSize target = settings.resize().map(rule -> rule.target(size)).orElse(size);
        List<ImageSize> crops = settings.crops();
        CropWindow window = crops.isEmpty()
                ? CropWindow.full(target.width(), target.height())
                : CropWindow.center(target, crops.get(0));
        picture = Resampler.resize(picture, target.width(), target.height(), settings.filter(), window);
        for (ImageSize crop : crops) {
            picture = picture.window(CropWindow.center(new ImageSize(picture.width(), picture.height()), crop));
        }
        return picture;
    }

    private Tensor batch(List<Pixels> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("no picture to process");
        }
        ImageSize size = batchSize(pictures);
        Tensor batch = Tensor.allocate(ElementType.FLOAT, pictures.size(), 3, size.height(), size.width());
        FloatBuffer values = batch.floats();
        for (Pixels picture : pictures) {
            for (int channel = 0; channel < 3; channel++) {
                put(picture, settings.flipChannels() ? 2 - channel : channel, size, values);
            }
        }
        return batch;
    }

    private ImageSize batchSize(List<Pixels> pictures) {
        int width = pictures.stream().mapToInt(Pixels::width).max().orElseThrow();
        int height = pictures.stream().mapToInt(Pixels::height).max().orElseThrow();
        if (settings.padding()) {
            ImageSize size = settings.paddedSize(new ImageSize(width, height));
            if (width > size.width() || height > size.height()) {
                throw new InvalidInputException("pad_size is " + size + ", but a picture comes out as wide as " + width
                        + " and as high as " + height + "; it needs do_resize or do_center_crop before");
            }
            return size;
        }
        for (Pixels picture : pictures) {
            if (picture.width() != width || picture.height() != height) {
                throw new InvalidInputException("the pictures come out in different sizes, " + picture.width() + "x"
                        + picture.height() + " and up to " + width + "x" + height
                        + ", because preprocessor_config.json does not fix one; process them one by one");
            }
        }
        return new ImageSize(width, height);
    }

    /** Writes one channel of a picture, and the zeros that fill its rows and columns up to {@code size}. */
    private void put(Pixels picture, int channel, ImageSize size, FloatBuffer values) {
        float[] table = tables[channel];
        byte[] rgb = picture.rgb();
        float[] row = new float[size.width()];
        int from = channel;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++, from += 3) {
                row[x] = table[rgb[from] & 0xff];
            }
            values.put(row);
        }
        values.position(values.position() + (size.height() - picture.height()) * size.width());
    }

    @Override
    public String toString() {
        return "ImageProcessor[" + fingerprint() + "]";
    }
}
