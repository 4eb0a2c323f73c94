package dev.graft.tensors.pytorch;

import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pickle as {@code torch.save} writes it, without running anything: of all that a pickle can ask for, there are
 * only tensors, lists, dictionaries, texts and numbers here ({@link PickledName}), and the rest is refused by name.
 *
 * <p>The result is made of {@link StoredTensor}, {@link Map} with keys that are texts or numbers, {@link List} (for
 * tuples and sets too), {@link String}, {@link Number}, {@link Boolean} and {@code null}. It may contain itself.
 *
 * <p>The operations are those of Python's {@code pickletools}, protocols 2 to 5.
 */
final class Unpickler {
    /** About 40 operations make a tensor. Each takes 100 bytes of memory or less, so that this bounds the memory too. */
    private static final int MAX_OPERATIONS = 8_000_000;

    private static final int NEWEST_PROTOCOL = 5;

    private final PickleBytes in;
    private final List<Object> stack = new ArrayList<>();
    /** Where on the stack the lists begin that are not complete yet. */
    private final List<Integer> marks = new ArrayList<>();

    private final Map<Long, Object> memo = new HashMap<>();

    private Unpickler(PickleBytes in) {
        this.in = in;
    }

    /**
     * Reads a pickle.
     *
     * @throws ModelFileException if it is damaged or asks for something else
     */
    static Object read(Path file, byte[] pickle) {
        return new Unpickler(new PickleBytes(file, pickle)).read();
    }

    private Object read() {
        for (int count = 0; count < MAX_OPERATIONS; count++) {
            int operation = in.operation();
            if (operation == '.') {
                return pop();
            }
            execute(operation);
        }
        throw in.error("more than " + MAX_OPERATIONS + " operations; a checkpoint of weights has fewer");
    }

    private void execute(int operation) {
        switch (operation) {
            case 0x80 -> requireProtocol(in.unsignedByte());
            case 0x95 -> in.length(); // a frame: a hint on how much to read at once
            case '(' -> marks.add(stack.size());
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(peek());
            case 'q' -> memo.put((long) in.unsignedByte(), peek());
            case 'r' -> memo.put(in.unsignedInteger(), peek());
            case 0x94 -> memo.put((long) memo.size(), peek());
            case 'h' -> push(remembered(in.unsignedByte()));
            case 'j' -> push(remembered(in.unsignedInteger()));
            case 'a' -> append(popLast(1));
            case 'e', 0x90 -> append(popToMark());
            case 's' -> setItems(popLast(2));
            case 'u' -> setItems(popToMark());
            case 0x85, 0x86, 0x87 -> push(popLast(operation - 0x84));
            case 't', 'l', 0x91 -> push(popToMark());
            case 'Q' -> push(storage(pop()));
            case 'R' -> call();
            case 'b' -> setState();
            case 'c' -> push(PickledName.find(in, in.line(), in.line()));
            case 0x93 -> pushNamed(popLast(2));
            default -> push(literal(operation));
        }
    }

    private Object literal(int operation) {
        return switch (operation) {
            case 'N' -> null;
            case 0x88 -> true;
            case 0x89 -> false;
            case 'K' -> (long) in.unsignedByte();
            case 'M' -> (long) in.unsignedShort();
            case 'J' -> (long) in.integer();
            case 0x8a -> in.bigInteger(in.unsignedByte());
            case 0x8b -> in.bigInteger(in.integer());
            case 'G' -> in.real();
            case 0x8c -> in.text(in.unsignedByte());
            case 'X' -> in.text(in.unsignedInteger());
            case 0x8d -> in.text(in.length());
            case ')', ']', 0x8f -> new ArrayList<>();
            case '}' -> new LinkedHashMap<>();
            default ->
                throw in.error(String.format(
                        "the pickle operation 0x%02x, which no tensor, list, dictionary, text or number needs%s",
                        operation, PickledName.REMEDY));
        };
    }

    private void requireProtocol(int protocol) {
        if (protocol > NEWEST_PROTOCOL) {
            throw in.error("pickle protocol " + protocol + ", the newest that is known is " + NEWEST_PROTOCOL);
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object peek() {
        Object value = pop();
        push(value);
        return value;
    }

    private Object pop() {
        int bottom = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() <= bottom) {
            throw in.error("the operation lacks a value to work on; the file is damaged: copy or download it again");
        }
        return stack.remove(stack.size() - 1);
    }

    private List<Object> popLast(int count) {
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(0, pop());
        }
        return values;
    }

    private List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw in.error("the operation lacks the beginning of its list; the file is damaged: copy or download it"
                    + " again");
        }
        List<Object> tail = stack.subList(marks.remove(marks.size() - 1), stack.size());
        List<Object> values = new ArrayList<>(tail);
        tail.clear();
        return values;
    }

    private Object remembered(long index) {
        if (!memo.containsKey(index)) {
            throw in.error("refers to value " + index + ", of which there are " + memo.size());
        }
        return memo.get(index);
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> values) {
        if (!(peek() instanceof List<?> list)) {
            throw in.error("appends to what is no list");
        }
        ((List<Object>) list).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void setItems(List<Object> keysAndValues) {
        if (!(peek() instanceof Map<?, ?> map)) {
            throw in.error("sets items of what is no dictionary");
        }
        if (keysAndValues.size() % 2 != 0) {
            throw in.error("a key of a dictionary lacks its value");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            if (!(key instanceof String || key instanceof Number || key instanceof Boolean || key == null)) {
                throw in.error("a key of a dictionary that is neither text nor number" + PickledName.REMEDY);
            }
            ((Map<Object, Object>) map).put(key, keysAndValues.get(i + 1));
        }
    }

    /** Attributes of a dictionary, such as the {@code _metadata} of a state dict, say nothing about tensors. */
    private void setState() {
        pop();
        if (!(peek() instanceof Map)) {
            throw in.error("sets attributes of what is no dictionary" + PickledName.REMEDY);
        }
    }

    private void pushNamed(List<Object> names) {
        if (names.get(0) instanceof String module && names.get(1) instanceof String name) {
            push(PickledName.find(in, module, name));
        } else {
            throw in.error("a name that is no text");
        }
    }

    private void call() {
        Object arguments = pop();
        Object called = pop();
        if (called instanceof Constructor constructor && arguments instanceof List<?> values) {
            push(new Arguments(in, constructor, values).construct());
        } else {
            throw in.error("calls what is no function");
        }
    }

    /** What PyTorch keeps beside the pickle: {@code ('storage', kind, key, location, elements)}. */
    private Storage storage(Object reference) {
        if (reference instanceof List<?> parts
                && parts.size() == 5
                && "storage".equals(parts.get(0))
                && parts.get(1) instanceof Storage.Kind kind
                && parts.get(2) instanceof String key
                && parts.get(4) instanceof Long elements
                && elements >= 0
                && elements <= Long.MAX_VALUE / 16) {
            return new Storage(kind.type(), key, kind.type().bytes(elements));
        }
        throw in.error("expected a reference to a storage with its kind, key, location and size");
    }
}
