package dev.graft.graph.onnx;

import com.google.protobuf.CodedInputStream;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Parses {@code ValueInfoProto}, the names and types of the inputs and outputs of a graph. */
final class TypeReader {
    private final ProtoFields proto;
    private final CodedInputStream in;

    TypeReader(ProtoFields proto) {
        this.proto = proto;
        this.in = proto.in;
    }

    ValueInfo valueInfo() throws IOException {
        String[] name = {""};
        TensorType[] type = new TensorType[1];
        proto.fields(field -> {
            switch (field) {
                case 1 -> name[0] = in.readString();
                case 2 -> type[0] = proto.message(this::type);
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
        proto.fields(field -> {
            if (field != 1) {
                return false;
            }
            type[0] = proto.message(this::tensorType);
            return true;
        });
        return type[0];
    }

    private TensorType tensorType() throws IOException {
        int[] element = {0};
        Shape[] shape = new Shape[1];
        proto.fields(field -> {
            switch (field) {
                case 1 -> element[0] = in.readInt32();
                case 2 -> shape[0] = proto.message(this::shape);
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
        proto.fields(field -> {
            if (field != 1) {
                return false;
            }
            dims.add(proto.message(this::dim));
            return true;
        });
        return new Shape(dims);
    }

    private Shape.Dim dim() throws IOException {
        long[] size = {-1};
        String[] name = {""};
        proto.fields(field -> {
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
}
