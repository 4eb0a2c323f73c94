package dev.graft.graph.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.ForeignContent;
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
    /** The newest version of the format ({@code ir_version}) and of the standard operators that ONNX Runtime 1.29 reads. */
    private static final long NEWEST_FORMAT = 13;

    private static final int NEWEST_OPSET = 26;

    private final Path file;
    private final ProtoFields proto;
    private final CodedInputStream in;
    private final TensorReader tensors;
    private final TypeReader types;
    private final Map<String, Integer> opsets = new LinkedHashMap<>();
    private final List<Function> functions = new ArrayList<>();
    private long format;

    OnnxReader(Path file, ByteBuffer mapped) {
        this.file = file;
        this.proto = new ProtoFields(mapped);
        this.in = proto.in;
        this.tensors = new TensorReader(file, mapped, proto);
        this.types = new TypeReader(proto);
    }

    /** The files with external data, once the model is read. */
    List<Path> dataFiles() {
        return List.copyOf(tensors.dataFiles());
    }

    Graph model() throws IOException {
        try {
            return readModel();
        } catch (InvalidProtocolBufferException e) {
            throw damaged(e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw damaged(e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw damaged("its graphs are nested too deeply", null);
        }
    }

    private Graph readModel() throws IOException {
        Graph[] graph = new Graph[1];
        proto.fields(field -> {
            switch (field) {
                case 1 -> format = in.readInt64();
                case 7 -> graph[0] = proto.message(this::graph);
                case 8 -> proto.message(this::opset);
                case 25 -> functions.add(proto.message(this::function));
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (graph[0] == null) {
            throw damaged("it holds no graph", null);
        }
        requireKnownVersions();
        Graph read = graph[0];
        Graph complete = new Graph(read.name(), read.inputs(), read.outputs(), read.constants(), read.nodes(), opsets);
        return (functions.isEmpty() ? complete : new FunctionInliner(functions).inline(complete)).ordered();
    }

    private void requireKnownVersions() {
        int opset = opsets.getOrDefault("", 1);
        if (format > NEWEST_FORMAT) {
            throw new ModelFileException(
                    file,
                    "is in version " + format + " of the ONNX format (ir_version), Graft and ONNX Runtime read up to "
                            + NEWEST_FORMAT + "; export it again with an older onnx package or exporter");
        }
        if (opset > NEWEST_OPSET) {
            throw new ModelFileException(
                    file,
                    "uses operator set " + opset + " of ONNX, Graft and ONNX Runtime read up to " + NEWEST_OPSET
                            + "; export it with opset 18");
        }
    }

    private ModelFileException damaged(String why, Exception cause) {
        return new ModelFileException(
                file,
                "not a readable ONNX model: " + why + ForeignContent.hint(file) + "; download or export it again",
                cause);
    }

    private Void opset() throws IOException {
        String[] domain = {""};
        long[] version = {1};
        proto.fields(field -> {
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
        proto.fields(field -> {
            switch (field) {
                case 1 -> nodes.add(proto.message(this::node));
                case 2 -> name[0] = in.readString();
                case 5 -> {
                    TensorReader.Named constant = proto.message(tensors::read);
                    constants.put(constant.name(), constant.value());
                }
                case 11 -> inputs.add(proto.message(types::valueInfo));
                case 12 -> outputs.add(proto.message(types::valueInfo));
                case 15 -> throw new IllegalArgumentException("sparse initializers are not supported");
                default -> {
                    return false;
                }
            }
            return true;
        });
        // Before IR version 4 every initializer was listed as an input too.
        inputs.removeIf(info -> constants.containsKey(info.name()));
        return new Graph(name[0], inputs, outputs, constants, nodes, Map.of()).ordered();
    }

    private Node node() throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        String[] text = {"", "", ""}; // name, operator, domain
        proto.fields(field -> {
            switch (field) {
                case 1 -> inputs.add(in.readString());
                case 2 -> outputs.add(in.readString());
                case 3 -> text[0] = in.readString();
                case 4 -> text[1] = in.readString();
                case 5 -> proto.message(() -> attribute(attributes));
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
        proto.fields(field -> {
            switch (field) {
                case 1 -> parts.name = in.readString();
                case 2 -> parts.floating = in.readFloat();
                case 3 -> parts.integer = in.readInt64();
                case 4 -> parts.text = text();
                case 5 -> parts.tensor = proto.message(tensors::read).value();
                case 6 -> parts.graph = proto.message(this::graph);
                case 7 -> proto.packed(() -> parts.floats.add(in.readFloat()), WireFormat.WIRETYPE_FIXED32);
                case 8 -> proto.packed(() -> parts.integers.add(in.readInt64()), WireFormat.WIRETYPE_VARINT);
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

    private Function function() throws IOException {
        Function.Parts parts = new Function.Parts();
        proto.fields(field -> {
            switch (field) {
                case 1 -> parts.name = in.readString();
                case 4 -> parts.inputs.add(in.readString());
                case 5 -> parts.outputs.add(in.readString());
                case 7 -> parts.nodes.add(proto.message(this::node));
                case 10 -> parts.domain = in.readString();
                case 11 -> proto.message(() -> attribute(parts.defaults));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return parts.toFunction();
    }
}
