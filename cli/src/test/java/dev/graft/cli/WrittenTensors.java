package dev.graft.cli;

import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tensors of a written file as a listing: type, shape and SHA-256 of the bytes by name. */
final class WrittenTensors {
    private WrittenTensors() {}

    static Map<String, String> ofSafetensors(Path file) {
        Map<String, String> listed = new TreeMap<>();
        for (Map.Entry<String, Tensor> entry : Safetensors.read(file).entrySet()) {
            Tensor tensor = entry.getValue();
            listed.put(
                    entry.getKey(),
                    line(tensor.type().safetensorsName(), Arrays.toString(tensor.shape()), tensor.bytes()));
        }
        return listed;
    }

    /** Of a GGUF file, whose header is read anew here. */
    static Map<String, String> ofGguf(Path path) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        file.position(8);
        long tensors = file.getLong();
        long values = file.getLong();
        for (long i = 0; i < values; i++) {
            text(file);
            skip(file, file.getInt());
        }
        Map<String, long[]> places = new TreeMap<>();
        Map<String, String> shapes = new TreeMap<>();
        for (long i = 0; i < tensors; i++) {
            String name = text(file);
            List<Long> shape = new ArrayList<>();
            for (int axes = file.getInt(); axes > 0; axes--) {
                shape.add(file.getLong());
            }
            Collections.reverse(shape);
            int type = file.getInt();
            long bytes = shape.stream().reduce(1L, (a, b) -> a * b) * (type == 0 ? 4 : 2);
            places.put(name, new long[] {type, file.getLong(), bytes});
            shapes.put(name, shape.toString());
        }
        int start = (file.position() + 31) / 32 * 32;
        Map<String, String> listed = new TreeMap<>();
        places.forEach((name, place) -> listed.put(
                name, line(place[0] == 0 ? "F32" : "F16", shapes.get(name), file.slice(start + (int) place[1], (int)
                        place[2]))));
        return listed;
    }

    private static void skip(ByteBuffer file, int type) {
        switch (type) {
            case 4, 5, 6 -> file.getInt();
            case 7 -> file.get();
            case 8 -> text(file);
            case 9 -> {
                int element = file.getInt();
                for (long count = file.getLong(); count > 0; count--) {
                    skip(file, element);
                }
            }
            default -> throw new AssertionError("type " + type);
        }
    }

    private static String text(ByteBuffer file) {
        byte[] bytes = new byte[Math.toIntExact(file.getLong())];
        file.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String line(String type, String shape, ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return type + " " + shape + " " + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
