package dev.graft.models.jinja;

import dev.graft.models.jinja.value.Arguments;
import dev.graft.models.jinja.value.Callable;
import dev.graft.models.jinja.value.Namespace;
import dev.graft.models.jinja.value.Undefined;
import dev.graft.models.jinja.value.Values;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code for}: what it sets is not seen behind it.
 *
 * @param targets the names of an item, or of its parts
 * @param filter which items are gone through
 * @param otherwise what is written where there are none
 */
record Loop(List<String> targets, Expression items, Expression filter, Statement body, Statement otherwise)
        implements Statement {
    /** A round makes so many values. */
    private static final int ROUND = 10;

    @Override
    public void render(Scope scope, StringBuilder out) {
        List<Object> chosen = new ArrayList<>();
        for (Object item : Values.items(items.evaluate(scope), scope.budget())) {
            scope.budget().spend(1);
            Scope inside = scope.inner();
            StatementParser.assign(targets, item, inside);
            if (Values.isTrue(filter.evaluate(inside))) {
                chosen.add(item);
            }
        }
        if (chosen.isEmpty()) {
            otherwise.render(scope.inner(), out);
        }
        for (int i = 0; i < chosen.size(); i++) {
            scope.budget().spend(ROUND);
            Scope inside = scope.inner();
            inside.set("loop", state(chosen, i));
            StatementParser.assign(targets, chosen.get(i), inside);
            try {
                body.render(inside, out);
            } catch (LoopSignal signal) {
                if (signal.ends()) {
                    return;
                }
            }
        }
    }

    /** What {@code loop} tells. */
    private static Namespace state(List<Object> items, int place) {
        Map<String, Object> loop = new LinkedHashMap<>();
        int size = items.size();
        loop.put("index", place + 1L);
        loop.put("index0", (long) place);
        loop.put("revindex", (long) size - place);
        loop.put("revindex0", size - place - 1L);
        loop.put("first", place == 0);
        loop.put("last", place == size - 1);
        loop.put("length", (long) size);
        loop.put("previtem", place > 0 ? items.get(place - 1) : new Undefined("loop.previtem"));
        loop.put("nextitem", place < size - 1 ? items.get(place + 1) : new Undefined("loop.nextitem"));
        loop.put("cycle", (Callable) given -> cycled(given, place));
        return Namespace.loop(loop);
    }

    private static Object cycled(Arguments given, int place) {
        List<Object> values = given.positional();
        if (values.isEmpty() || !given.named().isEmpty()) {
            throw new InvalidInputException("'cycle' takes the values to go through");
        }
        return values.get(place % values.size());
    }
}
