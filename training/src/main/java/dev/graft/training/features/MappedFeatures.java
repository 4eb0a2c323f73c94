package dev.graft.training.features;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Features in the mapped files of a cache. */
final class MappedFeatures implements Features {
    private final Tensor[] images;

    /** @param features {@code [tokens, width]} under the SHA-256 of each of the images, which are not none */
    public MappedFeatures(List<ImageFile> files, Map<String, Tensor> features) {
        images = new Tensor[files.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = features.get(files.get(i).sha256());
            if (!Arrays.equals(images[i].shape(), images[0].shape())) {
                throw new ModelFileException(files.get(i).sample() + ": image "
                        + files.get(i).file() + " has features of shape " + Arrays.toString(images[i].shape())
                        + ", those before it " + Arrays.toString(images[0].shape())
                        + "; training needs the same for every image: let preprocessor_config.json fix the size");
            }
        }
    }

    @Override
    public int tokens() {
        return (int) images[0].dim(0);
    }

    @Override
    public int width() {
        return (int) images[0].dim(1);
    }

    @Override
    public void copy(int image, FloatBuffer into) {
        into.put(images[image].floats());
    }
}
