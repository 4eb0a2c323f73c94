package dev.graft.adapters;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.List;
import java.util.Map;

/**
 * The settings of an adapter, as a user gives them; widths and token counts follow from the backbones.
 *
 * <p>It is a public record of an exported or opened package. Each component is a setting, of the type {@code String},
 * {@code int}, {@code double} or {@code boolean}, and has a {@link Help}; a component {@code kind} is {@link #kind}.
 */
public interface AdapterSpec {
    /** The kind of adapter where a user names none: LLaVA's. */
    String DEFAULT_KIND = "mlp";

    /** What tells this kind of adapter from others in a configuration file, such as {@code mlp}. */
    String kind();

    /**
     * The adapter between two backbones.
     *
     * @throws InvalidInputException if such an adapter cannot stand between backbones of these sizes
     */
    Adapter create(int visionWidth, int featureTokens, int languageWidth);

    /**
     * The width of visual tokens in a model without a language model, such as one that compares images with texts.
     *
     * @param languageWidth of the language model that may read them in a later training
     * @return this width, so that the adapter can be gone on with; of an adapter that keeps the width of features that width
     */
    default int tokenWidth(int visionWidth, int languageWidth) {
        return languageWidth;
    }

    /** As keys and values, for configuration files: {@code kind} first. */
    default Map<String, Object> toMap() {
        return SpecMap.of(this);
    }

    /**
     * These settings with others in their place, by their keys.
     *
     * @throws InvalidInputException if a key is unknown, or a value of another type or out of its range
     */
    default AdapterSpec with(Map<String, ?> settings) {
        return SpecMap.over(this, settings);
    }

    /** Its settings but for the kind, in the order of {@link #toMap}, each with what it means. */
    default List<AdapterSetting> settings() {
        return SpecMap.settings(this);
    }

    /** The settings that have no effect beside the others, by key, each with why: what a linear layer has no use for. */
    default Map<String, String> idle() {
        return Map.of();
    }

    /** The settings of each kind of adapter where a user says nothing, those of the published system. */
    static Map<String, AdapterSpec> kinds() {
        return Families.kinds();
    }

    /**
     * From keys and values as {@link #toMap} gives them; absent keys take the defaults of the kind, an absent
     * kind is {@link #DEFAULT_KIND}.
     *
     * @throws InvalidInputException if a key is unknown, or a value of another type or out of its range
     */
    static AdapterSpec of(Map<String, ?> map) {
        Object kind = map.containsKey("kind") ? map.get("kind") : DEFAULT_KIND;
        Map<String, AdapterSpec> kinds = kinds();
        AdapterSpec defaults = kinds.get(kind);
        if (defaults == null) {
            throw new InvalidInputException("unknown adapter kind '" + kind + "'"
                    + Suggestions.didYouMean(String.valueOf(kind), kinds.keySet()));
        }
        return defaults.with(map);
    }
}
