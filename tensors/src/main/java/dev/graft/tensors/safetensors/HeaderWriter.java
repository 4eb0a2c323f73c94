package dev.graft.tensors.safetensors;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Letters;
import dev.graft.tensors.StreamedTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Writes a safetensors header as the reference implementation (safetensors 0.8.0) does, byte for byte: compact JSON,
 * tensors by element type and then by name, spaces up to a multiple of 8 bytes.
 */
final class HeaderWriter {
    /** The reference's order of types: widest alignment first, so that every tensor is aligned. */
    private static final Map<ElementType, Integer> RANK = rank(
            ElementType.UINT64,
            ElementType.INT64,
            ElementType.DOUBLE,
            ElementType.COMPLEX64,
            ElementType.FLOAT,
            ElementType.UINT32,
            ElementType.INT32,
            ElementType.BFLOAT16,
            ElementType.FLOAT16,
            ElementType.UINT16,
            ElementType.INT16,
            ElementType.FLOAT8E5M2FNUZ,
            ElementType.FLOAT8E4M3FNUZ,
            ElementType.FLOAT8E4M3FN,
            ElementType.FLOAT8E5M2,
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.BOOL);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private char last;

    private HeaderWriter() {}

    /** The tensors in the order in which a file holds them. */
    static List<Map.Entry<String, StreamedTensor>> inFileOrder(Map<String, StreamedTensor> tensors) {
        tensors.forEach(HeaderWriter::requireWritable);
        return tensors.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, StreamedTensor> e) ->
                                RANK.get(e.getValue().type()))
                        .thenComparing(Map.Entry::getKey, HeaderWriter::compareCodePoints))
                .toList();
    }

    /** The bytes before the data: the length of the header, and the header. */
    static ByteBuffer write(List<Map.Entry<String, StreamedTensor>> tensors, Map<String, String> metadata) {
        HeaderWriter writer = new HeaderWriter();
        writer.append("{");
        if (!metadata.isEmpty()) {
            writer.append("\"" + Header.METADATA + "\":{");
            inStableOrder(metadata).forEach(writer::appendMetadata);
            writer.append("}");
        }
        long position = 0;
        for (Map.Entry<String, StreamedTensor> tensor : tensors) {
            position = writer.appendTensor(tensor.getKey(), tensor.getValue(), position);
        }
        writer.append("}");
        writer.append(" ".repeat(Math.floorMod(-writer.out.size(), 8)));
        ByteBuffer bytes = ByteBuffer.allocate(8 + writer.out.size()).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(writer.out.size()).put(writer.out.toByteArray()).flip();
    }

    private void appendMetadata(String key, String value) {
        separate();
        appendString(key);
        append(":");
        appendString(value);
    }

    private long appendTensor(String name, StreamedTensor tensor, long begin) {
        long end = begin + tensor.byteSize();
        separate();
        appendString(name);
        append(":{\"dtype\":\"" + tensor.type().safetensorsName() + "\",\"shape\":["
                + LongStream.of(tensor.shape()).mapToObj(Long::toString).collect(Collectors.joining(","))
                + "],\"data_offsets\":[" + begin + "," + end + "]}");
        return end;
    }

    private void separate() {
        if (last != '{') {
            append(",");
        }
    }

    /** Escapes what JSON demands and nothing else, with lower-case digits, as the reference does. */
    private void appendString(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        append(quoted.append('"').toString());
    }

    private void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if ((long) out.size() + bytes.length > Header.MAX_BYTES) {
            throw new InvalidInputException("the safetensors header would be longer than " + Header.MAX_BYTES
                    + " bytes; use less metadata, or split the tensors over several files");
        }
        out.writeBytes(bytes);
        if (!text.isEmpty()) {
            last = text.charAt(text.length() - 1);
        }
    }

    private static void requireWritable(String name, StreamedTensor tensor) {
        if (name.equals(Header.METADATA)) {
            throw new IllegalArgumentException(
                    "a tensor cannot be named '" + name + "', the format uses that name itself");
        }
        if (!RANK.containsKey(tensor.type())) {
            throw new IllegalArgumentException("tensor '" + name + "': safetensors has no dtype for " + tensor.type());
        }
        requireText(name);
    }

    private static void requireText(String text) {
        if (!Letters.areWhole(text)) {
            throw new IllegalArgumentException("the name or text '" + text + "' has half of a surrogate pair in it");
        }
    }

    private static Map<String, String> inStableOrder(Map<String, String> metadata) {
        metadata.forEach((key, value) -> {
            requireText(key);
            requireText(value);
        });
        return metadata instanceof LinkedHashMap || metadata instanceof SortedMap ? metadata : new TreeMap<>(metadata);
    }

    /** The order of the UTF-8 bytes; that of {@link String#compareTo} differs beyond the basic multilingual plane. */
    private static int compareCodePoints(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<ElementType, Integer> rank(ElementType... order) {
        Map<ElementType, Integer> rank = new EnumMap<>(ElementType.class);
        for (ElementType type : order) {
            rank.put(type, rank.size());
        }
        return rank;
    }
}
