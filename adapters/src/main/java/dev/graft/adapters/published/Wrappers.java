package dev.graft.adapters.published;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What programs of training put around the name of a tensor.
 *
 * <p>In front: {@code model}, {@code state_dict} and {@code model_state_dict} of checkpoints that hold more than weights,
 * {@code base_model} of PEFT, {@code language_model} where an adapter lies within. Anywhere: {@code module} of data-parallel
 * training, {@code _fsdp_wrapped_module} of FSDP, {@code _orig_mod} of {@code torch.compile},
 * {@code _checkpoint_wrapped_module}, {@code _forward_module} of Lightning, and {@code modules_to_save.NAME} of PEFT.
 */
final class Wrappers {
    private static final List<String> IN_FRONT =
            List.of("model.", "state_dict.", "model_state_dict.", "model_state.", "base_model.", "language_model.");

    private static final Pattern ANYWHERE = Pattern.compile("(?<=^|\\.)(?:module|_fsdp_wrapped_module|_orig_mod"
            + "|_checkpoint_wrapped_module|_forward_module|modules_to_save\\.[^.]+)\\.");

    /** What PEFT keeps of a module as it was before training. */
    private static final Pattern UNTRAINED = Pattern.compile("(?:^|\\.)original_module\\.");

    private Wrappers() {}

    /** A name without what is around it; empty for a tensor that stands beside one that was trained in its place. */
    static Optional<String> without(String name) {
        return UNTRAINED.matcher(name).find() ? Optional.empty() : Optional.of(bare(name));
    }

    static String bare(String name) {
        return withoutFront(ANYWHERE.matcher(name).replaceAll(""));
    }

    private static String withoutFront(String name) {
        for (String wrapper : IN_FRONT) {
            if (name.startsWith(wrapper)) {
                return withoutFront(name.substring(wrapper.length()));
            }
        }
        return withoutRepetition(name);
    }

    /** A part that is saved under its own name holds it twice: {@code projector.projector.0.weight} of Prismatic. */
    private static String withoutRepetition(String name) {
        int end = name.indexOf('.') + 1;
        return end > 0 && name.startsWith(name.substring(0, end), end) ? name.substring(end) : name;
    }
}
