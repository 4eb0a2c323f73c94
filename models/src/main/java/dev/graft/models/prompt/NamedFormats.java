package dev.graft.models.prompt;

import dev.graft.tensors.Registry;
import java.util.ServiceLoader;

/** The prompt formats on the path of this program. */
final class NamedFormats {
    static final Registry<PromptFormat> ALL = load();

    private NamedFormats() {}

    private static Registry<PromptFormat> load() {
        Registry<PromptFormat> formats = new Registry<>("there is no prompt format");
        ServiceLoader<PromptFormats> found =
                ServiceLoader.load(PromptFormats.class, PromptFormats.class.getClassLoader());
        Registry.ordered(PromptFormats.class, found)
                .forEach(set -> set.formats().forEach((name, format) -> {
                    if (!(format instanceof PromptTemplate) && !format.id().equals(name)) {
                        throw new IllegalStateException("the prompt format '" + format.id() + "' is given as '" + name
                                + "' by " + set.getClass().getName() + ", and would not be found again by its id");
                    }
                    formats.add(name, format);
                }));
        return formats;
    }
}
