package dev.graft.training.settings;

import dev.graft.adapters.TrainedParameters;

/** Which weights of the adapter are trained, and from what. */
public record StartSettings(
        @Setting("the adapter's weights that are trained: names, with * for any part and commas between")
        String trained,

        @Setting(
                value = "folder or file of weights to start from, taken where name and shape fit; empty for new ones",
                path = true,
                decisive = false)
        String init) {
    static final StartSettings DEFAULTS = new StartSettings("*", "");

    /** The names of the weights that are trained. */
    public TrainedParameters trainedParameters() {
        return TrainedParameters.parse(trained);
    }
}
