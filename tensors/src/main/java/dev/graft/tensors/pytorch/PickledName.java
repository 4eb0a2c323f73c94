package dev.graft.tensors.pytorch;

import dev.graft.tensors.ElementType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What a pickle may refer to by name: a {@link Constructor}, a {@link Storage.Kind}, or an {@link ElementType}, which
 * PyTorch calls a dtype.
 */
final class PickledName {
    static final String REMEDY =
            "; nothing but tensors, containers and numbers is read, because more could run any program: if you trust"
                    + " the file, load it in PyTorch and save its tensors alone, as a state_dict";

    private static final Map<String, Object> KNOWN = known();

    private PickledName() {}

    /** What a name stands for, or an error that says the name. */
    static Object find(PickleBytes in, String module, String name) {
        Object found = KNOWN.get(module + "." + name);
        if (found == null) {
            throw in.error("refers to '" + module + "." + name + "', which is not allowed" + REMEDY);
        }
        return found;
    }

    private static Map<String, Object> known() {
        Map<String, Object> known = new HashMap<>();
        Arrays.stream(Constructor.values())
                .forEach(constructor -> constructor.names().forEach(name -> known.put(name, constructor)));
        addType(known, ElementType.FLOAT, "Float", "float32");
        addType(known, ElementType.DOUBLE, "Double", "float64");
        addType(known, ElementType.FLOAT16, "Half", "float16");
        addType(known, ElementType.BFLOAT16, "BFloat16", "bfloat16");
        addType(known, ElementType.INT64, "Long", "int64");
        addType(known, ElementType.INT32, "Int", "int32");
        addType(known, ElementType.INT16, "Short", "int16");
        addType(known, ElementType.INT8, "Char", "int8");
        addType(known, ElementType.UINT8, "Byte", "uint8");
        addType(known, ElementType.BOOL, "Bool", "bool");
        addType(known, ElementType.COMPLEX64, "ComplexFloat", "complex64");
        addType(known, ElementType.COMPLEX128, "ComplexDouble", "complex128");
        // Types newer than the typed storages.
        known.put("torch.storage.UntypedStorage", new Storage.Kind(ElementType.UINT8));
        known.put("torch.uint16", ElementType.UINT16);
        known.put("torch.uint32", ElementType.UINT32);
        known.put("torch.uint64", ElementType.UINT64);
        known.put("torch.float8_e4m3fn", ElementType.FLOAT8E4M3FN);
        known.put("torch.float8_e4m3fnuz", ElementType.FLOAT8E4M3FNUZ);
        known.put("torch.float8_e5m2", ElementType.FLOAT8E5M2);
        known.put("torch.float8_e5m2fnuz", ElementType.FLOAT8E5M2FNUZ);
        return known;
    }

    private static void addType(Map<String, Object> known, ElementType type, String storage, String dtype) {
        known.put("torch." + storage + "Storage", new Storage.Kind(type));
        known.put("torch." + dtype, type);
    }
}
