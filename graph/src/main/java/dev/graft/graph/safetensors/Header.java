package dev.graft.graph.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON header: where each tensor's bytes lie. The rules are those of the reference implementation: no holes, no
 * overlap, nothing left over, sizes that fit the shapes.
 */
record Header(Map<String, Entry> entries, Map<String, String> metadata) {
    static final int MAX_BYTES = 100_000_000;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    record Entry(ElementType type, long[] shape, long begin, long end) {}

    static Header decode(byte[] json, long dataBytes) throws IOException {
        if (json.length == 0 || json[0] != '{') {
            throw new IllegalArgumentException("the header does not begin with '{'");
        }
        JsonNode root = JSON.readTree(json);
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = root.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
            } else {
                entries.put(field.getKey(), entry(field.getKey(), field.getValue()));
            }
        }
        return new Header(
                Collections.unmodifiableMap(checked(entries, dataBytes)), Collections.unmodifiableMap(metadata));
    }

    private static void readMetadata(JsonNode node, Map<String, String> into) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(METADATA + " should be an object of strings");
        }
        node.fields().forEachRemaining(field -> {
            if (!field.getValue().isTextual()) {
                throw new IllegalArgumentException(METADATA + " '" + field.getKey() + "' should be a string");
            }
            into.put(field.getKey(), field.getValue().asText());
        });
    }

    private static Entry entry(String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual()
                || !node.path("shape").isArray()
                || offsets.size() != 2
                || node.size() != 3) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' should have exactly dtype, shape and two data_offsets");
        }
        long[] shape = new long[node.path("shape").size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = natural(name, node.path("shape").get(axis));
        }
        ElementType type = ElementType.ofSafetensorsName(node.path("dtype").asText());
        long begin = natural(name, offsets.get(0));
        long end = natural(name, offsets.get(1));
        long expected = type.bytes(Tensor.elementCount(shape));
        if (end - begin != expected) {
            throw new IllegalArgumentException("tensor '" + name + "' takes " + expected + " bytes by its shape, "
                    + (end - begin) + " by its offsets");
        }
        return new Entry(type, shape, begin, end);
    }

    private static long natural(String name, JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
            throw new IllegalArgumentException("tensor '" + name + "': " + number + " is no size or offset");
        }
        return number.asLong();
    }

    private static Map<String, Entry> checked(Map<String, Entry> entries, long dataBytes) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> item) -> item.getValue().begin())
                .thenComparingLong(item -> item.getValue().end()));
        Map<String, Entry> result = new LinkedHashMap<>();
        long next = 0;
        for (Map.Entry<String, Entry> item : sorted) {
            if (item.getValue().begin() != next) {
                throw new IllegalArgumentException("tensor '" + item.getKey() + "' begins at byte "
                        + item.getValue().begin() + ", expected " + next + " (no holes, no overlap)");
            }
            next = item.getValue().end();
            result.put(item.getKey(), item.getValue());
        }
        if (next != dataBytes) {
            throw new IllegalArgumentException(
                    "the tensors take " + next + " bytes, the file has " + dataBytes + " after its header");
        }
        return result;
    }

    /** The header of tensors that follow each other in the given order. */
    static byte[] encode(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> item : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(item.getKey(), item.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Map.Entry<String, Tensor> item : tensors.entrySet()) {
                offset = encodeEntry(json, item.getKey(), item.getValue(), offset);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static long encodeEntry(JsonGenerator json, String name, Tensor tensor, long offset) throws IOException {
        if (tensor.type().safetensorsName() == null) {
            throw new IOException("safetensors has no type for " + tensor.type() + " of tensor '" + name + "'");
        }
        long end = offset + tensor.bytes().remaining();
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", tensor.type().safetensorsName());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        return end;
    }
}
