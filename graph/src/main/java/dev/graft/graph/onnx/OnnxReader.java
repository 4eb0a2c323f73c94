package dev.graft.graph.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses {@code ModelProto} from a mapped file; field numbers are those of onnx.proto. */
final class OnnxReader {
    /** Deeper nesting of messages than any exporter makes; a file that exceeds it is damaged or hostile. */
    private static final int MAX_DEPTH = 64;

    private final Path file;
    private final CodedInputStream in;
    private final TensorReader tensors;
    private final Map<String, Integer> opsets = new LinkedHashMap<>();
    private final List<Function> functions = new ArrayList<>();
    private int depth;

    OnnxReader(Path file, ByteBuffer mapped) {
        this.file = file;
        this.in = CodedInputStream.newInstance(mapped);
        this.tensors = new TensorReader(file, mapped, in);
    }

    /** The files with external data, once the model is read. */
    List<Path> dataFiles() {
        return List.copyOf(tensors.dataFiles());
    }

    Graph model() throws IOException {
        Graph[] graph = new Graph[1];
        try {
            fields(field -> {
                switch (field) {
                    case 7 -> graph[0] = message(this::graph);
                    case 8 -> message(this::opset);
                    case 25 -> functions.add(message(this::function));
                    default -> {
                        return false;
                    }
                }
                return true;
            });
        } catch (InvalidProtocolBufferException e) {
            throw damaged(e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw damaged(e.getMessage(), e);
        }
        if (graph[0] == null) {
            throw damaged("it holds no graph", null);
        }
        Graph read = graph[0];
        Graph complete = new Graph(read.name(), read.inputs(), read.outputs(), read.constants(), read.nodes(), opsets);
        return functions.isEmpty() ? complete : new FunctionInliner(functions).inline(complete);
    }

    private ModelFileException damaged(String why, Exception cause) {
        return new ModelFileException(
                file, "not a readable ONNX model: " + why + "; download or export it again", cause);
    }

    private Void opset() throws IOException {
        String[] domain = {""};
        long[] version = {1};
        fields(field -> {
            switch (field) {
                case 1 -> domain[0] = in.readString();
                case 2 -> version[0] = in.readInt64();
                default -> {
                    return false;
                }
            }
            return true;
        });
        opsets.put(domain[0].equals("ai.onnx") ? "" : domain[0], Math.toIntExact(version[0]));
        return null;
    }

    private Graph graph() throws IOException {
        List<Node> nodes = new ArrayList<>();
        Map<String, Constant> constants = new LinkedHashMap<>();
        List<ValueInfo> inputs = new ArrayList<>();
        List<ValueInfo> outputs = new ArrayList<>();
        String[] name = {""};
        fields(field -> {
            switch (field) {
                case 1 -> nodes.add(message(this::node));
                case 2 -> name[0] = in.readString();
                case 5 -> {
                    TensorReader.Named constant = message(tensors::read);
                    constants.put(constant.name(), constant.value());
                }
                case 11 -> inputs.add(message(this::valueInfo));
                case 12 -> outputs.add(message(this::valueInfo));
                case 15 -> throw new IllegalArgumentException("sparse initializers are not supported");
                default -> {
                    return false;
                }
            }
            return true;
        });
        // Before IR version 4 every initializer was listed as an input too.
        inputs.removeIf(info -> constants.containsKey(info.name()));
        return new Graph(name[0], inputs, outputs, constants, nodes, Map.of());
    }

    private Node node() throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        String[] text = {"", "", ""}; // name, operator, domain
        fields(field -> {
            switch (field) {
                case 1 -> inputs.add(in.readString());
                case 2 -> outputs.add(in.readString());
                case 3 -> text[0] = in.readString();
                case 4 -> text[1] = in.readString();
                case 5 -> message(() -> attribute(attributes));
                case 7 -> text[2] = in.readString();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Node(text[1], text[2], text[0], inputs, outputs, attributes);
    }

    private Void attribute(Map<String, Attribute> into) throws IOException {
        AttributeParts parts = new AttributeParts();
        fields(field -> {
            switch (field) {
                case 1 -> parts.name = in.readString();
                case 2 -> parts.floating = in.readFloat();
                case 3 -> parts.integer = in.readInt64();
                case 4 -> parts.text = text();
                case 5 -> parts.tensor = message(tensors::read).value();
                case 6 -> parts.graph = message(this::graph);
                case 7 -> packed(() -> parts.floats.add(in.readFloat()), WireFormat.WIRETYPE_FIXED32);
                case 8 -> packed(() -> parts.integers.add(in.readInt64()), WireFormat.WIRETYPE_VARINT);
                case 9 -> parts.texts.add(text());
                case 20 -> parts.kind = in.readInt32();
                case 21 -> parts.reference = in.readString();
                default -> {
                    return false;
                }
            }
            return true;
        });
        into.put(parts.name, parts.toAttribute());
        return null;
    }

    private String text() throws IOException {
        return new String(in.readByteArray(), StandardCharsets.UTF_8);
    }

    private ValueInfo valueInfo() throws IOException {
        String[] name = {""};
        TensorType[] type = new TensorType[1];
        fields(field -> {
            switch (field) {
                case 1 -> name[0] = in.readString();
                case 2 -> type[0] = message(this::type);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new ValueInfo(name[0], type[0]);
    }

    private TensorType type() throws IOException {
        TensorType[] type = new TensorType[1];
        fields(field -> {
            if (field != 1) {
                return false;
            }
            type[0] = message(this::tensorType);
            return true;
        });
        return type[0];
    }

    private TensorType tensorType() throws IOException {
        int[] element = {0};
        Shape[] shape = new Shape[1];
        fields(field -> {
            switch (field) {
                case 1 -> element[0] = in.readInt32();
                case 2 -> shape[0] = message(this::shape);
                default -> {
                    return false;
                }
            }
            return true;
        });
        // Without a shape nothing is known that a caller could use.
        return element[0] == 0 || shape[0] == null
                ? null
                : new TensorType(ElementType.ofOnnxCode(element[0]), shape[0]);
    }

    private Shape shape() throws IOException {
        List<Shape.Dim> dims = new ArrayList<>();
        fields(field -> {
            if (field != 1) {
                return false;
            }
            dims.add(message(this::dim));
            return true;
        });
        return new Shape(dims);
    }

    private Shape.Dim dim() throws IOException {
        long[] size = {-1};
        String[] name = {""};
        fields(field -> {
            switch (field) {
                case 1 -> size[0] = in.readInt64();
                case 2 -> name[0] = in.readString();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Shape.Dim(Math.max(-1, size[0]), name[0]);
    }

    private Function function() throws IOException {
        Function.Parts parts = new Function.Parts();
        fields(field -> {
            switch (field) {
                case 1 -> parts.name = in.readString();
                case 4 -> parts.inputs.add(in.readString());
                case 5 -> parts.outputs.add(in.readString());
                case 7 -> parts.nodes.add(message(this::node));
                case 10 -> parts.domain = in.readString();
                case 11 -> message(() -> attribute(parts.defaults));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return parts.toFunction();
    }

    private interface FieldHandler {
        boolean handle(int field) throws IOException;
    }

    private interface Body<T> {
        T read() throws IOException;
    }

    private interface Element {
        void read() throws IOException;
    }

    private int tag;

    private void fields(FieldHandler handler) throws IOException {
        for (tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int current = tag;
            if (!handler.handle(WireFormat.getTagFieldNumber(current))) {
                in.skipField(current);
            }
        }
    }

    private <T> T message(Body<T> body) throws IOException {
        requireLengthDelimited();
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("its messages are nested too deeply");
        }
        int limit = in.pushLimit(in.readRawVarint32());
        T value = body.read();
        in.checkLastTagWas(0);
        in.popLimit(limit);
        depth--;
        return value;
    }

    private void requireLengthDelimited() {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            throw new IllegalArgumentException("field " + WireFormat.getTagFieldNumber(tag) + " has wire type "
                    + WireFormat.getTagWireType(tag) + " where a message was expected");
        }
    }

    private void packed(Element element, int wireType) throws IOException {
        if (WireFormat.getTagWireType(tag) == wireType) {
            element.read();
            return;
        }
        requireLengthDelimited();
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            element.read();
        }
        in.popLimit(limit);
    }
}
