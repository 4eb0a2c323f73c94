package dev.graft.graph.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Arrays;

/** Hands our tensors to the runtime without a copy. */
final class OnnxTensors {
    private OnnxTensors() {}

    static OnnxTensor wrap(Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), tensor.bytes(), tensor.shape(), javaType(tensor));
    }

    /** The element type of a runtime value, or null where it is none that Graft knows. */
    static ElementType elementType(TensorInfo info) {
        String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return Arrays.stream(ElementType.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static OnnxJavaType javaType(Tensor tensor) {
        return switch (tensor.type()) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            default ->
                throw new IllegalArgumentException(
                        "the runtime takes no input of type " + tensor.type() + " from Java");
        };
    }
}
