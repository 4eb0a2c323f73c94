package dev.graft.training.features;

import dev.graft.backbones.image.TileGrid;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;

/** Features in the mapped files of a cache, in the element type that the files have. */
final class MappedFeatures implements Features {
    private final Tensor[] images;
    private final TileGrid[] grids;

    /**
     * @param features {@code [tiles * tokens, width]} under the SHA-256 of each of the images, which are not none
     * @param grids by the same; empty where images are not cut
     */
    public MappedFeatures(List<ImageFile> files, Map<String, Tensor> features, Map<String, TileGrid> grids) {
        this.images = new Tensor[files.size()];
        this.grids = new TileGrid[files.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = features.get(files.get(i).sha256());
            this.grids[i] = grids.getOrDefault(files.get(i).sha256(), WHOLE);
            if (!alike(i)) {
                throw new ModelFileException(
                        (Object) files.get(i).place(),
                        "image "
                                + files.get(i).where() + " has features of " + shown(i) + ", those before it "
                                + shown(0)
                                + "; training needs the same for every image: let preprocessor_config.json fix the size");
            }
        }
    }

    /** Whether the tiles of an image have features like those of the first. */
    private boolean alike(int image) {
        return images[image].type() == images[0].type()
                && images[image].rank() == 2
                && images[image].dim(1) == images[0].dim(1)
                && images[image].dim(0) == (long) tokens() * grids[image].tiles();
    }

    private String shown(int image) {
        int tiles = grids[image].tiles();
        return images[image] + (tiles == 1 ? "" : " (" + tiles + " tiles)");
    }

    @Override
    public int tokens() {
        return (int) images[0].dim(0) / grids[0].tiles();
    }

    @Override
    public TileGrid grid(int image) {
        return grids[image];
    }

    @Override
    public int width() {
        return (int) images[0].dim(1);
    }

    @Override
    public ElementType type() {
        return images[0].type();
    }

    @Override
    public Tensor of(int image) {
        return images[image];
    }
}
