package dev.graft.tensors.weights;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.pytorch.PyTorchFile;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens published weights whatever their form: safetensors or PyTorch files, one or several with an index. */
public final class WeightFiles {
    /** What Hugging Face calls them, in the order in which a folder is looked through. */
    private static final List<String> IN_FOLDER = List.of(
            "model.safetensors.index.json",
            "model.safetensors",
            "pytorch_model.bin.index.json",
            "pytorch_model.bin",
            "mm_projector.bin",
            "non_lora_trainables.bin",
            "adapter_model.safetensors",
            "adapter_model.bin");

    private WeightFiles() {}

    /** Whether a folder holds weights under a usual name. */
    public static boolean areIn(Path folder) {
        return IN_FOLDER.stream().map(folder::resolve).anyMatch(Files::exists);
    }

    /**
     * Opens weights: a safetensors file, a file of {@code torch.save} ({@link PyTorchFile}), the {@code .index.json} of
     * weights that are spread over several of these, or a folder with one of them under its usual name. What begins as
     * a file of PyTorch is read as one, whatever its ending.
     *
     * @throws ModelFileException if the file is missing, damaged or of another kind
     */
    public static TensorSource open(Path path) {
        if (Files.isDirectory(path)) {
            return open(IN_FOLDER.stream()
                    .map(path::resolve)
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new ModelFileException(
                            path,
                            "holds no weights: expected one of " + IN_FOLDER
                                    + "; name the file itself if it is called otherwise")));
        }
        if (path.toString().endsWith(".json")) {
            return ShardedWeights.open(path);
        }
        boolean pickled = List.of(".bin", ".pt", ".pth", ".ckpt").stream()
                .anyMatch(ending -> path.toString().endsWith(ending));
        return pickled || PyTorchFile.isOne(path) ? PyTorchFile.open(path) : Safetensors.open(path);
    }

    /**
     * Opens several as {@link #open(Path)}, as if they were one: MiniGPT-4 publishes its linear layer alone, and its Q-Former
     * is that of BLIP-2's file. Of tensors that share a name, that of the first is taken.
     */
    public static TensorSource open(List<Path> paths) {
        return paths.size() == 1
                ? open(paths.get(0))
                : new JoinedWeights(paths.stream().map(WeightFiles::open).toList());
    }
}
