package dev.graft.models.jinja.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Values that are made when they are asked for, and once only, as many filters of Jinja give them. */
final class Generator {
    private final Iterator<Object> left;

    Generator(Stream<?> values) {
        this.left = values.<Object>map(value -> value).iterator();
    }

    Iterator<Object> left() {
        return left;
    }

    /** All that are left. */
    List<Object> drain(Budget budget) {
        List<Object> items = new ArrayList<>();
        while (left.hasNext()) {
            budget.spend(1);
            items.add(left.next());
        }
        return items;
    }
}
