package dev.graft.models.data.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.NamedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the messages of a record, under the names that different makers of data give them. */
final class Messages {
    static final List<String> LISTS = List.of("conversations", "messages", "conversation");

    private static final List<String> QUERIES = List.of("query", "instruction", "prompt");
    private static final List<String> RESPONSES = List.of("response", "output", "completion");

    private final JsonRecord record;
    private final MessagePieces pieces;

    Messages(JsonRecord record, Path folder) {
        this.record = record;
        this.pieces = new MessagePieces(record, new NamedImage(record, folder));
    }

    List<Message> read() {
        List<Message> messages = new ArrayList<>();
        field(List.of("system")).ifPresent(system -> messages.add(message(Role.SYSTEM, system, "field 'system'")));
        Optional<String> list = LISTS.stream().filter(record::has).findFirst();
        if (list.isPresent()) {
            for (JsonNode each : record.elements(list.get())) {
                messages.add(message(each, list.get()));
            }
        } else if (record.has("texts")) {
            for (JsonNode each : record.elements("texts")) {
                messages.add(message(Role.USER, each.get("user"), "'user' of each element of 'texts'"));
                messages.add(message(Role.MODEL, each.get("assistant"), "'assistant' of each element of 'texts'"));
            }
        } else if (QUERIES.stream().anyMatch(record::has)) {
            addQuery(messages);
        } else {
            record.elements(LISTS.get(0));
        }
        return messages;
    }

    private void addQuery(List<Message> messages) {
        for (JsonNode pair :
                record.has("history") ? record.get("history") : record.node().path("none")) {
            messages.add(message(Role.USER, pair.get(0), "each question of 'history'"));
            messages.add(message(Role.MODEL, pair.get(1), "each answer of 'history'"));
        }
        List<Piece> query = new ArrayList<>(pieces.of(required(QUERIES), "the question"));
        field(List.of("input")).ifPresent(input -> {
            query.add(new Piece.Text("\n"));
            query.addAll(pieces.of(input, "field 'input'"));
        });
        messages.add(new Message(Role.USER, query));
        if (!record.mayLackAnswer() || field(RESPONSES).isPresent()) {
            messages.add(message(Role.MODEL, required(RESPONSES), "the answer"));
        }
    }

    private JsonNode required(List<String> names) {
        return field(names).orElseThrow(() -> record.error("expected one of the fields " + names + ", found none"));
    }

    /** The first of the fields that is not empty. */
    private Optional<JsonNode> field(List<String> names) {
        return names.stream()
                .filter(record::has)
                .map(record::get)
                .filter(value -> !value.isTextual() || !value.textValue().isBlank())
                .findFirst();
    }

    private Message message(Role role, JsonNode content, String what) {
        return new Message(role, pieces.of(content, what));
    }

    private Message message(JsonNode message, String list) {
        String of = " of each element of '" + list + "'";
        String name = message.has("role") ? "role" : "from";
        String content = message.has("content") ? "content" : "value";
        String from = record.textOf(message.get(name), "'" + name + "'" + of);
        Role role = Role.of(from)
                .orElseThrow(() -> record.error(
                        FaultKind.TURNS,
                        "expected a question and its answer in turn in '" + list + "', found '" + from
                                + "', who is neither human (user) nor gpt (assistant)"));
        return message(role, message.get(content), "'" + content + "'" + of);
    }
}
