package dev.graft.tensors.safetensors;

import dev.graft.tensors.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A checksum over everything that a safetensors file of ours holds; it tells damage, not forgery. */
public final class TensorChecksum {
    /** Its name in the metadata of a file. */
    public static final String KEY = "crc32c";

    private TensorChecksum() {}

    /** The CRC-32C of metadata and tensors in the order of their names, in eight hexadecimal digits. */
    public static String of(Map<String, String> metadata, Map<String, Tensor> tensors) {
        CRC32C sum = new CRC32C();
        new TreeMap<>(metadata)
                .forEach((key, value) -> sum.update((key + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8)));
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            sum.update((name + '\0' + tensor + '\0').getBytes(StandardCharsets.UTF_8));
            sum.update(tensor.bytes());
        });
        return String.format("%08x", sum.getValue());
    }
}
