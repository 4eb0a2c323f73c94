package dev.graft.backbones.vision;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.folder.VisionFiles;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.PreparedImage;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.graph.runtime.GraphFile;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A frozen vision encoder from a Hugging Face folder with an ONNX file. Many threads may use one encoder at once; whoever
 * opened it closes it.
 */
public final class VisionEncoder implements AutoCloseable {
    /** The input of {@link #graph()}, {@code [batch, channels, height, width]} FLOAT. */
    public static final String PIXELS = "pixel_values";

    /** The output of {@link #graph()}, {@code [batch, tokens, width]} FLOAT. */
    public static final String FEATURES = "features";

    private final String id;
    private final List<Path> files;
    private final List<Path> configuration;
    private final VisionFeatures features;
    private final ImageInput image;
    private final FeatureGraph featureGraph;
    private final SessionConfig config;
    private Session session;
    private boolean closed;
    private String sha256;

    private VisionEncoder(
            String id,
            List<Path> files,
            List<Path> configuration,
            VisionFeatures features,
            ImageInput image,
            FeatureGraph graph,
            SessionConfig config) {
        this.id = id;
        this.files = files;
        this.configuration = configuration;
        this.features = features;
        this.image = image;
        this.featureGraph = graph;
        this.config = config;
        this.session = Session.open(graph.graph(), config);
    }

    /**
     * Opens an encoder.
     *
     * @param place a folder that holds {@code config.json} and the ONNX file, in {@code onnx/} or directly; for pixels,
     *     which need no encoder, a folder that says how pictures are prepared
     * @param features which features to compute; what they do not need of the graph, such as the text part of CLIP, is
     *     left out
     * @throws dev.graft.tensors.ModelFileException if files are missing or damaged, if there is no input for images, or
     *     if the features cannot be found in the graph
     * @throws IllegalArgumentException if the encoder does not have the layer asked for
     */
    public static VisionEncoder open(BackbonePlace place, VisionFeatures features, SessionConfig session) {
        if (features.source() == VisionFeatures.Source.PIXELS) {
            return ofPixels(place.folderOf("the features 'pixels'"), session);
        }
        VisionFiles found = VisionFiles.find(place);
        return GraphFile.about(found.model(), () -> open(found, features, session));
    }

    /** As above, of a folder, or of an ONNX file in one to choose it among several. */
    public static VisionEncoder open(Path place, VisionFeatures features, SessionConfig session) {
        return open(BackbonePlace.of(place), features, session);
    }

    private static VisionEncoder open(VisionFiles found, VisionFeatures features, SessionConfig session) {
        ModelConfig config = ModelConfig.load(found.folder());
        Graph read = SinglePrecision.widen(OnnxFile.read(found.model()));
        boolean rows = PatchRows.areTakenBy(read);
        Graph model = rows ? PatchRows.ofPicture(found.model(), OpsetUpgrade.upgrade(read), found.folder()) : read;
        ImageInput taken = ImageInput.of(found.model(), model, config.vision(), found.folder());
        ImageInput image = rows ? taken.inBlocks(PatchRows.block(found.model(), found.folder())) : taken;
        FeatureGraph graph =
                FeatureGraph.of(found.model(), OpsetUpgrade.upgrade(model), config.vision(), image, features);
        return new VisionEncoder(
                config.id(),
                OnnxFile.filesOf(found.model()),
                List.of(found.folder().resolve("config.json")),
                features,
                image,
                graph,
                session);
    }

    private static VisionEncoder ofPixels(Path folder, SessionConfig session) {
        ImageProcessor processor = ImageProcessor.load(folder);
        int[] size = processor
                .outputSize()
                .orElseThrow(
                        () -> new ModelFileException(
                                folder,
                                "the features 'pixels' need pictures of one "
                                        + "size, but preprocessor_config.json leaves it to the picture; let it crop or resize to one"));
        if ((long) size[0] * size[1] > Integer.MAX_VALUE) {
            throw new ModelFileException(
                    folder,
                    "the features 'pixels' need pictures of at most " + Integer.MAX_VALUE + " pixels, and "
                            + "preprocessor_config.json makes them " + size[1] + "x" + size[0]
                            + "; make them smaller there");
        }
        ImageInput image = ImageInput.ofPictures(size[0], size[1]);
        FeatureGraph graph = FeatureGraph.ofPixels(image);
        String id = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        VisionEncoder encoder =
                new VisionEncoder(id, List.of(), List.of(), VisionFeatures.PIXELS, image, graph, session);
        encoder.sha256 = processor.sha256();
        return encoder;
    }

    /**
     * Computes the features of images.
     *
     * @param pixelValues {@code [batch, channels, height, width]} FLOAT, as the encoder's image processor makes them
     * @return {@code [batch, tokens, width]} FLOAT; one token for pooled features, one for each place of a feature map
     */
    public Tensor encode(Tensor pixelValues) {
        requireImages(pixelValues);
        int batch = image.fixedBatch();
        return batch < 0 || batch == pixelValues.dim(0)
                ? session().run(Map.of(PIXELS, pixelValues)).get(FEATURES)
                : encodeInBatches(pixelValues, batch);
    }

    /**
     * Computes the features of an image.
     *
     * @return {@code [tiles, tokens, width]} FLOAT, also where the encoder takes the picture whole; where tiles differ
     *     in size, those with fewer tokens have vectors of zeros behind them
     */
    public Tensor encode(PreparedImage image) {
        Tensor features =
                PaddedFeatures.joined(image.parts().stream().map(this::encode).toList());
        boolean whole = features.dim(0) == 1 && image.grid().tiles() > 1;
        return whole ? BlockFeatures.of(features, image.grid()) : features;
    }

    private void requireImages(Tensor pixelValues) {
        Shape expected = image.info().type().shape();
        boolean fits = pixelValues.type() == ElementType.FLOAT && pixelValues.rank() == 4 && pixelValues.dim(0) > 0;
        for (int axis = 1; fits && axis < 4; axis++) {
            fits = !expected.dim(axis).isKnown() || expected.dim(axis).size() == pixelValues.dim(axis);
        }
        if (!fits) {
            throw new InvalidInputException("the vision encoder '" + id() + "' takes FLOAT images of shape " + expected
                    + ", found " + pixelValues
                    + "; let preprocessor_config.json make all pictures of one size, or export the encoder with dynamic"
                    + " height and width");
        }
    }

    /** For exports that fix the size of a batch; the last batch is filled up with black images. */
    private Tensor encodeInBatches(Tensor pixelValues, int batch) {
        int images = Math.toIntExact(pixelValues.dim(0));
        long[] shape = pixelValues.shape();
        shape[0] = batch;
        int bytesPerImage = pixelValues.bytes().remaining() / images;
        Tensor all = null;
        for (int first = 0; first < images; first += batch) {
            int count = Math.min(batch, images - first);
            Tensor part = Tensor.allocate(ElementType.FLOAT, shape);
            part.bytes().put(pixelValues.bytes().slice(first * bytesPerImage, count * bytesPerImage));
            Tensor result = session().run(Map.of(PIXELS, part)).get(FEATURES);
            if (all == null) {
                all = Tensor.allocate(ElementType.FLOAT, images, result.dim(1), result.dim(2));
            }
            int featureBytes = result.bytes().remaining() / batch;
            ByteBuffer target = all.bytes().position(first * featureBytes);
            target.put(result.bytes().slice(0, count * featureBytes));
        }
        return all;
    }

    /** The width of a feature vector. */
    public int width() {
        return featureGraph.width();
    }

    /** The number of feature vectors of an image, or -1 if it depends on the image's size and nothing tells that. */
    public int tokens() {
        return image.sizeKnown() || features.isOneVector() ? featureGraph.tokens() : -1;
    }

    /** The graph from {@link #PIXELS} to {@link #FEATURES}, of operator set 18 or later. */
    public Graph graph() {
        return featureGraph.graph();
    }

    /** Which features it computes. */
    public VisionFeatures features() {
        return features;
    }

    /** Where the encoder came from, if {@code config.json} says, otherwise the name of its folder. */
    public String id() {
        return id;
    }

    /** The shape of one image of the encoder's own size, {@code [channels, height, width]}. */
    public long[] imageShape() {
        return Arrays.copyOfRange(image.smallestShape(), 1, 4);
    }

    /**
     * Refuses images of another size than the file fixes.
     *
     * @param processor prepares the images
     * @throws ModelFileException if they do not fit
     */
    public void requireImagesOf(ImageProcessor processor) {
        image.misfit(processor).ifPresent(misfit -> {
            throw new ModelFileException(files.get(0), misfit);
        });
    }

    /** The number of images that the file fixes a batch to, or -1; {@link #encode} takes any number. */
    public int fixedBatch() {
        return image.fixedBatch();
    }

    /** The model file and the files with its weights; none for pixels. */
    public List<Path> files() {
        return files;
    }

    /** Other files that decide the features: {@code config.json}; none for pixels. */
    public List<Path> configuration() {
        return configuration;
    }

    /**
     * The SHA-256 of {@link #files()} one after the other, read once, when first asked for; of pixels that of how
     * pictures are prepared.
     */
    public synchronized String sha256() {
        if (sha256 == null) {
            sha256 = FileHash.sha256(files);
        }
        return sha256;
    }

    private synchronized Session session() {
        if (closed) {
            throw new IllegalStateException("the vision encoder '" + id + "' is closed");
        }
        if (session == null) {
            session = Session.open(featureGraph.graph(), config);
        }
        return session;
    }

    /**
     * Gives back the memory that encoding takes, until an image is encoded again. Nobody may be encoding meanwhile, as with
     * {@link #close}.
     */
    public synchronized void rest() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        rest();
    }
}
