package dev.graft.models.data.conversations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who speaks in a conversation, under the names that data sets give them. */
enum Role {
    SYSTEM("system"),
    USER("human", "user", "prompter"),
    MODEL("gpt", "assistant", "model", "bot", "chatbot");

    private final List<String> names;

    Role(String... names) {
        this.names = List.of(names);
    }

    static Optional<Role> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(role -> role.names.contains(lower))
                .findFirst();
    }
}
