package dev.graft.adapters.stranger;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterSetting;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.Help;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;

/** What a user says about a {@link ScaleAdapter}. */
public record ScaleSpec(
        @Help("what all elements are multiplied by at the start, above 0")
        double scaleStart) implements AdapterSpec {
    static final ScaleSpec DEFAULT = new ScaleSpec(1);

    public ScaleSpec {
        AdapterSetting.require("scale_start", scaleStart, Range.POSITIVE);
    }

    @Override
    public String kind() {
        return "scale";
    }

    @Override
    public Adapter create(int visionWidth, int featureTokens, int languageWidth) {
        if (visionWidth != languageWidth) {
            throw new InvalidInputException("an adapter of kind scale keeps the width of feature vectors");
        }
        return new ScaleAdapter(visionWidth, scaleStart);
    }
}
