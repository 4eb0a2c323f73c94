package dev.graft.graph.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Encodes {@code ModelProto}; field numbers are those of onnx.proto. */
final class OnnxWriter {
    /** The oldest version that every construct we write is valid in, and that ONNX Runtime 1.29 accepts. */
    private static final int IR_VERSION = 10;

    private final Path folder;

    OnnxWriter(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    byte[] model(Graph graph) {
        return bytes(out -> {
            out.writeInt64(1, IR_VERSION);
            out.writeString(2, "graft");
            message(out, 7, body -> graph(body, graph));
            for (Map.Entry<String, Integer> opset : graph.opsets().entrySet()) {
                message(out, 8, body -> {
                    body.writeString(1, opset.getKey());
                    body.writeInt64(2, opset.getValue());
                });
            }
        });
    }

    private void graph(CodedOutputStream out, Graph graph) throws IOException {
        for (Node node : graph.nodes()) {
            message(out, 1, body -> node(body, node));
        }
        out.writeString(2, graph.name().isEmpty() ? "graph" : graph.name());
        for (Map.Entry<String, Constant> constant : graph.constants().entrySet()) {
            message(out, 5, body -> tensor(body, constant.getKey(), constant.getValue()));
        }
        for (ValueInfo info : graph.inputs()) {
            message(out, 11, body -> valueInfo(body, info));
        }
        for (ValueInfo info : graph.outputs()) {
            message(out, 12, body -> valueInfo(body, info));
        }
    }

    private void node(CodedOutputStream out, Node node) throws IOException {
        for (String input : withoutTrailingGaps(node.inputs())) {
            out.writeString(1, input);
        }
        for (String output : node.outputs()) {
            out.writeString(2, output);
        }
        out.writeString(3, node.name());
        out.writeString(4, node.opType());
        for (Map.Entry<String, Attribute> attribute : node.attributes().entrySet()) {
            message(out, 5, body -> attribute(body, attribute.getKey(), attribute.getValue()));
        }
        out.writeString(7, node.domain());
    }

    /** Optimisers of ONNX Runtime crash on a last operand that is left out by an empty name. */
    private static List<String> withoutTrailingGaps(List<String> names) {
        int count = names.size();
        while (count > 0 && names.get(count - 1).isEmpty()) {
            count--;
        }
        return names.subList(0, count);
    }

    private void attribute(CodedOutputStream out, String name, Attribute attribute) throws IOException {
        out.writeString(1, name);
        int kind;
        if (attribute instanceof Attribute.Float value) {
            kind = 1;
            out.writeFloat(2, value.value());
        } else if (attribute instanceof Attribute.Int value) {
            kind = 2;
            out.writeInt64(3, value.value());
        } else if (attribute instanceof Attribute.Text value) {
            kind = 3;
            out.writeByteArray(4, value.value().getBytes(StandardCharsets.UTF_8));
        } else if (attribute instanceof Attribute.Data value) {
            kind = 4;
            message(out, 5, body -> tensor(body, "", Constant.of(value.value().tensor())));
        } else if (attribute instanceof Attribute.Subgraph value) {
            kind = 5;
            message(out, 6, body -> graph(body, value.graph()));
        } else if (attribute instanceof Attribute.Floats value) {
            kind = 6;
            for (float element : value.values()) {
                out.writeFloat(7, element);
            }
        } else if (attribute instanceof Attribute.Ints value) {
            kind = 7;
            for (long element : value.values()) {
                out.writeInt64(8, element);
            }
        } else if (attribute instanceof Attribute.Texts value) {
            kind = 8;
            for (String element : value.values()) {
                out.writeByteArray(9, element.getBytes(StandardCharsets.UTF_8));
            }
        } else {
            throw new IllegalArgumentException("attribute '" + name + "' refers to a function that is not there");
        }
        out.writeInt32(20, kind);
    }

    private void tensor(CodedOutputStream out, String name, Constant constant) throws IOException {
        for (long dim : constant.shape()) {
            out.writeInt64(1, dim);
        }
        out.writeInt32(2, constant.type().onnxCode());
        out.writeString(8, name);
        if (constant instanceof Constant.Stored stored) {
            entry(out, "location", location(stored.file()));
            entry(out, "offset", Long.toString(stored.offset()));
            entry(out, "length", Long.toString(stored.byteSize()));
            out.writeInt32(14, 1);
        } else {
            ByteBuffer bytes = constant.tensor().bytes();
            out.writeTag(9, 2);
            out.writeUInt32NoTag(bytes.remaining());
            out.writeRawBytes(bytes);
        }
    }

    private String location(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!absolute.startsWith(folder)) {
            throw new IllegalArgumentException("the weights in " + file + " do not lie in the folder " + folder);
        }
        return folder.relativize(absolute).toString().replace('\\', '/');
    }

    private static void entry(CodedOutputStream out, String key, String value) throws IOException {
        message(out, 13, body -> {
            body.writeString(1, key);
            body.writeString(2, value);
        });
    }

    private static void valueInfo(CodedOutputStream out, ValueInfo info) throws IOException {
        out.writeString(1, info.name());
        if (info.type() != null) {
            message(out, 2, type -> message(type, 1, tensor -> tensorType(tensor, info.type())));
        }
    }

    private static void tensorType(CodedOutputStream out, TensorType type) throws IOException {
        out.writeInt32(1, type.element().onnxCode());
        message(out, 2, shape -> {
            for (Shape.Dim dim : type.shape().dims()) {
                message(shape, 1, body -> {
                    if (dim.isKnown()) {
                        body.writeInt64(1, dim.size());
                    } else if (!dim.name().isEmpty()) {
                        body.writeString(2, dim.name());
                    }
                });
            }
        });
    }

    private static void message(CodedOutputStream out, int field, Body body) throws IOException {
        out.writeByteArray(field, bytes(body));
    }

    private static byte[] bytes(Body body) {
        try {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(buffer);
            body.write(out);
            out.flush();
            return buffer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
