package dev.graft.cli.option;

import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Map;

/** What is given by {@code --set}. */
public final class GivenSettings {
    private GivenSettings() {}

    /**
     * Adds settings to those that are there, by key.
     *
     * @param settings each {@code KEY=VALUE}
     * @throws InvalidInputException if one is written otherwise, or given twice
     */
    public static void add(List<String> settings, Map<String, String> values) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new InvalidInputException("--set takes KEY=VALUE, found '" + setting + "'");
            }
            String key = setting.substring(0, equals);
            String earlier = values.put(key, setting.substring(equals + 1));
            if (earlier != null) {
                throw new InvalidInputException("setting '" + key + "' is given twice, as " + earlier + " and by --set "
                        + setting + "; leave one of them out");
            }
        }
    }

    /** What refuses a setting that has no effect. */
    public static InvalidInputException refusal(String key, String why) {
        return new InvalidInputException("setting '" + key + "' has no effect: " + why + "; leave it out");
    }
}
