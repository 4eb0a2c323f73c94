package dev.graft.graph.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What ONNX Runtime says of a graph, without the places in its own sources, and what to do about it. The runtime has an
 * error code for most of it, ORT_FAIL, so that only its words tell the causes apart.
 */
final class RuntimeMessage {
    private static final int SHOWN = 500;
    private static final String SOURCES = "/onnxruntime_src/";

    private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

    static {
        REMEDIES.put(
                "out of memory",
                "take a smaller batch or micro_batch, precision=float16, or a device with more memory");
        REMEDIES.put("CUDA failure", "nvidia-smi shows the state of the device");
        REMEDIES.put("CUDNN failure", REMEDIES.get("CUDA failure"));
        REMEDIES.put(
                "No Op registered",
                "it uses an operator that this version of the runtime does not have; export it with standard operators");
        REMEDIES.put("not a registered function", REMEDIES.get("No Op registered"));
        REMEDIES.put("NOT_IMPLEMENTED", "the runtime has no such operator for these types here; export it in float32");
        REMEDIES.put("not acyclic", "its nodes read from each other in a circle; export it again");
        REMEDIES.put("Duplicate definition", "two of its values have one name; export it again");
        REMEDIES.put("pset", "expected an operator set that the runtime knows; export it with opset 18");
        REMEDIES.put("IR version", "export it with an older version of the onnx package");
        REMEDIES.put("External data", "put the files with its weights beside it");
        REMEDIES.put("allocate", "it needs more memory than there is; use a smaller model or batch");
        REMEDIES.put("bad_alloc", REMEDIES.get("allocate"));
        REMEDIES.put("verflow", "its sizes do not fit into 64 bits; the file is damaged or made to do harm");
    }

    private RuntimeMessage() {}

    /** One line: the runtime's sentence, then what to do. */
    static String of(String message) {
        String text = normalised(message);
        String remedy = REMEDIES.entrySet().stream()
                .filter(entry -> text.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("check it with onnx.checker, or export it again");
        return line(message) + "; " + remedy;
    }

    /** The runtime's sentence in one line. */
    static String line(String message) {
        String shown = withoutSources(normalised(message));
        return shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown.replaceFirst("[. ]+$", "");
    }

    private static String normalised(String message) {
        return String.valueOf(message).replaceAll("\\s+", " ").replaceFirst("^Error code - \\w+ - message: ", "");
    }

    /** Drops a file of the runtime's sources with line and function: up to the parenthesis that closes its parameters. */
    private static String withoutSources(String text) {
        String rest = text;
        for (int start = rest.indexOf(SOURCES); start >= 0; start = rest.indexOf(SOURCES)) {
            int open = rest.indexOf('(', start);
            int end = open < 0 ? -1 : closing(rest, open);
            if (end < 0) {
                return rest.substring(0, start) + rest.substring(start).replaceFirst("^\\S+ ?", "");
            }
            String after =
                    rest.substring(end + 1).replaceFirst("^ const\\b", "").replaceFirst("^ \\[with [^\\]]*]", "");
            rest = rest.substring(0, start) + after.strip();
        }
        return rest;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
