package dev.graft.tensors.pytorch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/** What a pickle may call. Each makes a value of its arguments and does nothing else. */
enum Constructor {
    /** Its items are set afterwards. */
    ORDERED_DICT(0, 0, arguments -> new LinkedHashMap<>(), "collections.OrderedDict"),
    /** A set, of a list; Python 2 had another name for the same module. */
    SET(
            1,
            1,
            arguments -> arguments.list(0),
            "builtins.set",
            "builtins.frozenset",
            "__builtin__.set",
            "__builtin__.frozenset"),
    SIZE(1, 1, arguments -> arguments.list(0), "torch.Size"),
    /** Where something lay; nobody asks. */
    DEVICE(1, 2, arguments -> null, "torch.device"),
    /** Storage, offset, shape, strides, and what matters only to training. */
    TENSOR(6, 7, arguments -> arguments.view(arguments.storage().type()), "torch._utils._rebuild_tensor_v2"),
    /** The same with a dtype, over a storage without one. */
    TYPED_TENSOR(7, 8, arguments -> arguments.view(arguments.type(6)), "torch._utils._rebuild_tensor_v3"),
    /** A tensor, whether it is trained, hooks, and perhaps attributes. */
    PARAMETER(3, 4, Arguments::tensor, "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state");

    private final int least;
    private final int most;
    private final Function<Arguments, Object> make;
    private final List<String> names;

    Constructor(int least, int most, Function<Arguments, Object> make, String... names) {
        this.least = least;
        this.most = most;
        this.make = make;
        this.names = List.of(names);
    }

    /** Its names in Python, modules included. */
    List<String> names() {
        return names;
    }

    boolean takes(int arguments) {
        return arguments >= least && arguments <= most;
    }

    Object make(Arguments arguments) {
        return make.apply(arguments);
    }
}
