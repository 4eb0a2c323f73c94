package dev.graft.training.features;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.util.List;
import java.util.Map;

/** Features in the mapped files of a cache, in the element type that the files have. */
final class MappedFeatures implements Features {
    private final Tensor[] images;

    /** @param features {@code [tokens, width]} under the SHA-256 of each of the images, which are not none */
    public MappedFeatures(List<ImageFile> files, Map<String, Tensor> features) {
        images = new Tensor[files.size()];
        for (int i = 0; i < images.length; i++) {
            images[i] = features.get(files.get(i).sha256());
            if (!images[i].toString().equals(images[0].toString())) {
                throw new ModelFileException(
                        (Object) files.get(i).place(),
                        "image "
                                + files.get(i).where() + " has features of " + images[i] + ", those before it "
                                + images[0]
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
    public ElementType type() {
        return images[0].type();
    }

    @Override
    public Tensor of(int image) {
        return images[image];
    }
}
