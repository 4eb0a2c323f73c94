package dev.graft.backbones.tokenizer;

import java.util.Set;

/**
 * Whether objects are written as objects. The native library also takes an array of the values of the fields, in the order in
 * which its sources declare them, which nobody writes and no check by the fields' names would see.
 */
final class PartForms {
    private static final Set<String> LISTS_OF_PARTS =
            Set.of("normalizers", "pretokenizers", "processors", "decoders", "single", "pair");

    private static final Set<String> LISTS_OF_VALUES = Set.of("ids", "tokens", "sep", "cls");

    private PartForms() {}

    /** Refuses an array where an object, a text or a number is expected. */
    static void check(Part section) {
        if (section.node().isArray()) {
            throw section.error("an object {...}");
        }
        section.node().fieldNames().forEachRemaining(name -> checkField(name, section.field(name)));
    }

    private static void checkField(String name, Part value) {
        if (value.node().isArray() && LISTS_OF_PARTS.contains(name)) {
            for (int i = 0; i < value.node().size(); i++) {
                check(value.element(i));
            }
        } else if (!value.node().isArray() || !LISTS_OF_VALUES.contains(name)) {
            check(value);
        }
    }
}
