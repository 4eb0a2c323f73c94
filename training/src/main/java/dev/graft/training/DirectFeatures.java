package dev.graft.training;

import dev.graft.backbones.ImageProcessor;
import dev.graft.backbones.VisionEncoder;
import dev.graft.graph.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/** Features kept in memory. */
final class DirectFeatures implements Features {
    private final Tensor[] images;
    private final int tokens;
    private final int width;

    DirectFeatures(VisionEncoder encoder, ImageProcessor processor, List<Path> files, TrainingListener listener) {
        images = new Tensor[files.size()];
        int chunk = 16;
        for (int from = 0; from < images.length; from += chunk) {
            int count = Math.min(chunk, images.length - from);
            Tensor f = encoder.encode(
                    processor.process(files.subList(from, from + count).toArray(Path[]::new)));
            int size = (int) (f.size() / count);
            for (int i = 0; i < count; i++) {
                images[from + i] = Tensor.allocate(f.type(), f.dim(1), f.dim(2));
                images[from + i].floats().put(f.floats().slice(i * size, size));
            }
            listener.onPreparation("features", from + count, images.length);
        }
        tokens = (int) images[0].dim(0);
        width = (int) images[0].dim(1);
    }

    @Override
    public int tokens() {
        return tokens;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void copy(int image, FloatBuffer into) {
        into.put(images[image].floats());
    }
}
