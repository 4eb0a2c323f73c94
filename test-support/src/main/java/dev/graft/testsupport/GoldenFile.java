package dev.graft.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reference numbers of another program, in a safetensors file that is read here without any code of ours: a length, a
 * JSON header of names, types, shapes and places, then the numbers.
 */
public final class GoldenFile {
    private static final Pattern ENTRY = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)+)\"\\s*:\\s*\\{([^{}]*)}");
    private static final Pattern TYPE = Pattern.compile("\"dtype\"\\s*:\\s*\"(\\w+)\"");
    private static final Pattern SHAPE = Pattern.compile("\"shape\"\\s*:\\s*\\[([\\d\\s,]*)]");
    private static final Pattern PLACE = Pattern.compile("\"data_offsets\"\\s*:\\s*\\[([\\d\\s,]*)]");

    private final String origin;
    private final Map<String, GoldenTensor> tensors;

    private GoldenFile(String origin, Map<String, GoldenTensor> tensors) {
        this.origin = origin;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /** Reads a file. */
    public static GoldenFile read(Path file) {
        try {
            return new GoldenFile(file.toString(), parse(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file that lies among the test resources of a class's package. */
    public static GoldenFile resource(Class<?> owner, String name) {
        URL resource = owner.getResource(name);
        if (resource == null) {
            throw new IllegalArgumentException("no test resource " + name + " beside " + owner.getName());
        }
        try (InputStream in = resource.openStream()) {
            return new GoldenFile(name, parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The array of a name; one that is not there fails the test. */
    public GoldenTensor get(String name) {
        GoldenTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new AssertionError(origin + " has no '" + name + "', but " + tensors.keySet());
        }
        return tensor;
    }

    /** The first element of an array, which often is its only one. */
    public double number(String name) {
        return get(name).get(0);
    }

    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    public Set<String> names() {
        return tensors.keySet();
    }

    /** All arrays, in the file's order. */
    public Map<String, GoldenTensor> tensors() {
        return tensors;
    }

    /** The arrays whose names begin with a prefix, by the rest of their names; none fails the test. */
    public Map<String, GoldenTensor> part(String prefix) {
        Map<String, GoldenTensor> part = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        if (part.isEmpty()) {
            throw new AssertionError(origin + " has nothing that begins with '" + prefix + "', but " + names());
        }
        return part;
    }

    private static Map<String, GoldenTensor> parse(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int headerSize = Math.toIntExact(bytes.getLong(0));
        String header = new String(file, 8, headerSize, StandardCharsets.UTF_8);
        Map<String, GoldenTensor> tensors = new LinkedHashMap<>();
        Matcher entries = ENTRY.matcher(header);
        while (entries.find()) {
            String name = entries.group(1).replaceAll("\\\\(.)", "$1");
            if (!name.equals("__metadata__")) {
                String fields = entries.group(2);
                int from = 8 + headerSize;
                long[] place = numbers(only(PLACE, fields));
                ByteBuffer data = bytes.slice(from + (int) place[0], (int) (place[1] - place[0]))
                        .order(ByteOrder.LITTLE_ENDIAN);
                tensors.put(name, new GoldenTensor(name, only(TYPE, fields), numbers(only(SHAPE, fields)), data));
            }
        }
        return tensors;
    }

    private static String only(Pattern pattern, String fields) {
        Matcher matcher = pattern.matcher(fields);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in {" + fields + "}");
        }
        return matcher.group(1);
    }

    private static long[] numbers(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(number -> !number.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
