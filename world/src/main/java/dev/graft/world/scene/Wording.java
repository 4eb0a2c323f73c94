package dev.graft.world.scene;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.List;

/**
 * Several patterns of words that say the same thing, of which one is drawn.
 *
 * @param patterns texts in which {@code {0}}, {@code {1}} and so on stand for names
 */
public record Wording(List<String> patterns) {
    public static Wording of(String... patterns) {
        return new Wording(List.of(patterns));
    }

    public String draw(SplitMix64 random, List<String> names) {
        String text = patterns.get(random.below(patterns.size()));
        for (int i = 0; i < names.size(); i++) {
            text = text.replace("{" + i + "}", names.get(i));
        }
        return text;
    }
}
