package dev.graft.adapters.published;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.TensorSource;
import dev.graft.tensors.TensorType;
import java.util.Arrays;

/** Tensors that have the name of a weight, and do not hold it as it is. */
final class StoredElsewhere {
    private StoredElsewhere() {}

    /** Refuses what DeepSpeed left empty and what bitsandbytes packed. */
    static void refuse(String name, TensorSource source) {
        TensorType type = source.type(name);
        long[] shape = type.shape().sizes();
        if (Arrays.equals(shape, new long[] {0})) {
            throw new InvalidInputException("tensor '" + name
                    + "' is empty: DeepSpeed's ZeRO stage 3 saved its place and not its weights; gather them by zero_to_fp32.py of the"
                    + " checkpoint, or train with stage3_gather_16bit_weights_on_model_save");
        }
        boolean packed = type.element() == ElementType.UINT8 && shape.length == 2 && shape[1] == 1;
        if (packed || source.names().contains(name + ".absmax")) {
            throw new InvalidInputException("tensor '" + name + "' is " + type.element() + " of shape "
                    + Arrays.toString(shape)
                    + ": bitsandbytes packed its weights into 4 bits; load the model in PyTorch without"
                    + " load_in_4bit, or call dequantize(), and save the weights in 16 or 32 bits");
        }
        if (name.endsWith(".weight") && source.names().contains(name.replaceAll("weight$", "SCB"))) {
            throw new InvalidInputException("tensor '" + name + "' is " + type.element()
                    + ": bitsandbytes rounded its weights to 8 bits; load the model in PyTorch without load_in_8bit and save the"
                    + " weights in 16 or 32 bits");
        }
    }
}
