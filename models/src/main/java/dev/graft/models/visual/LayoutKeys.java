package dev.graft.models.visual;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import dev.graft.tensors.files.JsonFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reading of a {@link VisualLayout} from keys and values. */
final class LayoutKeys {
    private static final List<VisualLayout> DEFAULTS = List.of(
            JoinedLayout.PLAIN,
            new CropsLayout("\n\n<start_of_image>", "<end_of_image>\n\n"),
            new SplitLayout("<fake_token_around_image>", "<global-img>"),
            new AnyresLayout(0),
            new RowsLayout("[IMG_BREAK]", "[IMG_END]"),
            new MapLayout(),
            new NumberedLayout("<|START_OF_IMG|>", "<|END_OF_IMG|>", "TILE", "TILE_GLOBAL"),
            new MarkedLayout("<fake_token_around_image>"));

    private final Map<String, ?> map;

    private LayoutKeys(Map<String, ?> map) {
        this.map = map;
    }

    static VisualLayout parse(String text) {
        if (!text.strip().startsWith("{")) {
            return read(Map.of("kind", text.strip()));
        }
        return read(JsonFile.object(text, "{\"kind\": \"joined\"}"));
    }

    static VisualLayout read(Map<String, ?> map) {
        if (!map.containsKey(LimitedLayout.KEY)) {
            return unlimited(map);
        }
        Map<String, Object> own = new LinkedHashMap<>(map);
        own.remove(LimitedLayout.KEY);
        return new LimitedLayout(unlimited(own), new LayoutKeys(map).number(LimitedLayout.KEY));
    }

    private static VisualLayout unlimited(Map<String, ?> map) {
        List<String> kinds = DEFAULTS.stream()
                .map(layout -> (String) layout.toMap().get("kind"))
                .toList();
        Object kind = map.get("kind");
        VisualLayout defaults = DEFAULTS.stream()
                .filter(layout -> layout.toMap().get("kind").equals(kind))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown visual layout '" + kind + "'" + Suggestions.didYouMean(String.valueOf(kind), kinds)));
        for (String key : map.keySet()) {
            if (!defaults.toMap().containsKey(key)) {
                throw new InvalidInputException("unknown key '" + key + "' of the visual layout '" + kind + "'"
                        + Suggestions.didYouMean(key, defaults.toMap().keySet()));
            }
        }
        LayoutKeys keys = new LayoutKeys(map);
        if (defaults instanceof JoinedLayout joined) {
            return new JoinedLayout(keys.text("before", joined.before()), keys.text("after", joined.after()));
        }
        if (defaults instanceof CropsLayout crops) {
            return new CropsLayout(keys.text("before", crops.before()), keys.text("after", crops.after()));
        }
        if (defaults instanceof SplitLayout split) {
            return new SplitLayout(keys.text("around", split.around()), keys.text("overview", split.overview()));
        }
        if (defaults instanceof NumberedLayout numbered) {
            return new NumberedLayout(
                    keys.text("before", numbered.before()),
                    keys.text("after", numbered.after()),
                    keys.text("tile", numbered.tile()),
                    keys.text("overview", numbered.overview()));
        }
        if (defaults instanceof MarkedLayout marked) {
            return new MarkedLayout(keys.text("around", marked.around()));
        }
        if (defaults instanceof RowsLayout rows) {
            return new RowsLayout(keys.text("row_end", rows.rowEnd()), keys.text("end", rows.end()));
        }
        if (defaults instanceof MapLayout) {
            return defaults;
        }
        return new AnyresLayout(keys.number("most_tiles"), keys.flag(AnyresLayout.SEVERAL_WHOLE));
    }

    private String text(String key, String otherwise) {
        Object value = map.containsKey(key) ? map.get(key) : otherwise;
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidInputException("'" + key + "' of the visual layout should be a string, found " + value);
    }

    private boolean flag(String key) {
        Object value = map.containsKey(key) ? map.get(key) : false;
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new InvalidInputException("'" + key + "' of the visual layout should be true or false, found " + value);
    }

    private int number(String key) {
        Object value = map.containsKey(key) ? map.get(key) : 0;
        if (value instanceof Integer number) {
            return number;
        }
        throw new InvalidInputException("'" + key + "' of the visual layout should be a whole number, found " + value);
    }
}
