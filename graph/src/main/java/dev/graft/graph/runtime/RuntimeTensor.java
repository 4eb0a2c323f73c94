package dev.graft.graph.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.TensorInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;

/**
 * A tensor in the runtime's own memory, the result of a run. It can be fed to another run without a copy, which is how
 * a key-value cache lives on. Whoever asked for it closes it.
 */
public final class RuntimeTensor implements AutoCloseable {
    private final OnnxTensor onnx;

    RuntimeTensor(OnnxTensor onnx) {
        this.onnx = onnx;
    }

    OnnxTensor onnx() {
        return onnx;
    }

    public long[] shape() {
        return onnx.getInfo().getShape();
    }

    /** A copy of the values. */
    public Tensor toTensor() {
        TensorInfo info = onnx.getInfo();
        ElementType type = OnnxTensors.elementType(info);
        Tensor tensor = Tensor.allocate(type, info.getShape());
        ByteBuffer source = onnx.getByteBuffer();
        tensor.bytes().put(source);
        return tensor;
    }

    @Override
    public void close() {
        onnx.close();
    }
}
